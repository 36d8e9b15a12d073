"""One worker process, as seen from whoever gives it work: it is started, used, and ended with all that it started."""

import ctypes
import multiprocessing
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

Run = Callable[[Any], Any]
Make = Callable[[], Run]  # called once in a worker; a function of a module or a partial of one
READY, BEGUN, END = "ready", "begun", "end"
PING = None  # work that is none
PR_SET_PDEATHSIG = 1  # prctl(2)
BEGIN_S = 10.0  # for a worker to take what it is given
END_S = 5.0


class Lost(Exception):  # noqa: N818
    """A worker that ended; `has_begun` says whether with a piece of work in its hands."""

    def __init__(self, *, has_begun: bool) -> None:
        super().__init__(has_begun)
        self.has_begun = has_begun


class Mistake(Exception):  # noqa: N818
    """A mistake of ours in a worker: what kind, and where; Mistake("KeyError", "linking.py:120")."""

    def __init__(self, kind: str, place: str) -> None:
        super().__init__(kind, place)
        self.kind = kind
        self.place = place


class DeadlineError(Exception):
    """A piece of work that took too long."""


class Worker:
    """A process that does one piece of work after the other; used by one thread.

    Each has a pipe of its own: a worker that is killed can hold no lock that another one needs.
    """

    def __init__(self, make: Make) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self.done = 0
        self.process = context.Process(
            target=serve, args=(theirs, make, os.getpid()), name="mingxi-worker", daemon=True
        )
        self.process.start()
        theirs.close()

    def is_ready(self, seconds: float) -> bool:
        """Whether it has loaded what it needs, within so many seconds."""
        try:
            return self._ours.poll(seconds) and self._ours.recv() == READY
        except (EOFError, OSError):
            return False

    def is_alive(self) -> bool:
        """Whether it is there at all."""
        return self.process.is_alive()

    def run(self, task: Any, seconds: float) -> Any:
        """Its answer, or an exception as the answer; raises `DeadlineError` and `Lost`, after which it is of no use."""
        has_begun = False
        try:
            self._ours.send(task)
            has_begun = self._ours.poll(BEGIN_S) and self._ours.recv() == BEGUN
            if has_begun and not self._ours.poll(seconds):
                raise DeadlineError
            answer = self._ours.recv() if has_begun else None
        except (EOFError, OSError) as error:
            raise Lost(has_begun=has_begun) from error
        if not has_begun:
            raise Lost(has_begun=False)
        self.done += 1
        return answer

    def stop(self) -> None:
        """Let it end by itself, which takes no time when it has nothing to do."""
        with suppress(OSError):
            self._ours.send(END)
        self.process.join(END_S)
        self.kill()

    def kill(self) -> None:
        """End it, and whatever reads files for it."""
        for process in reversed(descendants(self.process.pid)):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        self.process.join()
        with suppress(OSError):
            self._ours.close()


def descendants(pid: int | None) -> list[int]:
    """A process and all below it: those that it started, and those that they started."""
    found = [] if pid is None else [pid]
    for process in found:
        with suppress(OSError):
            for children in Path(f"/proc/{process}/task").glob("*/children"):
                found += map(int, children.read_text("ascii").split())
    return found


def limit_memory(memory: int) -> None:
    """Hold this process to so many bytes of data: more is a MemoryError of the document that needs it."""
    if sys.platform == "linux":  # elsewhere the kernel does not hold a process to it
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def serve(connection: Connection, make: Make, server: int) -> None:
    """In the worker: load, then do what comes, until the server hangs up.

    A terminal's Ctrl-C and a service manager's SIGTERM reach all processes; the parent decides when its workers end.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    _follow(server)
    run = make()
    with suppress(EOFError, OSError):
        connection.send(READY)
        while (task := connection.recv()) != END:
            connection.send(BEGUN)
            try:
                answer = None if task is PING else run(task)
            except Exception as error:  # whose message may quote the document
                answer = Mistake(type(error).__name__, _place(error))
            connection.send(answer)


def _place(error: Exception) -> str:
    """Where an exception was raised: "linking.py:120"."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def _follow(server: int) -> None:
    """End with the server, even in the middle of a document."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(1)
