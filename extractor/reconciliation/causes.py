"""Why a percentage or a sum is wrong, when no slip of one digit explains it: another base, another total, a copy."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from extractor.reconciliation.claims import Claim, Linear, Quotient, Terms, total
from extractor.reconciliation.directions import Direction
from extractor.reconciliation.figures import Figure, between
from extractor.reconciliation.intervals import HUNDRED
from extractor.reconciliation.ledger import Ledger
from extractor.reconciliation.movements import SIGNS, Growth, Level, movement
from extractor.reconciliation.ratios import Completion, Share, Wording

ABOUT = Decimal("0.05")  # part of a percentage within which a wrong way is looked at closely
AGREES = ("exact", "within_rounding", "truncation")
TELLING = 3  # digits that a number must have before its copy is evidence
UNROUND = 2  # and how many of them must not be zeros at its end
ALMOST = Decimal("0.99")  # how far beyond the printed percentage another whole may lie, for the digits not printed


def cause_of(claim: Claim, ledger: Ledger) -> str | None:
    """The structural cause of a violated claim: what else its main figure would be right for."""
    if isinstance(claim, Quotient):
        return next((way.cause for way in ways(claim, ledger) if leads_to(way, claim)), None)
    if isinstance(claim.relation, Level):
        return "sign" if flipped(claim) else None
    return "sign" if isinstance(claim.relation, (Direction, Wording)) else miscounted(claim, ledger)


class Way(NamedTuple):
    """A wrong way to work out a percentage: a name for it, and what was divided by what."""

    cause: str
    part: Terms
    whole: Terms


def ways(claim: Quotient, ledger: Ledger) -> Iterator[Way]:
    """The wrong ways that authors take to a percentage of this kind."""
    (_, part), whole = claim.part[0], claim.whole
    if isinstance(claim.relation, Growth) and len(whole) > 1:
        (_, now), (sign, moved) = whole
        yield Way("sign", claim.part, ((1, now), (-sign, moved)))
        yield Way("wrong_base", claim.part, ((1, now),))
    elif isinstance(claim.relation, Growth):
        yield Way("wrong_base", claim.part, ((1, part),))
    elif isinstance(claim.relation, Completion):
        yield Way("wrong_base", whole, claim.part)
        yield Way("wrong_base", ((1, part), (-1, whole[0][1])), whole)
        yield from earlier_levels(claim, part, ledger)
        yield from other_wholes("wrong_base", claim, part, ledger)
    elif isinstance(claim.relation, Share):
        yield from other_wholes("share_of_wrong_total", claim, part, ledger)
        yield from siblings(claim, part, ledger)


def leads_to(way: Way, claim: Quotient) -> bool:
    """True when this way gives the printed percentage."""
    base, printed = total(way.whole), abs(claim.main.value)
    if base <= 0 or abs(HUNDRED * abs(total(way.part)) / base - printed) > ABOUT * (printed + claim.main.quantity.step):
        return False  # far off: most ways are, and need no intervals
    return replace(claim, part=way.part, whole=way.whole).verdict.status in AGREES


def earlier_levels(claim: Quotient, part: Figure, ledger: Ledger) -> Iterator[Way]:
    """A final figure over the level that its change implies: completion worked out on last year's figure."""
    for change in ledger.changes_of.get(part.row, ()):
        if moved := movement(ledger, change):
            yield Way("wrong_base", claim.part, ((1, part), (-SIGNS[change.direction], moved)))


def other_wholes(cause: str, claim: Quotient, part: Figure, ledger: Ledger) -> Iterator[Way]:
    """The part in other totals of the document that would give the printed percentage."""
    percent, step = abs(claim.main.value), claim.main.quantity.step
    if percent <= step or part.value <= 0:
        return
    low, high = (HUNDRED * part.value / (percent + gap) for gap in (step, -step))
    year = ledger.facts[part.row].year if part.row in ledger.facts else None
    for whole in between(ledger.wholes.get(part.quantity.kind, ()), low * ALMOST, high / ALMOST):
        fact = ledger.facts[whole.row]
        if whole.row not in (part.row, claim.whole[0][1].row) and fact.year in (None, year):
            yield Way(cause, claim.part, ((1, whole),))


def siblings(claim: Quotient, part: Figure, ledger: Ledger) -> Iterator[Way]:
    """The shares of the other parts of the same whole: a line copied from its neighbour."""
    for ratio in ledger.ratios_to.get(claim.whole[0][1].row, ()):
        other = ledger.facts.get(ratio.fact)
        if other and other.id != part.row and other.quantity:
            yield Way("stale_copy", ((1, ledger.figure(other)),), claim.whole)


def flipped(claim: Linear) -> bool:
    """True when last year's figure minus instead of plus the movement (or the reverse) gives this year's."""
    (_, prior), (sign, moved) = claim.terms
    difference = claim.main.value - prior.value + sign * moved.value
    return abs(difference) <= claim.verdict.tolerance


def miscounted(claim: Linear, ledger: Ledger) -> str | None:
    """A list that holds one part too many, or one too few that the document prints elsewhere."""
    gap, slack = claim.verdict.difference, claim.verdict.tolerance
    if claim.sense != "=" and gap > 0:
        return None
    if gap < 0 and any(abs(figure.value + gap) <= slack for c, figure in claim.terms if c > 0 and len(claim.terms) > 2):
        return "counted_twice"
    listed = {figure.row for figure in claim.figures}
    for part in ledger.children.get(claim.main.row, ()) if gap > slack else ():
        if part.id not in listed and part.quantity and abs(part.quantity.value - gap) <= slack:
            return "part_missing"
    return None


def copied(figure: Figure, ledger: Ledger) -> Figure | None:
    """Another item of the document that prints the very same number, if the number has digits enough to tell."""
    digits, step = len(figure.value.normalize().as_tuple().digits), figure.quantity.step or Decimal(1)
    if digits < UNROUND or abs(figure.value) < step * 10 ** (TELLING - 1):
        return None
    for other in ledger.figures_of(figure.quantity.kind, figure.value):
        if other.row != figure.row and other.part == figure.part and not same_item(figure, other, ledger):
            return other
    return None


def same_item(one: Figure, two: Figure, ledger: Ledger) -> bool:
    """True when two facts are the same item of the same year, printed twice."""
    a, b = ledger.facts.get(one.row), ledger.facts.get(two.row)
    if a is None or b is None or not a.concept or a.concept != b.concept:
        return False
    return a.item.text == b.item.text and a.year == b.year and a.stage == b.stage
