"""What every format becomes: one text, and blocks that say where each range of it stood."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractor.data import Block, BlockKind, BlockRole, Warning  # noqa: A004
from extractor.errors import TooLarge
from extractor.reading.limits import Limits

INNER_BREAK = re.compile(r"[\t\n\r]+")  # a tab or line end inside a cell would look like the next cell or row


@dataclass(frozen=True, slots=True)
class Content:
    """The text of one file with its blocks in order, none overlapping, none holding a line end."""

    text: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    warnings: tuple[Warning, ...] = ()


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a table as read: its place counted from 0, its spans, its text."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


@dataclass(slots=True)
class Writer:
    """Puts paragraphs and tables one after the other and notes where each came to stand."""

    name: str
    limits: Limits
    blocks: list[Block] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _tables: int = 0
    _cells: int = 0

    def paragraph(self, text: str, *, level: int | None = None, role: BlockRole | None = None) -> None:
        """Append one paragraph; one with explicit line breaks becomes lines, blank ones leave nothing behind.

        A heading stays one block: its breaks become spaces.
        """
        lines = [" ".join(text.split("\n"))] if level else [line for line in text.split("\n") if line.strip()]
        for line in lines:
            self._separate("\n")
            start = self._append(line)
            kind: BlockKind = "line" if len(lines) > 1 else "paragraph"
            self._add(Block(start, self._length, kind, level=level, role=role))

    def table(self, cells: Iterable[GridCell]) -> None:
        """Append a table: cells joined by tabs, rows by line ends, every cell a block, blank ones included."""
        table, row = f"t{self._tables + 1}", -1
        for cell in cells:
            self.count_cells(cell.row_span * cell.column_span)
            if cell.row != row:
                self._separate("\n")
            else:
                self._append("\t")
            row = cell.row
            start = self._append(INNER_BREAK.sub(" ", cell.text).strip(" "))
            self._add(
                Block(
                    start,
                    self._length,
                    "cell",
                    table=table,
                    row=cell.row,
                    column=cell.column,
                    row_span=cell.row_span,
                    column_span=cell.column_span,
                )
            )
        self._tables += row >= 0

    def count_cells(self, number: int) -> None:
        """Stop a table whose spans multiply without end."""
        self._cells += number
        if self._cells > self.limits.max_cells:
            raise TooLarge(self.name, "表格单元格数", self._cells, self.limits.max_cells)

    def finish(self) -> Content:
        """The whole text with its blocks."""
        return Content("".join(self._pieces), tuple(self.blocks), warnings=tuple(self.warnings))

    def _add(self, block: Block) -> None:
        if len(self.blocks) >= self.limits.max_blocks:
            raise TooLarge(self.name, "段落数", len(self.blocks) + 1, self.limits.max_blocks)
        self.blocks.append(block)

    def _separate(self, separator: str) -> None:
        if self._length:
            self._append(separator)

    def _append(self, text: str) -> int:
        start = self._length
        self._length += len(text)
        if self._length > self.limits.max_text:
            raise TooLarge(self.name, "字符数", self._length, self.limits.max_text)
        self._pieces.append(text)
        return start
