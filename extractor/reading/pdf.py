"""PDF with a text layer, through pdfium: characters with their places, made into lines by layout.py."""

import ctypes
import math
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby

import pypdfium2 as pdfium
from pypdfium2 import raw

from extractor.data import Block, BlockRole, Warning  # noqa: A004
from extractor.errors import DamagedDocument, EncryptedDocument, TooLarge, UnreadableDocument
from extractor.reading.content import Content
from extractor.reading.furniture import Page, Place, find_furniture
from extractor.reading.layout import Glyph, Line, make_lines
from extractor.reading.limits import Limits
from extractor.reading.margins import find_margins, indented
from extractor.reading.ruling import Edge, find_edges, horizontal, vertical
from extractor.reading.scan import Scanned, Scanner, no_text
from extractor.reading.tables_aligned import find_aligned
from extractor.reading.tables_ruled import PageTable, find_grids, take_tables
from extractor.reading.tables_stitched import Piece, Repeat, stitch

PDFIUM = threading.Lock()  # pdfium is not thread-safe, and the service reads in threads
TAIL = 4096  # bytes at the end that hold the mark of a complete file
UNMAPPED_SHARE = 0.1  # of a page's characters; more than a few symbols cannot be read
NOWHERE = (0.0, 0.0, 0.0, 1.0)  # where a damaged file prints a character at no place at all
A4 = (0.0, 0.0, 595.0, 842.0)
RADICALS = range(0x2E80, 0x2FE0)  # ⼈ stands for 人 where a font maps its glyphs to radicals


def read_pdf(data: bytes, *, name: str, limits: Limits) -> Content:
    r"""Read the text layer: one `line` block a printed line, with its page counted from 1.

        page 1 "一、收入" and "- 1 -" -> text "一、收入\n- 1 -", the second block a page_number

    Lines come top to bottom, pages one after the other; a column gap is a tab, an indent is ideographic spaces. Raises
    `EncryptedDocument`, `NoTextLayer` when no page has text, `TooLarge`, and `DamagedDocument` for anything pdfium
    refuses.
    """
    if b"%%EOF" not in data[-TAIL:] and b"startxref" not in data[-TAIL:]:
        raise DamagedDocument(name, "PDF", "文件结尾缺失")
    with PDFIUM:
        try:
            with closing(pdfium.PdfDocument(data)) as pdf:
                if len(pdf) > limits.max_pages:
                    raise TooLarge(name, "页数", len(pdf), limits.max_pages)
                scanner = Scanner(name, limits)
                pages, warnings = _read_pages(pdf, scanner)
        except pdfium.PdfiumError as error:
            raise _explain(error, data, name) from error
    if not any(page.items for page in pages):
        raise no_text(name, len(pages), scanner)
    return scanner.rate(assemble(pages, warnings, name, limits))


def _explain(error: pdfium.PdfiumError, data: bytes, name: str) -> UnreadableDocument:
    """What a failure means; pdfium may still report the cause of the failure before, in another file."""
    if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY) and b"/Encrypt" in data:
        return EncryptedDocument(name, "PDF")
    return DamagedDocument(name, "PDF")


def _read_pages(pdf: pdfium.PdfDocument, scanner: Scanner) -> tuple[list[Page], list[Warning]]:
    """The pages one by one; those without text that can be read go through the scanner."""
    pages: list[Page] = []
    warnings: list[Warning] = []
    characters = 0
    for number in range(1, len(pdf) + 1):
        with closing(pdf[number - 1]) as page:
            with closing(page.get_textpage()) as textpage:
                characters += (count := textpage.count_chars())
                if characters > scanner.limits.max_text:
                    raise TooLarge(scanner.name, "字符数", characters, scanner.limits.max_text)
                frames = _frames(textpage, count)
            printed = _arrange(page, frames)
            unread = list(_unread(page, printed, frames, number))
            scanned = scanner.read_page_image(page, number) if unread else None
            if scanned is not None:
                printed = scanned_page(scanned)
            else:
                warnings += unread
            pages.append(printed)
    return pages, warnings


def scanned_page(found: Scanned) -> Page:
    """A page as OCR found it."""
    items = tuple(_items(found.glyphs, found.edges, 0))
    return Page(items, found.height, 0.0, min(found.width, found.height))


def _frames(textpage: pdfium.PdfTextPage, count: int) -> dict[int, list[Glyph]]:
    """The glyphs of a page by writing direction in degrees, each turned so that its text runs left to right."""
    frames: dict[int, list[Glyph]] = defaultdict(list)
    spaced = False
    for char, angle, glyph_box in _characters(textpage, count):
        if char.isspace():
            spaced = True
            continue
        left, right, baseline, size = glyph_box
        frames[angle].append(Glyph(char, left, right, baseline, size, spaced))
        spaced = False
    return frames


def _characters(
    textpage: pdfium.PdfTextPage, count: int
) -> Iterator[tuple[str, int, tuple[float, float, float, float]]]:
    """Every character of the file with its angle and its left, right, baseline and size in the frame of that angle."""
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for index in range(count):
        if raw.FPDFText_IsGenerated(textpage, index) == 1:  # pdfium's guess at a space or line end
            continue
        char = _readable(raw.FPDFText_GetUnicode(textpage, index))
        if not char:
            continue
        raw.FPDFText_GetLooseCharBox(textpage, index, box)
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        turned = raw.FPDFText_GetCharAngle(textpage, index)
        if not all(map(math.isfinite, (box.left, box.bottom, box.right, box.top, x.value, y.value, turned))):
            yield char, 0, NOWHERE
            continue
        angle = -round(math.degrees(turned)) % 360  # pdfium turns clockwise
        corners = [_turn(box.left, box.bottom, angle), _turn(box.right, box.top, angle)]
        (left, right), (bottom, top) = (sorted(values) for values in zip(*corners, strict=True))
        width, height = right - left, top - bottom
        is_ideograph = unicodedata.east_asian_width(char[0]) in "WF"
        size = width if is_ideograph and width > 0 else height
        yield char, angle, (left, right, _turn(x.value, y.value, angle)[1], size or 1.0)


def _turn(x: float, y: float, angle: int) -> tuple[float, float]:
    """A point in the frame that is turned by `angle` degrees."""
    if angle == 0:
        return x, y
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return x * cos + y * sin, y * cos - x * sin


def _readable(code: int) -> str:
    """The character for a code: a radical's ideograph, a visible hyphen, `�` for what the font does not map."""
    if code in RADICALS:
        return unicodedata.normalize("NFKC", chr(code))
    if code in (0x02, 0xFFFE):  # pdfium's mark for a hyphen at a line's end
        return "-"
    if code in (0x09, 0x0A, 0x0D):
        return " "
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return "" if unicodedata.category(chr(code)) == "Cc" else chr(code)


def _arrange(page: pdfium.PdfPage, frames: dict[int, list[Glyph]]) -> Page:
    """What a page prints, the prevailing direction first; a watermark across the page comes last."""
    sheet = page.get_bbox()
    left, bottom, right, top = sheet if all(map(math.isfinite, sheet)) else A4
    width = min(abs(right - left), abs(top - bottom))
    order = sorted(frames, key=lambda angle: -len(frames[angle]))
    edges = find_edges(page) if order else []
    items = [item for angle in order for item in _items(frames[angle], edges, angle)]
    main = order[0] if order else 0
    heights = [_turn(x, y, main)[1] for x in (left, right) for y in (bottom, top)]
    return Page(tuple(items), max(heights), min(heights), width)


def _items(glyphs: list[Glyph], edges: list[Edge], angle: int) -> list[Line | PageTable]:
    """The tables and lines of the frame that is turned by `angle` degrees, from top to bottom."""
    turned = [Edge(*_turn(edge.x0, edge.y0, angle), *_turn(edge.x1, edge.y1, angle)) for edge in edges]
    walls = vertical(turned)
    tables, outside = take_tables(glyphs, find_grids(walls, horizontal(turned)))
    items: list[Line | PageTable] = [*find_aligned(make_lines(outside, walls)), *tables]
    return sorted(items, key=lambda item: -(item.top if isinstance(item, PageTable) else item.baseline))


def _unread(page: pdfium.PdfPage, printed: Page, frames: dict[int, list[Glyph]], number: int) -> Iterator[Warning]:
    """What a page shows that its text layer does not tell: all of it, or characters of fonts without an encoding."""
    if not printed.items and raw.FPDFPage_CountObjects(page) > 0:
        yield Warning("page_without_text", f"第 {number} 页没有文字层，可能是图片或曲线", page=number)
    glyphs = [glyph for frame in frames.values() for glyph in frame]
    unmapped = sum(glyph.char == "\ufffd" for glyph in glyphs)
    if unmapped > UNMAPPED_SHARE * len(glyphs):
        message = f"第 {number} 页有 {unmapped} 个字符没有对应的文字编码，建议做文字识别"
        yield Warning("unmapped_characters", message, page=number)


def assemble(pages: list[Page], warnings: list[Warning], name: str, limits: Limits) -> Content:
    """Write the pages one after the other: lines, tables with their cells, and what only repeats an earlier page."""
    roles = find_furniture(pages)
    margins = find_margins([page.lines for page in pages])
    furniture = [frozenset(_edges(page, number, roles)) for number, page in enumerate(pages)]
    entries, repeated = stitch([page.items for page in pages], furniture)
    writer = PageWriter(name, limits)
    for number, page in enumerate(entries):
        places = {id(line): index for index, line in enumerate(pages[number].lines)}
        for entry in page:
            if isinstance(entry, Piece):
                writer.piece(entry, number + 1)
            elif isinstance(entry, Repeat):
                writer.line(entry.text, number + 1, "running_head")
            else:
                role = roles.get((number, places[id(entry)]))
                writer.line(indented(entry, margins[number]), number + 1, role)
    for number in repeated:
        message = f"第 {number + 1} 页与前一页完全相同，只按一页读取"
        warnings.append(Warning("repeated_page", message, page=number + 1))
    return Content("\n".join(writer.lines), tuple(writer.blocks), len(pages), tuple(warnings))


def _edges(page: Page, number: int, roles: Mapping[Place, BlockRole]) -> Iterator[int]:
    """The places of page numbers and running heads among the items of a page."""
    line = 0
    for place, item in enumerate(page.items):
        if isinstance(item, Line):
            if (number, line) in roles:
                yield place
            line += 1


@dataclass(slots=True)
class PageWriter:
    """Puts printed lines and rows of cells one after the other and notes where each came to stand."""

    name: str
    limits: Limits
    lines: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    start: int = 0

    def line(self, text: str, page: int, role: BlockRole | None) -> None:
        """Append a printed line."""
        self._add(Block(self.start, self.start + len(text), "line", page=page, role=role))
        self._end_line(text)

    def piece(self, piece: Piece, page: int) -> None:
        """Append what a page prints of a table: heads that it only repeats as lines, every cell as a block."""
        for head in piece.heads:
            self.line(head, page, "running_head")
        for _, row in groupby(piece.boxes, key=lambda box: box.row):
            texts: list[str] = []
            start = self.start
            for box in row:
                end = start + len(box.text)
                place = (f"t{piece.number}", box.row, box.column, box.row_span, box.column_span)
                self._add(Block(start, end, "cell", page, *place))
                texts.append(box.text)
                start = end + 1
            self._end_line("\t".join(texts))

    def _add(self, block: Block) -> None:
        if len(self.blocks) >= self.limits.max_blocks:
            raise TooLarge(self.name, "行数", len(self.blocks) + 1, self.limits.max_blocks)
        self.blocks.append(block)

    def _end_line(self, text: str) -> None:
        self.lines.append(text)
        self.start += len(text) + 1
