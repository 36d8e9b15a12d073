"""Other readings of a percentage that does not hold: a link may be wrong where the document is right.

A percentage printed to two decimals fits a wrong pair of figures once in thousands of times. So when it fits a figure
just beside the one it was linked to, and that figure has no such percentage of its own, it belongs there; and when all
shares of a list fit another total, the list belongs to that total. An author's copy of the line before is no such case:
there the line before has a percentage of its own.
"""

from bisect import bisect_left
from collections.abc import Callable, Container, Iterator, Sequence
from decimal import Decimal

from extractor.data import Fact, Quantity, Ratio
from extractor.reconciliation.claims import fits, total
from extractor.reconciliation.figures import Figure
from extractor.reconciliation.intervals import HUNDRED
from extractor.reconciliation.ledger import SERIES_GAP, Ledger

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
    rank = bisect_left(ledger.places, percent.start)
    before = ledger.numbered[max(0, rank - BESIDE) : rank]
    for other in reversed(before):
        alike = other.quantity and fact.quantity and other.quantity.kind == fact.quantity.kind
        if alike and other.id != fact.id and other.section == before[-1].section:
            yield other


Shares = Sequence[tuple[Ratio, Figure]]


def divisible(part: Fact, whole: Fact) -> bool:
    """True when both have exact figures of one kind."""
    a, b = part.quantity, whole.quantity
    return a is not None and b is not None and a.kind == b.kind and not a.qualifier and not b.qualifier


def re_read(ledger: Ledger) -> dict[str, Fact | None]:
    """The totals of shares that were linked to another total, by the share; None for a sum that is not printed."""
    found: dict[str, Fact | None] = dict(of_neighbours(ledger))
    for whole, ratios in ledger.series:
        parts = [(ratio, ledger.facts.get(ratio.fact)) for ratio in ratios if ratio.id not in found]
        shares = [(ratio, ledger.figure(part)) for ratio, part in parts if part and divisible(part, whole)]
        if whole.quantity:
            for identity, figure in other_wholes(ledger, shares, ledger.figure(whole)).items():
                found[identity] = ledger.facts[figure.row] if figure else None
    return found


def of_neighbours(ledger: Ledger) -> Iterator[tuple[str, Fact]]:
    """Shares that belong to the total of the share just before or after them, though linked to another.

    The part was stated before, as part of another total, and holds in this one; or it is part of this one, but its
    share fits another total far away, which no reader would think of.
    """
    shares = [ratio for ratio in ledger.rows.ratios if ratio.kind == "share" and ratio.percent.unit != "pp"]
    for number, ratio in enumerate(shares):
        part, whole = ledger.facts.get(ratio.fact), ledger.facts.get(ratio.of or "")
        if part is None or whole is None or not precise(ratio.percent) or not divisible(part, whole):
            continue
        beside = (*shares[max(0, number - 1) : number], *shares[number + 1 : number + 2])
        near = (other for other in beside if abs(other.percent.start - ratio.percent.start) <= SERIES_GAP)
        for fact in (ledger.facts.get(other.of or "") for other in near if other.of not in (ratio.of, ratio.fact)):
            if fact and divisible(part, fact) and meant(ledger, ratio, part, whole, fact):
                yield ratio.id, fact
                break


def meant(ledger: Ledger, ratio: Ratio, part: Fact, linked: Fact, other: Fact) -> bool:
    """True when a share is one of the other total: it fits there alone, or the words name no total and it is part."""
    if not is_share(ledger, ratio, part, linked):
        return is_share(ledger, ratio, part, other)
    return part.part_of == other.id and not ratio.of_text and linked.section != part.section


def is_share(ledger: Ledger, ratio: Ratio, part: Fact, whole: Fact) -> bool:
    """True when a printed share is this part of this whole."""
    return fits(ratio.percent, ((1, ledger.figure(part)),), ((1, ledger.figure(whole)),))


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
    return (figure for figure in ledger.figures_of(kind, low, high) if figure.row in ledger.facts)
