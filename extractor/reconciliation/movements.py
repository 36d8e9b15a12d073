"""Changes: amount and percent against this year's figure, the printed earlier figure, and each other."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from extractor.data import Change, Direction, Fact, Severity
from extractor.reconciliation.claims import Linear, Quotient, Terms, fits
from extractor.reconciliation.figures import Figure, plain_name
from extractor.reconciliation.ledger import Ledger, near, one_value, place
from extractor.reconciliation.relations import Concepts, Relation, matches
from extractor.reconciliation.rereading import better
from extractor.reconciliation.slips import mistyped

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene

GENERIC = {
    "exp.func",
    "exp.econ",
    "project.annual_budget",
    None,
    "",
}  # concepts of many items: the name tells them apart
CLAUSE = 40  # characters before a change in which 同口径 and its like are looked for
WORD = 16  # characters before the amount of a change in which the word for it stands
SIGNS = {"increase": 1, "decrease": -1, "flat": 0}
OPPOSITE: dict[Direction, Direction] = {"increase": "decrease", "decrease": "increase", "flat": "flat"}
UP, DOWN = "(?:增加|增长|上升|提高)", "(?:减少|下降|降低)"
BOTH_WAYS = re.compile(rf"{UP}[（(/／]{DOWN}|{DOWN}[（(/／]{UP}|{UP}或{DOWN}")
EARLIER = {  # against what -> how many years back, and which stage
    "last_year_budget": (-1, "budget"),
    "last_year_execution": (-1, "budget_execution"),
    "last_year_final": (-1, "final"),
    "budget_initial": (0, "budget"),
    "budget_adjusted": (0, "budget_adjusted"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One change with its figures: this level, the movement, and the earlier level where the text prints it.

    `both`: the text says 增加（减少）, both ways at once.
    """

    change: Change
    fact: Fact
    now: Figure
    moved: Figure | None
    prior: Fact | None
    both: bool = False

    @property
    def sign(self) -> int:
        """The direction as the text says it: 1, -1 or 0."""
        return SIGNS[self.change.direction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth(Relation):
    """A printed growth is the movement ÷ the level before it, which the movement implies or the text prints."""

    kind: Literal["change"]
    unless: re.Pattern[str]

    def find(self, scene: "Scene") -> Iterable[Quotient]:
        """One claim for each change with a percentage, unless the clause says that it compares something else."""
        for move in scene.moves:
            percent = move.change.percent
            if not move.sign or percent is None or percent.unit == "pp" or percent.qualifier:
                continue
            if move.moved is None and self.unless.search(clause_before(scene.ledger, move.change)):
                continue
            if terms := growth(move, scene.ledger):
                figure = scene.ledger.percents[move.change.id]
                if move.fact.id != move.change.fact:
                    figure = replace(figure, name=f"{move.now.name}增减幅度")
                yield Quotient(self, figure, *terms, self.severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(Relation):
    """The level before ± the movement is this level, where the text prints all three."""

    kind: Literal["level"]

    def find(self, scene: "Scene") -> Iterable[Linear]:
        """One claim for each change whose earlier figure is printed: certain when it stands close by."""
        for move in scene.moves:
            if move.prior and move.moved and move.sign and not move.both:
                severity: Severity = self.severity if near(move.prior, move.fact) else "warning"
                terms = ((1, scene.ledger.figure(move.prior)), (move.sign, move.moved))
                yield Linear(self, move.now, terms, severity, note="上年数与增减额")


def clause_before(ledger: Ledger, change: Change) -> str:
    """The words of the sentence just before a change: "，同口径下降"."""
    start, _ = ledger.sentence(change.start)
    return ledger.text[max(start, change.start - CLAUSE) : change.start]


def moves(ledger: Ledger) -> Iterator[Move]:
    """Changes of facts that have an exact figure which is no percentage, each about the figure that it fits."""
    taken = {change.fact for change in ledger.rows.changes}
    for change in ledger.rows.changes:
        fact = ledger.facts.get(change.fact)
        if fact and fact.quantity and fact.quantity.kind != "percent" and not fact.quantity.qualifier:
            yield move_of(ledger, change, fact, taken)


def move_of(ledger: Ledger, change: Change, fact: Fact, taken: Container[str]) -> Move:
    """One change as it fits best: about the fact it was linked to, or one beside; up or down where the text says both.

    A form whose 增加（减少） was left as it is says nothing about the direction, so that the figures have to.
    """
    both = BOTH_WAYS.search(ledger.text, max(0, change.start - WORD), change.end) is not None
    moved, percent = movement(ledger, change), change.percent
    if moved and percent and percent.unit != "pp":
        if both and not grows(ledger, change, moved, fact):
            turned = replace(change, direction=OPPOSITE[change.direction])
            change = turned if grows(ledger, turned, moved, fact) else change
        fact = better(ledger, percent, fact, taken, partial(grows, ledger, change, moved))
    now = ledger.figure(fact)
    if moved and fact.id != change.fact:
        moved = replace(moved, name=f"{now.name}增减额")
    return Move(change, fact, now, moved, prior_of(ledger, change, fact), both)


def grows(ledger: Ledger, change: Change, moved: Figure, fact: Fact) -> bool:
    """True when the printed growth is the movement over what this fact was before."""
    before = ((1, ledger.figure(fact)), (-SIGNS[change.direction], moved))
    return change.percent is not None and fits(change.percent, ((1, moved),), before)


def movement(ledger: Ledger, change: Change) -> Figure | None:
    """The printed amount of a change, unless it is in percentage points."""
    if change.amount is None or change.amount.kind == "percent" or change.amount.qualifier:
        return None
    return ledger.amounts[change.id]


def growth(move: Move, ledger: Ledger) -> tuple[Terms, Terms] | None:
    """Part and whole of a growth rate: the movement over what it started from, implied or printed."""
    if move.moved is not None:
        return ((1, move.moved),), ((1, move.now), (-move.sign, move.moved))
    if move.prior is not None:
        prior = ledger.figure(move.prior)
        return ((1, move.now), (-1, prior)), ((1, prior),)
    return None


def prior_of(ledger: Ledger, change: Change, fact: Fact) -> Fact | None:
    """The printed figure that the change is measured against, if there is exactly one candidate."""
    if change.against not in EARLIER or fact.year is None:
        return None
    back, stage = EARLIER[change.against]
    year = change.against_year or fact.year + back
    generic = fact.concept in GENERIC
    if generic and len(plain_name(fact.item.text)) < 2:  # 支出 says nothing about what was spent
        return None
    pool = ledger.by_name.get(plain_name(fact.item.text), ()) if generic else ledger.at_level(fact.concept, year, stage)
    found = [
        other
        for other in pool
        if other.year == year and other.stage == stage and other.id != fact.id and alike(other, fact)
        and (not generic or near(other, fact))
    ]  # fmt: skip
    close = [other for other in found if near(other, fact)] or found
    if one_value(close) is None:
        return None
    return min(close, key=lambda other: abs(place(other) - place(fact)))


def alike(one: Fact, two: Fact) -> bool:
    """True when two facts measure the same thing in the same money."""
    if one.quantity is None or two.quantity is None or one.quantity.kind != two.quantity.kind or one.quantity.qualifier:
        return False
    return one.project == two.project and (one.basis is None or two.basis is None or one.basis == two.basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movements(Relation):
    """Where parts make up a total and every part says how it moved, the movements make up that of the total.

    A total without a movement of its own moves as the other one of `twins` with its value does: 收支总预算, 支出总预算.
    """

    kind: Literal["movements"]
    twins: Concepts = ()

    def find(self, scene: "Scene") -> Iterable[Linear]:
        """One claim for each breakdown that holds and moves in all its parts."""
        for claim in scene.sums:
            if claim.verdict.status == "violated" or claim.sense != "=" or len(claim.terms) < 2:
                continue
            for change in self.moved(scene.ledger, scene.ledger.facts[claim.main.row]):
                yield from self.claim(scene.ledger, claim, change)

    def moved(self, ledger: Ledger, total: Fact) -> Iterable[Change]:
        """The movements of a total, or of the other total of the same money."""
        own = ledger.changes_of.get(total.id, ())
        if own or not total.quantity or not matches(total.concept, self.twins):
            return own
        same = (ledger.facts.get(f.row) for f in ledger.figures_of(total.quantity.kind, total.quantity.value))
        twins = (f for f in same if f and matches(f.concept, self.twins) and not f.project)
        alike = (f for f in twins if f.year == total.year and f.stage == total.stage)
        return next((moved for fact in alike if (moved := ledger.changes_of.get(fact.id))), ())

    def claim(self, ledger: Ledger, whole: Linear, change: Change) -> Iterator[Linear]:
        """The movement of one total against one base."""
        moved, sign = movement(ledger, change), SIGNS[change.direction]
        parts = [part_movement(ledger, figure, change, sign) for _, figure in whole.terms]
        terms = tuple(part for part in parts if part and part[0])
        if moved and sign and terms and all(parts):
            rows = tuple(figure.row for figure in whole.figures)
            yield Linear(self, moved, terms, self.severity, related=rows)


def part_movement(ledger: Ledger, part: Figure, whole: Change, sign: int) -> tuple[int, Figure] | None:
    """The movement of one part against the same base, signed by the direction of the whole; (0, …) when flat."""
    for change in ledger.changes_of.get(part.row, ()):
        if change.against == whole.against or "other" in (change.against, whole.against):
            moved = movement(ledger, change)
            if change.direction == "flat":
                return 0, part
            return (SIGNS[change.direction] * sign, moved) if moved else None
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated(Relation):
    """One figure moves against one base by one amount, in the text and in the table.

    Only amounts of which one looks like a slip of the other: two that differ may be two measures, or of two items.
    """

    kind: Literal["restated"]

    def find(self, scene: "Scene") -> Iterable[Linear]:
        """One claim for every further movement of a figure that agrees with the first, or nearly does."""
        for fact, changes in scene.ledger.changes_of.items():
            first: dict[object, Figure] = {}
            for change in changes if fact in scene.ledger.facts else ():
                if moved := movement(scene.ledger, change):
                    other = first.setdefault((change.against, change.against_year, change.direction), moved)
                    if other is not moved and (other.value == moved.value or mistyped(other.quantity, moved.quantity)):
                        yield Linear(self, moved, ((1, other),), self.severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins(Relation):
    """Totals of one value among `concepts` that move against the same base move by the same amount."""

    kind: Literal["twins"]
    concepts: Concepts

    def find(self, scene: "Scene") -> Iterable[Linear]:
        """One claim for every further total of the same value."""
        totals = [fact for concept in self.concepts for fact in scene.ledger.by_concept.get(concept, ())]
        first: dict[tuple[object, ...], tuple[Figure, int]] = {}
        for fact in totals:
            for change in scene.ledger.changes_of.get(fact.id, ()):
                moved = movement(scene.ledger, change)
                if moved is None or fact.project or fact.quantity is None or not fact.quantity.value:
                    continue
                mark = (fact.quantity.value, fact.year, fact.stage, change.against)
                other, sign = first.setdefault(mark, (moved, SIGNS[change.direction]))
                if other.row != change.id:
                    terms = ((sign * SIGNS[change.direction] or 1, other),)
                    yield Linear(self, moved, terms, self.severity, related=(fact.id,))
