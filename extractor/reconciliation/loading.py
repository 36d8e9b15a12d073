"""Reading relations.toml and profiles.toml: a wrong row names its file, itself and what is wrong with it."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from annotations.catalogue import CatalogueError
from extractor.reconciliation.kinds import Row
from extractor.reconciliation.operands import COST_INDICATOR
from extractor.reconciliation.profiles import Expectation, Profile
from extractor.reconciliation.relations import Operand, Relation, Relations

HERE = Path(__file__).parent
CONCEPT = re.compile(r"[a-z]+\.(?:[a-z_.]*\*|[a-z_]+(?:\.[a-z_]+)*)")
ROW: TypeAdapter[Any] = TypeAdapter(Row)
EXPECTATION, PROFILE = TypeAdapter(Expectation), TypeAdapter(Profile)
T = TypeVar("T")


def load_relations(path: Path = HERE / "relations.toml", *, profiles: Path = HERE / "profiles.toml") -> Relations:
    """Read all relations and profiles once; CatalogueError names the first row that is wrong."""
    data = tomllib.loads(path.read_text("utf-8"))
    names = concept_names()
    rows = read_relations(data.get("relation", ()), names, file=path.name)
    economic = {code: tuple(words) for code, words in data.get("economic", {}).items()}
    return Relations(rows, load_profiles(profiles, names), names, economic)


def read_relations(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str], *, file: str) -> tuple[Relation, ...]:
    """Check rows: known kinds and fields, ids that stand once, concepts that exist."""
    found = tuple(read(ROW, row, file) for row in rows)
    once(found, file)
    for row in found:
        for concept in concepts_of(row):
            if not known(concept, names):
                raise CatalogueError(file, row.id, f"unknown concept {concept}")
    return found


def load_profiles(path: Path, names: Mapping[str, str]) -> tuple[Profile, ...]:
    """Read the profiles; an expectation is written once and named by every profile that has it."""
    data = tomllib.loads(path.read_text("utf-8"))
    items = [read(EXPECTATION, row, path.name) for row in data.get("expectation", ())]
    once(items, path.name)
    by_id = {item.id: item for item in items}
    for item in items:
        if strange := [concept for concept in item.concepts if not known(concept, names)]:
            raise CatalogueError(path.name, item.id, f"unknown concept {strange[0]}")
    found = []
    for row in data.get("profile", ()):
        if strange := [name for name in row.get("expects", ()) if name not in by_id]:
            raise CatalogueError(path.name, row.get("id", "?"), f"unknown expectation {strange[0]}")
        found.append(read(PROFILE, {**row, "expects": [by_id[name] for name in row.get("expects", ())]}, path.name))
    once(found, path.name)
    return tuple(found)


def read(adapter: TypeAdapter[T], row: Mapping[str, Any], file: str) -> T:
    """Turn one table into a row, or say what is wrong with it."""
    try:
        return adapter.validate_python(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CatalogueError(file, str(row.get("id", "?")), f"{where}: {first['msg']}") from error


def once(rows: Iterable[Relation | Expectation | Profile], file: str) -> None:
    """Refuse an id that stands twice."""
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            raise CatalogueError(file, row.id, "stands twice")
        seen.add(row.id)


def concepts_of(row: Relation) -> Iterable[str]:
    """Every concept that a row names, in whatever field."""
    pending: list[object] = [getattr(row, name) for name in row.__dataclass_fields__ if name not in ("id", "source")]
    while pending:
        value = pending.pop()
        if isinstance(value, Operand):
            yield from (concept for concept, _ in value.concepts if concept != COST_INDICATOR)
        elif isinstance(value, tuple):
            pending += value
        elif isinstance(value, str) and CONCEPT.fullmatch(value):
            yield value


def known(concept: str, names: Mapping[str, str]) -> bool:
    """True for a concept of the catalogue, or a pattern that one of them matches."""
    return concept in names or (concept.endswith("*") and any(name.startswith(concept[:-1]) for name in names))


def concept_names() -> dict[str, str]:
    """The captions of all concepts, for messages: {"rev.total": "收入预算总额", …}."""
    rows = tomllib.loads((files("annotations.catalogue") / "concepts.toml").read_text("utf-8"))["concept"]
    return {row["id"]: row["name"] for row in rows}
