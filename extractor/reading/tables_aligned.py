"""Tables without vertical rules: lines whose cells stand in columns, told by the gaps that run down between them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from extractor.reading.layout import Extent, Line
from extractor.reading.roles import has_leader
from extractor.reading.tables_ruled import Box, PageTable, join_lines

FEWEST_ROWS = 3  # lines of cells; two may be a title set beside another
MOST_HEAD = 4  # lines over the columns whose cells may span several of them
FIGURE = re.compile(r"[-－—+(（]?\d[\d,，]*(?:\.\d+)?[%％)）]?|[-－—–/]{1,3}")
AMOUNT = re.compile(r"\d[,，]\d{3}|\d\.\d|^0$|\d{4,}")
FIGURES_SHARE = 0.6  # of the cells of a column, for a column of figures
UNIT_LINE = re.compile(r"单位\s*[:：]|[。；]$")
SAME_ROW = 0.7  # of the usual distance between rows: what stands nearer is a wrapped part of the row
SLACK = 30.0  # points: columns follow their text, which differs from page to page
RECENT = 40  # lines that tell the usual distance
APART = 2.6  # times the usual distance between rows: another table, or none


def find_aligned(lines: Sequence[Line]) -> list[Line | PageTable]:
    """Turn runs of lines that stand in columns into tables; every other line stays as it is.

        "合计  12.50" / "公务接待费  2.50" / "公务用车费  10.00" in two columns -> one PageTable of 3 rows

    A run needs at least three lines of cells and a column of figures, so that neither titles nor a table of contents
    becomes one. Linear in the number of lines, but for sorting.
    """
    found: list[Line | PageTable] = []
    for run in _runs(lines):
        table = _table(run) if len(run) >= FEWEST_ROWS else None
        found += run if table is None else [table]
    return found


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of cells that follow each other at about one distance; a single cell between them is a wrapped word."""
    run: list[Line] = []
    for place, line in enumerate(lines):
        follows = lines[place + 1] if place + 1 < len(lines) else None
        if not (_is_row(line) or (run and _is_part(run, line, follows))):
            yield from [run] if run else []
            yield [line]
            run = []
            continue
        if run and _is_apart(run, line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _is_row(line: Line) -> bool:
    return len(line.extents) > 1 and not UNIT_LINE.search(line.text) and not has_leader(line.text)


def _is_part(run: Sequence[Line], line: Line, follows: Line | None) -> bool:
    """Whether a single cell below a row of cells goes on with the table: one more row comes, or it is very close."""
    if len(line.extents) != 1 or not _is_row(run[-1]) or UNIT_LINE.search(line.text):
        return False
    if follows is not None and _is_row(follows):
        return True
    return len(run) > 1 and run[-1].baseline - line.baseline < SAME_ROW * _pitch(run)


def _pitch(lines: Sequence[Line]) -> float:
    """The usual distance between lines, the last ones of many."""
    return median(abs(one.baseline - other.baseline) for one, other in pairwise(lines[-RECENT:]))


def _is_apart(run: Sequence[Line], line: Line) -> bool:
    if len(run) < 2:
        return False
    return abs(run[-1].baseline - line.baseline) > APART * max(_pitch(run), line.size)


def _table(run: Sequence[Line]) -> PageTable | None:
    """The table that a run makes; None where its cells do not stand in columns."""
    rows = [line for line in run if len(line.extents) > 1]
    width = max(len(line.extents) for line in rows)
    full = [line for line in rows if len(line.extents) == width]
    if len(rows) < FEWEST_ROWS or len(full) < 2:
        return None
    columns = _columns([extent for line in full for extent in line.extents if extent.text])
    if len(columns) != width:
        return None
    placed = [[_span(extent, columns) for extent in line.extents if extent.text] for line in run]
    for index, spans in enumerate(placed):
        is_orderly = all(one[1] < other[0] for one, other in pairwise(spans))
        if not is_orderly or (index >= MOST_HEAD and any(first != last for first, last in spans)):
            return None
    boxes = list(_boxes(run, placed, width))
    if not _has_figures(boxes, width):
        return None
    xs = (columns[0][0], *((one[1] + other[0]) / 2 for one, other in pairwise(columns)), columns[-1][1])
    return PageTable(xs, run[0].baseline + run[0].size, run[-1].baseline, tuple(boxes), SLACK)


def _columns(extents: Sequence[Extent]) -> list[tuple[float, float]]:
    """Where text stands in any of the lines, from left to right."""
    columns: list[tuple[float, float]] = []
    for extent in sorted(extents, key=lambda each: each.left):
        if columns and extent.left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], extent.right))
        else:
            columns.append((extent.left, extent.right))
    return columns


def _span(extent: Extent, columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """The first and last column that a stretch of text stands over; the nearest where it stands between two."""
    over = [n for n, (left, right) in enumerate(columns) if extent.left < right and left < extent.right]
    if over:
        return over[0], over[-1]
    middle = (extent.left + extent.right) / 2
    near = min(range(len(columns)), key=lambda n: abs(sum(columns[n]) / 2 - middle))
    return near, near


def _boxes(run: Sequence[Line], placed: Sequence[Sequence[tuple[int, int]]], width: int) -> Iterator[Box]:
    """The cells, blank ones included, with the lines of one row put together."""
    for row, members in enumerate(_rows(run)):
        cells: dict[int, tuple[int, list[str]]] = {}
        for index in members:
            texts = (extent.text for extent in run[index].extents if extent.text)
            for (first, last), text in zip(placed[index], texts, strict=True):
                cells.setdefault(first, (last, []))[1].append(text)
        column = 0
        while column < width:
            last, texts_here = cells.get(column, (column, []))
            yield Box(row, column, 1, last - column + 1, join_lines(texts_here))
            column = last + 1


def _rows(run: Sequence[Line]) -> list[list[int]]:
    """The lines of each row, by number: a line of a single cell belongs to the row that it stands close to."""
    anchors = [index for index, line in enumerate(run) if len(line.extents) > 1]
    pitch = _pitch([run[index] for index in anchors])
    rows: list[list[int]] = []
    for index, line in enumerate(run):
        near = index not in anchors or (rows and len(rows[-1]) == 1 and rows[-1][0] not in anchors)
        is_close = rows and run[rows[-1][-1]].baseline - line.baseline < SAME_ROW * pitch
        if near and is_close:
            rows[-1].append(index)
        else:
            rows.append([index])
    return rows


def _has_figures(boxes: Sequence[Box], width: int) -> bool:
    """Whether at least one column is mostly figures, two of them amounts, and not the page numbers of a contents."""
    for column in range(width):
        texts = [box.text for box in boxes if box.column == column and box.column_span == 1 and box.text]
        figures = [text for text in texts if FIGURE.fullmatch(text)]
        amounts = sum(bool(AMOUNT.search(text)) for text in figures)
        if texts and len(figures) >= FIGURES_SHARE * len(texts) and amounts > 1:
            return True
    return False
