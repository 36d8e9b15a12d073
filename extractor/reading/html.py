"""HTML: the article of the page, with the blocks that a browser would show."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extractor.data import Warning  # noqa: A004
from extractor.errors import (
    DamagedDocument,
    EmptyDocument,
    NoTextLayer,
    TooLarge,
    UnknownEncoding,
    UnreadableDocument,
    UnsupportedFormat,
)
from extractor.reading.article import drop_furniture, find_article, find_title, text_of
from extractor.reading.attached import count_pictures, drop_attachments, framed_documents, linked_outside
from extractor.reading.content import Content, GridCell, Writer
from extractor.reading.encoding import decode
from extractor.reading.limits import Limits
from extractor.reading.numbering import format_number
from extractor.reading.text import broken_bytes
from extractor.reading.xml import Element

CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
CHARSET_RANGE = 4096
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# fmt: off
INLINE = frozenset([
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr",
])
# fmt: on
BREAK = "\n"  # a line that the page breaks on purpose
COLLAPSIBLE = re.compile(r"[ \t\r\n\f]+")
LIST_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
MOST_NAMED = 3  # attachments that a warning names
MOST_SPAN = 1000  # HTML Living Standard 4.9.11: what browsers make of a larger colspan


def read_html(data: bytes, *, name: str, limits: Limits) -> Content:
    """Read a page: its title, then the paragraphs, headings and tables of its article.

        "<div id=zoom><h2>一、收入</h2><p>共<b>1</b>万元</p></div>" -> "一、收入" (level 2), "共1万元"

    Navigation, scripts, hidden parts and lists of attachments are left out. Entities are never fetched and no network
    is used. A `<br>` ends a line; white space collapses as in a browser. Raises `UnknownEncoding`, `EmptyDocument`,
    `TooLarge`, and `DamagedDocument` for what nests too deep.
    """
    declared = CHARSET.search(data[:CHARSET_RANGE])
    decoded = decode(data, declared=declared[1].decode("ascii", "ignore") if declared else None)
    if decoded is None:
        raise UnknownEncoding(name)
    if (tags := decoded.text.count("<")) > limits.max_tags:
        raise TooLarge(name, "标签数", tags, limits.max_tags)
    root = _parse(decoded.text, name)
    framed = list(framed_documents(root))
    drop_furniture(root)
    article = find_article(root)
    outside = linked_outside(root, article)
    attachments = list(dict.fromkeys([*drop_attachments(article), *framed, *outside]))
    pictures = count_pictures(article)
    if not text_of(article):
        raise _nothing(name, attachments, pictures)
    walker = Walker(Writer(name, limits))
    if title := find_title(root, article):
        walker.writer.paragraph(title, role="title")
    walker.walk(article)
    walker.end_paragraph()
    content = walker.writer.finish()
    return Content(content.text, content.blocks, warnings=(*broken_bytes(decoded), *_unread(attachments, pictures)))


def _parse(text: str, name: str) -> Element:
    """Parse a page as a browser would; the parser silently drops what nests deeper than it goes, so that is asked."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(XML_DECLARATION.sub("", text).encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise DamagedDocument(name, "HTML") from error
    if root is None:
        raise EmptyDocument(name)
    if any(each.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for each in parser.error_log):
        raise DamagedDocument(name, "HTML", "嵌套过深")
    return root


def _nothing(name: str, attachments: list[str], pictures: int) -> UnreadableDocument:
    """Why a page has no text: what it publishes stands in files or pictures."""
    if attachments:
        return UnsupportedFormat(name, f"网页只有附件：{_named(attachments)}")
    return NoTextLayer(name, pictures, "convert") if pictures else EmptyDocument(name)


def _unread(attachments: list[str], pictures: int) -> Iterator[Warning]:
    if attachments:
        yield Warning("attachment", f"网页有 {len(attachments)} 个附件没有读取：{_named(attachments)}")
    if pictures:
        yield Warning("picture", f"有 {pictures} 张图片，其中的文字没有读取")


def _named(attachments: list[str]) -> str:
    return "、".join(attachments[:MOST_NAMED]) + ("等" if len(attachments) > MOST_NAMED else "")


@dataclass(slots=True)
class Walker:
    """Goes through the elements in order, gathers inline text, and hands finished paragraphs to the writer."""

    writer: Writer
    pieces: list[str] = field(default_factory=list)
    preserved: int = 0  # how many <pre> we are in
    numbers: dict[Element, int] = field(default_factory=dict)  # the last number of each <ol>

    def walk(self, article: Element) -> None:
        """Write what an element holds; a loop, since pages nest deeper than Python does."""
        walk = etree.iterwalk(article, events=("start", "end"))
        for event, element in walk:
            if event == "start" and element.tag == "table" and not is_layout(element):
                self._table(element)
                walk.skip_subtree()
            elif event == "start":
                self._open(element)
            else:
                self._close(element)
                self._add(element.tail if element is not article else None)

    def end_paragraph(self, level: int | None = None) -> None:
        """Hand over the paragraph gathered so far."""
        if not self.pieces:
            return
        text = "".join(self.pieces) if self.preserved else collapse("".join(self.pieces))
        self.pieces.clear()
        if text.strip():
            self.writer.paragraph(text, level=level)

    def _open(self, element: Element) -> None:
        if element.tag == "br":
            self.pieces.append(BREAK)
        elif not is_inline(element):
            self.end_paragraph()
        if element.tag == "li":
            self.pieces.append(self._item_number(element))
        self.preserved += element.tag == "pre"
        self._add(element.text)

    def _close(self, element: Element) -> None:
        if not is_inline(element):
            self.end_paragraph(HEADINGS.get(element.tag))
        self.preserved -= element.tag == "pre"

    def _add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text if self.preserved else COLLAPSIBLE.sub(_gap, text))

    def _table(self, table: Element) -> None:
        self.end_paragraph()
        for caption in table.iterchildren("caption"):
            self.writer.paragraph(collapse(flat_text(caption)))
        self.writer.table(grid(table))

    def _item_number(self, item: Element) -> str:
        """The number that a browser prints before an item of an ordered list: "3. "; nothing for bullets."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        before = self.numbers.get(parent, _integer(parent.get("start"), 1) - 1)
        self.numbers[parent] = number = _integer(item.get("value"), before + 1)
        return format_number(number, LIST_FORMATS.get(parent.get("type") or "", "decimal")) + ". "


def is_inline(element: Element) -> bool:
    """Whether an element stands within a line; Word's own tags (o:p, st1:chsdate) do."""
    return element.tag in INLINE or element.tag == "br" or ":" in element.tag


def _gap(space: re.Match[str]) -> str:
    r"""White space of the source as one character: a line end in the source is told from a space by `\r`."""
    return "\r" if "\n" in space[0] or "\r" in space[0] else " "


def collapse(text: str) -> str:
    r"""Collapse white space as a browser does: one space, none at the ends of a line.

    A line end of the source between two ideographs is nothing at all (CSS Text 3, 4.1.3): "预\r算" -> "预算".
    """
    lines = []
    for line in text.split(BREAK):
        pieces = re.split(r"[ \r]*([ \r])[ \r]*", line.strip(" \r"))
        joined = pieces[0]
        for space, after in zip(pieces[1::2], pieces[2::2], strict=True):
            glued = space == "\r" and joined[-1:] and after[:1] and _is_wide(joined[-1]) and _is_wide(after[0])
            joined += after if glued else " " + after
        lines.append(joined)
    return "\n".join(lines)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def is_layout(table: Element) -> bool:
    """Whether a table only arranges the page: one cell, or other tables inside and hardly any text beside them."""
    cells = list(own_cells(table))
    if len(cells) <= 1:
        return True
    nesting = {cell for cell in cells if next(cell.iterdescendants("table"), None) is not None}
    return bool(nesting) and sum(bool(text_of(cell)) for cell in cells if cell not in nesting) < 4


def own_cells(table: Element) -> Iterator[Element]:
    """The cells of a table, not those of tables inside it."""
    for row in own_rows(table):
        yield from row.iterchildren("td", "th")


def own_rows(table: Element) -> Iterator[Element]:
    """The rows of a table, whether in a tbody or not."""
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if child.tag == "tr":
            yield child
        else:
            yield from child.iterchildren("tr")


def grid(table: Element) -> Iterator[GridCell]:
    """Place the cells of a table as a browser does, around those that reach down from rows above."""
    reaching: dict[int, int] = {}  # column -> how many further rows a cell from above takes there
    for row, element in enumerate(own_rows(table)):
        column, occupied = 0, reaching
        reaching = {taken: rows - 1 for taken, rows in occupied.items() if rows > 1}
        for cell in element.iterchildren("td", "th"):
            while occupied.get(column):
                column += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            yield GridCell(row, column, collapse(flat_text(cell)), high, wide)
            if high > 1:
                reaching.update(dict.fromkeys(range(column, column + wide), high - 1))
            column += wide


def _span(cell: Element, attribute: str) -> int:
    digits = (cell.get(attribute) or "").strip()
    return min(max(int(digits), 1), MOST_SPAN) if digits.isdecimal() and len(digits) < 10 else 1


def flat_text(element: Element) -> str:
    """All text of a cell on one line: paragraphs, breaks and cells of a table within are set apart by a space."""
    pieces = [COLLAPSIBLE.sub(_gap, element.text or "")]
    for child in element.iterdescendants():
        ends_line = child.tag == "br" or not is_inline(child)
        pieces.append((" " if ends_line else "") + COLLAPSIBLE.sub(_gap, child.text or ""))
        for closed in _closed_after(child, element):
            pieces.append(("" if is_inline(closed) else " ") + COLLAPSIBLE.sub(_gap, closed.tail or ""))
    return "".join(pieces)


def _closed_after(element: Element, top: Element) -> Iterator[Element]:
    """The elements that end where `element`, having no children, ends: itself, then its parents while it is last."""
    if len(element):
        return
    here: Element | None = element
    while here is not None and here is not top:
        yield here
        here = here.getparent() if here.getnext() is None else None


def _integer(text: str | None, default: int) -> int:
    digits = (text or "").strip()
    return int(digits) if digits.isdecimal() and len(digits) < 7 else default
