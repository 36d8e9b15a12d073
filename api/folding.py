"""Chinese text in lines of a given width, where figures stay whole and no line begins with a comma."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

from api.texts import one_line

MARKED = "bold reverse"
# What must not be torn apart: 1397.82万元, ≥95%, “三, 元）。
PIECE = re.compile(
    r"[（“《【]*"
    r"(?:[=≥≤><＞＜+\-]*[A-Za-z0-9０-９][A-Za-z0-9０-９.,:_\-]*(?:亿元|万元|千元|元|％|%|‰|个百分点)?|.)"
    r"[，。；、：！？％%）”》】,;:!?)]*"
    r" *"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded to the room there is, later lines set in as far as the first: 全部补助 / 事业编制 / 人数."""

    text: str
    style: str = ""
    indent: int = 0
    marks: tuple[tuple[int, int], ...] = ()  # stretches of the text, to be told apart; the text must be one line then

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        width = max(1, options.max_width - self.indent)
        text, at = (self.text if self.marks else one_line(self.text)), 0
        for line in fold(text, width):
            shown = Text(" " * self.indent + line, style=self.style, no_wrap=True, overflow="fold")
            begin = text.index(line, at)
            for start, end in self.marks:
                shown.stylize(MARKED, *(self.indent + min(max(to - begin, 0), len(line)) for to in (start, end)))
            at = begin + len(line)
            yield shown

    def __rich_measure__(self, _: Console, options: ConsoleOptions) -> Measurement:
        line = one_line(self.text)
        widest = max((cell_len(piece.rstrip()) for piece in PIECE.findall(line)), default=0)
        measured = Measurement(widest + self.indent, cell_len(line) + self.indent)
        return measured.with_maximum(options.max_width)


def fold(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` columns; a piece that is wider is cut, since there is no other way."""
    line, room = "", width
    for piece in pieces(text, width):
        needed = cell_len(piece.rstrip())
        if needed > room:
            yield line.rstrip()
            line, room = "", width
        line += piece
        room -= cell_len(piece)
    yield line.rstrip()


def pieces(text: str, width: int) -> Iterator[str]:
    """What stays together: "共913.26万元，减少" -> 共, 913.26万元，, 减, 少."""
    for piece in PIECE.findall(text):
        yield from piece if cell_len(piece) > width else [piece]
