"""How likely a row is right: a logistic model over the named features that speak for and against it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.scorer import Scorer, as_rows, from_rows
from models.staging import Staging

FORMAT = 1
NETWORK = "network"  # among a model's facts: it hears one


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A trained model: a scorer for each kind of row, and the probability below which a row is better left out.

    Logistic regression with an L2 penalty, fitted by `models.training`; its probabilities are calibrated on documents
    that it has not seen. `staging` is what it has learned of documents that no title places.
    """

    name: str
    scorers: Mapping[str, Scorer]
    floor: float
    digest: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    staging: Staging | None = None

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
    table: dict[str, Any] = {
        "format": FORMAT,
        "name": model.name,
        "floor": model.floor,
        "facts": dict(model.facts),
        "scorers": as_rows(model.scorers),
    }
    return table | ({"staging": as_rows(model.staging.scorers)} if model.staging is not None else {})


def from_table(table: Mapping[str, Any], *, digest: str = "") -> Acceptance:
    """The model of a table; KeyError, TypeError or ValueError for anything that is none."""
    if table["format"] != FORMAT:
        raise ValueError(f"format {table['format']}, not {FORMAT}")
    return Acceptance(
        str(table["name"]),
        from_rows(table["scorers"]),
        float(table["floor"]),
        digest,
        dict(table["facts"]),
        Staging(from_rows(table["staging"])) if "staging" in table else None,
    )
