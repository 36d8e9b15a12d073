"""Documents into the queue: a record becomes items, each with its risk, its pattern and its place in a random order."""

import hashlib
import json
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.database import new_id
from annotations.review.errors import ReviewRefused
from annotations.review.gaps import find_gaps
from annotations.review.patterns import Patterns, reading_of
from annotations.review.priorities import Priorities, load_priorities
from annotations.review.ranking import count_alike
from annotations.review.rows import GAP, ItemKind, Row, place, quoted, rows_of
from annotations.review.tables import ReviewDocument, ReviewItem
from annotations.splitting import drawn, part_of

LEVEL = 1  # of compression


@dataclass(frozen=True, slots=True)
class Entry:
    """A document on its way into the queue.

    `record` has the contract's shape; `rules` is the confidence that rules alone give each row, by its id; `source` is
    where the service keeps the document; `double` the share of rows that two people decide; `blocks` are where the text
    stood in the file, for those who show it.
    """

    record: Row
    text: str
    rules: Mapping[str, float] = field(default_factory=dict)
    source: str | None = None
    double: float | None = None
    blocks: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide, not yet in the store."""

    kind: ItemKind
    row: Row | None
    start: int
    end: int
    confidence: float | None
    signals: Mapping[str, float]
    risk: float
    passage: int
    reading: str
    pattern: str


def items_of(entry: Entry, priorities: Priorities) -> list[Item]:
    """What there is to decide of a document: every row, and every stretch that no row uses."""
    patterns = Patterns.of(entry.text, entry.record)
    violated = _violated(entry.record)
    found = list(_rows(entry, patterns, violated))
    wordings = Counter(item.pattern for item in found)
    rated = []
    for item in found:
        signals = {**item.signals, "rare": float(wordings[item.pattern] == 1)}
        risk = priorities.risk_of_row(item.confidence or 0.0, signals)
        rated.append(replace(item, signals={name: value for name, value in signals.items() if value}, risk=risk))
    for gap in find_gaps(entry.text, entry.record):
        seen = {name: float(count) for name, count in gap.seen.items()}
        risk = priorities.risk_of_gap(seen)
        passage, reading = patterns.passage(gap.start), reading_of(GAP, sorted(seen))
        rated.append(Item(GAP, None, *gap[:2], None, seen, risk, passage, reading, patterns.of_gap(gap)))
    return rated


def _rows(entry: Entry, patterns: Patterns, violated: Mapping[str, Sequence[str]]) -> Iterator[Item]:
    for kind, row in rows_of(entry.record):
        confidence = float(row["confidence"])
        broken = violated.get(row["id"], ())
        signals = {
            "violated": float(bool(broken)),
            "disagreement": round(abs(confidence - entry.rules.get(row["id"], confidence)), 4),
            "margin": round(1 - abs(2 * confidence - 1), 4),
        }
        start, end = place(kind, row)
        where = (patterns.passage(start), reading_of(kind, row.get("evidence") or ()))
        yield Item(kind, row, start, end, confidence, signals, 0.0, *where, patterns.of_row(kind, row, broken))


def _violated(record: Row) -> dict[str, list[str]]:
    """The rules that each row violates."""
    found: dict[str, list[str]] = {}
    for check in record.get("checks") or ():
        if check["status"] == "violated" and check["severity"] != "info":
            for name in ("facts", "changes", "ratios", "indicators"):
                for id in check.get(name) or ():
                    found.setdefault(id, []).append(check["rule"])
    return found


def add_document(
    session: Session, project: str, entry: Entry, *, priorities: Priorities | None = None, now: float | None = None
) -> tuple[str, bool]:
    """Put a document into the queue of a project; its id there, and whether it is new: bytes come in once.

    Raises ReviewRefused for a document of the part that judges (`document_frozen`) and for a record whose quotes are
    not in the text (`wrong_quote`).
    """
    document = entry.record["document"]
    name, issuer = document["name"], document.get("organisation")
    if part_of(issuer, name) == "test":
        raise ReviewRefused("document_frozen", document=name)
    for kind, found in rows_of(entry.record):
        check_quotes(entry.text, kind, found)
    same = (ReviewDocument.project == project, ReviewDocument.sha256 == document["id"])
    if (id := session.scalar(select(ReviewDocument.id).where(*same))) is not None:
        return id, False
    row = ReviewDocument(
        id=new_id(),
        project=project,
        sha256=document["id"],
        name=name,
        issuer=issuer,
        text_sha256=text_hash(entry.text),
        text_length=len(entry.text),
        model=(entry.record.get("produced_by") or {}).get("model", ""),
        source=entry.source,
        added=time.time() if now is None else now,
        content=pack({"text": entry.text, "record": _without_text(entry.record), "blocks": list(entry.blocks)}),
    )
    session.add(row)
    session.flush()
    rules = priorities or load_priorities()
    double = rules.policy.double_share if entry.double is None else entry.double
    items = items_of(entry, rules)
    session.add_all(_stored(item, row, number, double) for number, item in enumerate(items))
    session.flush()
    count_alike(session, project, {item.pattern for item in items}, rules.policy)
    return row.id, True


def _stored(item: Item, document: ReviewDocument, number: int, double: float) -> ReviewItem:
    """An item as it is kept; which rows two people decide is drawn by the document's bytes, not by chance."""
    key = f"{document.sha256}.{number}"
    is_double = item.row is not None and drawn(key, "double") < double
    return ReviewItem(
        id=f"{document.id[:24]}{number:08x}",
        project=document.project,
        document=document.id,
        kind=item.kind,
        row=item.row["id"] if item.row is not None else None,
        before=dict(item.row) if item.row is not None else None,
        start=item.start,
        end=item.end,
        confidence=item.confidence,
        signals=dict(item.signals),
        risk=item.risk,
        priority=item.risk,
        passage=item.passage,
        reading=item.reading,
        pattern=item.pattern,
        draw=drawn(key, "order"),
        reviews=2 if is_double else 1,
    )


def check_quotes(text: str, kind: str, row: Row) -> None:
    """Raise ReviewRefused for the first quote of a row that a text does not have at its place."""
    for quote in quoted(row):
        check_quote(text, quote)
    if kind in ("change", "indicator", "project") and not 0 <= row["start"] <= row["end"] <= len(text):
        raise ReviewRefused("wrong_quote", quote="", start=row["start"], end=row["end"], there="")


def check_quote(text: str, quote: Row) -> None:
    """Raise ReviewRefused unless a text has the words of a quote at its place, character for character."""
    start, end = quote["start"], quote["end"]
    if not 0 <= start <= end <= len(text) or text[start:end] != quote["text"]:
        there = text[start:end] if 0 <= start <= end <= len(text) else ""
        raise ReviewRefused("wrong_quote", quote=quote["text"], start=start, end=end, there=there)


def text_hash(text: str) -> str:
    """The SHA-256 of a text as UTF-8, by which offsets are known to be those of this text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _without_text(record: Row) -> dict[str, Any]:
    document = {name: value for name, value in record["document"].items() if name not in ("text", "blocks")}
    return {**record, "document": document}


def pack(plain: object) -> bytes:
    """A value as compressed JSON."""
    printed = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(printed.encode("utf-8", "surrogatepass"), LEVEL)


def unpack(data: bytes) -> Any:
    """The value of compressed JSON."""
    return json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
