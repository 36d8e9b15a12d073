"""What scoring yields: counts for each measure, a judgement for each predicted row, and the mistakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import add
from typing import Literal, NamedTuple

ROW_TYPES = ("fact", "change", "ratio", "reason", "indicator")  # what "all rows" sums up
MEASURES = (
    "number",  # every printed number that was taken for a level, change or ratio
    "role",  # whether it was taken for the right one of the three
    *("fact", "fact.item", "fact.concept", "fact.year", "fact.stage", "fact.state", "fact.part_of"),
    *("change", "change.numbers", "change.fact", "change.direction", "change.against"),
    *("ratio", "ratio.kind", "ratio.fact", "ratio.of"),
    *("reason", "reason.span"),
    *("indicator", "indicator.level1", "indicator.level2", "indicator.level3", "indicator.value"),
    *("project", "project.field"),
    *("heading", "heading.parent"),
    "check",
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows that are right, false and missed: Counts(8, 2, 2).f1 -> 0.8.

    A row that was found but is wrong is both false and missed. Where nothing was to be found, nothing is missed.
    """

    right: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right + other.right, self.false + other.false, self.missed + other.missed)

    @property
    def wanted(self) -> int:
        """How many the annotation has."""
        return self.right + self.missed

    @property
    def precision(self) -> float:
        """The part of the predicted that is right."""
        predicted = self.right + self.false
        return self.right / predicted if predicted else 1.0

    @property
    def recall(self) -> float:
        """The part of the wanted that was found right; for a field, its accuracy over the rows that were found."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        either = 2 * self.right + self.false + self.missed
        return 2 * self.right / either if either else 1.0


class Judgement(NamedTuple):
    """One predicted row: how sure the record was of it, whether it was accepted, and the id that it has there."""

    row: str
    confidence: float
    accepted: bool
    id: str = ""


class Difference(NamedTuple):
    """A field of a row that was found: what it should be and what it is."""

    field: str
    wanted: str
    found: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something to look at: a row that was missed, made up (`false`) or found `wrong`, with the text it stands in.

    `start` is None for what has no place, such as a check. `differences` are the wrong fields of a row, also those that
    do not make it wrong: a fact's concept and total.
    """

    document: str
    row: str
    kind: Literal["missed", "false", "wrong"]
    quote: str
    start: int | None
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How one record, or several, compare with their annotation; `counts` has every name of MEASURES."""

    counts: Mapping[str, Counts]
    judgements: tuple[Judgement, ...]
    mistakes: tuple[Mistake, ...]

    @property
    def rows(self) -> Counts:
        """All rows that are facts, changes, ratios, reasons or indicators."""
        return reduce(add, (self.counts[row] for row in ROW_TYPES))


def total(scores: Sequence[Score]) -> Score:
    """Several documents as one; their counts are added, not their averages taken."""
    return Score(
        {measure: reduce(add, (score.counts[measure] for score in scores), Counts()) for measure in MEASURES},
        tuple(chain.from_iterable(score.judgements for score in scores)),
        tuple(chain.from_iterable(score.mistakes for score in scores)),
    )
