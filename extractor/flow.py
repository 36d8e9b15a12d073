"""The text as a reader's eye follows it: wrapped lines joined, page furniture left out.

`document.text` is never changed. A `Paragraph` is a view: its `text` is what the lines say when joined, and its
`pieces` map every character back to the document.
"""

from bisect import bisect_right
from dataclasses import dataclass

from extractor.data import Block


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
