"""How likely a row is right: a logistic model over the named features that speak for and against it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

FORMAT = 1
NETWORK = "network"  # among a model's facts: it hears one
LEAST, MOST = 0.001, 0.999  # no row is certain


@dataclass(frozen=True, slots=True)
class Scorer:
    """The weights of one kind of row; a feature without a weight says nothing."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, features: Iterable[str]) -> float:
        """Scorer(0.0, {"item:own": 2.0}).probability(["item:own"]) -> 0.8808, between 0.001 and 0.999."""
        score = self.bias + sum(self.weights.get(feature, 0.0) for feature in features)
        return min(max(1 / (1 + math.exp(-max(min(score, 30.0), -30.0))), LEAST), MOST)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A trained model: a scorer for each kind of row, and the probability below which a row is better left out.

    Logistic regression with an L2 penalty, fitted by `models.training`; its probabilities are calibrated on documents
    that it has not seen.
    """

    name: str
    scorers: Mapping[str, Scorer]
    floor: float
    digest: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """What a record says it was made with: "default-3f9a1c2b"."""
        return f"{self.name}-{self.digest[:8]}" if self.digest else self.name

    @property
    def has_network(self) -> bool:
        """Whether it was trained to hear a network, which lies in the same folder."""
        return bool(self.facts.get(NETWORK))

    def probability(self, kind: str, features: Iterable[str]) -> float | None:
        """The probability that a row of a kind is right; None for a kind that the model does not know."""
        scorer = self.scorers.get(kind)
        return round(scorer.probability(features), 4) if scorer is not None else None


def as_table(model: Acceptance) -> dict[str, Any]:
    """A model as plain values, ready for JSON; `from_table` reads it back."""
    return {
        "format": FORMAT,
        "name": model.name,
        "floor": model.floor,
        "facts": dict(model.facts),
        "scorers": {
            kind: {"bias": scorer.bias, "weights": dict(sorted(scorer.weights.items()))}
            for kind, scorer in sorted(model.scorers.items())
        },
    }


def from_table(table: Mapping[str, Any], *, digest: str = "") -> Acceptance:
    """The model of a table; KeyError, TypeError or ValueError for anything that is none."""
    if table["format"] != FORMAT:
        raise ValueError(f"format {table['format']}, not {FORMAT}")
    scorers = {
        str(kind): Scorer(float(row["bias"]), {str(name): float(weight) for name, weight in row["weights"].items()})
        for kind, row in table["scorers"].items()
    }
    return Acceptance(str(table["name"]), scorers, float(table["floor"]), digest, dict(table["facts"]))
