"""Whether figures close on each other: where words leave two readings open, the one whose figures agree wins.

A printed figure stands for everything that rounds to it, or that was cut to it, so a relation closes when the intervals
of its sides meet. Source: interval reading of rounded facts, as in XBRL Calculations 1.1.
"""

from collections.abc import Sequence
from decimal import Decimal

from extractor.data import Direction, Quantity

HUNDRED = Decimal(100)
ONE_STEP = Decimal(1)  # authors cut digits as often as they round them: a whole step either way


def share_closes(part: Quantity, whole: Quantity, percent: Quantity) -> bool:
    """Whether `percent` is `part` over `whole`: 875.44万元 of 913.26万元 is 95.86%."""
    if whole.value == 0 or part.kind != whole.kind:
        return False
    return _meets(part.value, part.step, whole.value, whole.step, percent)


def change_closes(level: Quantity, amount: Quantity, percent: Quantity, direction: Direction) -> bool:
    """Whether a level that moved by `amount` moved by `percent`: 913.26 after -117.42 fell by 11.39 %."""
    if level.kind != amount.kind:
        return False
    prior = level.value - amount.value if direction == "increase" else level.value + amount.value
    if prior <= 0:
        return False
    return _meets(amount.value, amount.step, prior, level.step + amount.step, percent)


def difference_closes(level: Quantity, base: Quantity, amount: Quantity, direction: Direction) -> bool:
    """Whether the step from `base` to `level` is `amount` in that direction."""
    moved = level.value - base.value if direction == "increase" else base.value - level.value
    return abs(moved - amount.value) <= level.step + base.step + amount.step


def sum_closes(total: Quantity, parts: Sequence[Quantity]) -> bool:
    """Whether parts add up to their total: 行政编制19人 and 事业编制84人 to 103人."""
    slack = total.step + sum((part.step for part in parts), Decimal(0))
    if total.kind == "count":
        slack = Decimal(0)
    return abs(sum((part.value for part in parts), Decimal(0)) - total.value) <= slack


def _meets(part: Decimal, part_step: Decimal, whole: Decimal, whole_step: Decimal, percent: Quantity) -> bool:
    """Whether a printed percentage is a quotient that the printed digits allow."""
    exact = HUNDRED * part / whole
    slack = HUNDRED * (part_step / 2 + abs(exact) / HUNDRED * whole_step / 2) / abs(whole)
    return abs(exact - percent.value) <= percent.step * ONE_STEP + slack
