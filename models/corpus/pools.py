"""Words to fill patterns with: names, reasons, purposes from words/*.toml, functions and classes from the catalogue."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from annotations import catalogue
from annotations.catalogue import Catalogue, FunctionClass, normalise

COMMON = ("exp.func", "exp.econ")


@dataclass(frozen=True, slots=True)
class Reason:
    """An invented reason: why something rose, fell, stayed or did not happen; `topic` narrows what it can explain."""

    text: str
    category: str
    direction: str
    topic: str


@dataclass(frozen=True, slots=True)
class Aim:
    """An invented row of a performance table; `low` to `high` are the likely targets, qualitative ones have `words`."""

    levels: tuple[str, str, str]
    comparator: str
    unit: str
    low: int
    high: int
    words: str


@dataclass(frozen=True)
class Words:
    """All pools, read once."""

    lists: Mapping[str, tuple[str, ...]]
    reasons: tuple[Reason, ...]
    aims: tuple[Aim, ...]
    scales: tuple[tuple[str, float, float], ...]
    counts: Mapping[str, tuple[int, int]]
    concepts: Mapping[str, str]
    parents: Mapping[str, tuple[str, ...]]

    def scale(self, concept: str) -> tuple[float, float]:
        """The likely range of an amount in 万元, by the longest beginning of a concept that has one."""
        fitting = [row for row in self.scales if concept.startswith(row[0])]
        return max(fitting, key=lambda row: len(row[0]))[1:]

    def reason(self, random: Random, *, direction: str, topic: str) -> Reason:
        """A reason that fits: direction "increase", "decrease", "flat", "none" or "any"."""
        open_to = (direction,) if direction == "none" else (direction, "any")
        near = [one for one in self.reasons if one.direction in open_to and one.topic == topic]
        wide = [one for one in self.reasons if one.direction in open_to and one.topic in ("general", "any")]
        return random.choice(near if near and random.random() < 0.85 else wide)


@cache
def load_words() -> Words:
    """Read words/*.toml and the classifications of the catalogue, once."""
    tables: dict[str, list[dict[str, object]]] = defaultdict(list)
    lists: dict[str, tuple[str, ...]] = {}
    for file in sorted((files(__package__) / "words").iterdir(), key=lambda file: file.name):
        for name, rows in tomllib.loads(file.read_text("utf-8")).items():
            if name == "lists":
                lists |= {key: tuple(value) for key, value in rows.items()}
            else:
                tables[name] += rows
    known = catalogue.load()
    return Words(
        lists=lists | _classes(known),
        reasons=tuple(_reasons(tables["reason"])),
        aims=tuple(_aims(tables["aim"])),
        scales=tuple((str(row["concept"]), float(str(row["low"])), float(str(row["high"]))) for row in tables["scale"]),
        counts={str(row["unit"]): (int(str(row["low"])), int(str(row["high"]))) for row in tables["count"]},
        concepts=_concepts_by_name(known),
        parents={concept.id: concept.parents for concept in known.concepts},
    )


@cache
def functions_of(year: int) -> tuple[FunctionClass, ...]:
    """The functions of the budget of a year that departments spend on, without transfers and debt."""
    return tuple(
        one
        for one in catalogue.load().functions
        if (one.is_valid(year) and one.code[:2] not in ("22", "23")) or one.code[:3] in ("220", "221", "224", "229")
    )


def _texts(row: Mapping[str, object]) -> Sequence[str]:
    """The texts of a grouped row."""
    texts = row["texts"]
    assert isinstance(texts, list)
    return texts


def _reasons(rows: Iterable[Mapping[str, object]]) -> Iterable[Reason]:
    for row in rows:
        for text in _texts(row):
            yield Reason(text, str(row["category"]), str(row["direction"]), str(row.get("topic", "any")))


def _aims(rows: Iterable[Mapping[str, object]]) -> Iterable[Aim]:
    """Rows such as "产出指标/数量指标/养护道路里程 >= 20 380 公里" or "效益指标/社会效益指标/群众出行条件 明显改善"."""
    for row in rows:
        for text in _texts(row):
            levels, *said = text.split()
            first, second, third = levels.split("/")
            if len(said) == 1:
                yield Aim((first, second, third), "", "", 0, 0, said[0])
            else:
                yield Aim((first, second, third), said[0], said[3], int(said[1]), int(said[2]), "")


def _classes(known: Catalogue) -> dict[str, tuple[str, ...]]:
    """Names of the economic classification of departments."""
    economics = [one for one in known.economics if one.scheme == "department"]
    return {
        "econ_pay": tuple(one.name for one in economics if one.level == 2 and one.code.startswith("301")),
        "econ_goods": tuple(one.name for one in economics if one.level == 2 and one.code.startswith("302")),
        "econ_item": tuple(one.name for one in economics if one.level == 2),
    }


def _concepts_by_name(known: Catalogue) -> dict[str, str]:
    """Concepts by the names that mean one anywhere; where two claim a name, it stays unknown."""
    claims: dict[str, set[str]] = defaultdict(set)
    for concept in known.concepts:
        for name in concept.names:
            claims[name].add(concept.id)
    return {normalise(name): next(iter(ids)) for name, ids in claims.items() if len(ids) == 1}
