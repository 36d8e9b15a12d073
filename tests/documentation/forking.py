"""A process that has mingxi loaded and forks for each command: a hundred commands load it once.

`python -m tests.documentation.forking SOCKET` serves; `SHIM` is a program `mingxi` that sends it words, folder,
environment and streams, and ends as the command ended.
"""

import json
import os
import signal
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
READY = "ready"
SHIM = """#!{python} -SEs
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({socket!r})
    asked = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(server, [len(asked).to_bytes(4, "big")], [0, 1, 2])
    server.sendall(asked)
    sys.exit(int(server.recv(8) or b"70"))
"""


def answer(server: socket.socket) -> None:
    """Run one command on the streams of its caller, and say how it ended."""
    from api.cli import main

    head, streams, *_ = socket.recv_fds(server, 4, 3)
    size, told = int.from_bytes(head, "big"), b""
    while len(told) < size:
        told += server.recv(size - len(told))
    words, folder, environment = json.loads(told)
    for number, (stream, name, mode) in enumerate(zip(streams, ("stdin", "stdout", "stderr"), "rww", strict=True)):
        os.dup2(stream, number)
        os.close(stream)
        setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    status = 0
    try:
        main(words, prog_name="mingxi")
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    sys.stdout.flush()
    sys.stderr.flush()
    server.sendall(str(status).encode())


def serve(path: str) -> None:
    """Load everything, then fork for each command until the caller is gone."""
    from extractor.pipeline import load
    from models.registry import DEFAULT

    text = (ROOT / "examples" / "town-budget.txt").read_bytes()
    load(model=DEFAULT).extract(text, name="town-budget.txt")  # as commands load it: what is kept goes by the words
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        print(READY, flush=True)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            server, _ = listener.accept()
            with server:
                if os.fork() == 0:
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    answer(server)
                    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1])
