"""Word documents: the text as Word prints it, with its automatic numbers, insertions, boxes and notes.

A paragraph of the file holds less than the printed one (numbers are counted, fields computed) and more (deletions,
field codes, hidden text, two versions of each text box), so the parts are walked here rather than by a library.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from extractor.data import BlockRole, Warning  # noqa: A004
from extractor.errors import DamagedDocument, EmptyDocument, NoTextLayer
from extractor.reading.archive import open_parts
from extractor.reading.content import Content, GridCell, Writer
from extractor.reading.limits import Limits
from extractor.reading.wordlists import Counter, read_lists
from extractor.reading.wordml import (
    MC,
    TRANSPARENT,
    W,
    choose,
    flattened,
    is_on,
    main_part,
    number,
    read_part,
    related,
    value,
    word,
)
from extractor.reading.wordstyles import Styles, read_styles
from extractor.reading.wordtext import Inline
from extractor.reading.xml import Element

FORMAT = "docx"
NOTES = (("/footnotes", "footnote"), ("/endnotes", "endnote"))
OPTIONAL = frozenset(["/styles", "/numbering", "/footnotes", "/endnotes"])  # parts that add to the main one
CONTENTS_GALLERY = "Table of Contents"
MOST_SPAN = 1000


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One printed paragraph, its number in front; explicit line breaks are line ends."""

    text: str
    level: int | None = None
    role: BlockRole | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of one table in row order, each merged cell once."""

    cells: tuple[GridCell, ...]


def read_docx(data: bytes, *, name: str, limits: Limits) -> Content:
    """Read a .docx: paragraphs and table cells in order, footnotes at the end.

        a paragraph "收入情况" that Word numbers （一） -> one `paragraph` block "（一）收入情况"

    Insertions are kept, deletions dropped; field results kept, their codes dropped; hidden text dropped. Bullets are
    not text. Pages are not known. Raises `DamagedDocument`, `EncryptedDocument`, `TooLarge`, `EmptyDocument`, or
    `NoTextLayer` for a document of pictures.
    """
    parts = open_parts(data, name=name, format=FORMAT, limits=limits)
    main = main_part(parts)
    links = related(parts, main)
    optional = {kind: read_part(parts, path) for kind, path in links.items() if kind in OPTIONAL and path in parts}
    styles = read_styles(optional.get("/styles"))
    style_lists = {key: found for key in styles.elements if (found := styles.get(key).number_id) is not None}
    walker = Walker(styles, read_lists(optional.get("/numbering"), style_lists))
    writer = Writer(name, limits)
    body = word(read_part(parts, main), "body")
    if body is None:
        raise DamagedDocument(name, FORMAT, f"{main} 没有正文")
    for block in chain(walker.story(body), _notes(walker, optional)):
        _write(block, writer)
    content = writer.finish()
    if not content.text.strip():
        raise NoTextLayer(name, pictures, "convert") if (pictures := walker.inline.pictures) else EmptyDocument(name)
    return Content(content.text, content.blocks, warnings=tuple(_unread(walker)))


def _write(block: Paragraph | Table, writer: Writer) -> None:
    if isinstance(block, Table):
        writer.table(block.cells)
    else:
        writer.paragraph(block.text, level=block.level, role=block.role)


def _notes(walker: "Walker", parts: dict[str, Element]) -> Iterator[Paragraph | Table]:
    """The foot- and endnotes that the text refers to, in the order of the references."""
    for kind, tag in NOTES:
        if kind in parts:
            notes = {note.get(W + "id"): note for note in parts[kind].iterchildren(W + tag)}
            for note_id in dict.fromkeys(walker.inline.notes[tag]):
                if note_id in notes:
                    yield from walker.story(notes[note_id])


def _unread(walker: "Walker") -> Iterator[Warning]:
    if walker.inline.pictures:
        yield Warning("picture", f"有 {walker.inline.pictures} 张图片，其中的文字没有读取")
    if walker.inline.objects:
        yield Warning("embedded_object", f"有 {walker.inline.objects} 个嵌入对象（如 Excel 表格），其内容没有读取")


@dataclass(slots=True)
class Walker:
    """Goes through the body in order; counting and open fields carry over from paragraph to paragraph."""

    styles: Styles
    counter: Counter
    inline: Inline = field(init=False)
    unfinished: str = ""  # text of a paragraph whose end was deleted: it runs on into the next
    contents: int = 0  # how many tables of contents we are in

    def __post_init__(self) -> None:
        self.inline = Inline(self.styles)

    def story(self, parent: Element) -> Iterator[Paragraph | Table]:
        """What a body, cell, box or note prints; no paragraph runs on over its end."""
        outer, self.unfinished = self.unfinished, ""
        yield from self.blocks(parent)
        if self.unfinished.strip():
            yield Paragraph(self.unfinished)
        self.unfinished = outer

    def blocks(self, parent: Element) -> Iterator[Paragraph | Table]:
        """What an element prints, block by block."""
        for child in parent:
            if child.tag == W + "p":
                yield from self._paragraph(child)
            elif child.tag == W + "tbl":
                yield from self._table(child)
            elif child.tag == W + "altChunk":
                self.inline.objects += 1
            elif child.tag in TRANSPARENT:
                is_contents = value(child, "sdtPr", "docPartObj", "docPartGallery") == CONTENTS_GALLERY
                self.contents += is_contents
                yield from self.blocks(child)
                self.contents -= is_contents
            elif child.tag == MC + "AlternateContent" and (chosen := choose(child)) is not None:
                yield from self.blocks(chosen)

    def _paragraph(self, element: Element) -> Iterator[Paragraph]:
        properties = word(element, "pPr")
        style = self.styles.get(value(properties, "pStyle"))
        text = self.inline.read(element, is_hidden=style.is_hidden)
        boxes = self.inline.take_boxes()
        mark = word(properties, "rPr")
        if word(mark, "del") is not None or word(mark, "moveFrom") is not None:
            self.unfinished += text
        elif text or self.unfinished or not is_on(mark, "vanish"):
            label = self._label(properties, style.id, style.number_id, style.number_level)
            text, self.unfinished = label + self.unfinished + text, ""
            outline = number(properties, "outlineLvl")
            level = style.level if outline is None else outline + 1 if outline < 9 else None
            is_contents = self.contents or self.inline.was_in_contents
            if text.strip():
                yield Paragraph(text, level, "contents" if is_contents else style.role)
        for box in boxes:
            for block in self.story(box):
                yield from [block] if isinstance(block, Paragraph) else _as_paragraphs(block)

    def _label(self, properties: Element | None, style: str, list_id: int | None, index: int | None) -> str:
        """The automatic number of a paragraph: its own list, else its style's."""
        own_list, own_index = number(properties, "numPr", "numId"), number(properties, "numPr", "ilvl")
        if own_list is not None:
            list_id = own_list
        if not list_id:  # 0 takes a style's number away
            return ""
        if own_index is None:
            own_index = index if index is not None else self.counter.level_of(list_id, style)
        return self.counter.next(list_id, own_index)

    def _table(self, element: Element) -> Iterator[Paragraph | Table]:
        rows = [row for row in flattened(element) if row.tag == W + "tr" and word(row, "trPr", "del") is None]
        cells = [[cell for cell in flattened(row) if cell.tag == W + "tc"] for row in rows]
        if sum(map(len, cells)) == 1:  # a frame around text
            yield from self.story(next(cell for row in cells for cell in row))
        else:
            yield Table(tuple(self._grid(rows, cells)))

    def _grid(self, rows: list[Element], cells: list[list[Element]]) -> list[GridCell]:
        """Place the cells; one that goes on from the row above only makes that one taller."""
        placed: list[GridCell] = []
        open_cells: dict[int, int] = {}  # column -> place of the cell that may go on below
        for row, (row_element, row_cells) in enumerate(zip(rows, cells, strict=True)):
            column = number(row_element, "trPr", "gridBefore") or 0
            for cell in row_cells:
                wide = min(max(number(cell, "tcPr", "gridSpan") or 1, 1), MOST_SPAN)
                text = self._cell_text(cell)
                merge = word(cell, "tcPr", "vMerge")
                goes_on = merge is not None and (merge.get(W + "val") or "continue") == "continue"
                if goes_on and column in open_cells:
                    placed[open_cells[column]] = _taller(placed[open_cells[column]], row)
                elif word(cell, "tcPr", "cellDel") is None:
                    open_cells.pop(column, None)
                    if merge is not None:
                        open_cells[column] = len(placed)
                    placed.append(GridCell(row, column, text, 1, wide))
                column += wide
        return placed

    def _cell_text(self, cell: Element) -> str:
        """All text of a cell on one line, paragraphs and inner tables set apart by a space."""
        texts = (_flat(block) for block in self.story(cell))
        return " ".join(text for text in texts if text)


def _taller(cell: GridCell, last_row: int) -> GridCell:
    return GridCell(cell.row, cell.column, cell.text, last_row - cell.row + 1, cell.column_span)


def _flat(block: Paragraph | Table) -> str:
    if isinstance(block, Paragraph):
        return " ".join(block.text.split("\n"))
    return " ".join(cell.text for cell in block.cells if cell.text)


def _as_paragraphs(table: Table) -> Iterator[Paragraph]:
    """A table in a text box, whose place in the text is uncertain: its rows as lines."""
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    for texts in rows.values():
        yield Paragraph("\t".join(texts))
