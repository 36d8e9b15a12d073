"""Figures that must be equal, or must not exceed each other, wherever in the document they stand."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from extractor.data import Severity
from extractor.reconciliation.claims import Linear, Terms
from extractor.reconciliation.conditions import CONDITIONS, Condition
from extractor.reconciliation.figures import Figure
from extractor.reconciliation.intervals import nearest
from extractor.reconciliation.ledger import Ledger, together
from extractor.reconciliation.messages import About, Note
from extractor.reconciliation.operands import Scope, Side, side
from extractor.reconciliation.relations import Concepts, Operands, Relation

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared(Relation):
    """What `equal` and `at_most` share.

    `each`: once for every year and stage of the document, or once for every project. `when` names a condition of
    conditions.py. `across`: certain even when the figures stand in different sections. `unless`: concepts whose
    presence makes it uncertain, as a name that matches `unless_named` or does not match `if_named` does.
    """

    left: Operands
    right: Operands
    each: Literal["scope", "project"] = "scope"
    when: Condition | None = None
    across: bool = False
    unless: Concepts = ()
    unless_named: re.Pattern[str] | None = None
    if_named: re.Pattern[str] | None = None

    def find(self, scene: "Scene") -> Iterable[Linear | Note]:
        """One claim for each scope that has the figures."""
        if not (self.each == "project" or self.is_named(scene.ledger)) or (
            self.when and not CONDITIONS[self.when](scene.ledger)
        ):
            return
        for scope in self.scopes(scene):
            left, right = (side(scene.ledger, scene.relations, operands, scope) for operands in (self.left, self.right))
            if left.figures and right.figures and not left.missing and not right.missing:
                yield from self.claims(scene.ledger, left, right)
            elif (left.figures or right.figures) and scope.year == scene.ledger.document.fiscal_year:
                yield from unevaluable(self, scene, left, right)

    def is_named(self, ledger: Ledger) -> bool:
        """True when the document has a figure for any operand."""
        concepts = (concept for operand in (*self.left, *self.right) for concept, _ in operand.concepts)
        return any(concept in ledger.by_concept for concept in concepts)

    def scopes(self, scene: "Scene") -> Iterable[Scope]:
        """The scopes in which this row is evaluated: one for each year when the operands name their stages."""
        if self.each == "project":
            return [Scope(None, None, project) for project in scene.ledger.rows.projects]
        if all(operand.stage for operand in (*self.left, *self.right)):
            return [Scope(year, None) for year in sorted({scope.year or 0 for scope in scene.scopes})]
        return scene.scopes

    def claims(self, ledger: Ledger, left: Side, right: Side) -> Iterator[Linear]:
        """What the row says about the figures of its two sides."""
        raise NotImplementedError

    def certainty(self, ledger: Ledger, figures: Iterable[Figure]) -> Severity:
        """An equation of concepts is only certain inside one section, or where the row says so."""
        facts = [ledger.facts[figure.row] for figure in figures if figure.row in ledger.facts]
        sections = {fact.section for fact in facts}
        others = [other for concept in self.unless for other in ledger.by_concept.get(concept, ())]
        open_end = any(
            fact.quantity and fact.quantity.value and any(together(fact, one) for one in facts) for fact in others
        )
        names = [fact.item.text for fact in facts]
        misnamed = bool(self.unless_named and any(self.unless_named.search(name) for name in names))
        misnamed = misnamed or bool(self.if_named and not all(self.if_named.search(name) for name in names))
        sure = (self.across or self.each == "project" or len(sections) == 1) and not open_end and not misnamed
        return self.severity if sure or self.severity != "error" else "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Equal(Compared):
    """Σ left = Σ right; where optional operands are missing, the side that has them all is at least the other."""

    kind: Literal["equal"]

    def claims(self, ledger: Ledger, left: Side, right: Side) -> Iterator[Linear]:
        """One equation, judged at the first figure of the right side."""
        terms: Terms = (*((1, f) for f in left.figures), *((-1, f) for f in right.figures[1:]))
        claim = Linear(self, right.figures[0], terms, self.certainty(ledger, (*left.figures, *right.figures)))
        gap = claim.verdict.difference
        if (gap > 0 and left.skipped) or (gap < 0 and right.skipped):
            sense: Literal["≤", "≥"] = "≥" if gap > 0 else "≤"
            claim = Linear(self, claim.main, claim.terms, claim.severity, sense)
        yield from one_kind(claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMost(Compared):
    """Σ left ≤ `factor` x Σ right; project by project, each figure on the left by itself."""

    kind: Literal["at_most"]
    factor: int = 1

    def claims(self, ledger: Ledger, left: Side, right: Side) -> Iterator[Linear]:
        """One bound, or one for each indicator of a project."""
        limit = tuple((self.factor, figure) for figure in right.figures)
        severity = self.certainty(ledger, (*left.figures, *right.figures))
        if self.each == "project":
            for figure in left.figures:
                yield from one_kind(Linear(self, figure, limit, severity, "≤"))
            return
        terms = (*limit, *((-1, figure) for figure in left.figures[1:]))
        yield from one_kind(Linear(self, left.figures[0], terms, severity, "≤"))


def one_kind(claim: Linear) -> Iterator[Linear]:
    """The claim, unless it would compare money with people or a figure with itself."""
    kinds = {figure.quantity.kind for figure in claim.figures}
    if len(kinds) == 1 and len({figure.key for figure in claim.figures}) > 1:
        yield claim


def unevaluable(relation: Compared, scene: "Scene", left: Side, right: Side) -> Iterator[Note]:
    """A promise of the document that lacks a figure, and which: only where it would be an error to break it."""
    missing = [operand for operand in (*left.missing, *right.missing) if not operand.optional]
    if relation.severity != "error" or not missing or not relation.across:
        return
    names = "、".join("或".join(scene.relations.names.get(c, c) for c, _ in operand.concepts) for operand in missing)
    several = any(concept in scene.ledger.by_concept for operand in missing for concept, _ in operand.concepts)
    reason = f"{names}不止一个数" if several else f"缺少{names}"
    known = (*left.figures, *right.figures)
    facts = tuple(figure.row for figure in known if figure.row in scene.ledger.facts)
    text = f"{relation.name}无法核对：有{'、'.join(figure.label for figure in known[:3])}，{reason}。"
    yield Note(relation, text, About(known[0].quantity, facts), good=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Relation):
    """A quotient of two figures lies within sane bounds: reception money for one guest."""

    kind: Literal["rate"]
    part: Operands
    whole: Operands
    low: int
    high: int

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each scope that has both figures."""
        for scope in scene.scopes:
            over, under = (side(scene.ledger, scene.relations, ones, scope) for ones in (self.part, self.whole))
            if (
                len(over.figures) == len(under.figures) == 1
                and under.figures[0].value > 0
                and over.figures[0].value > 0
            ):
                yield self.check(over.figures[0], under.figures[0])

    def check(self, part: Figure, whole: Figure) -> Note:
        """One quotient against its bounds."""
        rate = nearest(part.value / whole.value, Decimal("0.01"))
        good = self.low <= rate <= self.high
        where = f"在通常范围（{self.low}至{self.high}）内" if good else f"超出通常范围（{self.low}至{self.high}）"
        text = f"{part.label}÷{whole.label}＝{rate}，{where}。"
        return Note(self, text, About(part.quantity, (part.row, whole.row)), good=good, actual=rate)
