"""Page numbers and running heads: what stands at the edge of page after page and belongs to no sentence."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from extractor.data import BlockRole
from extractor.reading.layout import Line
from extractor.reading.tables_ruled import PageTable

NUMBER_ZONE = 90.0  # points from the edge: GB/T 9704 sets page numbers about 80 above it
HEAD_ZONE = 65.0  # points: Word's header and footer stand 42 and 50 from the edge
A4_WIDTH = 595.0  # points; larger sheets have larger margins
STATED = re.compile(
    r"[-—–－―·~]+\d{1,4}[-—–－―·~]+|第?\d{1,4}页?[,，/／]?(?:共|of|／|/)\d{1,4}页?|第\d{1,4}页|Page\d{1,4}"
)
BARE = re.compile(r"\d{1,4}")
SPACE = re.compile(r"\s+")
UNIT_LINE = re.compile(r"单位[:：]")  # stands above tables, also where the table goes on
FEWEST_PAGES = 3
SHARE_OF_PAGES = 0.3
SAME_HEIGHT = 4.0  # points

Place = tuple[int, int]  # page, line of the page


@dataclass(frozen=True, slots=True)
class Page:
    """What a page prints, in reading order; `top` and `bottom` are the edges of the sheet, `width` its shorter side."""

    items: tuple[Line | PageTable, ...]
    top: float
    bottom: float
    width: float

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines outside tables."""
        return tuple(item for item in self.items if isinstance(item, Line))

    def from_edge(self, line: Line) -> float:
        """Points to the nearer edge, as on a sheet of A4; negative at the bottom."""
        scale = A4_WIDTH / (self.width or A4_WIDTH)
        above, below = self.top - line.baseline, line.baseline - self.bottom
        return above * scale if above <= below else -below * scale


def find_furniture(pages: Sequence[Page]) -> Mapping[Place, BlockRole]:
    """Find the page numbers and running heads of a document.

        "- 3 -" at the foot of page 3 -> {(2, 17): "page_number"}

    A number in dashes or words is a page number by itself; a bare one only when it grows by one from page to page. A
    running head repeats (digits aside) on at least three pages and three in ten, at one height, in type no larger than
    the text's.
    """
    numbers = _page_numbers(pages)
    return {**_running_heads(pages, numbers), **numbers}


def _page_numbers(pages: Sequence[Page]) -> dict[Place, BlockRole]:
    found: dict[Place, BlockRole] = {}
    bare: dict[int, list[Place]] = defaultdict(list)
    for number, page in enumerate(pages):
        for index, line in enumerate(page.lines):
            if abs(page.from_edge(line)) > NUMBER_ZONE:
                continue
            text = SPACE.sub("", line.text)
            if STATED.fullmatch(text):
                found[number, index] = "page_number"
            elif BARE.fullmatch(text):
                bare[int(text) - number].append((number, index))
    for offset, places in bare.items():
        if len({page for page, _ in places}) > 1 or (offset == 1 and len(pages) == 1):
            found.update(dict.fromkeys(places, "page_number"))
    return found


def _running_heads(pages: Sequence[Page], numbers: Mapping[Place, BlockRole]) -> dict[Place, BlockRole]:
    sizes = [line.size for page in pages for line in page.lines]
    usual = median(sizes) if sizes else 0.0
    outer = [place for number, page in enumerate(pages) for place in _outer(number, page, usual, numbers)]
    keys = {place: _head_key(pages[place[0]], pages[place[0]].lines[place[1]]) for place in outer}
    written = sum(bool(page.lines) for page in pages)
    needed = max(FEWEST_PAGES, SHARE_OF_PAGES * written)
    counts = Counter(keys.values())
    return {place: "running_head" for place in outer if counts[keys[place]] >= needed}


def _outer(number: int, page: Page, usual: float, numbers: Mapping[Place, BlockRole]) -> list[Place]:
    """The first and last lines of a page, page numbers aside, when they look like a head or foot."""
    own = [index for index in range(len(page.lines)) if (number, index) not in numbers]
    return [
        (number, index)
        for index in dict.fromkeys((*own[:1], *own[-1:]))
        if abs(page.from_edge(page.lines[index])) <= HEAD_ZONE and _may_be_head(page.lines[index], usual)
    ]


def _may_be_head(line: Line, usual: float) -> bool:
    """Whether a line is small type without cells; a page number beside the head is no cell."""
    cells = [cell for cell in line.text.split("\t") if not (STATED.fullmatch(cell) or BARE.fullmatch(cell))]
    return len(cells) == 1 and line.size <= 1.05 * usual and not UNIT_LINE.search(line.text)


def _head_key(page: Page, line: Line) -> tuple[str, int]:
    """Equal for the same head on other pages: its words without digits, and its height."""
    return re.sub(r"[\d\s]+", "", line.text), round(page.from_edge(line) / SAME_HEIGHT)
