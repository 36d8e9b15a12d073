"""How sure each row is, from how it was found and what speaks for or against it. Not yet calibrated.

A row's `evidence` names, in a fixed vocabulary, each step that led to it; every step has a reliability, and the row is
as sure as all its steps together. A check in which its figure closes exactly speaks for it, a violated one against.
What OCR has read is no surer than OCR was of it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from extractor.data import Block, Change, Check, Fact, Indicator, Project, Ratio, Reason, Rows

AnyRow = Fact | Change | Ratio | Reason | Project | Indicator
Row = TypeVar("Row", Fact, Change, Ratio, Reason, Project, Indicator)

ASSUMED, DEFAULT = "stage:assumed", "against:default"
RELIABILITY: Mapping[str, float] = {
    # what the number is
    "role:level": 0.99,
    "role:direction": 0.99,
    "role:list": 0.95,
    "role:points": 0.9,
    "role:share": 0.98,
    "role:completion": 0.98,
    "role:rate": 0.97,
    "role:of_amount": 0.95,
    "role:score": 0.95,
    "role:flat": 0.97,
    "role:absent": 0.93,
    "role:form": 0.95,
    "role:table": 0.97,
    # where its name comes from
    "item:own": 0.99,
    "item:tail": 0.97,
    "item:listed": 0.94,
    "item:pending": 0.95,
    "item:inherited": 0.94,
    "item:behind": 0.85,
    "item:heading": 0.9,
    "item:label": 0.95,
    "item:stage_word": 0.9,
    "item:base": 0.93,
    # what the name means
    "concept:exact": 0.99,
    "concept:class": 0.98,
    "concept:weak": 0.97,
    "concept:filler": 0.96,
    "concept:like": 0.96,
    "concept:inherited": 0.98,
    "concept:none": 0.88,
    # of which stage it is, where no title tells it
    ASSUMED: 0.9,
    # what a change or ratio refers to
    "against:stated": 0.98,
    DEFAULT: 0.94,
    "of:named": 0.97,
    "of:parent": 0.95,
    "of:planned": 0.97,
    "of:closes": 0.95,
    "of:section": 0.85,
    "of:none": 0.9,
    "change:named": 0.98,
    "change:closes": 0.97,
    # what a reason explains
    "attach:named": 0.95,
    "attach:against_budget": 0.9,
    "attach:same_sentence": 0.95,
    "attach:paragraph": 0.88,
    "attach:nothing": 0.93,
    "attach:last_fact": 0.6,
    "indicator:table": 0.96,
    "indicator:text": 0.9,
}
UNKNOWN = 0.9  # a step without a row above; a test keeps this from happening
PROVEN = 0.4  # of the doubt that is left when a relation closes exactly
DOUBTED = 0.9  # of the confidence that is left when a relation is violated


def rate(rows: Rows, checks: Sequence[Check]) -> Rows:
    """Give every row its confidence.

    evidence ("role:level", "item:own", "concept:exact") -> 0.99 · 0.99 · 0.99 = 0.970
    """
    held, broken = _involved(checks, ("exact",)), _involved(checks, ("violated",))
    return _each(rows, lambda row: _confidence(row, held, broken))


def doubt_scans(rows: Rows, blocks: Sequence[Block]) -> Rows:
    """Make every row as unsure as OCR was of its place; rows of a document that is no scan stay as they are.

    a row of 0.97 on a line that OCR read with 0.9 -> 0.873
    """
    scans = Scans(blocks)
    return _each(rows, lambda row: round(row.confidence * scans.least(*_place(row)), 4)) if scans.blocks else rows


def doubt_stage(rows: Rows, probability: float | None) -> Rows:
    """Make every row whose stage was weighed from words as unsure as that stage is.

    a fact of 0.97 with "stage:assumed" where the stage is right with 0.9 -> 0.873, and so a change from its usual base
    """
    assumed = {fact.id for fact in rows.facts if ASSUMED in fact.evidence}
    if probability is None or not assumed:
        return rows

    def rated(row: AnyRow) -> float:
        hangs = row.id in assumed or (isinstance(row, Change) and row.fact in assumed and DEFAULT in row.evidence)
        return round(row.confidence * probability, 4) if hangs else row.confidence

    return _each(rows, rated)


def _each(rows: Rows, rated: Callable[[AnyRow], float]) -> Rows:
    """Rows with the confidence that a function gives each of them."""

    def all_of(some: Sequence[Row]) -> tuple[Row, ...]:
        return tuple(replace(row, confidence=rated(row)) for row in some)

    return Rows(
        facts=all_of(rows.facts),
        changes=all_of(rows.changes),
        ratios=all_of(rows.ratios),
        reasons=all_of(rows.reasons),
        projects=all_of(rows.projects),
        indicators=all_of(rows.indicators),
    )


class Scans:
    """The blocks that OCR read, asked by place."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = sorted((block for block in blocks if block.confidence is not None), key=lambda block: block.start)

    def least(self, start: int, end: int) -> float:
        """How sure OCR was of the least sure block that a range touches; 1.0 where it touches none."""
        first = max(0, bisect_right(self.blocks, start, key=lambda block: block.start) - 1)
        last = bisect_left(self.blocks, end, key=lambda block: block.start)
        touched = (block for block in self.blocks[first:last] if block.end > start)
        return min((block.confidence or 0.0 for block in touched), default=1.0)


def _involved(checks: Iterable[Check], statuses: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for check in checks:
        if check.status in statuses and check.severity != "info":
            found.update(check.rows)
    return frozenset(found)


def _confidence(row: AnyRow, held: frozenset[str], broken: frozenset[str]) -> float:
    sure = 1.0
    for step in row.evidence:
        sure *= RELIABILITY.get(step, 1.0 if step.startswith(("mention:", "part:")) else UNKNOWN)
    if row.id in held:
        sure = 1 - (1 - sure) * PROVEN
    elif row.id in broken:
        sure *= DOUBTED
    return round(sure, 4)


def _place(row: AnyRow) -> tuple[int, int]:
    """Where a row stands: a fact and a ratio at their figure, or, without one, at their name."""
    match row:
        case Fact():
            place = row.quantity or row.item
            return place.start, place.end
        case Ratio():
            return row.percent.start, row.percent.end
    return row.start, row.end
