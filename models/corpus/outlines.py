"""What kinds of documents consist of: outlines.toml, checked when it is read."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from models.corpus.language import Node, parse


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an outline: which patterns it draws, and how many; without a heading it is the part's own text."""

    heading: tuple[Node, ...]
    kind: str | None
    draws: str
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an outline; a report on last year inside a draft budget is told `as_kind` "report", one year back."""

    heading: tuple[Node, ...]
    kind: str | None
    as_kind: str | None
    years_back: int
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A kind of document: its title, its parts, and what the record calls it."""

    kind: str
    title: tuple[Node, ...]
    style: str
    document: str
    parts: tuple[Part, ...]


@cache
def load_outlines() -> tuple[Outline, ...]:
    """Read outlines.toml, once."""
    rows = tomllib.loads((files(__package__) / "outlines.toml").read_text("utf-8"))["outline"]
    return tuple(
        Outline(row["kind"], parse(row["title"]), row["style"], row["document"], tuple(map(_part, row["part"])))
        for row in rows
    )


def _part(row: dict[str, object]) -> Part:
    sections = row["sections"]
    assert isinstance(sections, list)
    kind = row.get("kind")
    return Part(
        parse(str(row["heading"])),
        str(kind) if kind else None,
        str(row["as"]) if "as" in row else None,
        int(str(row.get("years_back", 0))),
        tuple(map(_section, sections)),
    )


def _section(row: dict[str, object]) -> Section:
    kind = str(row["kind"]) if "kind" in row else None
    rows = row["rows"]
    assert isinstance(rows, list)
    return Section(parse(str(row["heading"])), kind, str(row.get("draws", kind or "")), int(rows[0]), int(rows[1]))
