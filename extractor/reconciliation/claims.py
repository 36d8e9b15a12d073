"""A relation applied to particular figures: whether it holds, and what one of them would have to be.

Two shapes cover all arithmetic of these documents. A `Linear` claim says that a figure is a signed sum of others (or is
not above, or not below it): totals and parts, opening and closing balances, equal figures, upper bounds. A `Quotient`
claim says that a printed percentage is one signed sum over another: shares, completion, growth on the year before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from extractor.data import Quantity, Severity, Status
from extractor.reconciliation.figures import Figure, Key
from extractor.reconciliation.intervals import (
    ENDLESS,
    HALF,
    HUNDRED,
    ONE,
    ZERO,
    Interval,
    cut,
    nearest,
    rounded,
    spread,
    steps,
)
from extractor.reconciliation.relations import Relation

Terms = tuple[tuple[int, Figure], ...]
Sense = Literal["=", "≤", "≥"]


class Verdict(NamedTuple):
    """How a claim came out; all numbers in base units of the judged figure."""

    status: Status
    expected: Decimal
    actual: Decimal
    tolerance: Decimal

    @property
    def difference(self) -> Decimal:
        """Printed minus expected."""
        return self.actual - self.expected


@dataclass(frozen=True, slots=True)
class Linear:
    """`main` = Σ coefficient x figure over `terms`, or ≤, or ≥, as `sense` says.

    `severity` is what a violation of this very claim means: less than the relation says when the list of terms may be
    incomplete or the figures may not be comparable; `note` says why. `related` are further rows that the check names;
    `words` are what the text says in words ("小于年初预算数") where no figure says it.
    """

    relation: Relation
    main: Figure
    terms: Terms
    severity: Severity
    sense: Sense = "="
    note: str = ""
    related: tuple[str, ...] = ()
    words: str = ""
    figures: tuple[Figure, ...] = field(init=False, repr=False)
    step: Mapping[Key, Decimal] = field(init=False, repr=False)
    verdict: Verdict = field(init=False, repr=False)

    def __post_init__(self) -> None:
        figures = (self.main, *(figure for _, figure in self.terms))
        sizes = steps([(figure.quantity, figure.size) for figure in figures])
        steps_by_key = {figure.key: size for figure, size in zip(figures, sizes, strict=True)}
        object.__setattr__(self, "figures", figures)  # worked out once, because every claim is asked for them
        object.__setattr__(self, "step", steps_by_key)
        object.__setattr__(self, "verdict", self._judge())

    def _judge(self) -> Verdict:
        """Compare the printed main figure with what the terms give."""
        expected, actual, tolerance = total(self.terms), self.main.value, spread(self.step.values())
        return Verdict(self._status(actual - expected, tolerance), expected, actual, tolerance)

    def _status(self, difference: Decimal, tolerance: Decimal) -> Status:
        if (self.sense == "≤" and difference <= tolerance) or (self.sense == "≥" and difference >= -tolerance):
            return "exact"
        if abs(difference) <= tolerance:
            return "within_rounding" if difference else "exact"
        up = sum((self.step[f.key] for c, f in self.terms if c > 0), ZERO)
        down = sum((self.step[f.key] for c, f in self.terms if c < 0), ZERO) + self.step[self.main.key]
        # cutting digits makes every figure smaller than it was: the whole is larger by less than the steps of the parts
        return "truncation" if -down < difference < up else "violated"

    def weight(self, key: Key) -> int:
        """By how much the difference grows when a figure grows by one."""
        return (key == self.main.key) - sum(c for c, figure in self.terms if figure.key == key)

    def loose(self) -> Decimal:
        """The tolerance when every figure keeps exactly the digits it was printed with."""
        return spread(ZERO if f.quantity.kind == "count" else f.quantity.step for f in self.figures)

    def solve(self, key: Key) -> Interval | None:
        """The values of one figure for which the claim holds; half of them endless for ≤ and ≥."""
        weight = self.weight(key)
        if weight == 0:
            return None
        figure = next(figure for figure in self.figures if figure.key == key)
        middle = figure.value - self.verdict.difference / weight
        slack = self.verdict.tolerance
        if self.sense == "=":
            return Interval(middle - slack, middle + slack)
        if (self.sense == "≤") == (weight > 0):
            return Interval(-ENDLESS, middle + slack)
        return Interval(middle - slack, ENDLESS)


@dataclass(frozen=True, slots=True)
class Quotient:
    """`main`, a percentage, = 100 x |Σ coefficient x figure over `part`| / Σ coefficient x figure over `whole`.

    A figure may stand in both: growth is the movement over the level that this year's level and the movement imply.
    """

    relation: Relation
    main: Figure
    part: Terms
    whole: Terms
    severity: Severity
    note: str = ""
    related: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = field(init=False, repr=False)  # the percentage, the part, the whole; each once
    verdict: Verdict = field(init=False, repr=False)

    def __post_init__(self) -> None:
        seen = {self.main.key: self.main}
        for _, figure in (*self.part, *self.whole):
            seen[figure.key] = figure
        object.__setattr__(self, "figures", tuple(seen.values()))
        object.__setattr__(self, "verdict", compared(self.main.quantity, self.part, self.whole))

    def solve(self, key: Key) -> Interval | None:
        """The values of one figure for which the claim holds."""
        step = self.main.quantity.step
        if key == self.main.key:
            half = step * HALF
            reach = quotient(extent(self.part), extent(self.whole))
            return None if reach is None else Interval(reach.low - half, reach.high + half)
        printed = rounded(abs(self.main.value), step).times(ONE / HUNDRED)
        ends = [self._unknown(share, key) for share in (printed.low, printed.high)]
        found = [end for end in ends if end is not None]
        if len(found) < len(ends):
            return None
        slack = spread(f.quantity.step for f in self.figures if f.key != self.main.key)
        return Interval(min(found) - slack, max(found) + slack)

    def _unknown(self, share: Decimal, key: Key) -> Decimal | None:
        """The x for which |a + k·x| = share · (b + m·x), keeping the sign that the part has now."""
        sign = -1 if total(self.part) < 0 else 1
        a = sum((c * f.value for c, f in self.part if f.key != key), ZERO)
        b = sum((c * f.value for c, f in self.whole if f.key != key), ZERO)
        k = sum(c for c, figure in self.part if figure.key == key)
        m = sum(c for c, figure in self.whole if figure.key == key)
        below = share * m - sign * k
        return None if below == 0 else (sign * a - share * b) / below


def total(terms: Terms) -> Decimal:
    """Σ coefficient x value."""
    found = ZERO
    for coefficient, figure in terms:
        found += coefficient * figure.quantity.value
    return found


def compared(percent: Quantity, part: Terms, whole: Terms) -> Verdict:
    """A printed percentage against the quotient of what the figures stand for."""
    over, under = extent(part), extent(whole)
    actual, step, reach = abs(percent.value), percent.step, quotient(over, under)
    if reach is None:
        return Verdict("not_evaluable", ZERO, actual, ZERO)
    expected = nearest(HUNDRED * abs(over.middle) / under.middle, min(step, ONE))
    status: Status = "violated"
    if actual == expected:
        status = "exact"
    elif rounded(actual, step).meets(reach):
        status = "within_rounding"
    elif cut(actual, step).meets(reach):
        status = "truncation"
    return Verdict(status, expected, actual, step * HALF + reach.width / 2)


def fits(percent: Quantity, part: Terms, whole: Terms) -> bool:
    """True when a printed percentage is this quotient; most are to the digit, and need no intervals."""
    base = total(whole)
    if base > 0 and abs(HUNDRED * abs(total(part)) / base - abs(percent.value)) <= percent.step * HALF:
        return True
    return compared(percent, part, whole).status in ("exact", "within_rounding", "truncation")


def quotient(part: Interval, whole: Interval) -> Interval | None:
    """All percentages of what the rounded figures may be; None when the whole is not above zero."""
    if whole.low <= ZERO:
        return None
    low, high = (part.low, part.high) if part.high >= ZERO else (-part.high, -part.low)
    return Interval(HUNDRED * low / (whole.high if low >= ZERO else whole.low), HUNDRED * high / whole.low)


def extent(terms: Terms) -> Interval:
    """All values that Σ coefficient x figure may have, the figures being rounded."""
    middle = slack = ZERO
    for coefficient, figure in terms:
        middle += coefficient * figure.quantity.value
        if figure.quantity.kind != "count":
            slack += figure.quantity.step
    slack *= HALF
    return Interval(middle - slack, middle + slack)


Claim = Linear | Quotient
