"""What a printed number stands for, and whether two sides of a relation can be the same amount.

"913.26" was rounded, so it stands for [913.255, 913.265]; a relation holds when the intervals of its sides meet. The
tolerance of every comparison therefore follows from the digits that the author printed and never from a constant.

Source: the interval reading of rounded facts in XBRL Calculations 1.1, applied to 万元 and 元.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from extractor.data import Quantity

ZERO = Decimal(0)
ONE = Decimal(1)
HALF = Decimal("0.5")  # a rounded figure lies within half of its last printed digit
HUNDRED = Decimal(100)
ENDLESS = Decimal("Infinity")
SCALES = frozenset({Decimal(10**8), Decimal(10**4), Decimal(10**3)})  # 亿元, 万元, 千元 in yuan
ORDINARY = 18  # digits before the point with which a number and its step always fit into the usual precision of 28
LONGEST = 200  # digits that a rounded number may have: a quotient of figures that no document means has many
DECIMALS = re.compile(r"[.．]\s*([\d０-９]+(?:\s[\d０-９]+)*)")


class Interval(NamedTuple):  # a tuple, because every claim makes several
    """All values between `low` and `high`, both included: Interval(8241250, 8241350)."""

    low: Decimal
    high: Decimal

    @property
    def middle(self) -> Decimal:
        """The value half way; the finite end when the other is endless."""
        if self.high == ENDLESS or self.low == -ENDLESS:
            return self.low if self.high == ENDLESS else self.high
        return (self.low + self.high) / 2

    @property
    def width(self) -> Decimal:
        """How far apart the ends are."""
        return self.high - self.low

    def meets(self, other: "Interval") -> bool:
        """True when the two have a value in common."""
        return self.low <= other.high and other.low <= self.high

    def holds(self, value: Decimal) -> bool:
        """True when `value` lies in the interval."""
        return self.low <= value <= self.high

    def overlap(self, other: "Interval") -> "Interval | None":
        """The values in both, or None."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None

    def times(self, factor: Decimal) -> "Interval":
        """Every value multiplied by `factor`."""
        low, high = self.low * factor, self.high * factor
        return Interval(low, high) if factor >= ZERO else Interval(high, low)


def nearest(value: Decimal, step: Decimal) -> Decimal:
    """A number to the digits of a step, however large it is: (47.9367, 0.01) -> 47.94."""
    if value.adjusted() < ORDINARY:
        return value.quantize(step, ROUND_HALF_UP)
    return value.quantize(step, ROUND_HALF_UP, Context(prec=LONGEST))


def rounded(value: Decimal, step: Decimal) -> Interval:
    """What a rounded figure stands for: (913.26, 0.01) -> [913.255, 913.265]."""
    return Interval(value - step * HALF, value + step * HALF)


def cut(value: Decimal, step: Decimal) -> Interval:
    """What a figure stands for whose further digits were cut off: (37.46, 0.01) -> [37.46, 37.47]."""
    return Interval(value, value + step) if value >= 0 else Interval(value - step, value)


def scale(quantity: Quantity) -> Decimal:
    """The size of the printed unit in base units: "913.26万元" -> 10000, "9.5%" -> 1.

    Read from step and decimals, so that a cell "913.26" under a head 单位：万元 has the size 10000 as well.
    """
    if quantity.kind != "amount":
        return ONE
    match = DECIMALS.search(quantity.text)
    size = quantity.step.scaleb(len("".join(match[1].split()))) if match else quantity.step
    return size if size in SCALES else ONE


def steps(printed: Sequence[tuple[Quantity, Decimal]]) -> list[Decimal]:
    """The step of each figure among its siblings: an integer beside two-decimal siblings has two decimals too.

    ["702.15万元", "50万元"], each with the size of its unit -> [100, 100]. Only figures printed in the same unit are
    siblings, counted things are exact (step 0), and at most two decimals are taken on trust.
    """
    finest: dict[Decimal, Decimal] = {}
    for quantity, size in printed:
        finest[size] = min(quantity.step, finest.get(size, quantity.step))
    trusted = {size: max(step, size / HUNDRED) for size, step in finest.items()}
    return [ZERO if quantity.kind == "count" else min(quantity.step, trusted[size]) for quantity, size in printed]


def spread(step_sizes: Iterable[Decimal]) -> Decimal:
    """How far a signed sum of rounded figures may be off: half of every step."""
    return sum(step_sizes, ZERO) * HALF
