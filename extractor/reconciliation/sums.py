"""Totals and their parts: which parts belong to one breakdown, and whether that breakdown leaves nothing out.

A total may be broken down several times (by nature, by function, by source), and a 其中 list may be incomplete: a list
that stays below its total says no more than that, unless its concepts, its words or its shares show that it names
everything.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from extractor.data import Fact, Severity
from extractor.reconciliation.claims import Linear
from extractor.reconciliation.intervals import ZERO
from extractor.reconciliation.ledger import Ledger, grouped, one_value, together
from extractor.reconciliation.listing import (
    by_name,
    divided,
    of_its_own,
    peeled,
    telling,
    with_overlooked,
    with_restated,
)
from extractor.reconciliation.messages import holds
from extractor.reconciliation.readings import Parts, addable, amount, readings, runs, unmixed, unrepeated
from extractor.reconciliation.relations import Concepts, Relation, matches
from extractor.reconciliation.weighing import shares_fill, weigh

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene

ANYTHING = ("*",)
ADOPTED = 12  # figures before and after the beginning of a list among which another total of it may be


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum(Relation):
    """A total and the parts that the text puts under it; of several rows that fit a total, the first takes the parts.

    `key`: at least one part must be one of these. `complete`: concepts that together leave nothing out; such a row is
    also evaluated where the text does not say which figure is part of which, except where it states one of `unless`.
    `closed`: a list of these parts names all of them unless it says otherwise. `apart`: words before a total that leave
    something out of it, as 下属 leaves out the department itself. The total "*" takes what is left.
    """

    kind: Literal["sum"]
    total: Concepts
    parts: Concepts
    key: Concepts = ()
    complete: tuple[Concepts, ...] = ()
    closed: bool = False
    unless: Concepts = ()
    apart: re.Pattern[str] | None = None

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


def sum_claims(ledger: Ledger, rows: Sequence[Sum], wholes: Mapping[str, str]) -> Iterator[Linear]:
    """One claim for each breakdown: as listed under a total, as printed with shares of it, or by concept.

    `wholes` are the totals of parts whose shares say that they were linked to a wrong one.
    """
    seen: set[frozenset[str]] = set()
    taken: set[tuple[str, str]] = set()
    for breakdown in (*listed(ledger, rows), *shared(ledger, rows)):
        for claim in claims_of(ledger, breakdown, wholes):
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
            parts = tuple(child for child in children if addable(total, child))
            fits = [row for row in rows if matches(total.concept, row.total)]
            yield from sorted_parts(ledger, total, parts, fits)


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
        parts = tuple(part for ratio in ratios if (part := ledger.facts.get(ratio.fact)) and addable(whole, part))
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


def claims_of(ledger: Ledger, breakdown: Breakdown, wholes: Mapping[str, str]) -> Iterator[Linear]:
    """The breakdown as it holds or as it fails; several when the list holds several ways of dividing the total."""
    if claim := holding(ledger, breakdown, breakdown.parts):
        yield claim
        yield from beside(ledger, breakdown, claim, wholes)
        return
    everything = linear(ledger, breakdown, unrepeated(breakdown.everything), "info")
    if breakdown.everything and holds(everything):
        yield everything
        return
    if held := list(otherwise(ledger, breakdown, wholes)):
        yield from held
        return
    first, rest = peeled(ledger, breakdown.total, unrepeated(breakdown.parts))
    if first:
        yield linear(ledger, breakdown, first, "info")
        yield failing(ledger, breakdown, rest, wholes)
        return
    pieces = runs(ledger, unrepeated(breakdown.parts))
    judged = [holding(ledger, breakdown, piece) for piece in pieces]
    if len(pieces) > 1 and any(judged):
        for piece, claim in zip(pieces, judged, strict=True):
            yield claim or failing(ledger, breakdown, piece, wholes)
        return
    # two partial breakdowns of one total must not be added to each other: the one with the largest sum is judged
    yield failing(ledger, breakdown, max(pieces, key=summed), wholes)


def beside(ledger: Ledger, breakdown: Breakdown, held: Linear, wholes: Mapping[str, str]) -> Iterator[Linear]:
    """The list of the other place, where the total is broken down in the text and again in a table.

    Only one that names all parts by their concepts, and that the list that holds did not follow.
    """
    used, named = {figure.row for figure in held.figures}, breakdown.relation.complete
    pieces = runs(ledger, unrepeated(breakdown.parts)) if named else []
    for piece in pieces if len(pieces) > 1 else ():
        whole = any(set(row) <= {part.concept for part in piece} for row in named)
        if whole and not used.issuperset(part.id for part in piece):
            yield holding(ledger, breakdown, piece) or failing(ledger, breakdown, piece, wholes)


def otherwise(ledger: Ledger, breakdown: Breakdown, wholes: Mapping[str, str]) -> Iterator[Linear]:
    """The breakdown as it holds when figures said again, overlooked or linked to a wrong total are seen as they are."""
    total, parts = breakdown.total, breakdown.parts
    again = with_restated(ledger, total, parts)
    for reading in (of_its_own(total, parts, wholes), again, with_overlooked(ledger, total, parts)):
        if len(reading) not in (0, len(parts)) and (claim := holding(ledger, breakdown, reading)):
            yield claim
            return
    for piece in divided(total, again):
        yield linear(ledger, breakdown, piece, "info")


def holding(ledger: Ledger, breakdown: Breakdown, parts: Parts) -> Linear | None:
    """The first reading that adds up to the total, if one does."""
    for reading in readings(parts, breakdown.relation.key, breakdown.relation.complete):
        claim = linear(ledger, breakdown, reading, "info")
        if holds(claim):
            return claim
    return None


def summed(parts: Parts) -> Decimal:
    """All parts together."""
    return sum((amount(part) for part in parts), ZERO)


def failing(ledger: Ledger, breakdown: Breakdown, parts: Parts, wholes: Mapping[str, str]) -> Linear:
    """The list that does not add up: how serious that is, and whether it may simply be incomplete."""
    parts = unmixed(of_its_own(breakdown.total, parts, wholes) or parts)
    again = by_name(ledger, breakdown.total, parts)
    if again and summed((*parts, *again)) <= amount(breakdown.total):
        parts = (*parts, *again)
    if owner := adopted(ledger, breakdown.total, parts):
        return linear(ledger, Breakdown(breakdown.relation, owner, parts), parts, "info")
    claim = linear(ledger, breakdown, parts, "info")
    sense, severity, note = weigh(ledger, breakdown, parts, claim)
    apart = breakdown.relation.apart
    if apart and apart.search(ledger.words_before(breakdown.total)):
        severity, note = "info", "合计可能不含本级"
    return Linear(claim.relation, claim.main, claim.terms, severity, sense, note)


def adopted(ledger: Ledger, total: Fact, parts: Parts) -> Fact | None:
    """Another total near the list that is exactly its sum: then the list was put under the wrong one."""
    value, first = summed(parts), ledger.index[parts[0].id]
    if len(parts) < 2 or not telling(total) or not value:
        return None
    figures = ledger.figures_of("amount", value)
    others = (ledger.facts[figure.row] for figure in figures if figure.row in ledger.facts)
    near = (f for f in others if f.id != total.id and abs(ledger.index[f.id] - first) <= ADOPTED)
    return next((f for f in near if f not in parts and addable(f, parts[0])), None)


def linear(ledger: Ledger, breakdown: Breakdown, parts: Iterable[Fact], severity: Severity) -> Linear:
    """The claim that a total is the sum of these parts."""
    terms = tuple((1, ledger.figure(part)) for part in parts)
    return Linear(breakdown.relation, ledger.figure(breakdown.total), terms, severity)


def named(ledger: Ledger, row: Sum, taken: set[tuple[str, str]]) -> Iterator[Linear]:
    """The row by concept, for every total without parts of its own: 基本支出 and 项目支出 named apart from 支出总额."""
    totals = [fact for concept in row.total for fact in ledger.by_concept.get(concept, ()) if row.complete]
    single = {mark for mark, same in grouped((money_of(fact), fact) for fact in totals).items() if one_value(same)}
    for total in totals:
        if total.quantity is None or total.quantity.qualifier or total.project or (row.id, total.id) in taken:
            continue
        if money_of(total) not in single:
            continue  # two values for one total: another relation says so
        if any(amount(f) and together(f, total) for c in row.unless for f in ledger.by_concept.get(c, ())):
            continue
        found = [[part for c in concepts if (part := part_of(ledger, c, total))] for concepts in row.complete]
        whole = [len(parts) == len(concepts) > 1 for parts, concepts in zip(found, row.complete, strict=True)]
        parts = found[whole.index(True)] if any(whole) else max(found, key=len)
        if parts and not adopted(ledger, total, tuple(parts)):
            one_place = len({fact.section for fact in (total, *parts)}) == 1
            severity: Severity = "warning" if row.severity == "error" and not one_place else row.severity
            terms = tuple((1, ledger.figure(part)) for part in parts)
            yield Linear(row, ledger.figure(total), terms, severity, "=" if any(whole) else "≥")


def money_of(total: Fact) -> tuple[object, ...]:
    """What two facts have in common that are the same total of the same money."""
    return total.concept, total.year, total.stage, total.basis


def part_of(ledger: Ledger, concept: str, total: Fact) -> Fact | None:
    """The one figure of a concept that may be part of a total: same year, stage and money, not part of another."""
    found = [
        fact
        for fact in ledger.by_concept.get(concept, ())
        if addable(total, fact)
        and fact.year == total.year
        and fact.stage == total.stage
        and fact.part_of in (None, total.id)
        and not fact.project
        and (fact.basis == total.basis or fact.basis is None or total.basis is None)
    ]
    close = [fact for fact in found if fact.section == total.section] or found
    return one_value(close)
