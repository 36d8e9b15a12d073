"""Whether a confidence of 0.9 is right nine times in ten."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from annotations.scoring.results import Judgement

BINS = 10


class Bin(NamedTuple):
    """The rows whose confidence lies above `low` and not above `high`: their mean confidence, the part accepted."""

    low: float
    high: float
    rows: int
    confidence: float
    accuracy: float


class Reliability(NamedTuple):
    """How far confidence is from what came true.

    `ece`, the expected calibration error, is the mean distance of confidence and accuracy over the bins, weighted by
    rows; `brier` the mean squared distance of each confidence from 1 (accepted) or 0. `bins` has no empty bin.
    """

    rows: int
    accuracy: float
    confidence: float
    ece: float
    brier: float
    bins: tuple[Bin, ...]


def reliability(judgements: Iterable[Judgement], *, bins: int = BINS) -> Reliability | None:
    """Compare confidence with judgements, in bins of equal width; None without a judgement.

    Two facts with confidence 0.9, one of them accepted -> ece 0.4, brier 0.41.
    Raises ValueError for a confidence outside [0, 1].

    Source: Naeini, Cooper & Hauskrecht (2015), "Obtaining Well Calibrated Probabilities Using Bayesian Binning".
    """
    found = [(judgement.confidence, judgement.accepted) for judgement in judgements]
    if not found:
        return None
    for confidence, _ in found:
        if not 0 <= confidence <= 1:
            raise ValueError(f"a confidence of {confidence} is no probability")
    upper = [number / bins for number in range(1, bins + 1)]
    filled: dict[int, list[tuple[float, bool]]] = {}
    for confidence, accepted in found:
        filled.setdefault(bisect_left(upper, confidence), []).append((confidence, accepted))
    table = tuple(Bin(n / bins, upper[n], len(rows), *_means(rows)) for n, rows in sorted(filled.items()))
    mean, accuracy = _means(found)
    return Reliability(
        rows=len(found),
        accuracy=accuracy,
        confidence=mean,
        ece=sum(row.rows * abs(row.confidence - row.accuracy) for row in table) / len(found),
        brier=sum((confidence - accepted) ** 2 for confidence, accepted in found) / len(found),
        bins=table,
    )


def _means(rows: list[tuple[float, bool]]) -> tuple[float, float]:
    """Mean confidence, and the part accepted."""
    return sum(confidence for confidence, _ in rows) / len(rows), sum(accepted for _, accepted in rows) / len(rows)
