"""Reading cues.toml: the words for directions and for categories of reasons."""

from collections.abc import Mapping
from typing import Any

from annotations.catalogue import checks
from annotations.catalogue.checks import Row
from annotations.catalogue.rows import CatalogueError, Cues, DirectionCue, DirectionName, ReasonName, ReasonRow

FILE = "cues.toml"
LISTS = ("direction", "reason")


def read_cues(table: Mapping[str, Any]) -> Cues:
    """Check cues.toml: {"direction": [{"direction": "decrease", "cues": ["压减"]}]} -> Cues with one direction.

    No cue stands twice, and the longest comes first, so that 负增长 is tried before 增长.
    """
    if unknown := set(table) - set(LISTS):
        raise CatalogueError(FILE, min(unknown), "unknown list")
    found: dict[str, DirectionCue] = {}
    for row in table.get("direction", ()):
        for cue in _direction(row):
            if cue.cue in found:
                raise CatalogueError(FILE, cue.cue, "stands twice under direction")
            found[cue.cue] = cue
    return Cues(
        directions=tuple(found[cue] for cue in checks.longest_first(tuple(found))),
        reasons=tuple(_reason(row) for row in table.get("reason", ())),
    )


def _direction(row: Row) -> list[DirectionCue]:
    cues = checks.words(row, "cues", FILE, "direction")
    if not cues:
        raise CatalogueError(FILE, "direction", "a row without cues")
    checks.refuse_unknown(row, ("cues", "direction"), FILE, cues[0])
    return [DirectionCue(cue, checks.choice(row, "direction", DirectionName, FILE, cue)) for cue in cues]


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
