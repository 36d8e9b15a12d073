"""Taking stock: the sha256 of every source, and a place for the bytes that are in no file of their own."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

from extractor.bulk.data import Shard, Source, Task
from extractor.bulk.errors import UnreachableSource
from extractor.bulk.fetching import fetch
from extractor.bulk.ledger import Ledger
from extractor.bulk.sources import ADDRESSES, Passed
from extractor.errors import MingxiError, TooLarge
from extractor.outputs.files import with_folder, write_content
from extractor.reading import Limits
from extractor.reading.formats import utf8_name
from extractor.reading.members import archive_format
from extractor.reading.safely import documents_in
from extractor.reading.sniff import RAR, SEVEN_ZIP, ZIP

ARCHIVE_LIMITS = Limits(max_bytes=2_000_000_000, max_entries=200_000, max_unpacked=20_000_000_000, max_seconds=3_600)
MAGIC = 8  # bytes by which an archive is known
FETCHES = 8  # addresses that are asked at a time
BATCH = 500  # sources that are noted together

Report = Callable[[int], None]


class Spool:
    """The bytes that lie in no file of their own: members of archives and what came by wire, by their sha256."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, document: str) -> Path:
        """Where the bytes of a document are, if they are here."""
        return self._folder / document[:2] / document

    def put(self, data: bytes) -> str:
        """Keep some bytes; their name."""
        document = hashlib.sha256(data).hexdigest()
        if not self.path(document).exists():
            write_content(with_folder(self.path(document)), data)
        return document

    def has(self, document: str) -> bool:
        """Whether the bytes of a document are here."""
        return self.path(document).exists()

    def fill(self, shard: Shard) -> None:
        """Fetch or unpack again what a shard needs and an earlier run has cleared away; what cannot be had is left."""
        missing = [task for task in shard.tasks if is_spooled(task) and not self.has(task.document)]
        for path in sorted({task.path for task in missing}):
            source = Source(path)
            with suppress(OSError):
                list(_fetched([source], self) if path.startswith(ADDRESSES) else _opened(source, self, Counter()))


def is_spooled(task: Task) -> bool:
    """Whether the bytes of a document lie in the spool and not in a file of the user's."""
    return bool(task.member) or task.path.startswith(ADDRESSES)


def take_stock(ledger: Ledger, spool: Spool, sources: Iterable[Source], passed: Passed, report: Report) -> None:
    """Note all sources in the ledger, hashing those that are new or have changed.

    A file is taken to be the same while its size and time of change are; `report` is told how many have been seen.
    """
    seen, remaining = 0, iter(sources)
    while batch := list(islice(remaining, BATCH)):
        ledger.add(list(_noted(ledger, spool, batch, passed)))
        report(seen := seen + len(batch))


def _noted(ledger: Ledger, spool: Spool, batch: Sequence[Source], passed: Passed) -> Iterator[Source]:
    """The sources of a batch as the ledger should have them; those that it has are left out."""
    addresses = []
    for source in batch:
        if source.error:
            yield source
        elif source.path.startswith(ADDRESSES):
            known = ledger.known(source.path)
            if known is None or known.error:
                addresses.append(source)
        else:
            yield from _file(ledger, spool, source, passed)
    yield from _fetched(addresses, spool)


def _file(ledger: Ledger, spool: Spool, source: Source, passed: Passed) -> Iterator[Source]:
    """A file of the user's, or the members of one."""
    path, known = Path(source.path), ledger.known(source.path)
    try:
        stat = path.stat()
        source = replace(source, size=stat.st_size, modified_ns=stat.st_mtime_ns)
        if known and not known.error and (known.size, known.modified_ns) == (stat.st_size, stat.st_mtime_ns):
            told = replace(source, document=known.document)
            if told != known and known.document:
                yield told
        else:
            yield from _opened(source, spool, passed.suffixes)
    except OSError as error:
        reason = error.strerror or str(error)
        yield _without(source, UnreachableSource(source.name, reason, reason))


def _opened(source: Source, spool: Spool, others: Counter[str]) -> Iterator[Source]:
    """What is in a file: one document, or an archive of them, which has a row of its own."""
    with Path(source.path).open("rb") as stream:
        is_zipped = stream.read(MAGIC).startswith((ZIP, SEVEN_ZIP, RAR))
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        if not is_zipped:
            yield replace(source, document=hashlib.file_digest(stream, "sha256").hexdigest())
            return
        if size > ARCHIVE_LIMITS.max_bytes:
            yield _without(source, TooLarge(source.name, "文件字节数", size, ARCHIVE_LIMITS.max_bytes))
            return
        data = stream.read()
    if archive_format(data, ARCHIVE_LIMITS) is None:
        yield replace(source, document=hashlib.sha256(data).hexdigest())
    else:
        yield from _unpacked(source, data, spool, others)


def _unpacked(source: Source, data: bytes, spool: Spool, others: Counter[str]) -> Iterator[Source]:
    """An archive and its members, whose bytes are put into the spool; each member that cannot be had says why."""
    try:
        for member in documents_in(data, name=source.name, others=others, limits=ARCHIVE_LIMITS):
            path = utf8_name(member.path)
            inner = replace(source, member=path, name=f"{source.name}/{path}")
            if isinstance(member.content, bytes):
                yield replace(inner, document=spool.put(member.content), size=len(member.content))
            else:
                yield _without(inner, member.content)
    except MingxiError as error:
        yield _without(source, error)
    else:
        yield source


def _fetched(sources: Sequence[Source], spool: Spool) -> Iterator[Source]:
    """What came by wire, several addresses at a time."""
    with ThreadPoolExecutor(FETCHES) as pool:
        for source, answer in zip(sources, pool.map(_answer, sources), strict=True):
            if isinstance(answer, bytes):
                yield replace(source, document=spool.put(answer), size=len(answer))
            else:
                yield _without(source, answer)


def _answer(source: Source) -> bytes | UnreachableSource:
    try:
        return fetch(source.path)
    except UnreachableSource as error:
        return error


def _without(source: Source, error: MingxiError) -> Source:
    return replace(source, error=error.code, message=error.reason, english=error.english_reason)
