"""Reading cues.toml: the words for directions, bases of comparison, stages, inexact figures and reasons."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from annotations.catalogue import checks
from annotations.catalogue.checks import Row
from annotations.catalogue.rows import (
    AgainstName,
    CatalogueError,
    ComparisonCue,
    Cues,
    DirectionCue,
    DirectionName,
    QualifierCue,
    QualifierName,
    ReasonName,
    ReasonRow,
    StageCue,
    StageName,
)

FILE = "cues.toml"
LISTS = ("direction", "comparison", "stage", "qualifier", "reason", "words")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "direction": ("cues", "direction"),
    "comparison": ("cues", "against", "needs_year"),
    "stage": ("cues", "stage"),
    "qualifier": ("cues", "qualifier", "after"),
}
Cue = TypeVar("Cue", DirectionCue, ComparisonCue, StageCue, QualifierCue)


def read_cues(table: Mapping[str, Any]) -> Cues:
    """Check cues.toml: {"direction": [{"direction": "decrease", "cues": ["压减"]}]} -> Cues with one direction.

    No cue stands twice in one list, and the longest comes first, so that 负增长 is tried before 增长.
    """
    if unknown := set(table) - set(LISTS):
        raise CatalogueError(FILE, min(unknown), "unknown list")
    return Cues(
        directions=_cues(table, "direction", _direction),
        comparisons=_cues(table, "comparison", _comparison),
        stages=_cues(table, "stage", _stage),
        qualifiers=_cues(table, "qualifier", _qualifier),
        reasons=tuple(_reason(row) for row in table.get("reason", ())),
        words={name: _words(table["words"], name) for name in table.get("words", ())},
    )


def _words(table: Row, name: str) -> tuple[str, ...]:
    return checks.longest_first(checks.words(table, name, FILE, name))


def _cues(table: Mapping[str, Any], name: str, make: Callable[[str, Row], Cue]) -> tuple[Cue, ...]:
    rows: Sequence[Row] = table.get(name, ())
    found: dict[str, Cue] = {}
    for row in rows:
        cues = checks.words(row, "cues", FILE, name)
        if not cues:
            raise CatalogueError(FILE, name, "a row without cues")
        checks.refuse_unknown(row, FIELDS[name], FILE, cues[0])
        for cue in cues:
            if cue in found:
                raise CatalogueError(FILE, cue, f"stands twice under {name}")
            found[cue] = make(cue, row)
    return tuple(found[cue] for cue in checks.longest_first(tuple(found)))


def _direction(cue: str, row: Row) -> DirectionCue:
    return DirectionCue(cue, checks.choice(row, "direction", DirectionName, FILE, cue))


def _comparison(cue: str, row: Row) -> ComparisonCue:
    return ComparisonCue(
        cue, checks.choice(row, "against", AgainstName, FILE, cue), checks.flag(row, "needs_year", FILE, cue)
    )


def _stage(cue: str, row: Row) -> StageCue:
    return StageCue(cue, checks.choice(row, "stage", StageName, FILE, cue))


def _qualifier(cue: str, row: Row) -> QualifierCue:
    return QualifierCue(
        cue, checks.choice(row, "qualifier", QualifierName, FILE, cue), checks.flag(row, "after", FILE, cue)
    )


def _reason(row: Row) -> ReasonRow:
    category = checks.choice(row, "category", ReasonName, FILE, str(row.get("category")))
    checks.refuse_unknown(row, ("category", "keywords", "patterns", "whole", "last_resort"), FILE, category)
    patterns = checks.texts(row, "patterns", FILE, category)
    if wrong := next((pattern for pattern in patterns if not all(pattern.split("…"))), None):
        raise CatalogueError(FILE, category, f"{wrong} has nothing on one side of …")
    return ReasonRow(
        category=category,
        keywords=checks.words(row, "keywords", FILE, category),
        patterns=patterns,
        whole=checks.words(row, "whole", FILE, category),
        last_resort=checks.flag(row, "last_resort", FILE, category),
    )
