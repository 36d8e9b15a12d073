"""The text as a reader's eye follows it: wrapped lines joined, page furniture left out.

`document.text` is never changed. A `Paragraph` is a view: its `text` is what the lines say when joined, and its
`pieces` map every character back to the document.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.data import Block, Document
from extractor.numbering import begins_item


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters taken unchanged: paragraph offset `offset` is document position `start`, for `length`."""

    offset: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or table cell: joined `text` and where each of its characters stands in the document."""

    text: str
    pieces: tuple[Piece, ...]
    block: Block

    @property
    def start(self) -> int:
        """First document position."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """One past the last document position."""
        return self.pieces[-1].start + self.pieces[-1].length

    def position(self, offset: int) -> int:
        """Document position of the character at `offset` of the joined text."""
        piece = self.pieces[bisect_right(self.pieces, offset, key=lambda piece: piece.offset) - 1]
        return piece.start + offset - piece.offset

    def range(self, start: int, end: int) -> tuple[int, int]:
        """Document range of the half-open range of offsets: the end follows the last character, not the next one."""
        return self.position(start), self.position(end - 1) + 1


RESIDUE = re.compile(r"\[bookmark: [^\]\n]*\]")  # what Word leaves behind when a file is copied as text
DASHED_PAGE = re.compile(r"[-—–－―]+\s*\d{1,4}\s*[-—–－―]+|第\s*\d+\s*页.{0,12}|-- .{1,20} --")
BARE_PAGE = re.compile(r"\d{1,4}")
CONTENTS_TITLE = re.compile(r"[【\[（(]?目\s*录[】\])）]?")
LEADER = re.compile(r"[.．…·。\-—_\s]{2,}\s*\d{1,4}\s*$|\t\d{1,4}\s*$")
FINISHED = re.compile(r"[。！？!?…]['\"”’）)]*$")
PROSE = re.compile(r"[，。；]")
LABELLED = re.compile(r"[^，。；：:]{2,14}[：:]")
SENTENCE_START = re.compile(r"(?:\d{4}\s*年|本|我|截至|根据|按照|从|其中)")
TITLE_END = re.compile(
    r"(?:情况|说明|概况|职责|职能|设置|构成|部分|目标|依据|主体|方案|周期|表|报告|公开|预算|决算|解释|附件|工作|任务|原则|措施|意义|方式|名称|指标|单位)$"
)
CONTENTS_LINES = 160  # a longer list of headings is no table of contents
NEARLY_FULL = 0.85  # share of the wrap width from which a line counts as cut by the margin
SHORTEST_WRAP = 16  # characters; narrower lines are cells, not wrapped prose


def arrange(document: Document, *, is_caption: Callable[[str], bool] = lambda _: False) -> tuple[Paragraph, ...]:
    """Join the lines of a document into paragraphs.

        "支出3,196.86万\\n元，比上年\\n\\n—5—\\n增加" -> one paragraph "支出3,196.86万元，比上年增加"

    Page numbers, running heads and the lines of a table of contents come out as paragraphs of their own that keep their
    role. `is_caption` says which unnumbered lines are headings and so never run on. Linear in the length of the text.
    """
    lines = list(mark_roles(document))
    width = wrap_width(document.text, lines)
    paragraphs: list[Paragraph] = []
    open_lines: list[Block] = []
    furniture: list[Block] = []
    for block in lines:
        if block.role in ("page_number", "running_head"):
            furniture.append(block)
            continue
        if open_lines and not _runs_on(document.text, open_lines, block, width, bool(furniture), is_caption):
            paragraphs.append(_join(document.text, open_lines))
            open_lines = []
        open_lines.append(block)
    if open_lines:
        paragraphs.append(_join(document.text, open_lines))
    paragraphs += [_join(document.text, [block]) for block in furniture]
    return tuple(sorted((paragraph for paragraph in paragraphs if paragraph.pieces), key=lambda p: p.start))


def mark_roles(document: Document) -> Iterator[Block]:
    """Yield the blocks with the roles that only their neighbours show: page numbers and contents lines."""
    inside = _contents_range(document)
    for index, block in enumerate(document.blocks):
        text = document.text[block.start : block.end].strip()
        if block.role is None and block.kind == "line" and _is_page_number(document, index, text):
            block = replace(block, role="page_number")
        elif block.role is None and index in inside:
            block = replace(block, role="contents")
        yield block


def wrap_width(text: str, lines: Sequence[Block]) -> int:
    """The length at which lines are cut: the 90th percentile of the lines that are not finished sentences."""
    lengths = sorted(
        len(line)
        for block in lines
        if block.kind == "line" and len(line := text[block.start : block.end].strip()) >= SHORTEST_WRAP
    )
    return lengths[len(lengths) * 9 // 10] if lengths else SHORTEST_WRAP


def _is_page_number(document: Document, index: int, text: str) -> bool:
    if DASHED_PAGE.fullmatch(text):
        return True
    return bool(BARE_PAGE.fullmatch(text)) and _blank_before(document, index) and _blank_before(document, index + 1)


def _blank_before(document: Document, index: int) -> bool:
    """Whether an empty line, or nothing at all, stands before block `index`."""
    start = document.blocks[index - 1].end if index > 0 else 0
    end = document.blocks[index].start if index < len(document.blocks) else len(document.text)
    between = document.text[start:end]
    return index in (0, len(document.blocks)) or between.count("\n") > 1


def _bare(text: str) -> str:
    """A heading as it can be compared: without leaders, page number and spaces."""
    return re.sub(r"\s", "", LEADER.sub("", text))


def _contents_range(document: Document) -> range:
    """The blocks of the table of contents, its title included; empty when there is none."""
    texts = [document.text[block.start : block.end].strip() for block in document.blocks]
    title = next((i for i, text in enumerate(texts[:CONTENTS_LINES]) if CONTENTS_TITLE.fullmatch(text)), None)
    if title is None or title + 1 >= len(texts):
        return range(0)
    limit = min(len(texts), title + CONTENTS_LINES)
    first = _bare(texts[title + 1])
    again = next((i for i in range(title + 2, limit) if _bare(texts[i]) == first), None)
    listed = title + 1
    while listed < limit and (LEADER.search(texts[listed]) or BARE_PAGE.fullmatch(texts[listed])):
        listed += 1
    return range(title, again if again is not None and again >= listed else max(listed, title + 1))


def _runs_on(
    text: str, lines: list[Block], block: Block, width: int, turned: bool, is_caption: Callable[[str], bool]
) -> bool:
    """Whether `block` goes on in the middle of the paragraph that `lines` began; `turned` after a page number."""
    last = lines[-1]
    if last.kind != "line" or block.kind != "line" or last.role != block.role or last.role == "contents":
        return False
    before, after = text[last.start : last.end], text[block.start : block.end]
    if after.startswith("\t") or "\t" in before.strip() or "\t" in after.strip():
        return False  # cells of a flattened table
    before, after = before.strip(), after.strip()
    if not before or FINISHED.search(before) or begins_item(after):
        return False
    full = len(before) >= NEARLY_FULL * width
    if text.count("\n", last.end, block.start) > 1 and not turned:
        return before[-1] in "，、,"
    opening = text[lines[0].start : lines[0].end].strip()
    if len(lines) == 1 and _is_title(before, is_caption):
        return full and len(after) <= 6 and not PROSE.search(after)  # the last word of a long heading
    if before[-1] in "；;：:":
        return full
    if before[-1] in "，、,（(“《":
        return True
    if LABELLED.match(opening) and len(lines) == 1 and not full:
        return False
    if PROSE.search(opening) or PROSE.search(before):
        return full or bool(PROSE.search(after)) or turned
    return (full or bool(PROSE.search(after))) and not SENTENCE_START.match(after) and len(before) >= 8


def _is_title(line: str, is_caption: Callable[[str], bool]) -> bool:
    if PROSE.search(line) or line[-1] in "：:、":
        return False
    return is_caption(line) or bool(TITLE_END.search(line)) or (begins_item(line) and len(line) <= 30)


def _join(text: str, lines: Sequence[Block]) -> Paragraph:
    """Put lines one after the other without their margins; the first block lends its page, table and role."""
    pieces: list[Piece] = []
    joined: list[str] = []
    offset = 0
    for block in lines:
        for start, end in _clean_ranges(text, block):
            pieces.append(Piece(offset, start, end - start))
            joined.append(text[start:end])
            offset += end - start
    return Paragraph("".join(joined), tuple(pieces), lines[0])


def _clean_ranges(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """The ranges of a block without margins and Word's residue."""
    start, end = block.start, block.end
    for residue in (*RESIDUE.finditer(text, start, end), None):
        stop = residue.start() if residue else end
        piece = text[start:stop]
        if stripped := piece.strip():
            begin = start + len(piece) - len(piece.lstrip())
            yield begin, begin + len(stripped)
        start = residue.end() if residue else end
