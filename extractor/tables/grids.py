"""The tables of a document as fields in rows and columns, whether they came as cells or as lines parted by tabs."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from extractor.data import Block, Document, Phrase, Section
from extractor.reading.roles import mark_roles

SEPARATOR = re.compile(r"[\t|]")
RULE = re.compile(r"[\s|:-]+")  # what parts head and body in a table of bars
MOST_ABOVE = 6  # lines above a table that may say what it is
PROSE = re.compile(r"[。；]\s*$")
UNIT = re.compile(r"单位\s*[:：]")
TITLE = re.compile(r"表(?:[（(][^（）()]*[）)])?$")
FEWEST_ROWS = 2
MARGIN = " \t\n\u3000"


@dataclass(frozen=True, slots=True)
class Field:
    """A cell with its text and range in the document, its place and how far it reaches."""

    text: str
    start: int
    end: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1

    @property
    def phrase(self) -> Phrase:
        """The cell as evidence."""
        return Phrase(self.text, self.start, self.end)


@dataclass(frozen=True)
class Grid:
    """One table: its cells, the lines above it from the nearest up, and the section it stands in."""

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
    for run in _runs(document):
        if isinstance(run, Phrase):
            above = [run] if PROSE.search(run.text) else [*above, run]
            continue
        place = bisect_right(starts, run.fields[0].start) - 1
        section = sections[place] if place >= 0 else None
        grid = _lift_titles(run.id, run.fields, above[: -MOST_ABOVE - 1 : -1], section)
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
    lines: list[list[Field]] = []
    count = 0
    for block in mark_roles(document):
        text = document.text[block.start : block.end]
        if block.role not in (None, "title") or not (block.kind == "cell" or text.strip()):
            continue
        if cells and block.table != table:
            yield _Run(table, cells)
            cells = []
        if lines and (block.kind == "cell" or not _is_row(text)):
            for rows in _flat_tables(lines):
                count += 1
                yield _Run(f"x{count}", rows)
            lines = []
        if block.kind == "cell":
            table = block.table or ""
            cells.append(_field(text, block))
        elif _is_row(text):
            lines.append(_split(text, block.start))
        else:
            yield _phrase(text, block.start)
    for rows in _flat_tables(lines):
        count += 1
        yield _Run(f"x{count}", rows)
    if cells:
        yield _Run(table, cells)


def _phrase(text: str, start: int) -> Phrase:
    stripped = text.strip(MARGIN)
    begin = start + text.index(stripped)
    return Phrase(stripped, begin, begin + len(stripped))


def _field(text: str, block: Block) -> Field:
    phrase = _phrase(text, block.start)
    return Field(
        phrase.text, phrase.start, phrase.end, block.row or 0, block.column or 0, block.row_span, block.column_span
    )


# -- lines parted by tabs or bars


def _is_row(text: str) -> bool:
    bare = text.strip(" \u3000")
    return ("\t" in bare or "|" in bare) and not UNIT.search(bare)


def _split(text: str, start: int) -> list[Field]:
    """The cells of a line: "合计|12.50|" -> 合计, 12.50 and a blank one; "| 合计 | 12.50 |" has two."""
    begin, stop = 0, len(text)
    if (bare := text.strip()).startswith("|") and bare.endswith("|") and len(bare) > 1:
        begin, stop = text.index("|") + 1, text.rindex("|")
    fields = []
    for column, piece in enumerate(SEPARATOR.split(text[begin:stop])):
        phrase = _phrase(piece, start + begin)
        fields.append(Field(phrase.text, phrase.start, phrase.end, 0, column))
        begin += len(piece) + 1
    return fields


def _flat_tables(lines: Sequence[list[Field]]) -> Iterator[list[Field]]:
    """Lines of as many cells are one table; one line of half as many above them is the upper part of its head."""
    groups: list[list[list[Field]]] = []
    for line in lines:
        if RULE.fullmatch("".join(field.text for field in line) or " "):
            continue
        if groups and len(groups[-1][-1]) == len(line):
            groups[-1].append(line)
        else:
            groups.append([line])
    for number, group in enumerate(groups):
        width = len(group[0])
        above = groups[number - 1] if number else []
        rows = [*_spread(above[0], width), *group] if len(above) == 1 else group
        if len(rows) >= FEWEST_ROWS and width > 1:
            yield [replace(field, row=row) for row, line in enumerate(rows) for field in line]


def _spread(head: Sequence[Field], width: int) -> list[list[Field]]:
    """A line as the upper part of a head of `width` columns: 收入 | 支出 over four; nothing if it does not fit."""
    if not 1 < len(head) < width or width % len(head):
        return []
    wide = width // len(head)
    return [[replace(each, column=each.column * wide, column_span=wide) for each in head]]


# -- titles inside a table


def _lift_titles(id: str, fields: Sequence[Field], above: Sequence[Phrase], section: Section | None) -> Grid | None:
    """A title or 单位：元 that fills the first rows of a table stands above it; None where nothing else is left."""
    grid = Grid(id, tuple(fields), tuple(above), section)
    lines = list(above)
    row = 0
    while row < grid.height:
        texts = [each for each in grid.row(row) if each.text]
        is_title = len(texts) == 1 and (texts[0].column_span == grid.width or TITLE.search(texts[0].text))
        if texts and not is_title and not any(UNIT.search(each.text) for each in texts):
            break
        lines[:0] = [each.phrase for each in texts]
        row += 1
    left = [replace(each, row=each.row - row) for each in fields if each.row >= row]
    return Grid(id, tuple(left), tuple(lines), section) if left else None
