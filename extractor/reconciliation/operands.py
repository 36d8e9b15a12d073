"""Figures found by what they mean, in one year and stage of the document or in one project."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.data import Fact, Project, Stage
from extractor.reconciliation.figures import Figure, plain_name
from extractor.reconciliation.ledger import Ledger, one_value
from extractor.reconciliation.relations import Operand, Relations

COST_INDICATOR = "indicator.cost"  # the pseudo-concept of cost indicators, which are rows of their own
PROJECT_BUDGET = "project.annual_budget"
SEVERAL = re.compile(r"(?:的|各|全部|所有|重点|一级)项目")  # names of many projects at once
BUDGET_NAME = re.compile(r"预算数?$|预算安排|资金总额")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where operands are looked for; figures of different scopes are never compared by concept."""

    year: int | None
    stage: Stage | None
    project: Project | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """The figures of one side of a relation; `missing` are operands that are needed, `skipped` optional ones."""

    figures: tuple[Figure, ...]
    missing: tuple[Operand, ...] = ()
    skipped: tuple[Operand, ...] = ()


def scopes(ledger: Ledger) -> tuple[Scope, ...]:
    """Every year and stage of which the document has figures, oldest first."""
    found = {(fact.year, fact.stage) for fact in ledger.numbered if fact.concept and fact.stage}
    return tuple(Scope(year, stage) for year, stage in sorted(found, key=lambda scope: (scope[0] or 0, scope[1])))


def side(ledger: Ledger, relations: Relations, operands: tuple[Operand, ...], scope: Scope) -> Side:
    """The figures of one side, as far as the document has them."""
    figures: list[Figure] = []
    missing: list[Operand] = []
    skipped: list[Operand] = []
    for operand in operands:
        indicators = scope.project and operand.concepts == ((COST_INDICATOR, None),)
        found = tuple(
            cost_targets(ledger, scope.project) if indicators else figures_of(ledger, relations, operand, scope)
        )
        figures += found
        if not found:
            (skipped if operand.optional else missing).append(operand)
    return Side(tuple(figures), tuple(missing), tuple(skipped))


def figures_of(ledger: Ledger, relations: Relations, operand: Operand, scope: Scope) -> Iterator[Figure]:
    """The figures that one operand stands for: none when the document gives two values for it."""
    pools = [pool(ledger, relations, concept, code, operand, scope) for concept, code in operand.concepts]
    if operand.every:
        yield from next(((ledger.figure(fact) for fact in facts) for facts in pools if facts), ())
        return
    single = [one_value(facts) for facts in pools if facts]
    if single and None not in single:
        yield max((ledger.figure(fact) for fact in single if fact), key=lambda figure: figure.value)


def pool(
    ledger: Ledger, relations: Relations, concept: str, code: str | None, operand: Operand, scope: Scope
) -> list[Fact]:
    """All facts of one concept in a scope: those of all money, if there are some."""
    if scope.project is not None:
        budget = project_budget(ledger, scope.project) if concept == PROJECT_BUDGET else None
        return [budget] if budget else []
    stage = operand.stage or scope.stage
    facts = [
        fact
        for fact in ledger.by_concept.get(concept, ())
        if fact.year == scope.year
        and (fact.stage == stage or (fact.stage is None and operand.stage is None))
        and eligible(fact, concept)
        and (code is None or has_code(fact, code, relations))
    ]
    return [fact for fact in facts if fact.basis in (None, "all_funds")] or facts


def eligible(fact: Fact, concept: str) -> bool:
    """True for exact figures of the whole document: no estimates, no percentages, nothing of one project only."""
    if fact.quantity is None or fact.quantity.qualifier or fact.quantity.unit in ("%", "pp"):
        return False
    return not SEVERAL.search(fact.item.text) if concept == PROJECT_BUDGET else not fact.project


def has_code(fact: Fact, code: str, relations: Relations) -> bool:
    """True when the fact is of an economic class, by its code or by its name."""
    names = relations.economic.get(code, ())
    return fact.dims.get("economic_code") == code or plain_name(fact.item.text) in names


def project_budget(ledger: Ledger, project: Project) -> Fact | None:
    """The budget of a project: the one it points at, one of the project's name, or one in a section of that name."""
    name = plain_name(project.name.text)
    linked = ledger.facts.get(project.budget or "")
    if linked is not None and linked.quantity:
        return linked
    budgets = [fact for fact in ledger.by_concept.get(PROJECT_BUDGET, ()) if fact.quantity]
    named = (f for f in budgets if f.project == project.id or (name and name in plain_name(f.item.text)))
    return next(named, None) or next(in_section(ledger, name), None)


def in_section(ledger: Ledger, name: str) -> Iterator[Fact]:
    """Budgets in a section that is headed by a project's name: the adjusted one before the initial one."""
    headed = {section.id for section in ledger.order if name and name in plain_name(section.title)}
    facts = [fact for fact in ledger.numbered if fact.section in headed and BUDGET_NAME.search(fact.item.text)]
    for stage in ("budget_adjusted", "budget"):
        found = [fact for fact in facts if fact.stage == stage and not fact.concept]
        if len({fact.quantity.value for fact in found if fact.quantity}) == 1:
            yield found[0]


def cost_targets(ledger: Ledger, project: Project | None) -> Iterator[Figure]:
    """The targets of a project's cost indicators that are amounts of money."""
    for indicator in ledger.rows.indicators:
        of_project = project is not None and indicator.project == project.id
        if of_project and "成本" in f"{indicator.level1}{indicator.level2}":
            figure = ledger.target(indicator)
            if figure is not None and figure.quantity.kind == "amount":
                yield figure
