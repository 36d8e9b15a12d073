"""Tables whose cells stand one a line, below each other: a head, and then a name and its figures again and again."""

import re
from collections.abc import Iterator, Sequence

from extractor.data import Phrase
from extractor.tables.fields import Field

FIRST = re.compile(r"(?:支出|收入|经费)?(?:项目|科目|内容|类别)(?:名称)?|名称")  # what heads the names
FIGURE = re.compile(r"[-－−]?\d[\d,，]*(?:\.\d+)?[%％]?|[-－—–─/]{1,3}")
SENTENCE = re.compile("[，。；]")
ALONE = re.compile(r"[^|｜\t]*[|｜]")  # a cell with the bar behind it, as some copies of pages leave them
BARS = " \t\u3000|｜"
LONGEST = 24  # characters of a cell
MOST_COLUMNS = 8
FEWEST_ROWS = 2


def stands_alone(lines: Sequence[Phrase]) -> bool:
    """Whether lines with bars are single cells, and no rows: 合计| / 12.50| / 公务接待费| / 4.00|."""
    return len(lines) > 2 * FEWEST_ROWS and all(ALONE.fullmatch(line.text) for line in lines)


def unstack(lines: Sequence[Phrase]) -> Iterator[Phrase | list[Field]]:
    """The tables among lines of one cell each, and as they stand the lines that are none.

    项目 / 预算数 / 决算数 / 合计 / 30 / 25 / 公务接待费 / 14 / 16 -> a table of 3 rows and 3 columns

    Every row has a figure for each column of the head: a blank cell that leaves no line says not which it was.
    """
    place = 0
    while place < len(lines):
        width = _width(lines, place)
        rows = _rows(lines, place, width) if width else 0
        if rows <= FEWEST_ROWS:
            yield lines[place]
            place += 1
            continue
        cells = lines[place : place + rows * width]
        yield [_field(cell, *divmod(n, width)) for n, cell in enumerate(cells)]
        place += rows * width


def _width(lines: Sequence[Phrase], place: int) -> int:
    """How many columns a head has that begins at a line; 0 where none does.

    Behind the head stand the first name and as many figures as the head has other columns.
    """
    if FIRST.fullmatch(_plain(lines[place])) is None:
        return 0
    for width in range(2, MOST_COLUMNS + 1):
        head, row = lines[place : place + width], lines[place + width : place + 2 * width]
        if all(map(_is_name, head)) and _is_row(row, width):
            return width
    return 0


def _rows(lines: Sequence[Phrase], place: int, width: int) -> int:
    """How many rows a table has, its head included."""
    count = 1
    while _is_row(lines[place + count * width : place + (count + 1) * width], width):
        count += 1
    return count


def _is_row(cells: Sequence[Phrase], width: int) -> bool:
    return len(cells) == width and _is_name(cells[0]) and all(map(_is_figure, cells[1:]))


def _is_figure(cell: Phrase) -> bool:
    """Whether a cell is a figure, or blank with the bar behind it left."""
    text = _plain(cell)
    return FIGURE.fullmatch(text) is not None or (not text and bool(cell.text))


def _is_name(cell: Phrase) -> bool:
    text = _plain(cell)
    return 0 < len(text) <= LONGEST and not FIGURE.fullmatch(text) and not SENTENCE.search(text)


def _plain(cell: Phrase) -> str:
    return re.sub(r"\s", "", cell.text.strip(BARS))


def _field(cell: Phrase, row: int, column: int) -> Field:
    text = cell.text.strip(BARS)
    start = cell.start + cell.text.index(text)
    return Field(text, start, start + len(text), row, column)
