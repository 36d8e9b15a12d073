"""A service in processes of its own, as people start it, and what can be done to it from outside."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import httpx2

from tests.api.running import ROOT

START_S = 90


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Living:
    """One server: its address, and its process."""

    def __init__(self, data, *words, port=None, **settings):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data / "log"
        environment = {f"MINGXI_{name.upper()}": str(value) for name, value in settings.items()}
        command = [sys.executable, "-m", "api.cli", "serve", "--port", str(self.port), "--data", str(data), *words]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT), "MINGXI_FREE_DISK": "0", **environment},
            )

    def wait(self):
        """Wait until it is ready."""
        for _ in range(START_S * 20):
            with suppress(httpx2.TransportError):
                if httpx2.get(f"{self.url}/health/ready").status_code == 200:
                    return self
            assert self.process.poll() is None, self.log.read_text("utf-8")
            time.sleep(0.05)
        raise TimeoutError(self.log.read_text("utf-8"))

    def end(self, number=signal.SIGTERM):
        """Send a signal; the exit status, once it has ended."""
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        return self.process.wait(60)


@contextmanager
def living(data, *words, **settings):
    """A server for as long as it is needed."""
    server = Living(data, *words, **settings)
    try:
        yield server.wait()
    finally:
        server.end(signal.SIGKILL)
