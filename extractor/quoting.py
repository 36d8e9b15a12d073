"""What a document says about a row, as a person would quote it: the sentence, with the figures in it told apart."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from extractor.data import Block, Section
from extractor.language import printable

REACH = 160  # characters on either side of a figure in which its sentence is looked for
MARGIN = 60  # characters kept around the figures of a sentence that is too long to quote
LONGEST = 240
WRAPPED = 18  # characters from which on a line may have been broken by the width of the page
ENDED = re.compile(r"[。！？：；:;]\s*$")
HEADED = re.compile(r"\s*(?:第?[一二三四五六七八九十\d]+[、.．）)部]|[（(—]|$)")
SPACE = re.compile(r"\s+")
BROKEN = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef\d])\s*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef\d])")
ELLIPSIS = "…"

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a quotation; `marked` where it is one of the figures that the check is about."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """One sentence, the figures in it as ranges of the text, the headings above it, the page where pages are known."""

    pieces: tuple[Piece, ...]
    marks: tuple[Range, ...]
    path: tuple[str, ...] = ()
    page: int | None = None

    @property
    def start(self) -> int:
        """Where its first figure begins."""
        return self.marks[0][0]

    @property
    def end(self) -> int:
        """Where its last figure ends."""
        return self.marks[-1][1]

    @property
    def text(self) -> str:
        """The sentence as one string."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Source:
    """A text with its headings and blocks, to quote from."""

    text: str
    sections: Sequence[Section]
    blocks: Sequence[Block]

    def quotes(self, marks: Iterable[Range]) -> Iterator[Quote]:
        """The sentences in which some stretches stand, each once, in the order of the text."""
        found = sorted({(self.sentence(*mark), mark) for mark in marks if 0 <= mark[0] < mark[1] <= len(self.text)})
        for (start, end), group in groupby(found, key=lambda one: one[0]):
            inside = merged(mark for _, mark in group)
            low, high = trimmed(start, end, inside)
            pieces = tuple(cut(self.text, low, high, inside))
            lead, tail = (ELLIPSIS if low > start else ""), (ELLIPSIS if high < end else "")
            framed = (Piece(lead), *pieces, Piece(tail))
            shown = tuple(piece for piece in framed if piece.text)
            yield Quote(shown, inside, self.path(inside[0][0]), self.page(inside[0][0]))

    def sentence(self, start: int, end: int) -> Range:
        """The sentence around a stretch: up to a full stop, or a line end that is none of a wrapped paragraph."""
        low, high, stop = start, end, min(len(self.text), end + REACH)
        while low > max(0, start - REACH) and not self.ends(low - 1):
            low -= 1
        while low < start and self.text[low].isspace():
            low += 1
        while high < stop and not self.ends(high):
            high += 1
        return low, high + (high < stop and self.text[high] == "。")

    def ends(self, at: int) -> bool:
        """True for a character that ends a sentence."""
        return self.text[at] == "。" or (self.text[at] == "\n" and not self.goes_on(at))

    def goes_on(self, at: int) -> bool:
        """True for a line end inside a sentence: of a long line of prose, with no heading or table row around it."""
        block = self.block(at)
        if (block and block.kind != "line") or self.ends_heading(at):
            return False
        before = self.text[self.text.rfind("\n", 0, at) + 1 : at]
        stop = self.text.find("\n", at + 1)
        after = self.text[at + 1 : stop if stop >= 0 else len(self.text)]
        prose = "\t" not in before and "\t" not in after and len(before.strip()) >= WRAPPED
        return prose and not ENDED.search(before) and not HEADED.match(after)

    def path(self, position: int) -> tuple[str, ...]:
        """The headings above a place, the outermost first."""
        above = (section for section in self.sections if section.start <= position < section.end)
        ordered = sorted(above, key=lambda section: (section.start, -section.end))
        return tuple(SPACE.sub("", f"{section.number}{section.title}") for section in ordered)

    def page(self, position: int) -> int | None:
        """The page of a place, where the format has pages."""
        block = self.block(position)
        return block.page if block else None

    def block(self, position: int) -> Block | None:
        """The block that holds a place, or that ends there."""
        rank = bisect_right(self.blocks, position, key=attrgetter("start")) - 1
        return self.blocks[rank] if rank >= 0 else None

    def ends_heading(self, at: int) -> bool:
        """True for the end of a line in which a heading ends."""
        rank = bisect_right(self.heading_ends, at) - 1
        return rank >= 0 and self.heading_ends[rank] > self.text.rfind("\n", 0, at)

    @cached_property
    def heading_ends(self) -> tuple[int, ...]:
        """Where headings end, ascending."""
        return tuple(sorted(section.heading_end for section in self.sections))


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Stretches that overlap as one, in order: ((0, 4), (2, 6), (8, 9)) -> ((0, 6), (8, 9))."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def trimmed(start: int, end: int, marks: Sequence[Range]) -> Range:
    """A sentence, or what stands around its figures when it is too long to quote."""
    if end - start <= LONGEST:
        return start, end
    return max(start, marks[0][0] - MARGIN), min(end, marks[-1][1] + MARGIN)


def cut(text: str, start: int, end: int, marks: Iterable[Range]) -> Iterator[Piece]:
    """A stretch of text as pieces, the marked ones apart; line ends and runs of blanks become one blank or none."""
    at = start
    for low, high in marks:
        yield Piece(tidy(text[at:low]))
        yield Piece(tidy(text[low:high]), marked=True)
        at = high
    yield Piece(tidy(text[at:end]))


def tidy(text: str) -> str:
    r"""A stretch of text on one line, safe to print: "收入\n  总计\x1b[31m" -> "收入总计�[31m"."""
    return printable(SPACE.sub(" ", BROKEN.sub("", text.strip("\n"))))
