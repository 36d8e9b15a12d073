"""A linear scorer: named features, each with a weight that a person can read."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LEAST, MOST = 0.001, 0.999  # nothing is certain


@dataclass(frozen=True, slots=True)
class Scorer:
    """The weights of one kind of row, or of one stage; a feature without a weight says nothing."""

    bias: float
    weights: Mapping[str, float]

    def score(self, features: Iterable[str]) -> float:
        """Scorer(0.5, {"item:own": 2.0}).score(["item:own"]) -> 2.5, in log odds."""
        return self.bias + sum(self.weights.get(feature, 0.0) for feature in features)

    def probability(self, features: Iterable[str]) -> float:
        """Scorer(0.0, {"item:own": 2.0}).probability(["item:own"]) -> 0.8808, between 0.001 and 0.999."""
        score = max(min(self.score(features), 30.0), -30.0)
        return min(max(1 / (1 + math.exp(-score)), LEAST), MOST)


def as_rows(scorers: Mapping[str, Scorer]) -> dict[str, Any]:
    """Scorers as plain values, ready for JSON; `from_rows` reads them back."""
    return {
        name: {"bias": scorer.bias, "weights": dict(sorted(scorer.weights.items()))}
        for name, scorer in sorted(scorers.items())
    }


def from_rows(rows: Mapping[str, Any]) -> dict[str, Scorer]:
    """The scorers of plain values; KeyError, TypeError or ValueError for anything else."""
    return {
        str(name): Scorer(float(row["bias"]), {str(named): float(weight) for named, weight in row["weights"].items()})
        for name, row in rows.items()
    }
