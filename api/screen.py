"""The terminal, or the pipe in its place, and the tables that are drawn on it."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from api.folding import Folded
from api.texts import say

WIDE = 110  # columns from which a table has room for everything
UNFOLDED = 100_000  # columns of a pipe: one row a line, however long its reason is
UNSURE, DOUBTFUL = 0.9, 0.7  # confidences below which a row is yellow, and red
ON_THE_RIGHT = frozenset(["value", "amount", "percent", "budget", "confidence"])
UNBROKEN = ON_THE_RIGHT | {"year", "stage", "direction"}  # 1397.82万元 stays in one piece, whatever the width


class Screen(Console):
    """Standard output: colours and folding on a terminal, plain lines in a pipe."""

    def __init__(self) -> None:
        super().__init__(highlight=False, markup=False, emoji=False)
        if not self.is_terminal:
            self.width = UNFOLDED

    @property
    def is_wide(self) -> bool:
        """Whether there is room for columns that a person can do without."""
        return self.width >= WIDE

    def print(self, *objects: Any, **settings: Any) -> None:
        """Print; in a pipe without the blanks that fill a table up to its width."""
        if self.is_terminal:
            super().print(*objects, **settings)
            return
        with self.capture() as captured:
            super().print(*objects, **settings)
        self.file.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())

    def on_broken_pipe(self) -> None:
        """Let the program decide how it ends."""
        raise BrokenPipeError

    def heading(self, text: str) -> None:
        """Begin a part of the report."""
        self.print()
        self.print(Text(text, style="bold cyan"))


def make_table(columns: Sequence[str], rows: Iterable[Sequence[RenderableType]], lang: str) -> Table:
    """A table with light rules; figures are never folded, texts rather than cut."""
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(
            Folded(say(column, lang)),
            justify="right" if column in ON_THE_RIGHT else "left",
            no_wrap=column in UNBROKEN,
        )
    for row in rows:
        table.add_row(*row)
    return table


def cell(text: str | None, *, style: str = "", indent: int = 0) -> Folded:
    """A text from a document as a cell."""
    return Folded(text or "", style, indent)


def sure(confidence: float) -> Text:
    """A confidence, in colour where it asks for a second look."""
    style = "red" if confidence < DOUBTFUL else "yellow" if confidence < UNSURE else "dim"
    return Text(f"{confidence:.2f}", style=style)
