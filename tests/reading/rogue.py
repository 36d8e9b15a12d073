"""A reader that has been taken over by its file: `python -m tests.reading.rogue`, in place of the worker."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from extractor.reading import worker
from extractor.reading.readers import read_in_place as read
from extractor.reading.wire import READING, Frame, Request, encode_reading


def misbehave(request: Request) -> Iterator[Frame]:  # noqa: PLR0912
    """Do what the name of the file says."""
    deed, _, rest = request.name.partition(" ")
    if deed == "sleep":
        time.sleep(600)
    elif deed == "spin":
        while True:
            pass
    elif deed == "eat":
        yield READING, bytes(1 << 31)
    elif deed == "write":
        yield READING, bytes(int(rest))
    elif deed == "open":
        files = [open("/dev/null") for _ in range(10_000)]  # noqa: SIM115
        yield READING, str(files).encode()
    elif deed == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif deed == "exit":
        os._exit(0)
    elif deed == "raise":
        raise RuntimeError(rest)
    elif deed == "lie":
        yield READING, rest.encode()
    elif deed == "spawn":
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", rest], start_new_session=True)
        time.sleep(600)
    elif deed == "betray":
        os.kill(os.getppid(), signal.SIGKILL)
    else:
        yield encode_reading(read(REPORTS[deed](rest).encode(), name=request.name, limits=request.limits))


def connect(address: str) -> str:
    """Whether a connection to a port of this machine can be had."""
    try:
        with socket.create_connection(("127.0.0.1", int(address)), timeout=2):
            return "connected"
    except OSError as error:
        return f"no network: {error}"


def look(path: str) -> str:
    """Whether a file can be read, and whether another can be written beside it."""
    found = "seen" if Path(path).exists() else "not seen"
    beside = Path(path).with_suffix(".new")
    try:
        beside.write_text("x")
        beside.unlink()
    except OSError:
        return f"{found}, not written"
    return f"{found}, written"


def environment(_: str) -> str:
    """The names of the environment."""
    return " ".join(sorted(os.environ))


REPORTS = {
    "connect": connect,
    "look": look,
    "environment": environment,
    "scratch": lambda _: str(os.listdir("/tmp")),
}

if __name__ == "__main__":
    worker.JOBS = {"read": misbehave}
    worker.main()
