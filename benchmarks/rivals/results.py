"""What one run measures, in the form of docs/benchmark.json."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

By = Mapping[str, int]


@dataclass(frozen=True)
class Case:
    """A text of a phenomenon; by reader, what it read there and whether that passes."""

    text: str
    said: Mapping[str, Sequence[str]]
    passed: Mapping[str, bool]


@dataclass(frozen=True)
class Phenomenon:
    """A way of printing numbers, and its cases."""

    en: str
    zh: str
    cases: Sequence[Case]

    def score(self, reader: str) -> str:
        """How many of the cases that a reader is asked for it passes: "3 / 4"; "–" where it is asked for none."""
        asked = [case.passed[reader] for case in self.cases if reader in case.passed]
        return f"{sum(asked)} / {len(asked)}" if asked else "–"


@dataclass(frozen=True)
class Reading:
    """Readers of numbers on documents: how many numbers of each kind, and counts by reader, kind and verdict."""

    documents: int
    numbers: By
    counts: Mapping[str, Mapping[str, By]]

    def share(self, reader: str, kind: str, verdict: str) -> float | None:
        """The part of the numbers of a kind for which a verdict holds; None for what a reader does not offer."""
        found = self.counts.get(reader, {}).get(kind)
        return found.get(verdict, 0) / self.numbers[kind] if found is not None else None


@dataclass(frozen=True)
class Suite:
    """A public suite: the cases that matter for budgets (`chosen`), all of its cases, and who passes how many."""

    suite: str
    chosen: int
    every: int
    passed: Mapping[str, By]


@dataclass(frozen=True)
class Numbers:
    """All that is measured on readers of numbers."""

    phenomena: Sequence[Phenomenon]
    documents: Mapping[str, Reading]
    suites: Sequence[Suite]


@dataclass(frozen=True)
class Count:
    """Rows that are right, false and missed, as annotations/scoring counts them."""

    right: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The part of what was given that is right."""
        return self.right / (self.right + self.false) if self.right + self.false else 0.0

    @property
    def recall(self) -> float:
        """The part of what was wanted that is right."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (2 * self.right + self.false + self.missed) if self.right else 0.0


@dataclass(frozen=True)
class Usual:
    """How many of the facts that the list of labels names are right."""

    right: int
    wanted: int


@dataclass(frozen=True)
class ToolRows:
    """The rows of one tool: counts by measure, and of tags by role where it tags."""

    measures: Mapping[str, Count]
    usual: Usual
    tags: Mapping[str, Count] | None = None


@dataclass(frozen=True)
class Group:
    """Documents of one origin, and what every tool makes of them."""

    documents: Sequence[str]
    characters: int
    tools: Mapping[str, ToolRows]


@dataclass(frozen=True)
class Learning:
    """What the tagger and the model have learned from, and the tagger's seconds of CPU time."""

    documents: int
    characters: int
    layers: int
    epochs: int
    seconds: float


@dataclass(frozen=True)
class Speed:
    """Microseconds of CPU time a character, by tool; `load` is how busy the machine was."""

    characters: int
    load: float
    numbers: Mapping[str, float]
    rows: Mapping[str, float]


@dataclass(frozen=True)
class Results:
    """One run: when, with which releases, and all it measured."""

    date: str
    python: str
    machine: str
    versions: Mapping[str, str]
    numbers: Numbers
    learning: Learning
    rows: Mapping[str, Group]
    speed: Speed
    note: str = field(default="counts are of rows; shares and F1 follow from them; speed is µs of CPU time a character")


FORM = TypeAdapter(Results)


def read(path: Path) -> Results:
    """The results of a file; pydantic's error says what is wrong with another one."""
    return FORM.validate_json(path.read_text("utf-8"))


def write(results: Results, path: Path) -> None:
    """Results as JSON, the same bytes for the same results."""
    path.write_bytes(FORM.dump_json(results, indent=1) + b"\n")
