"""The words that steer reading, compiled once from the catalogue's lists."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from annotations.catalogue import Catalogue
from extractor.data import Direction

# What may stand between a direction word and its number: 增长(率为)7.9%, 增加(支出)12万元
FILLER = r"(?:[了约近共达:：]|额|率|幅度|幅|比例|比率|金额|数额|数|各|均|分别|共计|合计|支出|收入|资金|经费|预算|财政拨款|拨款|收支|为(?!由)|是|\s)*"


COMPARATIVE = re.compile(rf"(?:(?P<more>多|高|超)|(?P<less>少|低|节约|节省|结余)){FILLER}$")


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled word lists of one catalogue."""

    direction: re.Pattern[str]
    at_end: re.Pattern[str]
    moving: re.Pattern[str]

    def direction_before(self, clause: str, *, compared: bool = False) -> Direction | None:
        """The direction word that stands right before a number: "比上年增长了约" -> increase; 少 only where compared."""
        match = self.at_end.search(clause)
        if match is not None and not self.moves_to(clause):
            return "increase" if match["increase"] else "decrease"
        if compared and (match := COMPARATIVE.search(clause)):
            return "increase" if match["more"] else "decrease"
        return None

    def moves_to(self, clause: str) -> bool:
        """Whether the number is where a movement ends: "由12万元增加到"."""
        return self.moving.search(clause) is not None

    def first_direction(self, text: str, start: int, end: int) -> int:
        """Where the first direction word between two offsets begins; `end` when there is none."""
        match = self.direction.search(text, start, end)
        return match.start() if match else end


def compile_cues(catalogue: Catalogue) -> Cues:
    """Compile the cue rows of a catalogue."""
    rows = catalogue.cues.directions
    increase = _any(row.cue for row in rows if row.direction == "increase")
    decrease = _any(row.cue for row in rows if row.direction == "decrease")
    either = rf"(?:(?P<decrease>{decrease})|(?P<increase>{increase}))"
    return Cues(
        direction=re.compile(either),
        at_end=re.compile(rf"{either}{FILLER}$"),
        moving=re.compile(
            rf"(?:{decrease}|{increase})(?:到|至)(?:了|约|近)?\s*$|[由从].{{0,20}}(?:{decrease}|{increase})为\s*$"
        ),
    )


def _any(words: Iterable[str]) -> str:
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(map(re.escape, ordered)) if ordered else r"(?!)"
