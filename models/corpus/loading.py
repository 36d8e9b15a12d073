"""Reading patterns/*.toml: families of written patterns, checked row by row."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from models.corpus.language import PatternError, parse
from models.corpus.setting import STAGES

FIELDS = {"name", "kind", "section", "texts"}
SECTIONLESS = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One written pattern: its family (the unit in which patterns are held out), the documents and section it fits."""

    family: str
    kinds: tuple[str, ...]
    section: str
    text: str


@cache
def load_patterns() -> tuple[Pattern, ...]:
    """All patterns of the project, once, by file. Raises PatternError for the first row that is wrong."""
    found: list[Pattern] = []
    for file in sorted((files(__package__) / "patterns").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            found += read_patterns(file.read_text("utf-8"), file.name)
    return tuple(found)


def read_patterns(content: str, name: str) -> Iterator[Pattern]:
    """Read one file: each text of a [[family]] is a pattern."""
    for row in tomllib.loads(content).get("family", ()):
        where = f"{name}, {row.get('name')}"
        if set(row) != FIELDS:
            raise PatternError(where, f"a family has {', '.join(sorted(FIELDS))}")
        kinds = tuple(row["kind"]) if isinstance(row["kind"], list) else (row["kind"],)
        if unknown := set(kinds) - set(STAGES):
            raise PatternError(where, f"unknown kind {', '.join(sorted(unknown))}")
        for text in row["texts"]:
            try:
                parse(text)
            except PatternError as error:
                raise PatternError(text, f"{where}: {error.reason}") from error
            yield Pattern(row["name"], kinds, row["section"], text)


def families(patterns: Iterable[Pattern]) -> tuple[str, ...]:
    """The names of the families, in the order of the patterns."""
    return tuple(dict.fromkeys(pattern.family for pattern in patterns))


def held_out(patterns: Iterable[Pattern], *, fold: int, folds: int) -> tuple[tuple[Pattern, ...], tuple[Pattern, ...]]:
    """Divide patterns by family into those to learn from and those to validate on; each is held out in one fold."""
    all_patterns = tuple(patterns)
    out = set(families(all_patterns)[fold::folds])
    kept = tuple(pattern for pattern in all_patterns if pattern.family not in out)
    return kept, tuple(pattern for pattern in all_patterns if pattern.family in out)
