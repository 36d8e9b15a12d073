"""A learned model's word on every row: how likely it is right, and which rows are better left out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from extractor.data import Change, Check, Document, Fact, Indicator, Ratio, Reason, Rows, Section
from extractor.evidence import Features, describe_rows
from models.acceptance import Acceptance

Row = TypeVar("Row", Fact, Change, Ratio, Reason, Indicator)


def accept(
    rows: Rows,
    document: Document,
    sections: Sequence[Section],
    checks: Sequence[Check],
    model: Acceptance,
    heard: Mapping[str, Features],
) -> Rows:
    """Give every row the probability that it is right.

        accept(rows, …, load_model("default"), {}).facts[0].confidence -> 0.97

    `heard` is what a network thinks of rows, by their ids. Projects keep the confidence of their evidence: they are
    judged part by part.
    """
    described = describe_rows(rows, document, sections, checks)
    features = {id: (*found, *heard.get(id, ())) for id, found in described.items()}

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


def contested(checks: Sequence[Check]) -> frozenset[str]:
    """The ids of rows whose figures contradict others: what a document says wrongly is to be shown, not hidden."""
    wrong = [check for check in checks if check.status == "violated" and check.severity == "error"]
    return frozenset(id for each in wrong for id in each.rows)


def leave_out(rows: Rows, floor: float, kept: Collection[str] = ()) -> Rows:
    """The rows without those that are more likely wrong than worth having, unless they are to be kept.

    A fact that another row is about stays, however unsure; a reason loses the changes that went. The same rows come
    back, as the same object, when nothing is left out.
    """

    def stays(row: Fact | Change | Ratio | Indicator) -> bool:
        return row.confidence >= floor or row.id in kept

    changes = tuple(filter(stays, rows.changes))
    gone = {change.id for change in rows.changes} - {change.id for change in changes}
    reasons = tuple(
        replace(reason, explains=tuple(id for id in reason.explains if id not in gone))
        for reason in rows.reasons
        if reason.confidence >= floor
    )
    ratios = tuple(filter(stays, rows.ratios))
    needed = replace(rows, changes=changes, ratios=ratios, reasons=reasons).pointed_at
    needed |= {fact.part_of for fact in rows.facts if fact.part_of}
    facts = tuple(fact for fact in rows.facts if stays(fact) or fact.id in needed)
    indicators = tuple(filter(stays, rows.indicators))
    left = replace(rows, facts=facts, changes=changes, ratios=ratios, reasons=reasons, indicators=indicators)
    return rows if _size(left) == _size(rows) else left


def _size(rows: Rows) -> int:
    return sum(map(len, (rows.facts, rows.changes, rows.ratios, rows.reasons, rows.indicators)))
