"""Rows of a record as people review them: their kinds, where they stand, and which rows they name.

Rows are plain values in the contract's shape; nothing here knows the classes that made them.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple, get_args

Row = Mapping[str, Any]
Kind = Literal["fact", "change", "ratio", "reason", "project", "indicator"]
ItemKind = Literal[Kind, "gap"]  # and a stretch that no row uses
KINDS: tuple[Kind, ...] = get_args(Kind)
GAP: Final = "gap"
LISTS: Mapping[Kind, str] = {kind: f"{kind}s" for kind in KINDS}


class Reference(NamedTuple):
    """A field that names another row, or several; a row whose `is_needed` reference is gone says nothing."""

    field: str
    is_needed: bool = False


REFERENCES: Mapping[Kind, tuple[Reference, ...]] = {
    "fact": (Reference("part_of"), Reference("project")),
    "change": (Reference("fact", is_needed=True),),
    "ratio": (Reference("fact", is_needed=True), Reference("of")),
    "reason": (Reference("explains"),),
    "project": (Reference("budget"),),
    "indicator": (Reference("project"),),
}


def rows_of(record: Row) -> Iterator[tuple[Kind, Row]]:
    """Every row that can be reviewed, with its kind, in the order of the record."""
    for kind, name in LISTS.items():
        yield from ((kind, row) for row in record.get(name) or ())


def named_by(kind: Kind, row: Row) -> Iterator[str]:
    """The ids of the rows that a row names: a change its fact, a reason what it explains."""
    for reference in REFERENCES[kind]:
        value = row.get(reference.field)
        yield from (value if isinstance(value, list | tuple) else (value,) if value else ())


def place(kind: Kind, row: Row) -> tuple[int, int]:
    """The range of the text that a row is read from, a fact and a ratio at their figure.

    place("fact", {"item": {"start": 5, "end": 11}, "quantity": None, …}) -> (5, 11)
    """
    if kind == "fact":
        found = row.get("quantity") or row["item"]
    elif kind == "ratio":
        found = row["percent"]
    else:
        found = row
    return found["start"], found["end"]


def quoted(value: object) -> Iterator[Row]:
    """Every stretch of the document that a row quotes: values with `text`, `start` and `end`, at any depth."""
    if isinstance(value, Mapping):
        if isinstance(value.get("text"), str) and "start" in value and "end" in value:
            yield value
        for each in value.values():
            yield from quoted(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from quoted(each)
