"""From characters on a page to printed lines: what stands at one height is one line, wide gaps are column gaps.

The order in which a PDF draws its characters says little: tables are drawn cell by cell, a paragraph may come after the
one below it, and spaces are often gaps that nobody typed. So lines are made from positions alone. Lengths are in points
(1/72 inch) in a frame where text runs left to right and up is up.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.reading.ruling import Rule

SAME_LINE = 0.35  # em between two baselines; half a line of a wrapped cell is at least 0.5
SAME_RUN = 0.3  # em between two characters that were set together
OVERPRINT = 0.25  # em between two copies of one run that only imitate bold type
SAME_RULE = 3.0  # points between two rules that are one
COLUMN_GAP = 1.5  # character widths: no word space is as wide
TYPED_GAP = 2.2  # em: two ideographic spaces between words, as in a title, are no column gap
ORDINAL_GAP = 5.0  # em: "第一部分    概况", a title set off from its number, is no column gap either
SPACE_NARROW = 0.25  # em between Latin letters or digits: the usual width of a space
SPACE_WIDE = 0.4  # em between ideographs: more than justification adds
SPACE_MIXED = 0.5  # em between an ideograph and a digit: more than Word's automatic quarter
SPACE_TYPED = 0.08  # em where the file really has a space
WIDE = 0.75  # em: an ideograph is as wide as high, a digit half as wide
LETTER_SPACED = 1.2  # em: evenly spaced letters up to this are one word
SPREAD_LETTERS = 6  # a word of at most so many letters may be spread over its cell: "合        计"
ORDINAL = re.compile(
    r"第[一二三四五六七八九十\d]{1,3}[部章节篇][分]?|附[件表录]\d*|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]?"
)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character; `spaced` when the file has a space before it."""

    char: str
    left: float
    right: float
    baseline: float
    size: float
    spaced: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether it takes the width of an ideograph."""
        return self.right - self.left >= WIDE * self.size

    @property
    def middle(self) -> float:
        """Half way between its left and its right."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Extent:
    """A stretch of a line that no column gap parts, and how far it reaches: a blank cell between rules nowhere."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: column gaps are tabs, other gaps spaces; `left` is where its first character begins."""

    text: str
    baseline: float
    size: float
    left: float = 0.0
    extents: tuple[Extent, ...] = ()


BLANK = Extent("", 0.0, 0.0)


def make_lines(glyphs: Sequence[Glyph], rules: Sequence[Rule] = ()) -> list[Line]:
    r"""Make the printed lines of one page, from top to bottom.

        glyphs of two cells drawn apart, "合计" and "12.50" at one height -> [Line("合计\t12.50", …)]

    `glyphs` come in the order of the file, without spaces; `rules` are the vertical rules of the page, which separate
    columns however narrow the gap. Every glyph lands in exactly one line, but for a run printed twice in one place,
    which counts once.
    """
    lines: list[list[list[Glyph]]] = []
    for run in sorted(runs_of(glyphs), key=lambda run: -run[0].baseline):
        if lines and _is_level(lines[-1][0][0], run[0]):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [_join(runs, rules) for runs in lines]


def runs_of(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs that follow each other in the file and on the page; they stay together even where cells overlap."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not (_is_level(run[-1], glyph) and abs(glyph.left - run[-1].right) <= SAME_RUN * glyph.size):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _is_level(one: Glyph, other: Glyph) -> bool:
    return abs(one.baseline - other.baseline) <= SAME_LINE * max(one.size, other.size)


def _join(runs: list[list[Glyph]], rules: Sequence[Rule]) -> Line:
    placed: list[list[Glyph]] = []
    for run in sorted(runs, key=lambda run: run[0].left):
        if not any(_is_overprint(run, other) for other in placed[-3:]):
            placed.append(run)
    glyphs = [glyph for run in placed for glyph in run]
    extents = [extent for cell in _cells(glyphs, rules) for extent in (_extents(cell) if cell else [BLANK])]
    text = "\t".join(extent.text for extent in extents)
    size = median(glyph.size for glyph in glyphs)
    return Line(text, glyphs[0].baseline, size, glyphs[0].left, tuple(extents))


def _is_overprint(run: list[Glyph], other: list[Glyph]) -> bool:
    near = abs(run[0].left - other[0].left) <= OVERPRINT * run[0].size
    return near and [glyph.char for glyph in run] == [glyph.char for glyph in other]


def _cells(glyphs: list[Glyph], rules: Sequence[Rule]) -> list[list[Glyph]]:
    """The glyphs of a line by cell, blank cells included: between each two of the rules that cross it lies one cell.

    A line beside or between no two rules is one cell.
    """
    height = glyphs[0].baseline + glyphs[0].size / 3
    crossing = distinct(sorted(rule.at for rule in rules if rule.start <= height <= rule.stop))
    cells: list[list[Glyph]] = [[] for _ in range(len(crossing) + 1)]
    for glyph in glyphs:
        cells[bisect_left(crossing, glyph.middle)].append(glyph)
    if len(cells) > 2:  # what is left and right of the outermost rules is no cell, unless something stands there
        cells = cells[not cells[0] : len(cells) - (not cells[-1])]
    return cells if len(cells) > 2 else [cell for cell in cells if cell]


def distinct(places: list[float]) -> list[float]:
    """Sorted places without those that are drawn again beside another, as the borders of two cells are."""
    distinct: list[float] = []
    for place in places:
        if not distinct or place - distinct[-1] > SAME_RULE:
            distinct.append(place)
    return distinct


def _extents(glyphs: list[Glyph]) -> list[Extent]:
    """The stretches of text between two rules, or of a line without rules."""
    usual = _usual_gap(glyphs)
    spread = _is_spread(glyphs)
    extents: list[Extent] = []
    pieces, left = [glyphs[0].char], glyphs[0].left
    for before, after in pairwise(glyphs):
        joint = _between(before, after, usual)
        if joint == "\t" and (spread or (not extents and _follows_ordinal(pieces, before, after))):
            joint = " "
        if joint == "\t":
            extents.append(Extent("".join(pieces), left, before.right))
            pieces, left = [after.char], after.left
        else:
            pieces.append(joint + after.char)
    return [*extents, Extent("".join(pieces), left, glyphs[-1].right)]


def _usual_gap(glyphs: Sequence[Glyph]) -> float:
    """The gap that stands between all letters of a spaced or justified line."""
    gaps = [after.left - before.right for before, after in pairwise(glyphs)]
    usual = median(gaps) if len(gaps) > 3 else 0.0
    return usual if 0 < usual <= LETTER_SPACED * glyphs[0].size else 0.0


def _is_spread(glyphs: Sequence[Glyph]) -> bool:
    """Whether these are the letters of one word, set wide apart at even distances."""
    gaps = [after.left - before.right for before, after in pairwise(glyphs)]
    few = 2 <= len(glyphs) <= SPREAD_LETTERS and all(glyph.is_wide for glyph in glyphs)
    return few and min(gaps) >= max(0.5 * max(gaps), SPACE_WIDE * glyphs[0].size)


def _follows_ordinal(pieces: list[str], before: Glyph, after: Glyph) -> bool:
    """Whether all that stands before the gap is the number of a heading."""
    near = after.left - before.right <= ORDINAL_GAP * before.size
    return near and bool(ORDINAL.fullmatch("".join(pieces)))


def _between(before: Glyph, after: Glyph, usual: float) -> str:
    """What separates two neighbours: nothing, a space, or a tab between columns."""
    size = min(before.size, after.size) or 1.0
    gap = (after.left - before.right - usual) / size
    wide = before.is_wide + after.is_wide  # 0, 1 or 2 ideographs
    columns = TYPED_GAP if after.spaced and wide == 2 else COLUMN_GAP * (0.5, 0.75, 1.0)[wide]
    if gap > columns:
        return "\t"
    space = SPACE_TYPED if after.spaced else (SPACE_NARROW, SPACE_MIXED, SPACE_WIDE)[wide]
    return " " if gap >= space else ""
