"""Rows as people change them: which fields an action may set, and ids for rows that they add."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotations.review.errors import ReviewRefused
from annotations.review.patterns import READ
from annotations.review.rows import REFERENCES, Kind, Row

FIXED = ("id", "evidence", "confidence", "section", "table", "mentions")  # what a reviewer does not set
PLACES = ("start", "end", "text")
PORTABLE: Mapping[Kind, tuple[str, ...]] = (
    READ  # what is the same in rows that are alike, and may be set in all of them
)


def changed_row(action: str, kind: Kind, row: Row, changes: Mapping[str, Any]) -> dict[str, Any]:
    """A row with new values: `relink` sets which rows it names, `move` what it quotes and where, `correct` anything.

    changed_row("relink", "change", {"fact": "f1", …}, {"fact": "f2"})["fact"] -> "f2"

    Raises ReviewRefused for a field that the row does not have or the action may not set.
    """
    links = tuple(reference.field for reference in REFERENCES[kind])
    for name, value in changes.items():
        is_place = name in PLACES or (isinstance(value, Mapping) and "start" in value)
        fits = {"relink": name in links, "move": is_place}.get(action, True)
        if name not in row or name in FIXED or not fits:
            raise ReviewRefused("wrong_decision", reason=f"{action}: {name}")
    return {**row, **changes}


def numbered(rows: Sequence[tuple[Kind, Row]], taken: set[str]) -> list[tuple[Kind, dict[str, Any]]]:
    """Added rows with ids of their own, a1, a2 …; where they name each other they still do."""
    free = (f"a{number}" for number in range(1, len(taken) + len(rows) + 2) if f"a{number}" not in taken)
    new = {str(row.get("id", f"?{place}")): next(free) for place, (_, row) in enumerate(rows)}
    found = []
    for (kind, row), id in zip(rows, new.values(), strict=True):
        made: dict[str, Any] = {**row, "id": id, "evidence": [], "confidence": 1.0}
        for reference in REFERENCES[kind]:
            value = made.get(reference.field)
            if isinstance(value, list | tuple):
                made[reference.field] = [new.get(each, each) for each in value]
            elif value is not None:
                made[reference.field] = new.get(value, value)
        found.append((kind, made))
    return found
