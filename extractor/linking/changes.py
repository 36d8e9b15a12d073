"""Numbers and words that say how a level moved, and whose movement it is."""

import re

from extractor.data import Direction, Quantity, Stage
from extractor.linking.clauses import last_of
from extractor.linking.comparisons import Comparison, find_comparison, resolve_against
from extractor.linking.drafts import ChangeDraft, FactDraft
from extractor.linking.names import is_bare, name_before
from extractor.linking.references import find_fact
from extractor.linking.roles import Reading
from extractor.linking.signals import Signal
from extractor.linking.walk import Walk

BOTH = re.compile(r"各|均|收[、]?支|收入[、和]?支出")
COMPARES = re.compile(r"[比较]")


def read_change(walk: Walk, quantity: Quantity, reading: Reading) -> None:
    """Make a change of a number, or give the change before it its percentage."""
    assert reading.direction is not None
    if _goes_on(walk, quantity, reading.direction):
        _complete(walk, quantity)
    elif len(walk.series) > 1 and _run_follows(walk, quantity):
        walk.row = []
        read_listed_change(walk, quantity, reading.direction)
    elif (fact := _changed_fact(walk, quantity)) is not None:
        walk.change = _add(walk, fact, quantity, reading.direction, reading.evidence)
        walk.row = [walk.change]


def read_listed_change(walk: Walk, quantity: Quantity, direction: Direction) -> None:
    """One of several listed changes: the n-th belongs to the n-th of the listed levels."""
    if quantity.kind == "percent" and any(change.percent is None and change.amount for change in walk.row):
        _complete(walk, quantity)
        return
    if len(walk.row) >= len(walk.series):
        return
    change = _add(walk, walk.series[len(walk.row)], quantity, direction, "role:list")
    walk.row.append(change)
    for member in walk.row:
        member.listed = walk.row[0].place
    walk.change = change


def _goes_on(walk: Walk, quantity: Quantity, direction: Direction) -> bool:
    """Whether a percentage completes the change whose amount came just before."""
    change = walk.change
    if change is None or quantity.kind != "percent" or quantity.unit == "pp" or change.percent is not None:
        return False
    if len(walk.row) > 1:
        return True
    gap = walk.text[walk.gap_start : quantity.start]
    if "flat" not in (direction, change.direction) and direction != change.direction:
        return False
    return change.amount is not None and "。" not in gap and "其中" not in gap and not COMPARES.search(gap)


def _complete(walk: Walk, quantity: Quantity) -> None:
    target = next((change for change in walk.row if change.percent is None), walk.change)
    assert target is not None
    target.percent = walk.locate(quantity)
    target.end = target.percent.end


def _run_follows(walk: Walk, quantity: Quantity) -> bool:
    """Whether as many numbers follow as the series has members."""
    run = [q for q in walk.passage.quantities if q.start >= quantity.start][: len(walk.series)]
    return len(run) == len(walk.series) and all(q.unit == quantity.unit for q in run)


def _changed_fact(walk: Walk, quantity: Quantity) -> FactDraft | None:
    """Whose change it is: a fact named before the comparison, the figure before, or the sentence before."""
    comparison = walk.comparison
    start = comparison.start if comparison and comparison.start >= walk.gap_start else quantity.start
    if named := _named_before(walk, start):
        return named
    subject = walk.scope.subject
    if not walk.speaks_of(subject):
        subject = walk.scope.previous or subject
    elif BOTH.search(walk.text[walk.gap_start : quantity.start]) and walk.scope.head is not None:
        subject = walk.scope.head
    if subject is not None and subject.quantity and quantity.kind == "amount" and subject.quantity.kind != "amount":
        subject = next((f for f in reversed(walk.drafts.facts[-8:]) if f.quantity and f.quantity.kind == "amount"), None)
    if quantity.kind == "count" and (subject is None or not subject.quantity or subject.quantity.unit != quantity.unit):
        return None
    return subject


def _named_before(walk: Walk, start: int) -> FactDraft | None:
    """The fact that the clause itself names: "财政拨款收、支总计各增加", "支出减少"."""
    clause = max(last_of(walk.text, "，,。；;：:", walk.gap_start, start), walk.gap_start)
    end = walk.course.cues.first_direction(walk.text, clause, start)
    segment = name_before(walk.text, clause, end, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    return find_fact(walk, name) if name and not is_bare(name) else None


def _add(walk: Walk, fact: FactDraft, quantity: Quantity, direction: Direction, evidence: str) -> ChangeDraft:
    located = walk.locate(quantity)
    start = walk.comparison.start if walk.comparison else quantity.start
    change = _draft(walk, fact, direction, walk.passage.paragraph.position(start), located.end, evidence)
    if quantity.kind == "percent" and quantity.unit != "pp":
        change.percent = located
    else:
        change.amount = located
    return change


def _draft(walk: Walk, fact: FactDraft, direction: Direction, start: int, end: int, evidence: str) -> ChangeDraft:
    change = ChangeDraft(
        place=len(walk.drafts.changes),
        fact=fact,
        direction=direction,
        against=resolve_against(walk.comparison, _base_stage(walk, fact)),
        against_year=_base_year(walk.comparison, fact),
        start=start,
        end=end,
        passage=walk.passage.place,
        sentence=walk.course.sentence,
        section=walk.course.section,
        evidence=[evidence, "against:stated" if walk.comparison else "against:default"],
    )
    walk.drafts.changes.append(change)
    return change


def _base_stage(walk: Walk, fact: FactDraft) -> Stage | None:
    """The stage of the figure compared with: that of a prior level just printed, else the fact's own."""
    prior = walk.drafts.facts[-1] if walk.drafts.facts else None
    is_prior = (
        prior is not None
        and prior is not fact
        and prior.passage == walk.passage.place
        and prior.year is not None
        and fact.year is not None
        and prior.year < fact.year
        and prior.concept == fact.concept
    )
    return prior.stage if prior is not None and is_prior else fact.stage or walk.setting.stage


def _base_year(comparison: Comparison | None, fact: FactDraft) -> int | None:
    if comparison is not None and comparison.year is not None:
        return comparison.year
    return fact.year - 1 if fact.year else None


# -- no change


def read_flat(walk: Walk, signal: Signal) -> None:
    """持平, 无增减变化: no change, stated."""
    comparison = find_comparison(walk.text, walk.gap_start, signal.end, walk.setting.year) or walk.comparison
    start = min(comparison.start, signal.start) if comparison and comparison.start >= walk.gap_start else signal.start
    clause = max(last_of(walk.text, "，,。；;：:", walk.gap_start, start), walk.gap_start)
    segment = name_before(walk.text, clause, start, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    named = find_fact(walk, name) if name and not is_bare(name) else None
    if named is None and name and not is_bare(name) and not walk.speaks_of(walk.scope.subject):
        walk.pending = walk.phrase(segment.start, segment.end)
        walk.waiting = (start, signal.end)
        walk.comparison = comparison
        return
    fact = named or walk.subject()
    if fact is None:
        return
    walk.comparison = comparison
    _add_flat(walk, fact, start, signal.end)
    walk.comparison = None


def settle_waiting(walk: Walk, fact: FactDraft) -> None:
    """A 持平 that came before its figure."""
    if walk.waiting is not None:
        start, end = walk.waiting
        walk.waiting = None
        _add_flat(walk, fact, start, end)
        walk.comparison = None


def _add_flat(walk: Walk, fact: FactDraft, start: int, end: int) -> None:
    if walk.change is not None and walk.change.fact is fact and walk.change.direction == "flat":
        return
    begin, stop = walk.passage.paragraph.range(start, end)
    walk.change = _draft(walk, fact, "flat", begin, stop, "role:flat")
    walk.row = [walk.change]
