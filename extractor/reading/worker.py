"""The process that reads files for a `Sandbox`: `python -m extractor.reading.worker`, started by it alone.

It loads the readers once, then forks a child for each file, which works under limits, hands back what it read and ends:
so a file costs a fork instead of a start, and no file can reach another one.
"""

import errno
import gc
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import cast

from extractor.errors import ReadingStopped, UnreadableDocument
from extractor.reading import office
from extractor.reading.confinement import Isolation, enter, limit_resources
from extractor.reading.formats import KINDS
from extractor.reading.members import open_archive
from extractor.reading.readers import read_in_place, reader_of
from extractor.reading.wire import (
    DATA,
    FAULT,
    ORDER,
    OUTPUT_FULL,
    PATH,
    STATUS,
    Frame,
    Request,
    encode_error,
    encode_reading,
    output_bytes,
    receive_request,
    send_frames,
)

SCRATCH = Path("/tmp")
DEPTH = 1000  # Python's own default for recursion; the readers turn its end into an error


def main() -> None:
    """Serve the socket whose number is the first argument, shut in as the second says."""
    control = socket.socket(fileno=int(sys.argv[1]))
    enter(cast("Isolation", sys.argv[2]))
    sys.setrecursionlimit(DEPTH)
    serve(control, is_private=sys.argv[2] == "bubblewrap")


def serve(control: socket.socket, *, is_private: bool) -> None:
    """Take orders until the other side hangs up; all of /tmp is emptied after each where it is private."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for format in KINDS:
        reader_of(format)
    encode_reading(read_in_place(b"1"))  # what the first file of a process builds, no child has to build again
    gc.freeze()  # what is loaded now is never written again, so that forks share it
    control.sendall(STATUS.pack(False, 0))
    while True:
        message, files, _, _ = socket.recv_fds(control, ORDER.size, 2)
        if len(message) < ORDER.size:
            return
        (seconds,) = ORDER.unpack(message)
        is_over, status = _run(control, files, seconds, is_private=is_private)
        control.sendall(STATUS.pack(is_over, status))


def _run(control: socket.socket, files: list[int], seconds: float, *, is_private: bool) -> tuple[bool, int]:
    """Let a child do one piece of work; whether its time was over, and how it ended."""
    scratch = tempfile.mkdtemp(prefix="mingxi-")
    child = os.fork()
    if child == 0:
        control.close()
        _work(*files, seconds=seconds, scratch=scratch)
    for file in files:
        os.close(file)
    is_over = not _ended(child, time.monotonic() + seconds)
    os.kill(child, signal.SIGKILL)  # a zombie does not mind
    _, status = os.waitpid(child, 0)
    _end_orphans()
    _remove(list(SCRATCH.iterdir()) if is_private else [Path(scratch)])
    return is_over, os.waitstatus_to_exitcode(status)


def _remove(places: list[Path]) -> None:
    """Remove what a child has left, links as links."""
    for place in places:
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)


def _end_orphans() -> None:
    """End what a child has started, in whatever group it is; without its parent it has become ours (prctl.h)."""
    while orphans := Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split():
        for orphan in map(int, orphans):
            os.kill(orphan, signal.SIGKILL)
            os.waitpid(orphan, 0)


def _ended(child: int, deadline: float) -> bool:
    """Wait for a child, which stays a zombie so that its number stays its own; False when the deadline came first."""
    while (left := deadline - time.monotonic()) > 0:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return True
        signal.sigtimedwait({signal.SIGCHLD}, left)
    return False


def _work(request_file: int, answer_file: int, *, seconds: float, scratch: str) -> None:
    """In the child: do what the request says, and never return."""
    status = 1
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        os.environ["TMPDIR"] = os.environ["HOME"] = tempfile.tempdir = scratch
        with open(request_file, "rb") as stream:
            request = receive_request(stream)
        limit_resources(request.limits, seconds=seconds, output=output_bytes(request))
        with open(answer_file, "wb") as stream:
            send_frames(_answer(request), stream)
        status = 0
    except OSError as error:  # Python ignores the signal that comes with it
        status = OUTPUT_FULL if error.errno == errno.EFBIG else 1
    finally:
        os._exit(status)


def _answer(request: Request) -> Iterator[Frame]:
    """The answer to a request; an error that explains itself is an answer, a mistake of ours is told as one."""
    try:
        yield from JOBS[request.job](request)
    except UnreadableDocument as error:
        yield encode_error(error)
    except MemoryError:
        yield encode_error(ReadingStopped(request.name, "memory", request.limits.max_memory))
    except BaseException:  # a panic of a reader written in Rust is no Exception
        yield FAULT, traceback.format_exc()[-4000:].encode("utf-8", "replace")


def _read(request: Request) -> Iterator[Frame]:
    data, *converted = request.parts
    with office.prepared(converted[0]) if converted else nullcontext():
        yield encode_reading(read_in_place(data, name=request.name, limits=request.limits))


def _convert(request: Request) -> Iterator[Frame]:
    for docx in office.to_docx(request.parts, limits=request.limits):
        yield DATA, docx or b""


def _unpack(request: Request) -> Iterator[Frame]:
    for member in open_archive(request.parts[0], name=request.name, limits=request.limits):
        yield PATH, member.path.encode("utf-8", "replace")
        found = member.content
        yield encode_error(found) if isinstance(found, UnreadableDocument) else (DATA, found)


JOBS: Mapping[str, Callable[[Request], Iterator[Frame]]] = {"read": _read, "convert": _convert, "unpack": _unpack}

if __name__ == "__main__":
    main()
