"""Documents that were kept: their record, their text, and what they are found by."""

import json
import time
import zlib
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, undefer

from annotations.database import new_id
from api.refusals import Refusal
from api.store.engine import Store
from api.store.tables import Document, Item

LEVEL = 1  # of compression: a record shrinks to a tenth at 100 MB a second


@dataclass(frozen=True, slots=True)
class Kept:
    """A record on its way into the store, made where it was extracted: columns, and JSON compressed."""

    columns: dict[str, Any]
    record: bytes
    source: bytes


class Filter(NamedTuple):
    """Which documents to list; None is any. `after` is the id of the last one seen, `newest` begins at the end."""

    kind: str | None = None
    fiscal_year: int | None = None
    organisation: str | None = None
    region: str | None = None
    name: str | None = None
    sha256: str | None = None
    job: str | None = None
    violated: bool | None = None
    after: str | None = None
    limit: int = 100
    newest: bool = False


def pack(plain: object) -> bytes:
    """A value as compressed JSON."""
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), LEVEL)


def unpack(data: bytes) -> Any:
    """The value of compressed JSON."""
    return json.loads(zlib.decompress(data))


def unpack_bytes(data: bytes) -> bytes:
    """Compressed JSON as it is."""
    return zlib.decompress(data)


def add_document(session: Session, project: str, kept: Kept) -> str:
    """Keep a record; its id."""
    id = new_id()
    session.add(
        Document(id=id, project=project, created=time.time(), record=kept.record, source=kept.source, **kept.columns)
    )
    session.flush()
    return id


def find_document(store: Store, project: str, id: str) -> Document:
    """A document with its record; raises a `Refusal` where the project has none of this id."""
    with store.read() as session:
        query = select(Document).where(Document.id == id, Document.project == project)
        row = session.scalar(query.options(undefer(Document.record), undefer(Document.source)))
    if row is None:
        raise Refusal("no_such_document", id=id)
    return row


def list_documents(store: Store, project: str, wanted: Filter) -> list[Document]:
    """The documents of a project in the order in which they came, or the reverse, without their records."""
    with store.read() as session:
        return list(session.scalars(_query(project, wanted)))


def _query(project: str, wanted: Filter) -> Select[Document]:
    query = select(Document).where(Document.project == project)
    for column in (Document.kind, Document.fiscal_year, Document.sha256):
        if (value := getattr(wanted, column.key)) is not None:
            query = query.where(column == value)
    for text in (Document.organisation, Document.region, Document.name):
        if (value := getattr(wanted, text.key)) is not None:
            query = query.where(text.contains(value, autoescape=True))
    if wanted.violated is not None:
        query = query.where(Document.violated > 0 if wanted.violated else Document.violated == 0)
    if wanted.job is not None:
        query = query.where(Document.id.in_(select(Item.document).where(Item.job == wanted.job)))
    if wanted.after is not None:
        query = query.where(Document.id < wanted.after if wanted.newest else Document.id > wanted.after)
    return query.order_by(Document.id.desc() if wanted.newest else Document.id).limit(wanted.limit)


def delete_document(store: Store, project: str, id: str) -> None:
    """Forget a document, its record and its text; raises a `Refusal` where the project has none of this id."""
    with store.write() as session:
        row = session.scalar(select(Document).where(Document.id == id, Document.project == project))
        if row is None:
            raise Refusal("no_such_document", id=id)
        session.delete(row)
