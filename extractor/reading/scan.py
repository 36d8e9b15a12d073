"""Scans and pictures: pages without a text layer, read by OCR into the same glyphs and rules that a PDF page has.

PP-OCR by rapidocr (extra `ocr`), with the models in its wheel and no network. What comes out goes through the layout of
text PDF, so that lines, columns and tables are found as they are there. One page is in memory at a time.
"""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from extractor.data import Block, Warning  # noqa: A004
from extractor.errors import OCR, MissingReader, NoTextLayer
from extractor.reading.content import Content
from extractor.reading.layout import Glyph
from extractor.reading.limits import Limits
from extractor.reading.picture import (
    LONGEST_SIDE,
    count_pictures,
    find_rules,
    level_point,
    levelled,
    open_pictures,
    turned,
)
from extractor.reading.ruling import Edge

if TYPE_CHECKING:
    from extractor.reading.picture import Picture

PACKAGE = f"OCR ({OCR})"
DPI = 200  # at which the models were measured
A4_WIDTH = 595.0  # points: what the shorter side of a picture is taken for
LEAST_SCORE = 0.5  # of a line; below it is what a speck or a seal was taken for
READABLE = 0.9  # mean score of a page that stands upright: 0.99; upside down it has 0.6
LONG_TEXT = 4  # characters: a shorter text is read upside down as something else
TALL = 1.5  # times as high as wide: a line that runs downwards
LEAST_SKEW = 0.15  # degrees: 1.5 points from margin to margin
MOST_SKEW = 15.0
LINE_WIDTH = 8  # times its height that a line must be wide to tell the skew
INK_HEIGHT = 0.72  # of a detected box is the size of its type
BASELINE = 0.22  # of its height is the baseline above its lower side
STROKE = 1.3  # em: no stroke of a letter is longer
SAME_WORD = 1.6  # em between the middles of two neighbours; more is a gap on the page
HALF_WIDTH = re.compile(r"[()](?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[()]")  # beside an ideograph
FULL_WIDTH = str.maketrans("()", "（）")
LOW = 0.8  # score of a line that a person should look at


@dataclass(frozen=True, slots=True)
class Recognised:
    """One text that OCR found: its letters with the middles of their places, its box in pixels, its score."""

    text: str
    middles: tuple[float, ...]
    left: float
    right: float
    top: float
    bottom: float
    score: float
    fall: float = 0.0  # pixels from its left end down to its right one


@dataclass(frozen=True, slots=True)
class Scanned:
    """A page as a PDF page is read: glyphs and rules in points, upright, on a sheet of this size."""

    glyphs: list[Glyph]
    edges: list[Edge]
    width: float
    height: float


@dataclass(slots=True)
class Scanner:
    """Reads the pages of one document that have no text, and remembers how sure it was."""

    name: str
    limits: Limits
    pages: int = 0
    warnings: list[Warning] = field(default_factory=list)
    _scores: dict[int, list[tuple[str, float]]] = field(default_factory=lambda: defaultdict(list))

    def read_page_image(self, page: Any, number: int) -> Scanned | None:
        """Render a page of a PDF and read it; None where OCR is not installed, not wanted, or finds nothing."""
        if not self._may_read():
            return None
        width, height = page.get_size()
        longest = max(width, height, 1.0)
        scale = min(DPI / 72, LONGEST_SIDE / longest, (self.limits.max_pixels / max(1.0, width * height)) ** 0.5)
        with closing(page.render(scale=scale, rev_byteorder=True)) as bitmap:
            picture = bitmap.to_numpy()[:, :, :3].copy()
        return self.read_picture(picture, number, 1 / scale)

    def read_picture(self, picture: "Picture", number: int, scale: float) -> Scanned | None:
        """Read one picture, of which a pixel is `scale` points: upright, level, with its rules."""
        if not self._may_read():
            return None
        self.pages += 1
        texts, quarters = _read_upright(picture)
        picture = turned(picture, quarters)
        if not texts:
            return None
        skew = _skew(texts)
        if skew:
            size = (picture.shape[1], picture.shape[0])
            texts, picture = [_level(text, skew, size) for text in texts], levelled(picture, skew)
        height, width = picture.shape[:2]
        self._scores[number] += [("".join(text.text.split()), text.score) for text in texts]
        self._tell(texts, number, quarters)
        glyphs = [glyph for text in texts for glyph in _glyphs(text, height, scale)]
        edges = [edge for edge in find_rules(picture, scale) if not _is_stroke(edge, glyphs)]
        return Scanned(glyphs, edges, width * scale, height * scale)

    def rate(self, content: Content) -> Content:
        """The same content with the confidence of OCR at every block that it read, and its warnings."""
        blocks = [self._rated(block, content.text) for block in content.blocks]
        return replace(content, blocks=tuple(blocks), warnings=(*content.warnings, *self.warnings))

    def _may_read(self) -> bool:
        return is_installed() and self.pages < self.limits.max_scanned_pages

    def _rated(self, block: Block, text: str) -> Block:
        own = "".join(text[block.start : block.end].split())
        if block.page not in self._scores or not own:
            return block
        scores = [score for part, score in self._scores[block.page] if part in own or own in part]
        return replace(block, confidence=round(min(scores, default=LEAST_SCORE), 4))

    def _tell(self, texts: Sequence[Recognised], number: int, quarters: int) -> None:
        low = sum(text.score < LOW for text in texts)
        way = f"，已转正 {quarters * 90} 度" if quarters else ""
        doubt = f"，其中 {low} 处不易辨认，请核对" if low else ""
        self.warnings.append(Warning("ocr", f"第 {number} 页由文字识别读取{way}{doubt}", page=number))


def is_installed() -> bool:
    """Whether the extra `ocr` is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def no_text(name: str, pages: int, scanner: Scanner) -> NoTextLayer:
    """The error of a document whose pages have no text, with what would help."""
    return NoTextLayer(name, pages, "install" if not is_installed() else "rescan" if scanner.pages else "recognise")


def read_image(data: bytes, *, name: str, limits: Limits) -> Content:
    """Read a picture file, every page of it: the same blocks as a scanned PDF, each with its `confidence`.

    Raises `MissingReader` without the extra `ocr`, `NoTextLayer` where OCR is off or finds no text, `TooLarge` for too
    many pixels, and `DamagedDocument`.
    """
    from extractor.reading.furniture import Page
    from extractor.reading.pdf import assemble, scanned_page

    if not is_installed():
        raise MissingReader(name, "图片", PACKAGE)
    if not limits.max_scanned_pages:
        raise NoTextLayer(name, count_pictures(data, name=name))
    scanner, pages = Scanner(name, limits), []
    for number, picture in enumerate(open_pictures(data, name=name, limits=limits), 1):
        scale = A4_WIDTH / min(picture.shape[:2])
        found = scanner.read_picture(picture, number, scale)
        pages.append(Page((), 0.0, 0.0, 0.0) if found is None else scanned_page(found))
    if not any(page.items for page in pages):
        raise no_text(name, len(pages), scanner)
    return scanner.rate(assemble(pages, [], name, limits))


@cache
def _engine() -> Any:
    """The recogniser, loaded once a process."""
    from rapidocr import RapidOCR

    settings = {
        "Global.use_cls": False,  # it loses whole lines at 200 dpi; pages are turned as a whole instead
        "Global.text_score": LEAST_SCORE,
        "Global.max_side_len": LONGEST_SIDE,
        "Global.log_level": "critical",
    }
    return RapidOCR(params=settings)


def _read_upright(picture: "Picture") -> tuple[list[Recognised], int]:
    """The texts of a page, and how many quarters it had to be turned: the first way that can be read, else the best."""
    tried: list[tuple[float, list[Recognised], int]] = []
    ways = [0]
    for quarters in ways:
        texts = list(_recognise(turned(picture, quarters)))
        tried.append((_readability(texts), texts, quarters))
        if tried[-1][0] >= READABLE or not texts:
            break
        if quarters == 0:
            tall = sum(text.bottom - text.top > TALL * (text.right - text.left) for text in texts)
            ways += [1, 3] if tall > len(texts) / 2 else [2]
    _, texts, quarters = max(tried, key=lambda each: each[0])
    return texts, quarters


def _readability(texts: Sequence[Recognised]) -> float:
    """How well a page is read, by its longer texts; a page whose lines run downwards is not read at all."""
    long = [text for text in texts if len(text.text) >= LONG_TEXT] or list(texts)
    tall = sum(text.bottom - text.top > TALL * (text.right - text.left) for text in long)
    if not long or tall > len(long) / 2:
        return 0.0
    return sum(text.score for text in long) / len(long)


def _recognise(picture: "Picture") -> Iterator[Recognised]:
    found = _engine()(picture, use_det=True, use_rec=True, return_word_box=True, return_single_char_box=True)
    boxes = getattr(found, "boxes", None)
    if boxes is None or not len(boxes):
        return
    words = found.word_results if len(found.word_results) == len(boxes) else [()] * len(boxes)
    for box, text, score, letters in zip(boxes.tolist(), found.txts, found.scores, words, strict=True):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = box  # clockwise from the upper left
        left, right = min(x0, x3), max(x1, x2)
        fall = (y1 + y2 - y0 - y3) / 2
        middles = _middles(text, letters, left, right)
        yield Recognised(as_set(text), middles, left, right, (y0 + y1) / 2, (y2 + y3) / 2, float(score), fall)


def as_set(text: str) -> str:
    """A text with the wide brackets of Chinese, which OCR takes for narrow ones: "支出(类）" -> "支出（类）"."""
    return HALF_WIDTH.sub(lambda match: match[0].translate(FULL_WIDTH), text)


def _middles(text: str, letters: Sequence[tuple[str, float, Any]], left: float, right: float) -> tuple[float, ...]:
    """The middle of every letter that is no space; spread over the box where the recogniser does not say."""
    own = [char for char in text if not char.isspace()]
    if (
        [char for letter, _, _ in letters for char in letter if not char.isspace()]
        == own
        == [letter for letter, _, _ in letters if not letter.isspace()]
    ):
        return tuple(sum(x for x, _ in box) / len(box) for letter, _, box in letters if not letter.isspace())
    widths = [_width(char) for char in own]
    unit = (right - left) / max(1.0, sum(widths))
    return tuple(left + unit * (sum(widths[:index]) + width / 2) for index, width in enumerate(widths))


def _width(char: str) -> float:
    return 1.0 if unicodedata.east_asian_width(char) in "WF" else 0.5


def _skew(texts: Sequence[Recognised]) -> float:
    """By how many degrees the lines of a page fall towards the right."""
    wide = [text for text in texts if text.right - text.left >= LINE_WIDTH * (text.bottom - text.top)]
    skew = median(math.degrees(math.atan2(text.fall, text.right - text.left)) for text in wide) if wide else 0.0
    return skew if LEAST_SKEW <= abs(skew) <= MOST_SKEW else 0.0


def _level(text: Recognised, degrees: float, size: tuple[int, int]) -> Recognised:
    """A text where it stands once its page is level."""
    middle, across = (text.top + text.bottom) / 2, text.right - text.left
    _, height = level_point((text.left + text.right) / 2, middle, degrees, size)
    half = (text.bottom - text.top) / 2

    def place(x: float) -> float:
        return level_point(x, middle + text.fall * ((x - text.left) / max(across, 1.0) - 0.5), degrees, size)[0]

    middles = tuple(map(place, text.middles))
    return replace(
        text, middles=middles, left=place(text.left), right=place(text.right), top=height - half, bottom=height + half
    )


def _glyphs(text: Recognised, height: int, scale: float) -> Iterator[Glyph]:
    """The letters of a text, side by side unless the page has a gap there."""
    own = [char for char in text.text if not char.isspace()]
    size = _size(text, own)
    baseline = (height - text.bottom + BASELINE * (text.bottom - text.top)) * scale
    joints = [None, *(_joint(one, other, size) for one, other in pairwise(text.middles)), None]
    spaced = [before.isspace() for before, char in pairwise(" " + text.text) if not char.isspace()]
    for place, char in enumerate(own):
        half, middle = _width(char) * size / 2, text.middles[place]
        before, after = joints[place], joints[place + 1]
        left = middle - half if before is None else before
        right = middle + half if after is None else after
        yield Glyph(char, left * scale, right * scale, baseline, size * scale, place > 0 and spaced[place])


def _is_stroke(edge: Edge, glyphs: Sequence[Glyph]) -> bool:
    """Whether what looks like a rule is part of a large letter: it stands in one and is no longer than it."""
    x, y = (edge.x0 + edge.x1) / 2, (edge.y0 + edge.y1) / 2
    length = max(abs(edge.x1 - edge.x0), abs(edge.y1 - edge.y0))
    return any(
        length <= STROKE * glyph.size and glyph.left <= x <= glyph.right and abs(y - glyph.baseline) <= glyph.size
        for glyph in glyphs
    )


def _joint(one: float, other: float, size: float) -> float | None:
    """Where two neighbours meet; None where they do not."""
    return (one + other) / 2 if 0 < other - one <= SAME_WORD * size else None


def _size(text: Recognised, own: Sequence[str]) -> float:
    """The size of the type: the usual distance of two ideographs, no more than the box is high."""
    tallest = max(1.0, text.bottom - text.top)
    pitches = [
        other - one
        for (char, one), (after, other) in pairwise(zip(own, text.middles, strict=True))
        if _width(char) == _width(after) == 1.0 and other > one
    ]
    return min(median(pitches), tallest) if len(pitches) > 2 else INK_HEIGHT * tallest
