"""One defect of each type: which slots can carry it, what is printed instead, and what a checker should call it."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from benchmarks.reconciliation_injected.page import Override, Page, Slot

HUNDRED, MYRIAD = Decimal(100), Decimal(10**4)
SURELY = 8  # steps by which a wrong number must differ, so that rounding cannot explain it
NOTICEABLE = Decimal("0.02")  # part of a figure by which a wrong one differs at least, so that percentages notice

Choice = tuple[Slot, Override]


@dataclass(frozen=True)
class Defect:
    """A type of defect.

    `causes` are the right names for it (empty: any); `error` is False where the promise broken is only worth a warning.
    """

    name: str
    choices: Callable[[Page, random.Random], Iterator[Choice]]
    causes: tuple[str, ...] = ()
    error: bool = True


def printed(value: Decimal, step: Decimal) -> Decimal:
    """A number to a step."""
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def differs(slot: Slot, value: Decimal) -> bool:
    """True when a value is no rounding of what should stand there."""
    gap = abs(value - slot.printed)
    return gap >= SURELY * slot.step and (
        slot.kind in ("share", "percent", "completion") or gap >= NOTICEABLE * slot.printed
    )


def money(page: Page) -> Iterator[Slot]:
    """Amounts that other figures of the document determine, large enough to be mistaken."""
    for slot in page.slots:
        if slot.kind == "fact" and slot.checked and slot.printed >= 100 * slot.step:
            yield slot


def percents(page: Page, *kinds: str) -> Iterator[Slot]:
    """Printed percentages with something to be compared with."""
    return (slot for slot in page.slots if slot.kind in kinds and slot.checked)


def wrong_total(page: Page, _: random.Random) -> Iterator[Choice]:
    """A share worked out on another total of the document."""
    wholes = {fact.part_of for fact in page.facts if fact.part_of} | {ratio.of for ratio in page.ratios}
    for slot in percents(page, "share"):
        for row in sorted(whole for whole in wholes if whole in page.exact):
            whole = page.exact[row]
            if whole > slot.parts["part"]:
                value = printed(HUNDRED * slot.parts["part"] / whole, slot.step)
                if differs(slot, value):
                    yield slot, Override(value)


def ratio_as_percent(page: Page, _: random.Random) -> Iterator[Choice]:
    """0.21 % for 20.8 %."""
    for slot in percents(page, "percent"):
        value = printed(slot.exact / HUNDRED, Decimal("0.01"))
        if value >= Decimal("0.05") and slot.step == Decimal("0.01"):
            yield slot, Override(value)


def unit_slip(page: Page, _: random.Random) -> Iterator[Choice]:
    """万元 for 元, or 元 for 万元: the same digits with the other unit."""
    for slot in money(page):
        if page.style.unit == "元":
            yield slot, Override(slot.printed * MYRIAD, "万元")
        elif page.style.unit == "万元":
            yield slot, Override(slot.printed / MYRIAD, "元")


def stale_copy(page: Page, _: random.Random) -> Iterator[Choice]:
    """The figure of the line before, copied and not changed."""
    slots = list(money(page))
    for before, slot in pairwise(slots):
        if differs(slot, before.printed) and before.printed > 1000 * before.step:
            yield slot, Override(before.printed)


def ten_fold(page: Page, _: random.Random) -> Iterator[Choice]:
    """A digit too many or too few before the point."""
    for slot in money(page):
        yield slot, Override(slot.printed * 10)
        if slot.printed >= 1000 * slot.step:
            yield slot, Override(printed(slot.printed / 10, slot.step))


def transposed(page: Page, _: random.Random) -> Iterator[Choice]:
    """Two neighbouring digits exchanged, in an amount or a percentage."""
    for slot in (*money(page), *percents(page, "share", "percent", "completion")):
        digits = str(int(slot.printed / slot.step))
        for place in range(len(digits) - 1):
            one, two = digits[place], digits[place + 1]
            value = Decimal(digits[:place] + two + one + digits[place + 2 :]) * slot.step
            if one != two and not (place == 0 and two == "0") and differs(slot, value):
                yield slot, Override(value)


def wrong_base(page: Page, _: random.Random) -> Iterator[Choice]:
    """Growth worked out on this year's figure."""
    for slot in percents(page, "percent"):
        value = printed(HUNDRED * slot.parts["moved"] / slot.parts["now"], slot.step)
        if differs(slot, value):
            yield slot, Override(value)


def sign(page: Page, _: random.Random) -> Iterator[Choice]:
    """增加 for 减少, where the growth tells the two apart."""
    for slot in page.slots:
        if slot.kind == "direction" and slot.checked and slot.parts["moved"] > Decimal("0.03") * slot.parts["now"]:
            yield slot, Override("decrease" if slot.printed == "increase" else "increase")


def sum_broken(page: Page, rng: random.Random) -> Iterator[Choice]:
    """Another number altogether."""
    for slot in money(page):
        value = printed(slot.printed * Decimal(str(round(rng.uniform(1.05, 1.9), 4))), slot.step)
        if differs(slot, value):
            yield slot, Override(value)


def prior_value(page: Page, _: random.Random) -> Iterator[Choice]:
    """Last year's figure mistyped: a digit dropped."""
    for slot in page.slots:
        if slot.kind == "prior" and slot.checked:
            digits = str(int(slot.printed / slot.step))
            for place in range(1, len(digits) - 1):
                value = Decimal(digits[:place] + digits[place + 1 :] + "0") * slot.step
                if differs(slot, value):
                    yield slot, Override(value)


def completion(page: Page, _: random.Random) -> Iterator[Choice]:
    """Completion worked out the wrong way round."""
    for slot in percents(page, "completion"):
        value = printed(HUNDRED * slot.parts["whole"] / slot.parts["part"], slot.step)
        if differs(slot, value):
            yield slot, Override(value)


def neighbour(page: Page, _: random.Random) -> Iterator[Choice]:
    """The share of the line before, copied."""
    slots = list(percents(page, "share"))
    for before, slot in pairwise(slots):
        if before.parts["whole"] == slot.parts["whole"] and differs(slot, before.printed):
            yield slot, Override(before.printed)


def fixed(kind: str, value: Callable[[Slot], Any]) -> Callable[[Page, random.Random], Iterator[Choice]]:
    """Every slot of a kind with one wrong print."""

    def choices(page: Page, _: random.Random) -> Iterator[Choice]:
        return ((slot, Override(value(slot))) for slot in page.slots if slot.kind == kind and slot.checked)

    return choices


def copied_total(page: Page, _: random.Random) -> Iterator[Choice]:
    """机关运行经费 with the figure of the whole budget."""
    names = {fact.id: fact.concept for fact in page.facts}
    total = next((slot for slot in page.slots if names.get(slot.row) == "exp.total"), None)
    for slot in page.slots:
        if total and slot.kind == "fact" and names.get(slot.row) == "op.total":
            yield slot, Override(total.printed)


def overspent(page: Page, rng: random.Random) -> Iterator[Choice]:
    """A cost indicator above the budget of its project."""
    rows = {indicator.id for indicator in page.indicators}
    for slot in page.slots:
        if slot.row in rows:
            yield slot, Override(printed(slot.printed * Decimal(str(round(rng.uniform(1.1, 3), 3))), slot.step))


DEFECTS = (
    Defect("share of wrong total", wrong_total, ("share_of_wrong_total",)),
    Defect("ratio as percent", ratio_as_percent, ("ratio_as_percent",)),
    Defect("unit slip", unit_slip, ("unit_slip",)),
    Defect("stale copy", stale_copy, ("stale_copy",)),
    Defect("copied share", neighbour, ("stale_copy",)),
    Defect("copied total", copied_total, ("stale_copy",)),
    Defect("ten-fold", ten_fold, ("ten_fold",)),
    Defect("transposed digits", transposed, ("transposed_digits",)),
    Defect("wrong base", wrong_base, ("wrong_base",)),
    Defect("completion", completion, ("wrong_base",)),
    Defect("sign", sign, ("sign",)),
    Defect("wording", fixed("wording", lambda slot: "小于" if slot.printed == "大于" else "大于"), ("sign",)),
    Defect("sum broken", sum_broken),
    Defect("prior value", prior_value, ("prior_value",)),
    Defect("duplicated page", fixed("block", lambda _: "twice"), ("duplicated_page",), error=False),
    Defect("presence", fixed("flag", lambda slot: not slot.printed)),
    Defect("count", fixed("count", lambda slot: slot.printed + 5)),
    Defect("cost above budget", overspent, error=False),
)


def broken(defect: Defect, page: Page, rng: random.Random) -> Choice | None:
    """One random way to break a document with this type of defect, if it can carry it."""
    choices = list(defect.choices(page, rng))
    return rng.choice(choices) if choices else None
