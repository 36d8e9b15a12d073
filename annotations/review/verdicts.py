"""What people have decided about a document, and the record as they say it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from annotations.review.rows import LISTS, REFERENCES, Kind, Row, rows_of

Outcome = Literal["accepted", "corrected", "rejected", "added"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
COMPARED: tuple[Kind, ...] = ("fact", "change", "ratio", "indicator")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row that is decided: `before` as the record had it, `after` as it should be.

    An accepted row is the same in both, a rejected one has no `after`, an added one no `before`. Both carry their id.
    `reviewers` are those whose answers it rests on; `decided` is seconds since 1970.
    """

    item: str
    kind: Kind
    outcome: Outcome
    before: Row | None
    after: Row | None
    reviewers: tuple[str, ...]
    decided: float


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One document with what people decided of it; rows without a verdict were not looked at.

    `record` has the contract's shape, without the text, which stands beside it; `issuer` is the issuing body.
    """

    sha256: str
    name: str
    issuer: str | None
    text: str
    record: Row
    verdicts: tuple[Verdict, ...]


def corrected(reviewed: Reviewed) -> dict[str, Any]:
    """The record as people say it is: rejected rows are gone, corrected ones replaced, added ones at the end.

    What a removed row was to others goes with it: a change or ratio of a removed fact as well, other references are
    emptied. Checks that rest on a row that is no longer as it was are left out, since they compared other figures.
    """
    rows = _settled(_decided(reviewed))
    there = {row["id"] for kept in rows.values() for row in kept}
    moved = {v.before["id"] for v in reviewed.verdicts if v.before is not None and v.before != v.after}
    stale = moved | ({row["id"] for _, row in rows_of(reviewed.record)} - there)
    checks = [check for check in reviewed.record.get("checks") or () if not stale.intersection(_compared(check))]
    coverage = [
        {**row, "facts": [id for id in row.get("facts") or () if id in there]}
        for row in reviewed.record.get("coverage") or ()
    ]
    lists = {name: rows[kind] for kind, name in LISTS.items()}
    return {**reviewed.record, **lists, "checks": checks, "coverage": coverage}


def _decided(reviewed: Reviewed) -> dict[Kind, list[Row]]:
    """The rows after the verdicts, which may still name rows that are gone."""
    by_row = {verdict.before["id"]: verdict.after for verdict in reviewed.verdicts if verdict.before is not None}
    found: dict[Kind, list[Row]] = {kind: [] for kind in LISTS}
    for kind, row in rows_of(reviewed.record):
        after = by_row.get(row["id"], row)
        found[kind] += [after] if after is not None else []
    for verdict in reviewed.verdicts:
        if verdict.before is None and verdict.after is not None:
            found[verdict.kind].append(verdict.after)
    return found


def _compared(check: Row) -> Iterator[str]:
    """The rows whose figures a check compares."""
    for kind in COMPARED:
        yield from check.get(LISTS[kind]) or ()


def _settled(rows: Mapping[Kind, list[Row]]) -> dict[Kind, list[Row]]:
    """The rows without references to rows that are not there; a row that needs one of them goes, too."""
    kept = {kind: list(some) for kind, some in rows.items()}
    while True:
        there = {row["id"] for some in kept.values() for row in some}
        left = {kind: [row for row in some if _stands(kind, row, there)] for kind, some in kept.items()}
        if sum(map(len, left.values())) == len(there):
            return {kind: [_emptied(kind, row, there) for row in some] for kind, some in left.items()}
        kept = left


def _stands(kind: Kind, row: Row, there: set[str]) -> bool:
    return all(row[reference.field] in there for reference in REFERENCES[kind] if reference.is_needed)


def _emptied(kind: Kind, row: Row, there: set[str]) -> Row:
    return {**row, **dict(_references(kind, row, there))}


def _references(kind: Kind, row: Row, there: set[str]) -> Iterator[tuple[str, Any]]:
    for reference in REFERENCES[kind]:
        value = row.get(reference.field)
        if isinstance(value, list | tuple):
            yield reference.field, [id for id in value if id in there]
        elif value is not None:
            yield reference.field, value if value in there else None
