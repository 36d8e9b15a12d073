"""Tables that go on over pages: one table again, its repeated head left out, a row cut by the page break joined.

Numbers are never copied: of a cut row each cell keeps what one of the pages prints in it, words are put together.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractor.numbering import begins_item
from extractor.reading.layout import Line
from extractor.reading.tables_ruled import Box, PageTable, join_lines

FIGURE = re.compile(r"[-－—+(（]?\d[\d,，]*(?:\.\d+)?\s*[%％)）]?|[-－—–/]{1,3}|[0-9A-Z]{2,8}")
AMOUNT = re.compile(r"\d[,，]\d{3}|\d\.\d")  # what no head of a table has
GOES_ON = re.compile(r"续表?$|[（(]续[表）)]?")
MOST_HEAD = 6  # rows of a table's head
SHARED_WORDS = 2  # cells that the head of another table has in common with this one's
SHORTEST_PAGE = 40  # characters; shorter pages are alike by chance
SPACE = re.compile(r"\s+")

Item = Line | PageTable


@dataclass(slots=True)
class Piece:
    """What one page prints of a table: its `number` in the document, cells with their final rows, heads said again."""

    number: int
    boxes: list[Box]
    heads: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A line that only says again what an earlier page says."""

    text: str


Entry = Line | Piece | Repeat


@dataclass(frozen=True, slots=True)
class Open:
    """The table at the foot of a page: as its first page prints it, what stood above it there, its last piece."""

    table: PageTable
    above: Set[str]
    tail: Piece
    height: int


def stitch(pages: Sequence[Sequence[Item]], furniture: Sequence[Set[int]]) -> tuple[list[list[Entry]], list[int]]:
    """Number the tables of a document and put together those that a page break cuts.

        page 1 ends in a table of 3 rows, page 2 begins with its head again and 2 more -> two pieces of table 1

    `furniture` holds the places of page numbers and running heads among the items of each page: they part nothing. The
    second part of the answer are the pages, counted from 0, that only print the page before once more.
    """
    entries: list[list[Entry]] = []
    repeated: list[int] = []
    running: Open | None = None
    tables, before = 0, ""
    for number, (items, edges) in enumerate(zip(pages, furniture, strict=True)):
        content = [item for place, item in enumerate(items) if place not in edges]
        said = "\n".join(text for item in content for text in _said(item))
        if said == before and len(SPACE.sub("", said)) >= SHORTEST_PAGE:
            repeated.append(number)
            entries.append(_once_more(items, edges))
            continue
        before = said
        page, running = _page(items, content, running, tables)
        tables += sum(isinstance(entry, Piece) and entry.number > tables for entry in page)
        entries.append(page)
    return entries, repeated


def _said(item: Item) -> list[str]:
    """The printed lines of an item, a row of a table as one."""
    return [item.text] if isinstance(item, Line) else [_row_text(row) for row in item.rows() if row]


def _row_text(row: Sequence[Box]) -> str:
    return "\t".join(box.text for box in row)


def _once_more(items: Sequence[Item], edges: Set[int]) -> list[Entry]:
    """The entries of a page that repeats the one before."""
    entries: list[Entry] = []
    for place, item in enumerate(items):
        entries += [item] if isinstance(item, Line) and place in edges else map(Repeat, _said(item))
    return entries


def _page(
    items: Sequence[Item], content: Sequence[Item], running: Open | None, tables: int
) -> tuple[list[Entry], Open | None]:
    """The entries of one page, and the table that is open at its foot; `tables` are numbered already."""
    first = next((item for item in content if isinstance(item, PageTable)), None)
    above = [] if first is None else content[: content.index(first)]
    titles = {id(item): item.text for item in above if isinstance(item, Line)}
    onward = _go_on(running, first, [*titles.values()]) if running is not None and first is not None else None
    page: list[Entry] = []
    last: Open | None = None
    for item in items:
        if isinstance(item, Line):
            page.append(Repeat(item.text) if onward is not None and id(item) in titles else item)
            continue
        if item is first and onward is not None:
            last, piece = onward
        else:
            tables += 1
            piece = Piece(tables, list(item.boxes))
            over = frozenset(SPACE.sub("", entry.text) for entry in page if isinstance(entry, Line))
            last = Open(item, over, piece, item.height)
        page.append(piece)
    return page, last if content and isinstance(content[-1], PageTable) else None


def _go_on(running: Open, table: PageTable, titles: Sequence[str]) -> tuple[Open, Piece] | None:
    """The next piece of an open table; None when `table` is another one."""
    columns = _columns(running.table, table)
    if columns is None:
        return None
    heads = _repeated_head(running.table, table)
    known = all(SPACE.sub("", title) in running.above or GOES_ON.search(title) for title in titles)
    if (titles and not (heads and known)) or (not heads and _has_other_head(running.table, table)):
        return None
    boxes = [_moved(box, running.height - heads, columns) for box in table.boxes if box.row >= heads]
    piece = Piece(running.tail.number, boxes, [_row_text(row) for row in list(table.rows())[:heads]])
    joined = _join_cut_row(running, piece)
    height = running.height + table.height - heads - joined
    return replace(running, tail=piece if piece.boxes else running.tail, height=height), piece


def _columns(table: PageTable, onward: PageTable) -> list[int] | None:
    """The column of the table at which each column of its continuation begins, and the end; None if they differ.

    A page may print fewer rules (its cells are merged) or be set further to the left or right.
    """
    found: list[int] = []
    for x in onward.xs:
        near = min(range(len(table.xs)), key=lambda n: abs((table.xs[n] - table.xs[0]) - (x - onward.xs[0])))
        if abs((table.xs[near] - table.xs[0]) - (x - onward.xs[0])) > max(table.slack, onward.slack):
            return None
        found.append(near)
    is_rising = all(one < other for one, other in pairwise(found))
    return found if is_rising and found[-1] == len(table.xs) - 1 else None


def _moved(box: Box, rows: int, columns: Sequence[int]) -> Box:
    start, stop = columns[box.column], columns[box.column + box.column_span]
    return replace(box, row=box.row + rows, column=start, column_span=stop - start)


def _repeated_head(table: PageTable, onward: PageTable) -> int:
    """How many rows of a continuation only repeat the head of the table."""
    rows = 0
    for one, other in zip(list(table.rows())[:MOST_HEAD], onward.rows(), strict=False):
        text = SPACE.sub("", _row_text(other))
        if SPACE.sub("", _row_text(one)) != text or AMOUNT.search(text):
            break
        rows += 1
    while rows and any(box.row < rows < box.row + box.row_span for box in onward.boxes):
        rows -= 1
    head = "".join(_row_text(row) for row in list(onward.rows())[:rows])
    return rows if head.strip() and rows < onward.height else 0


def _has_other_head(table: PageTable, onward: PageTable) -> bool:
    """Whether a continuation begins with words of the table's head in another order: then it is another table."""
    head: set[str] = set()
    for row in list(table.rows())[:MOST_HEAD]:
        if AMOUNT.search(_row_text(row)):
            break
        head.update(box.text for box in row)
    first = next(onward.rows(), [])
    return sum(box.text in head for box in first if box.text and not FIGURE.fullmatch(box.text)) >= SHARED_WORDS


def _join_cut_row(running: Open, piece: Piece) -> bool:
    """Put the first row of a piece into the last one before it, if the page break cut that in two."""
    last = [box for box in running.tail.boxes if box.row + box.row_span == running.height]
    first = [box for box in piece.boxes if box.row == running.height]
    pairs = list(zip(last, first, strict=False))
    if len(last) != len(first) or not all(_is_same_place(*pair) for pair in pairs) or not _is_one_row(pairs):
        return False
    for upper, lower in pairs:
        text = join_lines(each for each in (upper.text, lower.text) if each)
        running.tail.boxes[running.tail.boxes.index(upper)] = replace(upper, text=text, is_full=lower.is_full)
        piece.boxes.remove(lower)
    piece.boxes[:] = [replace(box, row=box.row - 1) for box in piece.boxes]
    return True


def _is_same_place(upper: Box, lower: Box) -> bool:
    return upper.row_span == lower.row_span == 1 and (upper.column, upper.column_span) == (
        lower.column,
        lower.column_span,
    )


def _is_one_row(pairs: Sequence[tuple[Box, Box]]) -> bool:
    """Whether two rows are the halves of one: words go on where a cell was full, and numbers stand in one half only."""
    halves = [(upper.text, lower.text) for upper, lower in pairs]
    words = [(upper, lower) for upper, lower in pairs if lower.text and upper.text and not FIGURE.fullmatch(lower.text)]
    numbers = [[bool(FIGURE.fullmatch(half)) for half in column] for column in zip(*halves, strict=True)]
    alone = any(lower and not upper and not FIGURE.fullmatch(lower) for upper, lower in halves)
    cut = all(upper.is_full and not begins_item(lower.text) for upper, lower in words)
    return bool(words) and cut and not alone and not (any(numbers[0]) and any(numbers[1]))
