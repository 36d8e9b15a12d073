"""Other readings of a percentage that does not hold: a link may be wrong where the document is right.

A percentage printed to two decimals fits a wrong pair of figures once in thousands of times. So when it fits a figure
just beside the one it was linked to, and that figure has no such percentage of its own, it belongs there; and when all
shares of a list fit another total, the list belongs to that total. An author's copy of the line before is no such case:
there the line before has a percentage of its own.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterator, Sequence
from decimal import Decimal

from extractor.data import Fact, Quantity, Ratio
from extractor.reconciliation.claims import fits, total
from extractor.reconciliation.intervals import HUNDRED
from extractor.reconciliation.ledger import Figure, Ledger, place

BESIDE = 4  # figures before a percentage among which its own may be
AGREEING = 2  # shares that must point at another total together
PRECISE = Decimal("0.005")  # step of a percentage as part of it: 0.01 in 2 or more


def precise(percent: Quantity) -> bool:
    """True for a percentage with digits enough to tell figures apart."""
    return percent.value != 0 and percent.step <= abs(percent.value) * PRECISE


def better(ledger: Ledger, percent: Quantity, fact: Fact, taken: Container[str], fit: Callable[[Fact], bool]) -> Fact:
    """The fact that a percentage is about: as linked, unless it fits there only beside."""
    if not precise(percent) or fit(fact):
        return fact
    return next((other for other in beside(ledger, percent, fact) if other.id not in taken and fit(other)), fact)


def beside(ledger: Ledger, percent: Quantity, fact: Fact) -> Iterator[Fact]:
    """Figures printed just before a percentage in the same section, nearest first."""
    index = ledger.index[fact.id]
    for other in reversed(ledger.numbered[max(0, index - BESIDE) : index + BESIDE + 1]):
        near = other.id != fact.id and other.section == fact.section
        alike = other.quantity and fact.quantity and other.quantity.kind == fact.quantity.kind
        if near and alike and place(other) < percent.start:
            yield other


Shares = Sequence[tuple[Ratio, Figure]]


def other_wholes(ledger: Ledger, shares: Shares, whole: Figure) -> dict[str, Figure | None]:
    """The totals of shares in a list that do not hold as linked, by the share.

    All of the list, or a part of it that is a list of its own, may be shares of one other figure; None when they are
    shares of their own sum, which the document does not print.
    """
    off = [(ratio, part) for ratio, part in shares if not fits(ratio.percent, ((1, part),), ((1, whole),))]
    if sum(precise(ratio.percent) for ratio, _ in off) < AGREEING:
        return {}
    summed = tuple((1, part) for _, part in off)
    for figure in figures_about(ledger, *max(off, key=lambda share: share[1].value)):
        of_its_own = len(off) == len(shares) or abs(total(summed) - figure.value) <= figure.quantity.step * len(off)
        if of_its_own and all(fits(ratio.percent, ((1, part),), ((1, figure),)) for ratio, part in off):
            return {ratio.id: figure for ratio, _ in off}
    apart = all(fits(ratio.percent, ((1, part),), summed) for ratio, part in off)
    return {ratio.id: None for ratio, _ in off} if apart else {}


def figures_about(ledger: Ledger, ratio: Ratio, part: Figure) -> Iterator[Figure]:
    """The facts of which a part could be this share."""
    kind, percent, step = part.quantity.kind, abs(ratio.percent.value), ratio.percent.step
    low, high = (HUNDRED * part.value / (percent + gap) for gap in (step, -step))
    values = ledger.values.get(kind, [])
    for value in values[bisect_left(values, low) : bisect_right(values, high)]:
        yield from (figure for figure in ledger.by_value[kind, value] if figure.row in ledger.facts)
