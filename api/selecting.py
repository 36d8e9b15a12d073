"""The part of a record that somebody wants: some of its lists, and rows above a confidence."""

from collections.abc import Collection
from dataclasses import replace
from typing import Literal, get_args

from extractor.accepting import leave_out
from extractor.data import Record

ListName = Literal[
    "sections", "facts", "changes", "ratios", "reasons", "projects", "indicators", "checks", "coverage", "warnings"
]
LISTS: tuple[ListName, ...] = get_args(ListName)


def confident(record: Record, floor: float) -> Record:
    """The record without rows below a confidence, and without checks that rest on them.

    A fact that another row is about stays, however unsure. The same record comes back where nothing is left out.
    """
    if floor <= 0:
        return record
    projects = tuple(each for each in record.projects if each.confidence >= floor)
    kept = leave_out(replace(record.rows, projects=projects), floor)
    there = {row.id for rows in (kept.facts, kept.changes, kept.ratios, kept.indicators) for row in rows}
    named = {project.id for project in projects}
    return replace(
        record,
        facts=tuple(replace(row, project=_if_in(row.project, named)) for row in kept.facts),
        changes=kept.changes,
        ratios=kept.ratios,
        reasons=kept.reasons,
        projects=projects,
        indicators=tuple(replace(row, project=_if_in(row.project, named)) for row in kept.indicators),
        checks=tuple(check for check in record.checks if there.issuperset(check.rows)),
        coverage=tuple(replace(row, facts=tuple(id for id in row.facts if id in there)) for row in record.coverage),
    )


def _if_in(id: str | None, known: Collection[str]) -> str | None:
    return id if id in known else None
