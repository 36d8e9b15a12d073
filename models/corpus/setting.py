"""What one document is about: its kind and year, who writes it and how, and what it has said so far."""

from dataclasses import dataclass, field
from typing import NamedTuple

from models.corpus.pools import Words
from models.corpus.printing import Style
from models.corpus.sums import OWN

STOCK = "stock"  # a level at the date up to which a document counts what is there; it belongs to no stage
HELD = "held"  # the same where no date is named


class Period(NamedTuple):
    """Whose year and stage a level has, and what a change from it is said to be against."""

    year: int
    stage: str | None
    against: str


STAGES = {  # of a document's own figures
    "budget": "budget",
    "three_public": "budget",
    "draft": "budget",
    "final": "final",
    "report": "budget_execution",
    "adjustment": "budget_adjusted",
    "performance": "budget",
    "evaluation": "final",
}
LARGE = ("report", "draft", "adjustment")  # kinds written by governments about all of their money
AGAINST = {
    "budget": "last_year_budget",
    "budget_execution": "last_year_execution",
    "final": "last_year_final",
    "budget_adjusted": "last_year_budget",
}
BASES = {
    "plan": Period(0, "budget", "budget_initial"),
    "adj": Period(0, "budget_adjusted", "budget_adjusted"),
    "now": Period(0, "budget_execution", "other"),
    "act": Period(0, "final", "other"),
    "bud": Period(-1, "budget", "last_year_budget"),
    "exec": Period(-1, "budget_execution", "last_year_execution"),
    "fin": Period(-1, "final", "last_year_final"),
    "next": Period(1, "budget", "other"),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """The frame of one document; `organisation` writes, and calls itself `short` in its sentences."""

    kind: str
    year: int
    style: Style
    organisation: str
    short: str
    place: str
    words: Words

    @property
    def stage(self) -> str:
        """The stage of the document's own figures."""
        return STAGES[self.kind]

    @property
    def usual_base(self) -> str:
        """What a change is against where the pattern does not say."""
        return "plan" if self.kind == "adjustment" else "last"

    def period(self, base: str, own: str | None = None) -> Period:
        """Year, stage and comparison of a level: "last" of a final of 2023 is 2022, final, last_year_final.

        `own` is the base that the entry itself has as its own level, such as "stock".
        """
        first = self._named(own) if own else Period(self.year, self.stage, "other")
        if base == OWN:
            return first
        if base == "last":
            against = AGAINST[first.stage or self.stage]
            return Period(first.year - 1, first.stage, against)
        if base == "then":
            return Period(first.year - 2, first.stage, "other")
        return self._named(base)

    def _named(self, base: str) -> Period:
        if base == STOCK:
            return Period(self.year - (self.stage == "budget"), None, "other")
        if base == HELD:
            return Period(self.year, None, "other")
        named = BASES[base]
        return named._replace(year=self.year + named.year)


class Said(NamedTuple):
    """A fact that the document has stated: its id and its value in steps."""

    id: str
    value: int


FactKey = tuple[str, str | None, str | None, int, str | None]  # concept, basis, unit, year, stage


@dataclass
class Ledger:
    """What a document has said so far, so that a figure that comes back is the same one.

    `claimed` is how much of a fact has been given to its parts, `conflicts` counts the figures that a pattern could not
    give as the document had given them before.
    """

    facts: dict[FactKey, Said] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    claimed: dict[str, int] = field(default_factory=dict)
    conflicts: int = 0

    def copy(self) -> "Ledger":
        """A ledger to try something in: what is said there is not said here."""
        return Ledger(dict(self.facts), dict(self.counters), dict(self.claimed), self.conflicts)

    def take(self, other: "Ledger") -> None:
        """Say what has been said in another."""
        self.facts, self.counters, self.claimed = other.facts, other.counters, other.claimed
        self.conflicts = other.conflicts

    def new_id(self, letter: str) -> str:
        """The next id of a kind: "f1", "f2"; "c1"."""
        self.counters[letter] = self.counters.get(letter, 0) + 1
        return f"{letter}{self.counters[letter]}"
