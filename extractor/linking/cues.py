"""The words that steer reading, put into the places where sentences have them.

Code says where: a template such as `r"{flat}$"`. The catalogue says what: `{flat}` stands for all wordings of its list
`flat`, `{increase}` and `{decrease}` for the direction words.
"""

import re

from annotations.catalogue import Catalogue
from extractor.data import Direction

PLACE = re.compile(r"\{([a-z_]+)\}")
DIRECTION = r"(?:(?P<decrease>{decrease})|(?P<increase>{increase}))"
DIRECTION_AT_END = DIRECTION + r"(?:{after_direction})*$"
COMPARATIVE_AT_END = r"(?:(?P<more>{more})|(?P<less>{less}))(?:{after_direction})*$"
SURPASSES_AT_END = r"(?:(?P<more>{above})|(?P<less>{below}))(?:{surpassed})+$"
# 由12万元增加到
MOVES_TO = (
    r"{adjusts}[了约近]?\s*$|(?:{decrease}|{increase})[到至](?:(?:19|20)\d{2}\s*年度?的?|今年的?|本年的?)?[了约近]?\s*$|[由从].{0,20}(?:{decrease}|{increase})为\s*$"
    r"|→\s*$"
)


class Cues:
    """The word lists of one catalogue; `pattern` is where every expression of the linking comes from."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._lists = {name: "|".join(f"(?:{row.match})" for row in rows) for name, rows in catalogue.wording.items()}
        for direction in ("increase", "decrease"):
            words = (re.escape(row.cue) for row in catalogue.cues.directions if row.direction == direction)
            self._lists[direction] = "|".join(words)
        self._patterns: dict[str, re.Pattern[str]] = {}

    def pattern(self, template: str, *, verbose: bool = False) -> re.Pattern[str]:
        r"""A template with the words of the catalogue in its places, compiled once.

        r"{score}$" -> an expression that finds 得分为 and its like at the end of a clause

        Raises KeyError for a list that the catalogue does not have.
        """
        found = self._patterns.get(template)
        if found is None:
            words = PLACE.sub(lambda match: f"(?:{self._lists[match[1]]})", template)
            found = re.compile(words, re.VERBOSE if verbose else 0)
            self._patterns[template] = found
        return found

    def direction_before(self, clause: str, *, compared: bool = False) -> Direction | None:
        """The direction word right before a number: "比上年增长了约" -> increase; 少 only where compared."""
        match = self.pattern(DIRECTION_AT_END).search(clause)
        if match is not None and not self.moves_to(clause):
            return "increase" if match["increase"] else "decrease"
        if compared and (match := self.pattern(COMPARATIVE_AT_END).search(clause)):
            return "increase" if match["more"] else "decrease"
        if match := self.pattern(SURPASSES_AT_END).search(clause):
            return "increase" if match["more"] else "decrease"
        return None

    def moves_to(self, clause: str) -> bool:
        """Whether the number is where a movement ends: "由12万元增加到"."""
        return self.pattern(MOVES_TO).search(clause) is not None

    def first_direction(self, text: str, start: int, end: int) -> int:
        """Where the first direction word between two offsets begins; `end` when there is none."""
        match = self.pattern(DIRECTION).search(text, start, end)
        return match.start() if match else end
