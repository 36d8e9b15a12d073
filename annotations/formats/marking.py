"""Rows of a record as marks and links, and back: nothing is lost between.

A row is a mark where it stands, each part of it that is printed elsewhere a mark of its own, and each row that it names
a link. Everything that has no place goes into the values of its mark.

    收入640.94万元 -> Mark("f1", "fact", …), Mark("f1.item", "fact.item", …), Link("f1", "f1.item", "item")
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from annotations.formats.documents import Link, Mark, Marking
from annotations.markup.numbers import read_number
from annotations.review.rows import KINDS, LISTS, REFERENCES, Kind, Row, rows_of

PLACE = ("text", "start", "end")
PHRASE = "phrase"  # where the period of a project keeps its words
SEVERAL = ("mentions", "explains")  # fields that hold a list


class Shape(NamedTuple):
    """Where a kind of row stands: in the first of these fields that it has, else in its own range; and its parts."""

    anchors: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


SHAPES: Mapping[Kind, Shape] = {
    "fact": Shape(("quantity", "item"), ("item", "purpose", "mentions")),
    "change": Shape(parts=("amount", "percent")),
    "ratio": Shape(("percent",)),
    "reason": Shape(),
    "project": Shape(("name",), ("overview", "basis", "implementer", "plan", "period", "goal")),
    "indicator": Shape(parts=("target", "actual")),
}


def marking_of(record: Row, text: str) -> Marking:
    """The rows of a record as marks and links; sections, checks and coverage are none.

    Raises KeyError for a row that lacks a field of the contract.
    """
    marks: list[Mark] = []
    links: list[Link] = []
    for kind, row in rows_of(record):
        anchor, parts = _marks(kind, row, text)
        marks += [anchor, *(mark for _, mark in parts)]
        links += [Link(anchor.id, mark.id, field) for field, mark in parts]
        links += _links(kind, row)
    return Marking(tuple(marks), tuple(links))


def _marks(kind: Kind, row: Row, text: str) -> tuple[Mark, list[tuple[str, Mark]]]:
    """The mark of a row, and those of its parts with the field of each."""
    shape, own = SHAPES[kind], {reference.field for reference in REFERENCES[kind]}
    values = {name: value for name, value in row.items() if name != "id" and name not in own}
    score = values.pop("confidence", None)
    anchor = next((name for name in shape.anchors if values.get(name)), None)
    held = values if anchor is None else dict(values[anchor])
    start, end = held.pop("start"), held.pop("end")
    held.pop("text", None)
    if anchor is not None:
        values[anchor] = held
    parts = []
    for field in shape.parts:
        if field != anchor and values.get(field):
            parts += [(field, mark) for mark in _part(f"{row['id']}.{field}", f"{kind}.{field}", values.pop(field))]
    return Mark(row["id"], kind, start, end, text[start:end], score, values), parts


def _part(id: str, label: str, value: Any) -> Iterator[Mark]:
    """The marks of a field: one, or one for each of a list."""
    if isinstance(value, list | tuple):
        for number, each in enumerate(value, start=1):
            yield from _part(f"{id}.{number}", label, each)
        return
    if PHRASE in value:
        place, rest = value[PHRASE], {name: each for name, each in value.items() if name != PHRASE}
    else:
        place, rest = value, {name: each for name, each in value.items() if name not in PLACE}
    yield Mark(id, label, place["start"], place["end"], place["text"], None, rest)


def _links(kind: Kind, row: Row) -> Iterator[Link]:
    for reference in REFERENCES[kind]:
        value = row.get(reference.field)
        for id in value if isinstance(value, list | tuple) else (value,) if value else ():
            yield Link(row["id"], id, reference.field)


def rows_of_marking(marking: Marking) -> dict[str, list[dict[str, Any]]]:
    """The rows that marks and links are, by list: what `marking_of` was given, or what somebody has made of it.

    A mark that was added by hand becomes as much of a row as its words and links say: a fact with its number read, what
    nobody said absent. A part whose row is gone, and a link to a mark that is none of a row, are left out.
    """
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS.values()}
    anchors = {mark.id: mark for mark in marking.marks if mark.label in KINDS}
    parts = {mark.id: mark for mark in marking.marks if mark.label not in KINDS}
    links: dict[str, list[Link]] = {id: [] for id in anchors}
    for link in marking.links:
        if link.source in anchors:
            links[link.source].append(link)
    for kind in KINDS:
        of_kind = (mark for mark in anchors.values() if mark.label == kind)
        found[LISTS[kind]] = [_row(kind, mark, links[mark.id], parts, anchors) for mark in of_kind]
    return found


def _row(
    kind: Kind, mark: Mark, links: Iterable[Link], parts: Mapping[str, Mark], anchors: Mapping[str, Mark]
) -> dict[str, Any]:
    row = {"id": mark.id, **(mark.values or _new(kind, mark)), "confidence": mark.score}
    phrase = {"text": mark.text, "start": mark.start, "end": mark.end}
    anchor = next((name for name in SHAPES[kind].anchors if row.get(name) is not None), None)
    if anchor is not None:
        row[anchor] = {**row[anchor], **phrase}
    else:
        row |= phrase if kind == "reason" else {"start": mark.start, "end": mark.end}
    row |= {reference.field: [] if reference.field in SEVERAL else None for reference in REFERENCES[kind]}
    for link in links:
        value: Any = None
        if link.target in parts and link.label in SHAPES[kind].parts:
            value = _value(link.label, parts[link.target])
        elif link.target in anchors and link.label in {reference.field for reference in REFERENCES[kind]}:
            value = link.target
        if value is not None:
            row[link.label] = [*(row.get(link.label) or ()), value] if link.label in SEVERAL else value
    if kind == "fact" and row.get("item") is None:
        row["item"] = phrase
    return row


def _value(field: str, part: Mark) -> dict[str, Any]:
    phrase = {"text": part.text, "start": part.start, "end": part.end}
    if field == "period":
        return {"start": None, "end": None, **part.values, PHRASE: phrase}
    read: Mapping[str, Any] = part.values
    if not read and field in ("amount", "percent", "mentions"):
        read = _quantity(part) or {}
    return {**read, **phrase}


def _new(kind: Kind, mark: Mark) -> dict[str, Any]:
    """What the words of a mark that was added by hand say by themselves."""
    quantity = _quantity(mark)
    match kind:
        case "fact":
            state = "reported" if quantity else "none_stated"
            return {"quantity": quantity, "state": state, **({} if quantity else {"item": {}})}
        case "ratio":
            return {"percent": quantity or {}}
        case "project":
            return {"name": {}, "start": mark.start, "end": mark.end}
    return {}


def _quantity(mark: Mark) -> dict[str, Any] | None:
    read = read_number(mark.text)
    if read is None:
        return None
    kinds = {"CNY": "amount", "%": "percent", "pp": "percent", "": "number"}
    value = {"value": format(read.value, "f"), "unit": read.unit, "step": format(read.step, "f")}
    return {"kind": kinds.get(read.unit, "count"), **value, "qualifier": None}
