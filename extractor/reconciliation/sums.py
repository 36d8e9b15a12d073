"""Totals and their parts: which parts belong to one breakdown, and whether that breakdown leaves nothing out.

A total may be broken down several times (by nature, by function, by source), and a 其中 list may be incomplete: a list
that stays below its total says no more than that, unless its concepts, its words or its shares show that it names
everything.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from extractor.data import Fact, Severity
from extractor.reconciliation.claims import Linear, Sense
from extractor.reconciliation.intervals import ZERO
from extractor.reconciliation.ledger import Ledger, plain_name, together
from extractor.reconciliation.messages import holds
from extractor.reconciliation.readings import Parts, amount, readings, runs, unmixed, unrepeated
from extractor.reconciliation.relations import Concepts, Relation, matches
from extractor.reconciliation.slips import likely_slip

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene

WHOLE = re.compile(
    r"按[^，。；：:]{1,14}(?:划分|分类|科目|类别|性质|结构)?(?:[，,：:]|分[，,：:]?|$)|具体(?:支出)?(?:情况|构成|如下|为)|构成(?:分别)?(?:为|是|如下)"
    r"|用于以下(?:几个)?方面|(?:主要)?内容如下|分为|由以下|包括以下"
)
PARTLY = re.compile(r"其中[，,：:]?主要|主要(?:包括|有|是|税种)|等(?:支出|项目|费用)?$|其中[：:，,]?(?:重点|部分)|重点")
ANYTHING = ("*",)
OTHERS = re.compile(r"^其[他它]")
SLIP_LIMIT = 30  # figures of a list among which a slip is looked for: in a longer one, one of them fits by chance
ROUND_DIGITS = 2  # digits that a figure must have beyond the first for its sum to be no round number
AMONG = re.compile(r"其中|包括|含")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum(Relation):
    """A total and the parts that the text puts under it; of several rows that fit a total, the first takes the parts.

    `key`: at least one part must be one of these. `complete`: concepts that together leave nothing out; such a row is
    also evaluated where the text does not say which figure is part of which, except where it states one of `unless`.
    `closed`: a list of these parts names all of them unless it says otherwise. The total "*" takes what is left.
    """

    kind: Literal["sum"]
    total: Concepts
    parts: Concepts
    key: Concepts = ()
    complete: tuple[Concepts, ...] = ()
    closed: bool = False
    unless: Concepts = ()

    def find(self, scene: "Scene") -> Iterable[Linear]:
        """The breakdowns that this row took."""
        return scene.sums_by_row.get(self.id, ())


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One way of dividing a total: the parts as listed, and everything that the text puts under the total."""

    relation: Sum
    total: Fact
    parts: Parts
    everything: Parts = ()


def sum_claims(ledger: Ledger, rows: Sequence[Sum]) -> Iterator[Linear]:
    """One claim for each breakdown: as listed under a total, as printed with shares of it, or by concept."""
    seen: set[frozenset[str]] = set()
    taken: set[tuple[str, str]] = set()
    for breakdown in (*listed(ledger, rows), *shared(ledger, rows)):
        for claim in claims_of(ledger, breakdown):
            figures = frozenset(figure.row for figure in claim.figures)
            if figures not in seen:
                yield claim
            seen.add(figures)
            taken.add((claim.relation.id, claim.main.row))
    for row in rows:
        for claim in named(ledger, row, taken):
            if frozenset(figure.row for figure in claim.figures) not in seen:
                yield claim


def listed(ledger: Ledger, rows: Sequence[Sum]) -> Iterator[Breakdown]:
    """The breakdowns that part_of shows."""
    for identity, children in ledger.children.items():
        total = ledger.facts.get(identity)
        if total and total.quantity and total.quantity.kind != "percent":
            parts = tuple(child for child in children if comparable(total, child))
            fits = [row for row in rows if matches(total.concept, row.total)]
            yield from sorted_parts(ledger, total, parts, fits)


def comparable(total: Fact, part: Fact) -> bool:
    """True when the two can stand in one sum: same kind of number, same year and stage, neither an estimate."""
    a, b = total.quantity, part.quantity
    if a is None or b is None or a.kind != b.kind or b.qualifier or a.qualifier:
        return False
    return together(total, part) and b.unit not in ("%", "pp")


def sorted_parts(ledger: Ledger, total: Fact, parts: Parts, rows: Sequence[Sum]) -> Iterator[Breakdown]:
    """Sort the parts of a total into its breakdowns; a part without a concept goes with its neighbours."""
    claimed: set[str] = set()
    for row in rows:
        if row.total == ANYTHING:
            continue
        members = tuple(part for part in parts if matches(part.concept, row.parts))
        if not any(matches(part.concept, row.key or row.parts) for part in members):
            continue
        if {part.id for part in members} <= claimed:
            continue
        members = with_neighbours(ledger, members, parts)
        claimed.update(part.id for part in members)
        yield Breakdown(row, total, members, parts)
    rest = tuple(part for part in parts if part.id not in claimed)
    last = next((row for row in rows if row.total == ANYTHING), None)
    if rest and not claimed and last:
        yield Breakdown(last, total, rest)


def with_neighbours(ledger: Ledger, members: Parts, parts: Parts) -> Parts:
    """The members, and parts of unknown concept that stand in one list with them."""
    unknown = {part.id for part in parts if not part.concept}
    chosen = {member.id for member in members}
    for pairs in (pairwise(parts), pairwise(reversed(parts))) if unknown else ():
        for known, other in pairs:
            first, second = sorted((known, other), key=lambda part: ledger.index[part.id])
            if known.id in chosen and other.id in unknown and "。" not in ledger.between(first, second):
                chosen.add(other.id)
    return tuple(part for part in parts if part.id in chosen)


def shared(ledger: Ledger, rows: Sequence[Sum]) -> Iterator[Breakdown]:
    """The breakdowns that shares show: parts printed side by side whose shares of one whole add up to about 100."""
    for whole, ratios in ledger.series:
        parts = tuple(part for ratio in ratios if (part := ledger.facts.get(ratio.fact)) and comparable(whole, part))
        if parts == tuple(ledger.children.get(whole.id, ())) or not len(parts) == len(ratios) > 1:
            continue  # listed already, or one share alone
        if shares_fill(ledger, whole, parts):
            fits = (
                row
                for row in rows
                if matches(whole.concept, row.total) and all(matches(part.concept, row.parts) for part in parts)
            )
            if row := next(fits, None):
                yield Breakdown(row, whole, parts)


def claims_of(ledger: Ledger, breakdown: Breakdown) -> Iterator[Linear]:
    """The breakdown as it holds or as it fails; several when the list holds several ways of dividing the total."""
    if claim := holding(ledger, breakdown, breakdown.parts):
        yield claim
        return
    everything = linear(ledger, breakdown, unrepeated(breakdown.everything), "info")
    if breakdown.everything and holds(everything):
        yield everything
        return
    pieces = runs(ledger, unrepeated(breakdown.parts))
    held = [holding(ledger, breakdown, piece) for piece in pieces]
    if len(pieces) > 1 and any(held):
        for piece, claim in zip(pieces, held, strict=True):
            yield claim or failing(ledger, breakdown, piece)
        return
    # two partial breakdowns of one total must not be added to each other: the one with the largest sum is judged
    yield failing(ledger, breakdown, max(pieces, key=lambda piece: sum((amount(part) for part in piece), ZERO)))


def holding(ledger: Ledger, breakdown: Breakdown, parts: Parts) -> Linear | None:
    """The first reading that adds up to the total, if one does."""
    for reading in readings(parts, breakdown.relation.key):
        claim = linear(ledger, breakdown, reading, "info")
        if holds(claim):
            return claim
    return None


def failing(ledger: Ledger, breakdown: Breakdown, parts: Parts) -> Linear:
    """The list that does not add up: how serious that is, and whether it may simply be incomplete."""
    parts = unmixed(parts)
    claim = linear(ledger, breakdown, parts, "info")
    sense, severity, note = weigh(ledger, breakdown, parts, claim)
    return Linear(claim.relation, claim.main, claim.terms, severity, sense, note)


def linear(ledger: Ledger, breakdown: Breakdown, parts: Iterable[Fact], severity: Severity) -> Linear:
    """The claim that a total is the sum of these parts."""
    terms = tuple((1, ledger.figure(part)) for part in parts)
    return Linear(breakdown.relation, ledger.figure(breakdown.total), terms, severity)


def weigh(ledger: Ledger, breakdown: Breakdown, parts: Parts, claim: Linear) -> tuple[Sense, Severity, str]:
    """How serious a miss is, and why: only a complete list, or one that exceeds its total, is an error."""
    relation, difference = breakdown.relation, claim.verdict.difference
    doubtful = abs(difference) <= claim.loose() or repeated_names(parts)
    softer: Severity = "warning" if relation.severity == "error" else relation.severity
    severity = softer if doubtful else relation.severity
    if complete(ledger, breakdown, parts):
        return "=", severity, "分项之和大于合计" if difference < 0 else "所列分项齐全"
    if difference < 0:
        alone = len(parts) == 1 and not AMONG.search(ledger.between(breakdown.total, parts[0]))
        sense: Sense = "=" if relation.closed or near_miss(claim) == "slip" else "≥"
        return sense, softer if alone or overlapping(breakdown, parts) else severity, "分项之和大于合计"
    if len(parts) > 1 and (nearly := near_miss(claim)):
        return "=", severity if nearly == "slip" else softer, "与合计之差像是笔误"
    if relation.closed and len(parts) > 1:
        return "=", softer, "所列分项可能不全"
    return "≥", severity, ""


def overlapping(breakdown: Breakdown, parts: Parts) -> bool:
    """True for a list that stays below its total without the items of no known concept: 民生支出 beside 教育支出."""
    known = [amount(part) for part in parts if part.concept]
    return 0 < len(known) < len(parts) and sum(known, ZERO) <= amount(breakdown.total)


def near_miss(claim: Linear) -> Literal["", "slip", "digit"]:
    """How a list may miss its total by a slip of the pen, so that it is no partial list.

    "slip": two digits of one figure exchanged, or one figure ten times too small; "digit": a difference of one digit at
    one place between figures that are not round. A list that merely leaves something out does neither.
    """
    wanted = [claim.solve(figure.key) for figure in claim.figures]
    if len(claim.figures) > SLIP_LIMIT:
        return ""
    if any(near and likely_slip(f.quantity, near) for f, near in zip(claim.figures, wanted, strict=True)):
        return "slip"
    digits = claim.verdict.difference.normalize().as_tuple().digits
    uneven = [f for f in claim.figures if len(f.value.normalize().as_tuple().digits) > len(digits) + ROUND_DIGITS]
    return "digit" if len(digits) == 1 and len(uneven) > len(claim.figures) / 2 else ""


def repeated_names(parts: Parts) -> bool:
    """True when one name stands for two amounts: then the list mixes years, units or accounts."""
    names = [plain_name(part.item.text) for part in parts]
    return len(set(names)) < len(names)


def complete(ledger: Ledger, breakdown: Breakdown, parts: Parts) -> bool:
    """True when the list leaves nothing out, by its concepts, its wording, its shares, or 其他 at its end."""
    concepts = {part.concept for part in parts}
    if any(set(row) <= concepts for row in breakdown.relation.complete):
        return True
    lead = lead_in(ledger, breakdown.total, parts[0])
    if PARTLY.search(lead) or len(parts) < 2:
        return False
    ends = len(parts) > 2 and not parts[-1].concept and OTHERS.search(plain_name(parts[-1].item.text))
    return bool(WHOLE.search(lead) or ends) or shares_fill(ledger, breakdown.total, parts)


def lead_in(ledger: Ledger, total: Fact, first: Fact) -> str:
    """The words that introduce the list: between total and first part, or before the first part in its sentence."""
    number, whole = ledger.figure(first).quantity, ledger.figure(total).quantity
    start, _ = ledger.sentence(number.start, reach=160)
    end = first.item.start if first.item.start < first.item.end else number.start
    if start <= whole.end <= end:
        start = whole.end
    return re.sub(r"\s", "", ledger.text[start:end])


def shares_fill(ledger: Ledger, total: Fact, parts: Parts) -> bool:
    """True when every part prints its share of the total and the shares add up to about 100."""
    shares = {ratio.fact: ratio.percent for ratio in ledger.ratios_to.get(total.id, ()) if ratio.kind == "share"}
    found = [shares[part.id] for part in parts if part.id in shares]
    if len(found) < len(parts):
        return False
    return abs(sum((share.value for share in found), ZERO) - 100) <= sum((share.step for share in found), ZERO)


def named(ledger: Ledger, row: Sum, taken: set[tuple[str, str]]) -> Iterator[Linear]:
    """The row by concept, for every total without parts of its own: 基本支出 and 项目支出 named apart from 支出总额."""
    totals = [fact for concept in row.total for fact in ledger.by_concept.get(concept, ()) if row.complete]
    for total in totals:
        if total.quantity is None or total.quantity.qualifier or total.project or (row.id, total.id) in taken:
            continue
        if any(amount(f) and together(f, total) for c in row.unless for f in ledger.by_concept.get(c, ())):
            continue
        found = [[part for c in concepts if (part := part_of(ledger, c, total))] for concepts in row.complete]
        whole = [len(parts) == len(concepts) for parts, concepts in zip(found, row.complete, strict=True)]
        parts = found[whole.index(True)] if any(whole) else max(found, key=len)
        if parts:
            one_place = len({fact.section for fact in (total, *parts)}) == 1
            severity: Severity = "warning" if row.severity == "error" and not one_place else row.severity
            terms = tuple((1, ledger.figure(part)) for part in parts)
            yield Linear(row, ledger.figure(total), terms, severity, "=" if any(whole) else "≥")


def part_of(ledger: Ledger, concept: str, total: Fact) -> Fact | None:
    """The one figure of a concept that may be part of a total: same year, stage and money, not part of another."""
    found = [
        fact
        for fact in ledger.by_concept.get(concept, ())
        if comparable(total, fact)
        and fact.year == total.year
        and fact.stage == total.stage
        and fact.part_of in (None, total.id)
        and not fact.project
        and (fact.basis == total.basis or fact.basis is None or total.basis is None)
    ]
    close = [fact for fact in found if fact.section == total.section] or found
    return close[0] if len({amount(fact) for fact in close}) == 1 else None
