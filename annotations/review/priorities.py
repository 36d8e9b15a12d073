"""What to look at first: the risk of rows and of stretches without rows, by the weights of priorities.toml."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

FILE = "priorities.toml"
Of = Literal["row", "gap"]


class Signal(NamedTuple):
    """Something that speaks for a mistake: how much, what a reviewer is told (Chinese, English), and why it counts."""

    weight: float
    label: tuple[str, str]
    reason: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What the queue shows, and for how long; priorities.toml says what each number means."""

    control_share: float
    control_confidence: float
    double_share: float
    most_alike: int
    lease_minutes: float
    passage_prior: float
    reading_prior: float
    document_prior: float
    most_doubt: float
    least_risk: float


@dataclass(frozen=True, slots=True)
class Priorities:
    """The policy, and the signals of rows and gaps by name."""

    policy: Policy
    signals: Mapping[Of, Mapping[str, Signal]]

    def risk_of_row(self, confidence: float, signals: Mapping[str, float]) -> float:
        """The chance that a row is wrong: of a row of confidence 0.9 it is 0.1, and more with every signal."""
        least = self.policy.least_risk
        doubt = min(max(1 - confidence, least), 1 - least)
        return _chance(math.log(doubt / (1 - doubt)) + self._sum("row", signals))

    def risk_of_gap(self, seen: Mapping[str, float]) -> float:
        """How many rows are missing in a stretch, as a number between 0 and 1."""
        return _chance(self.signals["gap"]["bias"].weight + self._sum("gap", seen))

    def _sum(self, of: Of, values: Mapping[str, float]) -> float:
        known = self.signals[of]
        return sum(known[name].weight * min(value, 1.0) for name, value in values.items() if name in known)


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


@cache
def load_priorities() -> Priorities:
    """The weights that come with the project."""
    return read_priorities(tomllib.loads((files(__package__) / FILE).read_text("utf-8")))


def read_priorities(table: Mapping[str, Any]) -> Priorities:
    """Check priorities.toml; ValueError names the row that is wrong."""
    found: dict[Of, dict[str, Signal]] = {"row": {}, "gap": {}}
    for row in table["signal"]:
        name, of = str(row.get("name")), row.get("of")
        if of not in found or name in found[of]:
            raise ValueError(f"{FILE}, {name}: `of` is row or gap, and each name stands once under it")
        if not row.get("reason") or len(row.get("label", ())) != 2:
            raise ValueError(f"{FILE}, {name}: a weight needs a reason and a label in two languages")
        found[of][name] = Signal(float(row["weight"]), tuple(row["label"]), row["reason"])
    if "bias" not in found["gap"]:
        raise ValueError(f"{FILE}: gaps need a bias")
    return Priorities(Policy(**table["policy"]), found)
