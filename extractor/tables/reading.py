"""From the fields of a table to facts: numbers with their unit, year, stage and money, and what they are part of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from annotations.catalogue.captions import Captions
from extractor.data import Basis, Cell, Change, Document, Fact, Quantity, Stage, State
from extractor.describing import years
from extractor.linking.concepts import Lexicon
from extractor.quantities import parse_quantity
from extractor.tables.entries import Entry
from extractor.tables.fields import Field
from extractor.tables.grids import Grid
from extractor.tables.heads import DASH, Column, Half, halves, head_height, read_columns, unit_in
from extractor.tables.kinds import FORMS, OF_SECTION, OTHER, Kind, basis_of, load_kinds
from extractor.tables.lines import IN_HEAD
from extractor.tables.meanings import CURRENT_TOTAL, Label, Reader, read_label
from extractor.tables.movements import read_movements
from extractor.tables.totals import find_totals, mark_nature

FINAL = ("department_final", "unit_final")
COUNTED = re.compile(
    "团组|批次|人次|人数|数量|保有量|购置数|[辆台个次户]数|面积|比例|[%％]"
)  # no amount unless its unit says so
NONE = re.compile(r"无|没有")
DATED = re.compile(r"截[至止][^，。]{0,8}?((?:19|20)\d{2})\s*年")  # what a table of assets stands for


class TableRows(NamedTuple):
    """What the tables of a document state: levels, and how they moved where a table has columns for that."""

    facts: tuple[Fact, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a whole table: its kind, year, stage, money and unit."""

    kind: Kind
    year: int | None
    stage: Stage | None
    basis: Basis | None
    unit: str | None
    final: bool


def read_tables(
    document: Document,
    grids: Sequence[Grid],
    *,
    lexicon: Lexicon,
    captions: Captions,
    facts: int = 0,
    changes: int = 0,
) -> TableRows:
    """Read the financial tables of a document.

        单位：元 / 项目 | 2021年预算数 | 2022年预算数 / 公务接待费 | 48,000.00 | 42,000.00 -> two facts of tp.reception

    Each fact keeps its field: table, row and column, the exact range of the number, its printed step. `facts` and
    `changes` are how many the text already gave; ids go on behind them. Needs a unit, which stands above the table, in
    it or in the head of the column. Linear in the number of fields.
    """
    found: list[Fact] = []
    moved: list[Change] = []
    for grid in grids:
        setting = _setting(document, grid, captions)
        if setting is None:
            continue
        for half, entries in _entries(grid, setting, lexicon):
            for number, entry in enumerate(entries, start=facts + len(found) + 1):
                entry.id = f"f{number}"
            found += [_fact(entry, grid, setting) for entry in entries]
            moved += read_movements(entries, half.values, grid, setting.unit, changes + len(moved))
    return TableRows(tuple(found), tuple(moved))


# -- what holds for the table


def _setting(document: Document, grid: Grid, captions: Captions) -> Setting | None:
    """The setting of a table; None for forms of performance, which are read elsewhere."""
    if grid.is_targets:
        return None
    final = document.kind in FINAL
    lines = [line.text for line in grid.above]
    caption = next((line for line in lines if captions.table_of(line, final)), "")
    kind = (captions.table_of(caption, final) or "").partition(".")[2]
    section = grid.section
    if not kind and section is not None:
        kind = OF_SECTION.get(section.kind or "") or (section.kind or "").removeprefix("bt.").removeprefix("ft.")
    title = caption or (section.title if section else "")
    row = OTHER if kind in FORMS else load_kinds().get(kind, OTHER)
    day = next((int(match[1]) for line in lines if (match := DATED.search(line))), None)
    return Setting(
        row,
        year=day
        or next(years(caption), None)
        or (next(years(section.title), None) if section else None)
        or document.fiscal_year,
        stage=_stage(document, title) if day is None else None,
        basis=row.basis or basis_of(title),
        unit=next((unit for line in (*lines, *_head_notes(grid)) if (unit := unit_in(line))), None),
        final=final,
    )


def _head_notes(grid: Grid) -> Iterator[str]:
    """The cells of the first row that name the unit of the whole table: 增减额（单位：万元）."""
    return (each.text for each in grid.row(0) if IN_HEAD.search(each.text))


def _stage(document: Document, title: str) -> Stage | None:
    if "决算" in title or document.kind in FINAL:
        return "final"
    if document.kind == "budget_report":
        return "budget_execution" if "执行" in title else "budget" if "预算" in title else None
    return "budget"


# -- fields


def _entries(grid: Grid, setting: Setting, lexicon: Lexicon) -> Iterator[tuple[Half, list[Entry]]]:
    """The facts of each half of a table, in the order of its rows."""
    height = head_height(grid)
    for half in halves(read_columns(grid, height, setting.year, setting.final)):
        own = next((column.unit for column in half.labels if column.unit), None)
        setting = replace(setting, unit=own or setting.unit)
        labels = _labels(grid, height, half)
        has_current = any(label is not None and CURRENT_TOTAL.fullmatch(label.name) for label in labels.values())
        reader = Reader(lexicon, setting.kind, half, has_current)
        entries = list(_half_entries(grid, setting, reader, labels))
        find_totals(entries, lexicon, half)
        mark_nature(entries, setting.kind)
        yield half, entries


def _labels(grid: Grid, height: int, half: Half) -> dict[int, Label | None]:
    """The names of the rows; of an uncoded name that stands twice in a half, only the first is understood.

    Without columns of names the head names everything, and there may be one row of figures only.
    """
    rows = range(height, grid.height)
    if not half.labels and not half.codes:
        filled = [row for row in rows if any(each.text for each in grid.row(row))]
        return {filled[0]: None} if len(filled) == 1 else {}
    labels: dict[int, Label | None] = {}
    seen: set[tuple[str, str]] = set()
    code = ""
    for row in rows:
        label = read_label(grid, row, half, code)
        if label is None or (label.name, label.code) in seen:
            continue
        seen.add((label.name, label.code))
        labels[row] = label
        code = label.code or code
    return labels


def _half_entries(grid: Grid, setting: Setting, reader: Reader, labels: dict[int, Label | None]) -> Iterator[Entry]:
    filled = {
        column.index
        for column in reader.half.values
        if any(_is_number(grid.at.get((row, column.index))) for row in labels)
    }
    above: str | None = None
    for row, label in labels.items():
        concept: str | None = None
        for column in reader.half.values:
            cell = grid.at.get((row, column.index))
            if column.role != "value" or cell is None or cell.row != row or cell.column != column.index:
                continue
            entry = _entry(cell, label, column, setting, reader, above)
            if entry is not None and (entry.quantity is not None or column.index in filled):
                concept = concept or entry.sense.meaning.concept
                yield entry
        if label is not None and not label.is_part and concept is not None:
            above = concept


def _is_number(cell: Field | None) -> bool:
    return cell is not None and any(char.isdecimal() for char in cell.text)


def _entry(
    cell: Field, label: Label | None, column: Column, setting: Setting, reader: Reader, above: str | None
) -> Entry | None:
    """The fact that one field states; None where its column, its unit or its own text is not understood."""
    unit = _unit_of(label, column, setting)
    quantity = parse_quantity(cell.text, default_unit=unit) if cell.text and unit else None
    state = _state(cell.text, quantity)
    if state is None:
        return None
    sense = reader.sense(label, column, quantity, above if label is not None and label.is_part else None)
    if sense is None:
        return None
    is_own = column.item is None or label is None or label.is_total
    if quantity is None and not (is_own and sense.meaning.concept is not None):
        return None
    if quantity is not None:
        shift = cell.start + cell.text.index(quantity.text)
        quantity = replace(quantity, start=shift, end=shift + len(quantity.text))
    return Entry(label, column, sense, cell, quantity, state)


def _unit_of(label: Label | None, column: Column, setting: Setting) -> str | None:
    """The unit of a field: in the brackets of its row, else of its column, else of the table."""
    own = unit_in(label.phrase.text) if label is not None else None
    names = [label.name if label is not None else "", column.item.text if column.item is not None else ""]
    if own is None and column.unit is None and any(COUNTED.search(name) for name in names):
        return None
    return own or column.unit or setting.unit


def _state(text: str, quantity: Quantity | None) -> State | None:
    """What a field says; None for words that are neither a figure nor none."""
    if quantity is not None:
        return "zero" if quantity.value == 0 else "reported"
    if not text:
        return "blank"
    return "none_stated" if DASH.fullmatch(text) or NONE.fullmatch(text) else None


def _fact(entry: Entry, grid: Grid, setting: Setting) -> Fact:
    meaning = entry.sense.meaning
    return Fact(
        id=entry.id,
        item=entry.sense.item,
        concept=meaning.concept,
        quantity=entry.quantity,
        state=entry.state,
        year=entry.column.year,
        stage=None if meaning.stock else entry.column.stage or setting.stage,
        basis=entry.sense.basis or meaning.basis or setting.basis,
        dims=dict(meaning.dims),
        part_of=entry.whole.id if entry.whole else None,
        section=grid.section.id if grid.section else None,
        table=Cell(grid.id, entry.field.row, entry.field.column),
        evidence=("role:table", "item:own", meaning.evidence),
    )
