"""Reviewed documents as annotated ones: what people accepted, corrected and added is right, what they rejected is not.

    for reviewed in settled(session, "newsroom"):
        gold = gold_of(reviewed)

A rejected row is in no list of the annotation, so whoever extracts it again is wrong there. A corrected row stands as
it should be, so the old reading of its place is wrong and the new one right. An added row is what had been missed.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType

from annotations.markup.documents import (
    GoldChange,
    GoldDocument,
    GoldFact,
    GoldIndicator,
    GoldMention,
    GoldProject,
    GoldPurpose,
    GoldQuantity,
    GoldRatio,
    GoldReason,
    Phrase,
)
from annotations.review import Reviewed, corrected
from annotations.review.rows import Kind, Row, place, rows_of

PARTS = ("overview", "basis", "implementer", "plan", "period", "goal")


def gold_of(reviewed: Reviewed) -> GoldDocument:
    """The document as people say it is, rows that nobody looked at as the model read them.

    Headings and checks are not reviewed and stay empty. Rows that lack what an annotation needs, such as the direction
    of a change that was drawn in another tool, are left out.
    """
    record = corrected(reviewed)
    facts = [fact for fact in record["facts"] if fact.get("item")]
    return GoldDocument(
        name=f"{reviewed.name}#{reviewed.sha256[:8]}",
        text=reviewed.text,
        meta=MappingProxyType({"organisation": reviewed.issuer} if reviewed.issuer else {}),
        headings=(),
        facts=tuple(map(_fact, facts)),
        mentions=tuple(
            GoldMention(fact["id"], _quantity(each)) for fact in facts for each in fact.get("mentions") or ()
        ),
        changes=tuple(
            _change(row, reviewed.text) for row in record["changes"] if row.get("direction") and row.get("fact")
        ),
        ratios=tuple(_ratio(row) for row in record["ratios"] if row.get("percent")),
        reasons=tuple(
            GoldReason(*_place(row), row["id"], tuple(row["explains"]), row.get("category"))
            for row in record["reasons"]
        ),
        purposes=tuple(GoldPurpose(*_place(fact["purpose"]), fact["id"]) for fact in facts if fact.get("purpose")),
        projects=tuple(_project(row, facts) for row in record["projects"] if row.get("name")),
        indicators=tuple(_indicator(row) for row in record["indicators"] if row.get("target")),
        ignored=(),
        checks=(),
    )


class Judged:
    """The places that people have decided, by kind of row: only what stands there has been judged."""

    def __init__(self, reviewed: Reviewed) -> None:
        self.places: dict[Kind, list[tuple[int, int]]] = defaultdict(list)
        for verdict in reviewed.verdicts:
            for row in (verdict.before, verdict.after):
                if row is not None:
                    self.places[verdict.kind].append(place(verdict.kind, row))

    def ids(self, record: Row) -> frozenset[str]:
        """The rows of a record that stand where a row of their kind was decided."""
        return frozenset(str(row["id"]) for kind, row in rows_of(record) if self._meets(kind, place(kind, row)))

    def _meets(self, kind: Kind, found: tuple[int, int]) -> bool:
        return any(start < found[1] and found[0] < end for start, end in self.places[kind])


def _place(phrase: Row) -> tuple[str, int, int]:
    return phrase["text"], phrase["start"], phrase["end"]


def _quantity(row: Row) -> GoldQuantity:
    return GoldQuantity(*_place(row), Decimal(row["value"]), row.get("unit") or "", Decimal(row.get("step") or 1))


def _fact(row: Row) -> GoldFact:
    quantity = row.get("quantity")
    names = ("concept", "year", "stage", "basis", "part_of")
    concept, year, stage, basis, part_of = (row.get(name) for name in names)
    return GoldFact(
        *_place(quantity or row["item"]),
        id=row["id"],
        concept=concept,
        item=row["item"]["text"],
        year=year,
        stage=stage,
        basis=basis,
        part_of=part_of,
        state=row.get("state") or "reported",
        quantity=None if quantity is None else _quantity(quantity),
    )


def _change(row: Row, text: str) -> GoldChange:
    amount, percent = (None if row.get(name) is None else _quantity(row[name]) for name in ("amount", "percent"))
    start, end = row["start"], row["end"]
    flat = None if amount or percent else Phrase(text[start:end], start, end)
    return GoldChange(row["id"], row["fact"], row["direction"], row.get("against"), amount, percent, flat)


def _ratio(row: Row) -> GoldRatio:
    return GoldRatio(row.get("kind") or "share", row.get("fact"), row.get("of"), _quantity(row["percent"]))


def _project(row: Row, facts: Sequence[Row]) -> GoldProject:
    fields = {name: Phrase(*_place(row[name].get("phrase", row[name]))) for name in PARTS if row.get(name)}
    budget = next((fact["quantity"] for fact in facts if fact["id"] == row.get("budget")), None)
    if budget is not None:
        fields["budget"] = Phrase(*_place(budget))
    return GoldProject(*_place(row["name"]), row["id"], row["name"]["text"], MappingProxyType(fields))


def _indicator(row: Row) -> GoldIndicator:
    target = row["target"]
    value = target.get("value")
    return GoldIndicator(
        *_place(target),
        row.get("project"),
        row.get("level1"),
        row.get("level2"),
        row.get("level3"),
        target.get("comparator"),
        None if value is None else Decimal(value),
        target.get("unit"),
        target.get("kind") or "quantitative",
    )
