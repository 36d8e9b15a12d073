"""Relations as rows: what a disclosure promises about its own figures, one TOML table each.

    [[relation]]
    id = "S05"
    kind = "sum"
    name = "支出合计＝基本支出＋项目支出等"
    severity = "error"
    total = ["exp.total"]
    parts = ["exp.basic", "exp.project"]
    complete = [["exp.basic", "exp.project"]]

A rule of domain.md may need several rows ("S06.kind", "S06.economic"): checks carry the part before the dot. Each kind
of promise is one class in the module that evaluates it, listed in kinds.py; a row of a known kind needs no code.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeVar, cast, get_args

from pydantic import BeforeValidator, ConfigDict

from extractor.data import Severity, Stage
from extractor.reconciliation.profiles import Profile

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Finding, Scene

Account = Literal["budget", "final"]
Concepts = tuple[str, ...]  # "exp.*" stands for every concept under exp, "*" for all, "" for none
OPERAND = re.compile(r"(?P<concepts>[a-z_.|\[\]\d]+)(?:@(?P<stage>[a-z_]+))?(?P<every>\*)?(?P<optional>\?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What rows of all kinds have.

    `account` limits a row to budgets or to final accounts; `source` is the law or regulation that asks for it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: str
    name: str
    severity: Severity = "warning"
    account: Account | None = None
    source: str = ""

    @property
    def rule(self) -> str:
        """The id that checks carry: "S06.economic" -> "S06"."""
        return self.id.partition(".")[0]

    def find(self, scene: "Scene") -> "Iterable[Finding]":
        """What this relation says about a document: claims to be judged, and checks that are judged already."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure found by what it means: "exp.basic|gpb.basic", "exp.econ[310]?", "tp.total@final", "meet.training*".

    `|` takes the larger of several concepts, [310] an economic code, @ a stage, * the sum over all facts of the
    concept, and ? may be missing.
    """

    concepts: tuple[tuple[str, str | None], ...]
    stage: Stage | None = None
    every: bool = False
    optional: bool = False


def read_operand(text: object) -> Operand:
    """Read one operand: "exp.econ[310]?" -> Operand((("exp.econ", "310"),), optional=True)."""
    match = OPERAND.fullmatch(text) if isinstance(text, str) else None
    if match is None or match["stage"] not in (None, *get_args(Stage)):
        raise ValueError(f"不是运算项：{text}")
    pairs = [part.rstrip("]").partition("[") for part in match["concepts"].split("|")]
    concepts = tuple((concept, code or None) for concept, _, code in pairs)
    return Operand(concepts, cast("Stage | None", match["stage"]), bool(match["every"]), bool(match["optional"]))


Operands = tuple[Annotated[Operand, BeforeValidator(read_operand)], ...]
Kind = TypeVar("Kind", bound=Relation)


@dataclass(frozen=True)
class Relations:
    """All relations and profiles, loaded once; `names` are the captions of concepts, `economic` those of codes."""

    rows: tuple[Relation, ...]
    profiles: tuple[Profile, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    economic: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Relations of one kind, in the order of the file."""
        return tuple(row for row in self.rows if isinstance(row, kind))


@lru_cache(maxsize=4096)
def matches(concept: str | None, patterns: Concepts) -> bool:
    """True when a concept is meant by one of the patterns: ("rev.other", ("rev.*",)) -> True."""
    for pattern in patterns:
        if pattern in ("*", concept or ""):
            return True
        if concept and pattern.endswith("*") and concept.startswith(pattern[:-1]):
            return True
    return False
