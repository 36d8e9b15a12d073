"""What a worker is asked for, what it answers, and how it does it."""

import hashlib
import resource
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from api.formats import JSON, export_records, record_of, write_records
from api.inputs import Input
from api.opening import members
from api.refusals import Problem, Refusal
from api.selecting import ListName, confident
from api.store import Store
from api.store.documents import Kept, pack, unpack
from api.store.jobs import Upload, kept_documents
from api.texts import one_line
from extractor.data import Record
from extractor.errors import MingxiError
from extractor.outputs import as_plain
from extractor.reading import Limits
from extractor.reading.members import archive_format
from extractor.reading.office import old_word
from extractor.reading.safely import converted_together
from extractor.workers import Run

WARMING = "2024年收入预算总额为640万元，比上年增加40万元，增长6.67%。".encode()


@dataclass(frozen=True, slots=True)
class Wish:
    """What of a record is wanted, and how: Wish(form="text/csv", lists=("facts",))."""

    form: str = JSON
    include: tuple[str, ...] = ()
    lists: tuple[ListName, ...] = ()
    min_confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Task:
    """One file to extract: where it is, what it is called, and what is wanted of it.

    `keep` makes what the store keeps of it; `members` is the folder for the files of an archive, none where an archive
    is refused.
    """

    path: str
    name: str
    model: str
    limits: Limits
    wish: Wish | None = Wish()
    keep: bool = False
    members: str | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """Old Word files, which LibreOffice converts with one start: it takes seconds, each file a fraction of one."""

    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A document that was extracted: its record as it is wanted, what is kept of it, and what is measured."""

    body: bytes
    kept: Kept | None
    media_type: str
    seconds: Mapping[str, float] = field(default_factory=dict)
    confidences: Mapping[str, Sequence[float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """An archive that was unpacked: its files, below the folder that was given."""

    uploads: tuple[Upload, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """The records of a job as tables, in a file: where they are kept, which lists in what form, and its path."""

    url: str
    job: str
    form: str
    lists: tuple[ListName, ...]
    path: str


Answer = Outcome | Opened | Problem


def make_extract(models: Sequence[str], memory: int = 0) -> Run:
    """Load the first of some models, and extract with any of them; in a worker.

    `memory` bounds the bytes of its address space: a document that needs more is a problem of its own.
    """
    if memory and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    from extractor.pipeline import load  # spaCy is loaded in workers alone

    load(model=models[0]).extract(WARMING)  # what the first document builds, no request has to wait for
    return run


def run(task: Task | Together | Export) -> Answer | list[Answer] | None:
    """Do one piece of work."""
    match task:
        case Task():
            return extract(task)
        case Together():
            return extract_together(task)
        case Export():
            export(task)
    return None


def extract_together(group: Together) -> list[Answer]:
    """What each of some old Word files is, in their order."""
    files = [(task.name, Path(task.path).read_bytes) for task in group.tasks]
    with converted_together(list(old_word(files)), group.tasks[0].limits):
        return [extract(task) for task in group.tasks]


def export(task: Export) -> None:
    """Write the records of a job as tables."""
    store = Store(task.url)
    try:
        records = (whole_record(row.record, row.source) for row in kept_documents(store, task.job))
        with Path(task.path).open("wb") as stream:
            export_records(records, task.form, task.lists, stream)
    finally:
        store.close()


def extract(task: Task) -> Answer:
    """One document, or the files of one archive; what is wrong with it is an answer as well."""
    try:
        data = Path(task.path).read_bytes()
        if archive_format(data, task.limits) is None:
            return _outcome(task, data)
        if task.members is None:
            raise Refusal("archive_here", name=task.name)
        return Opened(tuple(_unpacked(task, data, Path(task.members))))
    except MingxiError as error:
        return Problem.of(error)


def _outcome(task: Task, data: bytes) -> Outcome:
    from extractor.pipeline import load

    begun = time.perf_counter()
    record = load(model=task.model).extract(data, name=task.name, limits=task.limits)
    extracted = time.perf_counter()
    body = b""
    if task.wish is not None:
        wish = task.wish
        body = write_records([confident(record, wish.min_confidence)], wish.form, wish.lists, wish.include)
    kept = keep(record, len(data)) if task.keep else None
    seconds = {"extract": extracted - begun, "write": time.perf_counter() - extracted}
    return Outcome(body, kept, record.document.media_type, seconds, _confidences(record))


def _confidences(record: Record) -> dict[str, list[float]]:
    lists = ("facts", "changes", "ratios", "reasons", "indicators")
    return {name: [row.confidence for row in getattr(record, name)] for name in lists}


def whole_record(kept: bytes, source: bytes) -> Record:
    """A record as it was extracted, of what the store keeps of it."""
    plain = unpack(kept)
    return record_of({**plain, "document": {**plain["document"], **unpack(source)}})


def keep(record: Record, size: int) -> Kept:
    """What the store keeps of a record: its columns, itself, and its text beside it."""
    plain = as_plain(record, text=True, blocks=True)
    source = {name: plain["document"].pop(name) for name in ("text", "blocks")}
    document = record.document
    columns = {
        "sha256": document.id,
        "name": one_line(document.name)[:1000],
        "media_type": document.media_type,
        "size": size,
        "title": one_line(document.title)[:1000] if document.title else None,
        "kind": document.kind,
        "fiscal_year": document.fiscal_year,
        "organisation": one_line(document.organisation)[:1000] if document.organisation else None,
        "region": one_line(document.region.name)[:200] if document.region else None,
        "facts": len(record.facts),
        "violated": sum(check.status == "violated" for check in record.checks),
        "model": record.produced_by.model,
    }
    return Kept(columns, pack(plain), pack(source))


def _unpacked(task: Task, data: bytes, folder: Path) -> "list[Upload]":
    """Write the files of an archive by number; their own paths lead nowhere."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    source = Input(Path(task.name or "archive"), Path(task.name or "archive"))
    try:
        for number, member in enumerate(members(source, data, Counter(), task.limits), 1):
            name = one_line(member.name)[:1000]
            if isinstance(member.content, bytes):
                path = folder / f"{number:06}"
                path.write_bytes(member.content)
                found.append(Upload(name, f"{folder.name}/{path.name}"))
            else:
                assert isinstance(member.content, MingxiError)
                found.append(Upload(name, "", asdict(Problem.of(member.content))))
    except MingxiError as error:  # what stops an archive half-way leaves the files before it
        if not found:
            raise
        found.append(Upload(task.name, "", asdict(Problem.of(error))))
    return found


def sha256(path: Path) -> str:
    """The fingerprint of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def maker(models: Sequence[str], memory: int = 0) -> "partial[Run]":
    """What a pool is made with: `Pool(maker(settings.models), workers=2)`."""
    return partial(make_extract, tuple(models), memory)
