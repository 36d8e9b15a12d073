"""Reading files from strangers in a process of their own, under limits and without a network.

The results and the errors are those of `read`; two kinds of errors come from outside: `ReadingStopped` for a file that
takes too much or breaks its reader, and `MissingReader`. The process stays; each file gets a fork of it (worker.py).
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Self, cast

from extractor.errors import NoTextLayer, ReadingStopped, StopCause, UnreadableDocument
from extractor.reading import office, scan
from extractor.reading.confinement import (
    ISOLATIONS,
    NOTES,
    Isolation,
    has_bubblewrap,
    worker_command,
    worker_environment,
)
from extractor.reading.limits import Limits
from extractor.reading.members import Member, open_archive
from extractor.reading.readers import UNNAMED, Reading, read_in_place
from extractor.reading.wire import (
    DATA,
    ERROR,
    FAULT,
    ORDER,
    OUTPUT_FULL,
    PATH,
    READING,
    STATUS,
    Frame,
    Request,
    decode_error,
    decode_reading,
    output_bytes,
    receive_frames,
    send_request,
)

START_S = 30.0  # seconds for the process to start; it takes about one
GRACE_S = 5.0  # seconds that it may be late before it is killed itself
BATCH = 32  # old Word files that LibreOffice converts in one run
FILE_S = 5  # seconds more that it may take for each of them
PAGE_CODES = frozenset(["page_without_text", "unmapped_characters"])  # warnings about pages that OCR could read


class File(NamedTuple):
    """One file to read: File("预算/决算.doc", b"..")."""

    name: str
    data: bytes


class Sandbox:
    """A process that reads files, started when the first one comes; use one for each thread that reads.

        with Sandbox() as sandbox:
            sandbox.read("收入".encode(), name="a.txt").document.text -> "收入"

    `isolation` says how it is shut in, and so does a warning of the reading where it is less than it could be. Where a
    system is not Linux, files are read in this process.
    """

    def __init__(self, limits: Limits = Limits(), *, isolations: Sequence[Isolation] = ISOLATIONS) -> None:  # noqa: B008
        self.limits = limits
        self.isolation: Isolation = "none"
        self._isolations = isolations if sys.platform == "linux" else ()
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._scratch: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, data: bytes, *, name: str = "", limits: Limits | None = None, docx: bytes | None = None) -> Reading:
        """Read one file as `read_in_place` does. Pages without text are read by OCR in a second go, with time for each.

        `docx` is what `convert` made of an old Word file.
        """
        limits = limits or self.limits
        if not self._is_able():
            return self._noted(read_in_place(data, name=name, limits=limits))
        request = Request("read", name, limits, (data,) if docx is None else (data, docx))
        can_scan = limits.max_scanned_pages > 0 and scan.is_installed()
        try:
            found = self._read(replace(request, limits=replace(limits, max_scanned_pages=0)), limits.max_seconds)
        except NoTextLayer as error:
            if not can_scan:
                raise
            return self._noted(self._scan(request, error.pages))
        pages = {warning.page for warning in found.warnings if warning.code in PAGE_CODES}
        if pages and can_scan:
            with suppress(ReadingStopped):  # then what the first go has read is kept
                found = self._scan(request, len(pages))
        return self._noted(found)

    def _scan(self, request: Request, pages: int) -> Reading:
        """Read a file with OCR, which has its time for each page."""
        limits = request.limits
        return self._read(request, limits.max_seconds + limits.max_scan_seconds * min(pages, limits.max_scanned_pages))

    def read_all(
        self, files: Iterable[File], *, limits: Limits | None = None
    ) -> Iterator[tuple[File, Reading | UnreadableDocument]]:
        """Read files in order, old Word files of each batch with one start of LibreOffice."""
        source = iter(files)
        while batch := list(islice(source, BATCH)):
            converted = self.convert([file for file in batch if office.is_convertible(file.data)], limits=limits)
            for file in batch:
                try:
                    docx = converted.get(file.data)
                    yield file, self.read(file.data, name=file.name, limits=limits, docx=docx)
                except UnreadableDocument as error:
                    yield file, error

    def convert(self, files: Sequence[File], *, limits: Limits | None = None) -> dict[bytes, bytes]:
        """Old Word files as .docx, by their content; b"" for one that LibreOffice cannot convert."""
        if len(files) < 2 or not self._is_able() or not office.has_libreoffice():
            return {}
        limits = limits or self.limits
        request = Request("convert", "", limits, tuple(file.data for file in files))
        with suppress(UnreadableDocument):
            frames = self._ask(request, limits.max_seconds + FILE_S * len(files))
            return {file.data: docx for file, (_, docx) in zip(files, frames, strict=False)}
        return {}

    def unpack(self, data: bytes, *, name: str = "", limits: Limits | None = None) -> Iterator[Member]:
        """The documents in an archive, as `open_archive` gives them."""
        limits = limits or self.limits
        if not self._is_able():
            yield from open_archive(data, name=name, limits=limits)
            return
        path = None
        for kind, payload in self._ask(Request("unpack", name, limits, (data,)), limits.max_seconds):
            if kind == PATH:
                path = payload.decode("utf-8", "replace")
            elif path is None:
                raise _failure(kind, payload, name or UNNAMED)
            else:
                yield Member(path, payload if kind == DATA else _failure(kind, payload, path))
                path = None

    def processes(self) -> list[str]:
        """The numbers of its processes: the one that it started and those below."""
        if self._process is None or sys.platform != "linux":
            return []
        found = [str(self._process.pid)]
        for process in found:
            with suppress(OSError):
                found += Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
        return found

    def close(self) -> None:
        """End the process; the next file would start another one."""
        with self._lock:
            if self._control is not None:
                self._control.close()
            self._kill()

    def _noted(self, reading: Reading) -> Reading:
        """The same reading, with a warning where its process was shut in less than it could be."""
        note = NOTES.get(self.isolation)
        return reading._replace(warnings=(*reading.warnings, note)) if note else reading

    def _is_able(self) -> bool:
        """Whether there is a process; start it, as well shut in as the machine allows."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                return True
            self.close()
            for isolation in self._isolations:
                if (isolation != "bubblewrap" or has_bubblewrap()) and self._start(isolation):
                    self._isolations = (isolation,)
                    self.isolation = isolation
                    return True
            return False

    def _start(self, isolation: Isolation) -> bool:
        ours, theirs = socket.socketpair()
        if isolation != "bubblewrap":  # which has a /tmp of its own
            self._scratch = tempfile.mkdtemp(prefix="mingxi-")
        with closing(theirs):
            self._process = subprocess.Popen(
                worker_command(isolation, theirs.fileno()),
                pass_fds=[theirs.fileno()],
                env=worker_environment(self._scratch or "/tmp"),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._control = ours
        ours.settimeout(START_S)
        with suppress(OSError):
            if len(ours.recv(STATUS.size)) == STATUS.size:
                return True
        self.close()
        return False

    def _read(self, request: Request, seconds: float) -> Reading:
        name = request.name or UNNAMED
        for kind, payload in self._ask(request, seconds):
            if kind != READING:
                raise _failure(kind, payload, name)
            reading = decode_reading(payload, name)
            return reading._replace(document=replace(reading.document, name=request.name))
        raise ReadingStopped(name, "crash")

    def _ask(self, request: Request, seconds: float) -> Iterator[Frame]:
        """The frames of an answer. They come from a file that the process may fill no further than its limit."""
        with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
            send_request(request, cast("BinaryIO", question))
            question.seek(0)
            failure = self._run(question, answer, seconds)
            answer.seek(0)
            yield from receive_frames(cast("BinaryIO", answer))
            if failure:
                limit = int(seconds) if failure == "time" else output_bytes(request)
                raise ReadingStopped(request.name or UNNAMED, failure, limit)

    def _run(self, question: Any, answer: Any, seconds: float) -> StopCause | None:
        """Have one request answered; why it was not, if it was not."""
        with self._lock:
            if not self._is_able() or self._control is None:
                return "crash"
            try:
                self._control.settimeout(seconds + GRACE_S)
                socket.send_fds(self._control, [ORDER.pack(seconds)], [question.fileno(), answer.fileno()])
                status = self._control.recv(STATUS.size, socket.MSG_WAITALL)
            except TimeoutError:
                self.close()
                return "time"
            except OSError:
                status = b""
            if len(status) < STATUS.size:
                self.close()
                return "crash"
        is_over, code = STATUS.unpack(status)
        if is_over or code == -signal.SIGXCPU:
            return "time"
        return None if code == 0 else "output" if code == OUTPUT_FULL else "crash"

    def _kill(self) -> None:
        process, self._process, self._control = self._process, None, None
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if self._scratch is not None:  # whatever a file has left that ended its process
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None


def _failure(kind: bytes, payload: bytes, name: str) -> UnreadableDocument:
    if kind == ERROR:
        return decode_error(payload, name)
    detail = payload.decode("utf-8", "replace") if kind == FAULT else "an answer that is none"
    return ReadingStopped(name, "crash", detail=detail)
