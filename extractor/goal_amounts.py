"""Amounts that a project's goal tells: they are planned results in words, and no figures of the accounts."""

from collections.abc import Sequence
from dataclasses import replace

from extractor.data import Fact, Quantity, Rows


def outside_goals(rows: Rows) -> Rows:
    """The rows without facts that stand in the goal of a project, and without mentions there.

    目标：投入补助资金30万元，惠及200户 -> no fact of 30万元, unless another row points at it
    """
    goals = [(project.goal.start, project.goal.end) for project in rows.projects if project.goal is not None]
    if not goals:
        return rows
    told = {fact.id for fact in rows.facts if fact.table is None and _inside(fact.quantity, goals)} - rows.pointed_at
    kept = (replace(fact, mentions=_outside(fact, goals)) for fact in rows.facts if fact.id not in told)
    facts = tuple(replace(fact, part_of=None) if fact.part_of in told else fact for fact in kept)
    return replace(rows, facts=facts)


def _outside(fact: Fact, goals: Sequence[tuple[int, int]]) -> tuple[Quantity, ...]:
    return tuple(mention for mention in fact.mentions if not _inside(mention, goals))


def _inside(quantity: Quantity | None, goals: Sequence[tuple[int, int]]) -> bool:
    return quantity is not None and any(start <= quantity.start < end for start, end in goals)
