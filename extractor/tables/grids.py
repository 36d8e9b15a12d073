"""The tables of a document as fields in rows and columns, whether they came as cells or as lines."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

from annotations.catalogue.indicators import load_indicator_words
from extractor.data import Block, Document, Phrase, Section
from extractor.reading.roles import mark_roles
from extractor.tables.fields import Field, phrase_of
from extractor.tables.lines import UNIT, Line, find_tables, names_unit, read_line
from extractor.tables.stacked import stands_alone, unstack

MOST_ABOVE = 6  # lines above a table that may say what it is
PROSE = re.compile(r"[。；]\s*$")
TITLE = re.compile(r"表(?:[（(][^（）()]*[）)])?$")


@dataclass(frozen=True)
class Grid:
    """One table: its cells, the lines about it, and the section it stands in.

    `above` are the lines above from the nearest up, and behind them a line below the table that names its unit.
    """

    id: str
    fields: tuple[Field, ...]
    above: tuple[Phrase, ...]
    section: Section | None = None
    height: int = field(init=False)
    width: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "height", max(f.row + f.row_span for f in self.fields))
        object.__setattr__(self, "width", max(f.column + f.column_span for f in self.fields))

    @property
    def start(self) -> int:
        """Where its first cell begins."""
        return self.fields[0].start

    @property
    def end(self) -> int:
        """One past its last cell."""
        return max(each.end for each in self.fields)

    @cached_property
    def is_targets(self) -> bool:
        """Whether it is a form of performance: targets, not levels."""
        words = load_indicator_words()
        return words.heads_targets(each.text for each in self.row(0)) or any(
            words.is_of_targets(each.text) for each in self.fields
        )

    @cached_property
    def at(self) -> dict[tuple[int, int], Field]:
        """The cell of each row and column; a merged one stands at every place it reaches."""
        return {
            (row, column): each
            for each in self.fields
            for row in range(each.row, each.row + each.row_span)
            for column in range(each.column, each.column + each.column_span)
        }

    def row(self, row: int) -> list[Field]:
        """The cells of a row, each once, from left to right."""
        found = (self.at.get((row, column)) for column in range(self.width))
        return list(dict.fromkeys(each for each in found if each is not None))


def find_grids(document: Document, sections: Sequence[Section]) -> list[Grid]:
    """Every table of a document, in the order of the text.

    单位：万元 / "项目|预算数" / "合计|12.50" -> a Grid of 2 rows and 2 columns, with 单位：万元 above it
    """
    starts = [section.start for section in sections]
    grids: list[Grid] = []
    above: list[Phrase] = []
    runs = list(_stacks(list(_runs(document))))
    for number, run in enumerate(runs):
        if isinstance(run, Phrase):
            above = [run] if PROSE.search(run.text) else [*above, run]
            continue
        place = bisect_right(starts, run.fields[0].start) - 1
        section = sections[place] if place >= 0 else None
        note = [each for each in runs[number + 1 : number + 2] if isinstance(each, Phrase) and UNIT.search(each.text)]
        grid = _lift_titles(run.id, run.fields, [*above[: -MOST_ABOVE - 1 : -1], *note], section)
        grids += [grid] if grid is not None else []
        above = []
    return grids


@dataclass(slots=True)
class _Run:
    """Cells of one table, or lines of as many cells."""

    id: str
    fields: list[Field]


def _runs(document: Document) -> Iterator[Phrase | _Run]:
    """The lines of a document and, between them, its tables; what belongs to no sentence parts no table."""
    cells: list[Field] = []
    table = ""
    lines: list[Line] = []
    count = 0
    for block in mark_roles(document):
        text = document.text[block.start : block.end]
        if block.role not in (None, "title") or not (block.kind == "cell" or text.strip()):
            continue
        if cells and block.table != table:
            yield _Run(table, cells)
            cells = []
        line = read_line(text, block.start) if block.kind != "cell" else None
        if line is not None:
            lines.append(line)
            continue
        yield from (runs := _line_runs(lines, count))
        count, lines = count + len(runs), []
        if block.kind == "cell":
            table = block.table or ""
            cells.append(_field(text, block))
        else:
            yield phrase_of(text, block.start)
    yield from _line_runs(lines, count)
    if cells:
        yield _Run(table, cells)


def _stacks(runs: Sequence[Phrase | _Run]) -> Iterator[Phrase | _Run]:
    """The same with the tables among lines of one cell each."""
    count = 0
    for is_line, group in groupby(runs, key=lambda run: isinstance(run, Phrase)):
        if not is_line:
            yield from group
            continue
        for each in unstack([run for run in group if isinstance(run, Phrase)]):
            count += not isinstance(each, Phrase)
            yield each if isinstance(each, Phrase) else _Run(f"y{count}", each)


def _line_runs(lines: Sequence[Line], count: int) -> list[Phrase | _Run]:
    """The tables among lines; their ids go on behind `count`."""
    if stands_alone([line.phrase for line in lines]):
        return [line.phrase for line in lines]
    found = find_tables(lines)
    return [each if isinstance(each, Phrase) else _Run(f"x{n}", each) for n, each in enumerate(found, start=count + 1)]


def _field(text: str, block: Block) -> Field:
    phrase = phrase_of(text, block.start)
    return Field(
        phrase.text, phrase.start, phrase.end, block.row or 0, block.column or 0, block.row_span, block.column_span
    )


# -- titles inside a table


def _lift_titles(id: str, fields: Sequence[Field], above: Sequence[Phrase], section: Section | None) -> Grid | None:
    """A title or 单位：元 that fills the first rows of a table stands above it; None where nothing else is left."""
    grid = Grid(id, tuple(fields), tuple(above), section)
    lines = list(above)
    row = 0
    while row < grid.height:
        texts = [each for each in grid.row(row) if each.text]
        is_title = len(texts) == 1 and (texts[0].column_span == grid.width or TITLE.search(texts[0].text))
        if texts and not is_title and not any(names_unit(each.text) for each in texts):
            break
        lines[:0] = [each.phrase for each in texts]
        row += 1
    if row == 0:
        return grid
    left = [replace(each, row=each.row - row) for each in fields if each.row >= row]
    return Grid(id, tuple(left), tuple(lines), section) if left else None
