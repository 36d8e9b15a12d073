"""What changed between yearly editions of the functional classification, as far as the spans of its rows tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from annotations.catalogue.rows import FunctionClass

FIRST, LAST = 2010, 2026  # the editions that functions.csv was compiled from


@dataclass(frozen=True, slots=True)
class ClassChange:
    """One change of one code: in the edition of `year`, 2070110 was renamed.

    `certain` is false where spans overlap or leave a year out: the edition is then known only to within that.
    """

    year: int
    code: str
    change: Literal["added", "renamed", "dropped"]
    old: str | None
    new: str | None
    certain: bool = True


def edition_changes(functions: Sequence[FunctionClass]) -> tuple[ClassChange, ...]:
    """Every change, by year and code.

    2070110 文化交流与合作 to 2018, then 文化和旅游交流与合作 -> ClassChange(2019, "2070110", "renamed", ...)
    """
    by_code = groupby(sorted(functions, key=_span), key=lambda row: row.code)
    found = [change for _, rows in by_code for change in _changes([*rows])]
    return tuple(sorted(found, key=lambda change: (change.year, change.code)))


def _span(row: FunctionClass) -> tuple[str, int, int]:
    return row.code, row.valid_from or FIRST, row.valid_to or LAST


def _changes(rows: Sequence[FunctionClass]) -> Iterator[ClassChange]:
    """The changes of one code, whose rows are in the order of their years."""
    first, last = rows[0], rows[-1]
    if first.valid_from and first.valid_from > FIRST:
        yield ClassChange(first.valid_from, first.code, "added", None, first.name)
    for old, new in pairwise(rows):
        since = new.valid_from or FIRST
        yield ClassChange(since, new.code, "renamed", old.name, new.name, certain=(old.valid_to or LAST) + 1 == since)
    if last.valid_to and last.valid_to < LAST:
        yield ClassChange(last.valid_to + 1, last.code, "dropped", last.name, None)
