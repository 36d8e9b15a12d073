"""The text as a reader's eye follows it: wrapped lines joined, page furniture left out.

`document.text` is never changed. A `Paragraph` is a view: its `text` is what the lines say when joined, and its
`pieces` map every character back to the document.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extractor.data import Block, Document
from extractor.reading.roles import mark_roles
from extractor.reading.seams import Seam, goes_on
from extractor.reading.setting import RESIDUE, Printed, Setting, has_cells, measure, printed

Line = tuple[Block, Printed]


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


FURNITURE = ("page_number", "running_head")


def arrange(document: Document, *, is_caption: Callable[[str], bool] = lambda _: False) -> tuple[Paragraph, ...]:
    r"""Join the lines of a document into paragraphs.

        "支出3,408.27万\n元，比上年\n\n—5—\n增加" -> one paragraph "支出3,408.27万元，比上年增加"

    Page numbers, running heads and the lines of a table of contents come out as paragraphs of their own that keep their
    role. `is_caption` says which unnumbered lines are headings and so never run on. Linear in the length of the text.
    """
    text = document.text
    blocks = list(mark_roles(document))
    furniture = [_join(text, [block]) for block in blocks if block.role in FURNITURE]
    lines = [(block, printed(text[block.start : block.end])) for block in blocks if block.role not in FURNITURE]
    setting = measure(text, [(block, line) for block, line in lines if _is_printed(block)], is_caption)
    paragraphs = [_join(text, [block for block, _ in group]) for group in _groups(text, lines, setting)]
    found = (paragraph for paragraph in (*paragraphs, *furniture) if paragraph.pieces)
    return tuple(sorted(found, key=lambda paragraph: paragraph.start))


def _is_printed(block: Block) -> bool:
    return block.kind == "line" and block.role is None


def _groups(text: str, lines: Sequence[Line], setting: Setting) -> Iterator[list[Line]]:
    """The lines of each paragraph."""
    above = ""
    group: list[Line] = []
    for line in lines:
        if group and not _runs_on(text, above, group, line, setting):
            yield group
            above = group[-1][1].text
            group = []
        group.append(line)
    if group:
        yield group


def _runs_on(text: str, above: str, group: Sequence[Line], line: Line, setting: Setting) -> bool:
    """Whether a line goes on with the paragraph that the lines of a group began."""
    (last, before), (block, after) = group[-1], line
    is_prose = last.role == block.role and last.role is None and "cell" not in (last.kind, block.kind)
    if not is_prose or last.level or block.level or not before.text or not after.text:
        return False
    between = text[last.end : block.start]
    is_line = last.kind == "line" and block.kind == "line"
    return goes_on(
        Seam(
            setting,
            above=above,
            opening=group[0][1],
            before=before,
            after=after,
            is_first=len(group) == 1,
            fill=setting.fill(last, before, after) if is_line else 0.0,
            is_line=is_line,
            is_apart=between.count("\n") > 1,
            is_turned=bool(between.strip()),
        )
    )


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
    """The ranges of a block without margins and Word's residue; in a row of cells the tabs of blank cells are kept."""
    margins = " \u3000" if has_cells(text[block.start : block.end]) else None
    start = block.start
    for residue in (*RESIDUE.finditer(text, block.start, block.end), None):
        stop = residue.start() if residue else block.end
        piece = text[start:stop]
        if stripped := piece.strip(margins):
            begin = start + len(piece) - len(piece.lstrip(margins))
            yield begin, begin + len(stripped)
        start = residue.end() if residue else block.end
