"""A learned model's word on every row: how likely it is right, and which rows are better left out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from extractor.data import Change, Check, Document, Fact, Indicator, Ratio, Reason, Rows, Section
from extractor.evidence import describe_rows
from models.acceptance import Acceptance

Row = TypeVar("Row", Fact, Change, Ratio, Reason, Indicator)


def accept(
    rows: Rows, document: Document, sections: Sequence[Section], checks: Sequence[Check], model: Acceptance
) -> Rows:
    """Give every row the probability that it is right.

        accept(rows, …, load_model("default")).facts[0].confidence -> 0.97

    Projects keep the confidence of their evidence: they are judged part by part.
    """
    features = describe_rows(rows, document, sections, checks)

    def rated(found: Sequence[Row], kind: str) -> tuple[Row, ...]:
        scored = ((row, model.probability(kind, features[row.id])) for row in found)
        return tuple(replace(row, confidence=p) if p is not None else row for row, p in scored)

    return replace(
        rows,
        facts=rated(rows.facts, "fact"),
        changes=rated(rows.changes, "change"),
        ratios=rated(rows.ratios, "ratio"),
        reasons=rated(rows.reasons, "reason"),
        indicators=rated(rows.indicators, "indicator"),
    )


def leave_out(rows: Rows, floor: float) -> Rows:
    """The rows without those that are more likely wrong than worth having.

    A fact that another row is about stays, however unsure; a reason loses the changes that went. The same rows come
    back, as the same object, when nothing is left out.
    """
    changes = tuple(change for change in rows.changes if change.confidence >= floor)
    gone = {change.id for change in rows.changes} - {change.id for change in changes}
    reasons = tuple(
        replace(reason, explains=tuple(id for id in reason.explains if id not in gone))
        for reason in rows.reasons
        if reason.confidence >= floor
    )
    ratios = tuple(ratio for ratio in rows.ratios if ratio.confidence >= floor)
    needed = {change.fact for change in changes} | {id for reason in reasons for id in reason.explains}
    needed |= {id for ratio in ratios for id in (ratio.fact, ratio.of) if id}
    needed |= {fact.part_of for fact in rows.facts if fact.part_of}
    needed |= {project.budget for project in rows.projects if project.budget}
    facts = tuple(fact for fact in rows.facts if fact.confidence >= floor or fact.id in needed)
    indicators = tuple(row for row in rows.indicators if row.confidence >= floor)
    kept = replace(rows, facts=facts, changes=changes, ratios=ratios, reasons=reasons, indicators=indicators)
    return rows if _size(kept) == _size(rows) else kept


def _size(rows: Rows) -> int:
    return sum(map(len, (rows.facts, rows.changes, rows.ratios, rows.reasons, rows.indicators)))
