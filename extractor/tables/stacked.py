"""Tables whose cells stand one a line, below each other: a head, and then a name and its figures again and again."""

import re
from collections.abc import Iterator, Sequence

from extractor.data import Phrase
from extractor.tables.fields import Field

FIRST = re.compile(r"(?:支出|收入|经费)?(?:项目|科目|内容|类别)(?:名称)?|名称")  # what heads the names
FIGURE = re.compile(r"[-－−]?\d[\d,，]*(?:\.\d+)?[%％]?|[-－—–─/]{1,3}")
SENTENCE = re.compile("[，。；]")
COLUMNS = re.compile(r"栏次|\d{0,2}")
ALONE = re.compile(r"[|｜]?[^|｜\t]*[|｜]")  # a cell with the bar behind it, as some copies of pages leave them
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

    Every row has a figure for each column of the head: a blank cell that leaves no line says not which it was. A head
    may name both sides of an account, 项目 / 行次 / 金额 / 项目 / 行次 / 金额, with a row of 栏次 below it.
    """
    place = 0
    while place < len(lines):
        head = _head(lines, place)
        begin = place + len(head) + _numbered(lines, place + len(head)) if head else place
        rows = _rows(lines, begin, head) if head else 0
        if rows < FEWEST_ROWS:
            yield lines[place]
            place += 1
            continue
        end = begin + rows * len(head)
        cells = [*lines[place : place + len(head)], *lines[begin:end]]
        yield [_field(cell, *divmod(n, len(head))) for n, cell in enumerate(cells)]
        place = end


def _head(lines: Sequence[Phrase], place: int) -> Sequence[bool]:
    """Of each column of a head that begins at a line, whether it is one of names; nothing where none does.

    Behind the head stand the first row: a name for each column of names, and figures for the others.
    """
    if FIRST.fullmatch(_plain(lines[place])) is None:
        return ()
    for width in range(2, MOST_COLUMNS + 1):
        head = lines[place : place + width]
        names = [FIRST.fullmatch(_plain(cell)) is not None for cell in head]
        begin = place + width + _numbered(lines, place + width)
        if all(map(_is_name, head)) and _is_row(lines[begin : begin + width], names):
            return names
    return ()


def _numbered(lines: Sequence[Phrase], place: int) -> int:
    """How many lines a row takes that only numbers the columns: 栏次 / 1 / 栏次 / 2."""
    count = 0
    while place + count < len(lines) and COLUMNS.fullmatch(_plain(lines[place + count])):
        opens = _plain(lines[place + count]) == "栏次"
        if count == 0 and not opens:
            return 0
        count += 1
    return count


def _rows(lines: Sequence[Phrase], begin: int, names: Sequence[bool]) -> int:
    """How many rows a table has below its head."""
    count, width = 0, len(names)
    while _is_row(lines[begin + count * width : begin + (count + 1) * width], names):
        count += 1
    return count


def _is_row(cells: Sequence[Phrase], names: Sequence[bool]) -> bool:
    if len(cells) != len(names) or not any(_is_name(cell) for cell, named in zip(cells, names, strict=True) if named):
        return False
    two_sided = sum(names) > 1  # one side may be longer than the other
    return all(
        (_is_name(cell) or (two_sided and _is_blank(cell))) if named else _is_figure(cell)
        for cell, named in zip(cells, names, strict=True)
    )


def _is_blank(cell: Phrase) -> bool:
    """Whether a cell is blank, with the bar behind it left."""
    return not _plain(cell) and bool(cell.text)


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
