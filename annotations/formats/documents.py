"""What all formats hold: a text, the stretches that are marked in it, and the links between these.

A document has what a model proposes and, once somebody has answered, what people have decided. Offsets are half-open
ranges of code points; the text's SHA-256 and the words of every mark say whether they still fit.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotations.formats.errors import MismatchError

VERSION = "mingxi-annotations/1"
SHOWN = 20  # characters of a quote in a message


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch with a label: Mark("f1", "fact", 5, 13, "640.94万元", 0.97, {"year": 2021}).

    `values` are what is known of it beside its place, as JSON; `score` is a calibrated probability, None from people.
    """

    id: str
    label: str
    start: int
    end: int
    text: str
    score: float | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """One mark as something of another one: Link("c1", "f1", "fact") says that the change c1 is one of the fact f1."""

    source: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class Marking:
    """Marks and the links between them; marks may overlap and nest."""

    marks: tuple[Mark, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedDocument:
    """A text with what is proposed and what is decided, None where nobody has answered; `meta` is JSON."""

    name: str
    text: str
    proposed: Marking
    decided: Marking | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def final(self) -> Marking:
        """What is decided, else what is proposed: the one layer of formats that have one."""
        return self.proposed if self.decided is None else self.decided


def text_sum(text: str) -> str:
    """The SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def verified(document: MarkedDocument, stated: object) -> MarkedDocument:
    """The document, if its text has the stated sum and every mark the words that stand in its place.

    Raises `MismatchError`.
    """
    if stated != text_sum(document.text):
        raise MismatchError(document.name, "正文与导出时不同", "the text is not the one that was exported")
    for marking in (document.proposed, document.decided or Marking()):
        for mark in marking.marks:
            if not 0 <= mark.start < mark.end <= len(document.text):
                place = f"[{mark.start}, {mark.end})"
                raise MismatchError(document.name, f"{place} 不在正文之内", f"{place} is no range of the text")
            there = document.text[mark.start : mark.end]
            if there != mark.text:
                said, found = mark.text[:SHOWN], there[:SHOWN]
                raise MismatchError(
                    document.name,
                    f"第 {mark.start} 字处应为“{said}”，正文却是“{found}”",
                    f"at character {mark.start} there should be {said!r} and there is {found!r}",
                )
    return document


def flat(marks: Iterable[Mark]) -> list[Mark]:
    """The marks that a layer without overlaps can hold, in the order of the text: the longest first, then the first.

    [0, 9), [2, 4), [9, 11) -> [0, 9), [9, 11)
    """
    kept: list[Mark] = []
    taken: set[int] = set()
    for mark in sorted(marks, key=lambda mark: (mark.start - mark.end, mark.start)):
        places = range(mark.start, mark.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(mark)
    return sorted(kept, key=lambda mark: mark.start)


# -- as JSON


def as_table(document: MarkedDocument, *, with_text: bool = True) -> dict[str, Any]:
    """A document as plain values; without its text it goes along in fields of other formats."""
    table: dict[str, Any] = {"format": VERSION, "name": document.name, "sha256": text_sum(document.text)}
    if with_text:
        table["text"] = document.text
    table["proposed"] = _marking_table(document.proposed)
    table["decided"] = None if document.decided is None else _marking_table(document.decided)
    return {**table, "meta": dict(document.meta)}


def from_table(table: Mapping[str, Any], text: str | None = None) -> MarkedDocument:
    """The document of a table, its text from there or beside it; not yet verified.

    Raises KeyError, TypeError or ValueError for anything that is none.
    """
    if table["format"] != VERSION:
        raise ValueError(f"format {table['format']}, not {VERSION}")
    decided = table["decided"]
    return MarkedDocument(
        str(table["name"]),
        str(table["text"] if text is None else text),
        _marking(table["proposed"]),
        None if decided is None else _marking(decided),
        dict(table["meta"]),
    )


def _marking_table(marking: Marking) -> dict[str, Any]:
    return {
        "spans": [
            {
                "id": mark.id,
                "label": mark.label,
                "start": mark.start,
                "end": mark.end,
                "text": mark.text,
                "score": mark.score,
                "values": dict(mark.values),
            }
            for mark in marking.marks
        ],
        "relations": [[link.source, link.target, link.label] for link in marking.links],
    }


def _marking(table: Mapping[str, Any]) -> Marking:
    return Marking(tuple(_marks(table["spans"])), tuple(Link(*map(str, each)) for each in table["relations"]))


def _marks(rows: Iterable[Mapping[str, Any]]) -> Iterator[Mark]:
    for row in rows:
        score = row["score"]
        yield Mark(
            str(row["id"]),
            str(row["label"]),
            int(row["start"]),
            int(row["end"]),
            str(row["text"]),
            None if score is None else float(score),
            dict(row["values"]),
        )
