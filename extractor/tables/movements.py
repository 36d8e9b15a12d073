"""Columns that say how a figure moved: 增减额 and 增减% between the figures of two years, or of plan and outturn."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.data import Against, Change, Direction, Quantity, Stage
from extractor.quantities import parse_quantity
from extractor.tables.entries import Entry
from extractor.tables.fields import Field
from extractor.tables.grids import Grid
from extractor.tables.heads import Column

PERCENT = re.compile("[%％]|[率幅]|比例|百分比")
ORDER: tuple[Stage | None, ...] = (None, "budget", "budget_adjusted", "budget_execution", "final")
OF_LAST_YEAR: dict[Stage | None, Against] = {
    "budget": "last_year_budget",
    "budget_execution": "last_year_execution",
    "final": "last_year_final",
}
OF_THIS_YEAR: dict[Stage | None, Against] = {"budget": "budget_initial", "budget_adjusted": "budget_adjusted"}


def read_movements(
    entries: Sequence[Entry], columns: Sequence[Column], grid: Grid, unit: str | None, count: int
) -> list[Change]:
    """The changes that a half of a table states; `count` were found before.

        2021年预算数 48,000 | 2022年预算数 42,000 | 增减额 -6,000 | 增减% -12.5 -> a decrease of 6,000 and 12.5 %

    Only where exactly two columns of figures are compared, so that it is certain which figure moved from which.
    """
    moves = [column for column in columns if column.role == "change"]
    rows: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.column.item is None and entry.quantity is not None:
            rows[entry.field.row].append(entry)
    changes: list[Change] = []
    for row, pair in rows.items() if moves else ():
        compared = _compared(pair)
        if compared is None:
            continue
        against, base, now = compared
        found = list(_quantities(grid, row, moves, unit))
        if found:
            changes.append(_change(f"c{count + len(changes) + 1}", now, base, against, found))
    return changes


def _compared(pair: Sequence[Entry]) -> tuple[Against, Entry, Entry] | None:
    """What the later of two figures of one item is compared with, and the two figures."""
    if len(pair) != 2:
        return None
    base, now = sorted(pair, key=lambda entry: (entry.column.year or 0, ORDER.index(entry.column.stage)))
    years = (base.column.year, now.column.year)
    if None in years or (base.column.stage is None and years[0] == years[1]):
        return None
    table = OF_THIS_YEAR if years[0] == years[1] else OF_LAST_YEAR
    return table.get(base.column.stage or "budget", "other"), base, now


def _quantities(grid: Grid, row: int, moves: Sequence[Column], unit: str | None) -> Iterator[Quantity]:
    for column in moves:
        cell = grid.at.get((row, column.index))
        if cell is None or cell.row != row or not cell.text:
            continue
        is_percent = any(PERCENT.search(field.text) for field in column.fields[-1:])
        quantity = _located(cell, "%" if is_percent else column.unit or unit)
        if quantity is not None:
            yield quantity


def _located(cell: Field, unit: str | None) -> Quantity | None:
    quantity = parse_quantity(cell.text, default_unit=unit) if unit else None
    if quantity is None:
        return None
    start = cell.start + cell.text.index(quantity.text)
    return replace(quantity, start=start, end=start + len(quantity.text))


def _change(id: str, now: Entry, base: Entry, against: Against, found: Sequence[Quantity]) -> Change:
    signed = next((quantity for quantity in found if quantity.value), None)
    direction: Direction = "flat" if signed is None else "increase" if signed.value > 0 else "decrease"
    sizes = [replace(quantity, value=abs(quantity.value)) for quantity in found] if signed is not None else []
    return Change(
        id=id,
        fact=now.id,
        direction=direction,
        amount=next((size for size in sizes if size.kind == "amount"), None),
        percent=next((size for size in sizes if size.kind == "percent"), None),
        against=against,
        against_year=base.column.year,
        start=min(quantity.start for quantity in found),
        end=max(quantity.end for quantity in found),
        evidence=("role:table", "change:named", "against:stated"),
    )
