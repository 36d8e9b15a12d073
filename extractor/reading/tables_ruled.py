"""Tables drawn with rules: the grid that the rules make, and which characters stand in which of its cells.

Rules that touch belong to one grid. Two neighbouring fields of it are one cell where no rule stands between them, so
that merged cells come out with their spans. A table may be open at its sides: then the ends of its rules close it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.numbering import begins_item
from extractor.reading.layout import SAME_RULE, Glyph, Line, distinct, make_lines, runs_of
from extractor.reading.ruling import Rule

TOUCH = 3.0  # points between two rules that meet
OPEN_SIDE = 5.0  # points by which rules reach over the outermost rule across them
WALL = 0.6  # of the side of a cell that a rule must cover to part it from its neighbour
MOST_RULES = 2_000  # a page with more is a map or a chart, and so is one with more grids
MOST_GRIDS = 40
MOST_FIELDS = 60_000  # of all grids of a page
TEXT_HEIGHT = 0.35  # em above the baseline: the middle of a character
CUT_GAP = 0.12  # em between two characters that belong to two cells
NEARLY_FULL = 1.6  # em that a full line of a cell leaves free
IDEOGRAPH = 0x2E80
SLACK = 4.0  # points between two places of one column on two pages

Where = tuple[int, tuple[int, int]]  # a grid and the first field of one of its cells
OUTSIDE: Where = (-1, (0, 0))


@dataclass(frozen=True, slots=True)
class Area:
    """One cell of a grid: its place, counted from 0, and its spans."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Box(Area):
    """A cell with its text; `is_full` when its last line reaches the right side and so may go on elsewhere."""

    text: str = ""
    is_full: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The lines of a table: `xs` from left to right, `ys` from top to bottom, and the cells between them in order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[Area, ...]

    def field_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the field around a point; None outside."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]):
            return None
        row = bisect_left(self.ys, -y, key=lambda place: -place) - 1
        return max(row, 0), max(bisect_left(self.xs, x) - 1, 0)


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table as one page prints it: the places of its columns, its upper and lower edge, its cells in row order.

    `slack` is how far a column may be from its place on the next page.
    """

    xs: tuple[float, ...]
    top: float
    bottom: float
    boxes: tuple[Box, ...]
    slack: float = SLACK

    @property
    def height(self) -> int:
        """How many rows it has."""
        return max((box.row + box.row_span for box in self.boxes), default=0)

    def rows(self) -> Iterator[list[Box]]:
        """The cells that begin in each row, rows without any included."""
        found: dict[int, list[Box]] = defaultdict(list)
        for box in self.boxes:
            found[box.row].append(box)
        for row in range(self.height):
            yield found.get(row, [])


def find_grids(upright: Sequence[Rule], level: Sequence[Rule]) -> list[Grid]:
    """Find the grids that the rules of one page make, each with at least two columns.

    three vertical rules between two horizontal ones -> one Grid with two areas
    """
    if not upright or not level or len(upright) + len(level) > MOST_RULES:
        return []
    found = (_grid(walls, floors) for walls, floors in _connected(upright, level))
    grids = [grid for grid in found if grid is not None]
    fields = sum((len(grid.xs) - 1) * (len(grid.ys) - 1) for grid in grids)
    return grids if len(grids) <= MOST_GRIDS and fields <= MOST_FIELDS else []


def _connected(upright: Sequence[Rule], level: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """The rules in groups that touch each other."""
    floors = sorted(level, key=lambda rule: rule.at)
    groups = _Groups(len(upright) + len(floors))
    for number, wall in enumerate(upright):
        for place in range(bisect_left(floors, wall.start - TOUCH, key=lambda rule: rule.at), len(floors)):
            if floors[place].at > wall.stop + TOUCH:
                break
            if floors[place].start - TOUCH <= wall.at <= floors[place].stop + TOUCH:
                groups.join(number, len(upright) + place)
    members: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for number, rule in enumerate((*upright, *floors)):
        members[groups.of(number)][number >= len(upright)].append(rule)
    yield from (found for found in members.values() if all(found))


@dataclass(slots=True)
class _Groups:
    """Numbers in groups that grow together."""

    count: int
    above: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.above = list(range(self.count))

    def of(self, number: int) -> int:
        while self.above[number] != number:
            self.above[number] = number = self.above[self.above[number]]
        return number

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.of(one), self.of(other)))
        self.above[second] = first


def _grid(walls: list[Rule], floors: list[Rule]) -> Grid | None:
    xs = _places(walls, floors)
    ys = tuple(reversed(_places(floors, walls)))
    rows, columns = len(ys) - 1, len(xs) - 1
    if columns < 2 or rows < 1 or rows * columns > MOST_FIELDS:
        return None
    groups = _Groups(rows * columns)
    sides = _covers(walls, xs[1:-1])
    for row, (upper, lower) in enumerate(pairwise(ys)):
        for column, side in enumerate(sides):
            if not _is_covered(side, lower, upper):
                groups.join(row * columns + column, row * columns + column + 1)
    for row, floor in enumerate(_covers(floors, ys[1:-1])):
        for column, (left, right) in enumerate(pairwise(xs)):
            if not _is_covered(floor, left, right):
                groups.join(row * columns + column, (row + 1) * columns + column)
    fields: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number in range(rows * columns):
        fields[groups.of(number)].append(divmod(number, columns))
    areas = sorted((area for group in fields.values() for area in _areas(group)), key=lambda a: (a.row, a.column))
    return Grid(xs, ys, tuple(areas)) if len(areas) > 1 else None


def _places(rules: list[Rule], across: list[Rule]) -> tuple[float, ...]:
    """Where rules stand, in ascending order, the open sides closed where the rules across them end."""
    places = distinct(sorted(rule.at for rule in rules))
    first, last = places[0], places[-1]
    if sum(rule.start < first - OPEN_SIDE for rule in across) > 1:
        places.insert(0, min(rule.start for rule in across))
    if sum(rule.stop > last + OPEN_SIDE for rule in across) > 1:
        places.append(max(rule.stop for rule in across))
    return tuple(places)


def _covers(rules: list[Rule], places: Sequence[float]) -> list[list[Rule]]:
    """The rules at each of the places."""
    return [[rule for rule in rules if abs(rule.at - place) <= SAME_RULE] for place in places]


def _is_covered(rules: list[Rule], start: float, stop: float) -> bool:
    covered = sum(max(0.0, min(rule.stop, stop) - max(rule.start, start)) for rule in rules)
    return covered >= WALL * (stop - start)


def _areas(fields: list[tuple[int, int]]) -> Iterator[Area]:
    """The cell that fields make together; each row of them by itself where they make no rectangle."""
    rows = sorted({row for row, _ in fields})
    columns = sorted({column for _, column in fields})
    if len(rows) * len(columns) == len(fields) == (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1):
        yield Area(rows[0], columns[0], len(rows), len(columns))
        return
    for row in rows:
        own = sorted(column for at, column in fields if at == row)
        begin = own[0]
        for column, following in zip(own, [*own[1:], None], strict=True):
            if following != column + 1:
                yield Area(row, begin, 1, column - begin + 1)
                begin = following if following is not None else begin


def take_tables(glyphs: Sequence[Glyph], grids: Sequence[Grid]) -> tuple[list[PageTable], list[Glyph]]:
    """Put the characters of a page into the cells of its grids; the second part are those that stand in none.

    A grid with text in a single cell is a frame around it and no table.
    """
    owners = [_owners(grid) for grid in grids]
    placed = [piece for run in runs_of(glyphs) for piece in _parted(run, grids, owners)]
    filled: dict[int, dict[tuple[int, int], list[Glyph]]] = defaultdict(lambda: defaultdict(list))
    for (number, cell), piece in placed:
        filled[number][cell] += piece
    found = [number for number in range(len(grids)) if len(filled[number]) > 1]
    outside = [glyph for (number, _), piece in placed if number not in found for glyph in piece]
    return [_table(grids[number], filled[number]) for number in found], outside


def _owners(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """The first field of the cell that each field belongs to."""
    return {
        (row, column): (area.row, area.column)
        for area in grid.areas
        for row in range(area.row, area.row + area.row_span)
        for column in range(area.column, area.column + area.column_span)
    }


def _parted(
    run: list[Glyph], grids: Sequence[Grid], owners: Sequence[dict[tuple[int, int], tuple[int, int]]]
) -> Iterator[tuple[Where, list[Glyph]]]:
    """A run by the cells it stands in; one that only sticks out of its cell stays whole, in the cell that has most."""
    places = [_where(glyph, grids, owners) for glyph in run]
    begin = 0
    for index in range(1, len(run) + 1):
        if index == len(run) or (places[index] != places[index - 1] and _is_cut(run[index - 1], run[index])):
            own = places[begin:index]
            yield max(dict.fromkeys(own), key=own.count), run[begin:index]
            begin = index


def _where(glyph: Glyph, grids: Sequence[Grid], owners: Sequence[dict[tuple[int, int], tuple[int, int]]]) -> Where:
    for number, grid in enumerate(grids):
        if (at := grid.field_at(glyph.middle, glyph.baseline + TEXT_HEIGHT * glyph.size)) is not None:
            return number, owners[number][at]
    return OUTSIDE


def _is_cut(before: Glyph, after: Glyph) -> bool:
    return after.spaced or after.left - before.right >= CUT_GAP * after.size


def _table(grid: Grid, cells: dict[tuple[int, int], list[Glyph]]) -> PageTable:
    boxes = []
    for area in grid.areas:
        lines = make_lines(cells.get((area.row, area.column), []))
        right = grid.xs[area.column + area.column_span]
        boxes.append(
            Box(
                area.row,
                area.column,
                area.row_span,
                area.column_span,
                join_lines(line.text for line in lines),
                bool(lines) and reaches(lines[-1], right),
            )
        )
    return PageTable(grid.xs, grid.ys[0], grid.ys[-1], tuple(boxes))


def reaches(line: Line, right: float) -> bool:
    """Whether a line fills its cell, whose right side is given."""
    return bool(line.extents) and right - line.extents[-1].right <= NEARLY_FULL * line.size


def join_lines(lines: Iterable[str]) -> str:
    """The lines of a cell as one: what the cell's width cut is put together, an item stays apart.

    "机关事业单位基本养老保险", "缴费支出" -> one word; "1.甲", "2.乙" -> "1.甲 2.乙"
    """
    joined = ""
    for line in lines:
        text = line.replace("\t", " ")
        apart = joined and (begins_item(text) or (ord(joined[-1]) < IDEOGRAPH and joined[-1].isalpha()))
        joined += f" {text}" if apart else text
    return joined
