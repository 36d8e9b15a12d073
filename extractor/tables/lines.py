"""Tables that are no more than lines: their columns parted by tabs, by bars, or by nothing but spaces."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.data import Phrase
from extractor.tables.fields import MARGIN, Field, phrase_of

SEPARATOR = re.compile(r"[\t|｜]")
BARS = "|｜"
RULE = re.compile(r"[\s|｜:-]+")  # what parts head and body in a table of bars
UNIT = re.compile(r"单位\s*[:：]")
IN_HEAD = re.compile(r"(?<=[^\s|｜（(])[（(]\s*(?:金额)?单位\s*[:：][^（）()]{1,6}[）)]")  # 支出项目（单位：万元）
SENTENCE = re.compile("[，。；]")
WORD = re.compile(r"\S+")
FIGURE = re.compile(r"[-－−]?\d[\d,，]*(?:\.\d+)?[%％]?|[-－—–─/]{1,3}")
FEWEST_ROWS = 2
FEWEST_SPACED = 3  # columns of a table that only spaces part


@dataclass(frozen=True, slots=True)
class Line:
    """A line as cells, and as it stands; `spaced` where only spaces part the cells."""

    fields: tuple[Field, ...]
    phrase: Phrase
    spaced: bool = False

    @property
    def is_named_row(self) -> bool:
        """Whether it is a name and figures: 公务接待 2.74 3.00 2.63."""
        first, *rest = self.fields
        return not FIGURE.fullmatch(first.text) and all(FIGURE.fullmatch(each.text) for each in rest)


def read_line(text: str, start: int) -> Line | None:
    """A line that may be a row of a table; None for any other.

    "合计|12.50|" -> 合计, 12.50 and a blank one;  "| 合计 | 12.50 |" -> two;  "公务接待 2.74 3.00 2.63" -> four
    """
    bare = text.strip(" \u3000")
    if names_unit(bare):
        return None
    if SEPARATOR.search(bare):
        return Line(tuple(_split(text, start)), phrase_of(text, start))
    words = [Field(m[0], start + m.start(), start + m.end(), 0, n) for n, m in enumerate(WORD.finditer(text))]
    if len(words) < FEWEST_SPACED or SENTENCE.search(text):
        return None
    return Line(tuple(words), phrase_of(text, start), spaced=True)


def names_unit(text: str) -> bool:
    """Whether a line or cell is a note on the unit, "单位：万元", and no head that holds one, "项目（单位：万元）"."""
    return UNIT.search(IN_HEAD.sub("", text)) is not None


def _split(text: str, start: int, *, framed: bool = True) -> Iterator[Field]:
    begin, stop = 0, len(text)
    if framed and (bare := text.strip(MARGIN))[:1] in BARS and bare[-1:] in BARS and len(bare) > 1:
        begin, stop = text.index(bare[0]) + 1, text.rindex(bare[-1])
    for column, piece in enumerate(SEPARATOR.split(text[begin:stop])):
        phrase = phrase_of(piece, start + begin)
        yield Field(phrase.text, phrase.start, phrase.end, 0, column)
        begin += len(piece) + 1


def find_tables(lines: Sequence[Line]) -> Iterator[list[Field] | Phrase]:
    """The tables among lines that follow each other, and as they stand the lines that are none.

    Lines of as many cells are one table; one line of half as many above them is the upper part of its head. Where only
    spaces part the cells, all lines below the head are a name and figures.
    """
    groups: list[list[Line]] = []
    for printed in lines:
        if RULE.fullmatch(printed.phrase.text or " "):
            continue
        line = (_unframed(groups[-1][-1], printed) if groups else None) or printed
        if groups and _goes_with(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    for above, group in pairwise([[], *groups]):
        width = len(group[0].fields)
        rows = [line.fields for line in group]
        if len(above) == 1 and not group[0].spaced:
            rows = [*_spread(above[0].fields, width), *rows]
        if len(rows) >= FEWEST_ROWS and width > 1:
            yield [replace(field, row=row) for row, fields in enumerate(rows) for field in fields]
        elif group[0].spaced:
            yield from (line.phrase for line in group)


def _unframed(above: Line, line: Line) -> Line | None:
    """A line whose outer bars are no frame but part blank cells, as the line above has it: a|b|c, then ||c|."""
    if line.spaced or above.spaced or len(above.fields) != len(line.fields) + 2:
        return None
    fields = tuple(_split(line.phrase.text, line.phrase.start, framed=False))
    return replace(line, fields=fields) if len(fields) == len(above.fields) else None


def _goes_with(group: Sequence[Line], line: Line) -> bool:
    last = group[-1]
    is_alike = (len(last.fields), last.spaced) == (len(line.fields), line.spaced)
    return is_alike and (not line.spaced or line.is_named_row)


def _spread(head: Sequence[Field], width: int) -> list[tuple[Field, ...]]:
    """A line as the upper part of a head of `width` columns: 收入 | 支出 over four; nothing if it does not fit."""
    if not 1 < len(head) < width or width % len(head):
        return []
    wide = width // len(head)
    return [tuple(replace(each, column=each.column * wide, column_span=wide) for each in head)]
