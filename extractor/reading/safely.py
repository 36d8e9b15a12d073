"""The sandboxes of this process, shared by its threads: reading, unpacking and converting without harm.

A sandbox is started when the first file needs one, and ends with the process.
"""

import atexit
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import PurePosixPath
from queue import LifoQueue

from extractor.errors import NoDocuments
from extractor.reading.formats import is_readable
from extractor.reading.limits import Limits
from extractor.reading.members import Member
from extractor.reading.readers import Reading
from extractor.reading.sandbox import File, Sandbox

Converted = Mapping[bytes, bytes]
CONVERTED: ContextVar[Converted] = ContextVar("CONVERTED")


@cache
def _pool(_process: int) -> LifoQueue[Sandbox]:
    """The sandboxes of this process, one for each core; a process that was forked off makes its own."""
    pool: LifoQueue[Sandbox] = LifoQueue()
    for _ in range(os.cpu_count() or 1):
        pool.put(sandbox := Sandbox())
        atexit.register(sandbox.close)
    return pool


@contextmanager
def _borrowed() -> Iterator[Sandbox]:
    """One of the sandboxes, the one that worked last if it is free; it waits until one is."""
    pool = _pool(os.getpid())
    sandbox = pool.get()
    try:
        yield sandbox
    finally:
        pool.put(sandbox)


def read_safely(data: bytes, *, name: str = "", limits: Limits = Limits()) -> Reading:  # noqa: B008, frozen
    """Read one disclosure file as `read_in_place` does, in a process of its own; from any thread.

    read_safely("收入".encode(), name="a.txt").document.text -> "收入"
    """
    with _borrowed() as sandbox:
        return sandbox.read(data, name=name, limits=limits, docx=CONVERTED.get({}).get(data))


def unpack_safely(data: bytes, *, name: str = "", limits: Limits = Limits()) -> Iterator[Member]:  # noqa: B008, frozen
    """The documents in an archive, as `open_archive` gives them."""
    with _borrowed() as sandbox:
        members = sandbox.unpack(data, name=name, limits=limits)
        first = next(members, None)  # all that the process does; the rest comes from what it has written
    if first is not None:
        yield first
        yield from members


def documents_in(data: bytes, *, name: str, others: Counter[str], limits: Limits = Limits()) -> Iterator[Member]:  # noqa: B008
    """The members of an archive that are documents, or say why they cannot be had; other files are counted by suffix.

    Raises `UnreadableDocument`, before or after some members, for what stops the whole archive, and `NoDocuments`.
    """
    found = 0
    for member in unpack_safely(data, name=name, limits=limits):
        path = PurePosixPath(member.path)
        if isinstance(member.content, bytes) and not is_readable(path):
            others[path.suffix.lower()] += 1
        else:
            found += 1
            yield member
    if not found:
        raise NoDocuments(name)


@contextmanager
def converted_together(files: Sequence[bytes], limits: Limits = Limits()) -> Iterator[None]:  # noqa: B008, frozen
    """Within it, old Word files among these are read without LibreOffice's start: they share one."""
    converted: Converted = {}
    if len(files) > 1:
        with _borrowed() as sandbox:
            converted = sandbox.convert([File("", data) for data in files], limits=limits)
    token = CONVERTED.set(converted)
    try:
        yield
    finally:
        CONVERTED.reset(token)
