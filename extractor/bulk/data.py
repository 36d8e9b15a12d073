"""The nouns of a bulk run: sources become documents, documents are grouped into shards, a shard becomes a part."""

from dataclasses import astuple, dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from extractor.reading.formats import utf8_name

Form = Literal["parquet", "jsonl"]


@dataclass(frozen=True, slots=True)
class Source:
    """One place where a document was found: Source("/data/县.zip", "预算/决算.docx", name="县.zip/预算/决算.docx", …).

    `path` is absolute, or an address; `member` is the path inside an archive, "" for a file itself. `document` is the
    sha256 of the bytes: an archive has none, and neither has what cannot be had, whose `error` and `message` say why.
    What a manifest states (`url`, `organisation`, `year`) stays with the source.
    """

    path: str
    member: str = ""
    name: str = ""
    document: str | None = None
    size: int = 0
    modified_ns: int = 0
    url: str | None = None
    organisation: str | None = None
    year: int | None = None
    error: str | None = None
    message: str | None = None
    english: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One document to extract: its bytes are at `path`, or in the spool if they came out of an archive or by wire."""

    document: str
    path: str
    member: str = ""

    @property
    def name(self) -> str:
        """What the record calls it: "县.zip/预算/决算.docx"."""
        own = utf8_name(PurePosixPath(self.path).name)
        return f"{own}/{self.member}" if self.member else own


@dataclass(frozen=True, slots=True)
class Shard:
    """Documents that one worker does in one go, and whose rows are one part of each list.

    `is_read` says that an earlier run has read them with the same code, so that what it read is used again; `attempts`
    counts the workers that died of it.
    """

    id: int
    tasks: tuple[Task, ...]
    attempts: int = 0
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What every worker must know: where to write, in which form, with which model, and how much a document may cost.

    `seconds` hold for reading and for extracting each; `memory` is in bytes and holds for a worker.
    """

    folder: Path
    form: Form = "parquet"
    model: str = "default"
    seconds: int = 120
    memory: int = 3 << 30


@dataclass(frozen=True, slots=True)
class Failure:
    """A document without a record, and why: `error` is the stable code of its class, `detail` is for developers."""

    document: str | None
    source: str
    error: str
    message: str
    english: str
    attempts: int = 1
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of some documents: `rows` over all lists, `unsure` those that a person should look at."""

    documents: int = 0
    failures: int = 0
    rows: int = 0
    unsure: int = 0
    violated: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(mine + others for mine, others in zip(astuple(self), astuple(other), strict=True)))
