"""What an author may have meant who printed a wrong number: the slips that these documents show again and again."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.data import Quantity
from extractor.reconciliation.intervals import Interval, rounded

TEN, MYRIAD = Decimal(10), Decimal(10**4)
FACTORS: dict[str, tuple[tuple[str, Decimal], ...]] = {
    # a ratio written with a percent sign (0.21% for 20.8%), 万元 for 元, a comma or a zero too many
    "percent": (("ratio_as_percent", Decimal(100)), ("ten_fold", TEN), ("ten_fold", 1 / TEN)),
    "amount": (("unit_slip", MYRIAD), ("unit_slip", 1 / MYRIAD), ("ten_fold", TEN), ("ten_fold", 1 / TEN)),
    "count": (("ten_fold", TEN), ("ten_fold", 1 / TEN)),
}

MISTYPED = 2  # digits in which two printings of one number may differ
DIGITS = 4  # that a number needs for another that differs in one of them to be no chance
SWAPPED = 3  # and for another with two of them exchanged


@dataclass(frozen=True, slots=True)
class Slip:
    """A number that may have been meant, and what happened to it; `reach` is what the intended number stands for."""

    cause: str
    value: Decimal
    reach: Interval


def slips(quantity: Quantity) -> Iterator[Slip]:
    """Every number from which one slip leads to the printed one: 1,137.50万元 may have been 113.75万元."""
    if quantity.value == 0:
        return
    for cause, factor in FACTORS.get(quantity.kind, ()):
        yield Slip(cause, quantity.value * factor, rounded(quantity.value, quantity.step).times(factor))
    for value in transposed(quantity):
        yield Slip("transposed_digits", value, rounded(value, quantity.step))


def transposed(quantity: Quantity) -> Iterator[Decimal]:
    """The number with two neighbouring digits exchanged: 97.66 -> 79.66, 96.76."""
    if quantity.step <= 0:
        return
    digits = str(int(abs(quantity.value) / quantity.step))
    for index in range(len(digits) - 1):
        one, two = digits[index], digits[index + 1]
        if one != two and not (index == 0 and two == "0"):
            swapped = digits[:index] + two + one + digits[index + 2 :]
            yield (Decimal(swapped) * quantity.step).copy_sign(quantity.value)


def likely_slip(quantity: Quantity, wanted: Interval) -> Slip | None:
    """The slip that leads from a wanted value to the printed one, if one does.

    A bound ("at most 702.15") is met by anything small, so there only a slip of units counts, and only from far away.
    """
    for slip in slips(quantity):
        if slip.reach.meets(wanted) and (definite(quantity, wanted) or _far(quantity.value, wanted, slip)):
            value = slip.value if wanted.holds(slip.value) else wanted.middle
            return Slip(slip.cause, value, slip.reach)
    return None


def definite(quantity: Quantity, wanted: Interval) -> bool:
    """True when the wanted values are few enough for a slip to be no chance."""
    return wanted.width <= max(abs(quantity.value), abs(wanted.middle)) / 5


def _far(value: Decimal, wanted: Interval, slip: Slip) -> bool:
    """True when a figure is a hundred times over its bound, so that it must be in a wrong unit."""
    return slip.cause == "unit_slip" and wanted.high > 0 and value > wanted.high * 100


def mistyped(one: Quantity, two: Quantity) -> bool:
    """True when two numbers of one length differ in one digit, or in two that changed places: 1397.82 and 1379.82."""
    step = one.step
    if not step or step != two.step:
        return False
    a, b = (str(int(abs(number.value) / step)) for number in (one, two))
    wrong = [place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    swapped = len(wrong) == MISTYPED and [a[n] for n in wrong] == [b[n] for n in reversed(wrong)]
    return len(a) == len(b) and (len(a) >= SWAPPED if swapped else len(wrong) == 1 and len(a) >= DIGITS)
