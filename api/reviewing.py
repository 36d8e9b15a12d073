"""The review loop as the service tells it: items and documents as plain values, rows as the contract has them."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from annotations.review.entering import Entry, unpack
from annotations.review.errors import ReviewRefused
from annotations.review.events import OPEN
from annotations.review.leasing import Lease
from annotations.review.noting import events_by_item, events_of, state_of, view_row, visible_version
from annotations.review.priorities import load_priorities
from annotations.review.rows import GAP, Row, named_by
from annotations.review.tables import ReviewDocument, ReviewEvent, ReviewItem
from api.formats import record_of
from api.refusals import Refusal
from api.store.documents import unpack as unpack_kept
from api.store.tables import Document
from extractor.confidence import rate
from extractor.data import Change, Fact, Indicator, Project, Ratio, Reason

SHOWN = tuple(  # columns of an item that are read where thousands are shown: rows cost a quarter of what objects do
    getattr(ReviewItem, name)
    for name in (
        "id", "document", "kind", "before", "after", "state", "version", "start", "end", "confidence", "owner",
        "until", "reviews",
    )
)  # fmt: skip
Content = tuple[ReviewDocument, dict[str, Any]]
AROUND = 300  # characters of the document before and behind an item that stands alone
SHAPES = {"fact": Fact, "change": Change, "ratio": Ratio, "reason": Reason, "project": Project, "indicator": Indicator}


@contextmanager
def told() -> Iterator[None]:
    """What the review refuses, as a refusal of the service."""
    try:
        yield
    except ReviewRefused as error:
        raise Refusal(error.code, **error.values) from error


@cache
def _shape(kind: str) -> "TypeAdapter[Any]":
    return TypeAdapter(SHAPES[kind])


def shaped(kind: str, row: Row) -> Row:
    """A row in the contract's shape; ValueError names the field that is wrong.

    shaped("fact", {"id": "a1", "item": {"text": "收入", "start": 0, "end": 2}})["state"] -> "reported"
    """
    try:
        found: Row = _shape(kind).dump_python(_shape(kind).validate_python(dict(row)), mode="json")
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return found


def entry_of(
    record: dict[str, Any],
    text: str,
    *,
    source: str | None = None,
    double: float | None = None,
    blocks: Sequence[Row] | None = None,
) -> Entry:
    """A record on its way into the queue, with what rules alone think of its rows; its own blocks if no others."""
    whole = record_of(record)
    rated = rate(whole.rows, whole.checks)
    rules = {
        row.id: row.confidence
        for rows in (rated.facts, rated.changes, rated.ratios, rated.reasons, rated.projects, rated.indicators)
        for row in rows
    }
    there = blocks if blocks is not None else record["document"].get("blocks") or ()
    return Entry(record, text, rules, source, double, [*_telling(there)])


def _telling(blocks: Sequence[Row]) -> Iterator[Row]:
    """The blocks that a text cannot be drawn without: cells, and the first one of each page."""
    page = None
    for block in blocks:
        if block["kind"] == "cell" or block.get("page") != page:
            yield {name: value for name, value in block.items() if value is not None}
        page = block.get("page")


def entry_of_kept(row: Document, double: float | None) -> Entry:
    """A document that the service has kept, on its way into the queue."""
    kept = unpack_kept(row.source)
    return entry_of(unpack_kept(row.record), kept["text"], source=row.id, double=double, blocks=kept["blocks"])


def content_of(session: Session, document: str) -> Content:
    """A document under review, and its text and record."""
    query = select(ReviewDocument).where(ReviewDocument.id == document).options(undefer(ReviewDocument.content))
    row = session.scalars(query.execution_options(populate_existing=True)).one()
    return row, unpack(row.content)


def shown_item(item: ReviewItem, row: Row | None, state: str, version: int) -> dict[str, Any]:
    """What is told of an item; not whether it is a control or has two reviewers: that would change what people do."""
    return {
        "id": item.id,
        "document": item.document,
        "kind": item.kind,
        "row": row,
        "state": state,
        "version": version,
        "start": item.start,
        "end": item.end,
        "confidence": item.confidence,
        "owner": item.owner if item.until > time.time() else None,
    }


def seen_item(session: Session, item: ReviewItem, reviewer: str) -> dict[str, Any]:
    """An item as one reviewer may see it: the answer of another one is hidden until both have answered."""
    return _seen(item, events_of(session, item.id) if item.version else (), reviewer)


def _seen(item: Any, events: Sequence[ReviewEvent], reviewer: str) -> dict[str, Any]:
    """The same for an item, or the columns of one."""
    if item.version == 0:
        return shown_item(item, item.before, item.state, 0)
    state = state_of(item, events)
    row = view_row(item, state, reviewer)
    hidden = item.state in OPEN and reviewer not in state.answers
    return shown_item(item, row, "pending" if hidden else item.state, visible_version(item, events, reviewer))


def seen_lease(session: Session, lease: Lease, reviewer: str) -> dict[str, Any]:
    """What a reviewer is to look at: the item, the rows that it names, the text around it, and what is alike."""
    first = lease.items[0]
    return {
        "lease": {"id": lease.id, "until": lease.until, "alike": len(lease.items)},
        "item": seen_item(session, first, reviewer),
        **around(session, first),
        "alike": [{"id": item.id, "document": item.document, "version": item.version} for item in lease.items[1:]],
    }


def around(session: Session, item: ReviewItem, found: Content | None = None) -> dict[str, Any]:
    """What is needed to judge an item without the whole document: its text around, the rows that it names, and why.

    `found` is the document with its content where it is at hand already.
    """
    document, content = found or content_of(session, item.document)
    start, end = max(0, item.start - AROUND), min(len(content["text"]), item.end + AROUND)
    names = list(named_by(item.kind, item.before)) if item.kind != GAP and item.before is not None else []
    return {
        "document": shown_document(document),
        "context": {"start": start, "text": content["text"][start:end]},
        "named": _named(session, item.document, names),
        "signals": [*signals_of(item)],
    }


def _named(session: Session, document: str, names: Sequence[str]) -> dict[str, Any]:
    found = select(ReviewItem).where(ReviewItem.document == document, ReviewItem.row.in_(names))
    return {
        item.row: {"kind": item.kind, "row": item.before or item.after} for item in session.scalars(found) if item.row
    }


def signals_of(item: ReviewItem) -> Iterator[dict[str, Any]]:
    """Why an item is shown, in words: the signals that speak for a mistake."""
    known = load_priorities().signals["gap" if item.kind == GAP else "row"]
    for name, value in item.signals.items():
        if name in known and value > 0:
            chinese, english = known[name].label
            yield {"name": name, "value": value, "label": chinese, "label_en": english}


def shown_document(row: ReviewDocument) -> dict[str, Any]:
    """What is told of a document under review."""
    hidden = ("project", "content")
    return {
        column.key: getattr(row, column.key) for column in ReviewDocument.__table__.columns if column.key not in hidden
    }


def seen_document(session: Session, project: str, id: str, reviewer: str) -> dict[str, Any]:
    """A whole document for the page: its text, its sections and checks, and every item with its version."""
    if (
        session.scalar(select(ReviewDocument.id).where(ReviewDocument.id == id, ReviewDocument.project == project))
        is None
    ):
        raise ReviewRefused("no_such_review_document", id=id)
    document, content = content_of(session, id)
    record = content["record"]
    events = events_by_item(session, id)
    items = session.execute(select(*SHOWN).where(ReviewItem.document == id).order_by(ReviewItem.start, ReviewItem.id))
    return {
        "document": {**shown_document(document), **record["document"], "id": document.id},
        "text": content["text"],
        "blocks": content.get("blocks", []),
        "sections": record["sections"],
        "checks": record["checks"],
        "items": [_seen(item, events.get(item.id, ()), reviewer) for item in items],
    }


def conflicts(session: Session, project: str, after: str, limit: int) -> list[dict[str, Any]]:
    """What two reviewers answered differently: each answer, and of their rows only the fields that differ."""
    wanted = select(ReviewItem).where(
        ReviewItem.project == project, ReviewItem.state == "conflict", ReviewItem.id > after
    )
    found: list[dict[str, Any]] = []
    read: dict[str, Content] = {}  # the items of a document come one after the other, and its text may be long
    for item in session.scalars(wanted.order_by(ReviewItem.id).limit(limit)).all():
        if item.document not in read:
            read = {item.document: content_of(session, item.document)}
        answers = state_of(item, events_of(session, item.id)).answers
        rows = {name: answer.after for name, answer in answers.items() if answer.outcome != "skipped"}
        found.append({
            "item": shown_item(item, item.before, item.state, item.version),
            **around(session, item, read[item.document]),
            "answers": [
                {"reviewer": name, "outcome": answers[name].outcome, "row": row, "at": answers[name].at}
                for name, row in rows.items()
            ],
            "differences": differences(list(rows.values())),
        })  # fmt: skip
    return found


def differences(rows: Sequence[Row | None]) -> list[str]:
    """The fields in which rows differ; all of them where one should not be."""
    names = list(dict.fromkeys(name for row in rows if row is not None for name in row))
    if any(row is None for row in rows):
        return names
    return [name for name in names if any((row or {}).get(name) != (rows[0] or {}).get(name) for row in rows)]


def exported(session: Session, project: str, after: int, limit: int) -> Iterator[dict[str, Any]]:
    """The decisions of a project as they were taken, with the document, its text's hash and the quotes."""
    query = (
        select(ReviewEvent, ReviewItem, ReviewDocument)
        .join(ReviewItem, ReviewItem.id == ReviewEvent.item)
        .join(ReviewDocument, ReviewDocument.id == ReviewItem.document)
        .where(ReviewEvent.project == project, ReviewEvent.id > after)
    )
    for event, item, document in session.execute(query.order_by(ReviewEvent.id).limit(limit)):
        yield {
            "number": event.id,
            "decision": event.decision,
            "key": event.key,
            "item": item.id,
            "kind": item.kind,
            "action": event.action,
            "base_version": event.base,
            "reviewer": event.reviewer,
            "at": event.at,
            "lead_ms": event.lead_ms,
            "model": event.model,
            "guideline": event.guideline,
            "comment": event.comment,
            "before": item.before,
            **event.data,
            "start": item.start,
            "end": item.end,
            "document": {"sha256": document.sha256, "name": document.name, "text_sha256": document.text_sha256},
        }
