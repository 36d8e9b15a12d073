"""Which calibration makes confidence true on documents left out.

    python -m benchmarks.calibration [GOLD …]

Rows of annotated documents are predicted by models that have seen no document of their region; each calibration is
fitted to the predictions of the other regions and applied to those left out. Prints expected calibration error, Brier
score and the part of the rows that may be accepted at 99 % precision, for the scores as they are and for Platt's
scaling, isotonic regression and Venn-Abers predictors.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from venn_abers import VennAbers

from annotations.scoring import Judgement, reliability
from api.learning import coverage
from benchmarks.model import documents, region
from extractor.learning import examples_of
from extractor.pipeline import load
from models.registry import NONE
from models.training import Example, Prediction, fit

PARTS = 5
Numbers = Any  # of numpy: scikit-learn has no stubs
Calibrated = Callable[[Numbers], Numbers]


def as_they_are(_: Numbers, __: Numbers) -> Calibrated:
    return lambda found: found


def platt(scores: Numbers, right: Numbers) -> Calibrated:
    """A slope and an offset of the log odds (Platt, 1999); the slope is the inverse of a temperature."""
    model = LogisticRegression(C=1e6).fit(_odds(scores), right)
    return lambda found: model.predict_proba(_odds(found))[:, 1]


def isotonic(scores: Numbers, right: Numbers) -> Calibrated:
    """The rising steps that fit best (Zadrozny and Elkan, 2002)."""
    return IsotonicRegression(y_min=0.001, y_max=0.999, out_of_bounds="clip").fit(scores, right).predict


def venn_abers(scores: Numbers, right: Numbers) -> Calibrated:
    """Two isotonic regressions, one for each answer, and what lies between (Vovk, Petej and Fedorova, 2015)."""
    model = VennAbers()
    model.fit(_both(scores), right)
    return lambda found: model.predict_proba(_both(found))[0][:, 1]


METHODS: Mapping[str, Callable[[Numbers, Numbers], Calibrated]] = {
    "as they are": as_they_are,
    "Platt": platt,
    "isotonic": isotonic,
    "Venn-Abers": venn_abers,
}


def _odds(scores: Numbers) -> Numbers:
    return np.log(scores / (1 - scores)).reshape(-1, 1)


def _both(scores: Numbers) -> Numbers:
    return np.column_stack([1 - scores, scores])


def predictions(examples: Sequence[Example], part: Mapping[str, int]) -> list[Prediction]:
    """Every row, by a model that has seen no document of its region."""
    found: list[Prediction] = []
    for number in range(PARTS):
        model = fit([each for each in examples if part[each.document] != number], name="left-out")
        for each in examples:
            if part[each.document] == number:
                found.append(Prediction(each, model.probability(each.kind, each.features) or 0.5))
    return found


def calibrated(found: Sequence[Prediction], part: Mapping[str, int], method: str) -> list[Prediction]:
    """The same rows, calibrated by those of the other regions."""
    scores = np.array([each.probability for each in found])
    right = np.array([int(each.example.is_right) for each in found])
    parts = np.array([part[each.example.document] for each in found])
    result = np.empty(len(found))
    for number in range(PARTS):
        result[parts == number] = METHODS[method](scores[parts != number], right[parts != number])(
            scores[parts == number]
        )
    return [Prediction(each.example, float(value)) for each, value in zip(found, result, strict=True)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="*", type=Path, metavar="GOLD")
    extractor = load(model=NONE)
    gold = documents(parser.parse_args().folders)
    regions = sorted({region(document) for document in gold})
    part = {document.name: regions.index(region(document)) % PARTS for document in gold}
    found = predictions([example for document in gold for example in examples_of(document, extractor)], part)
    print(f"{len(gold)} documents, {len(found)} rows{'ECE':>12}{'Brier':>8}{'at 99%':>8}")
    for method in METHODS:
        rows = calibrated(found, part, method)
        measured = reliability(
            Judgement(row.example.kind, min(max(row.probability, 0), 1), row.example.is_right) for row in rows
        )
        assert measured is not None
        print(f"{method:28}{measured.ece:>10.3f}{measured.brier:>8.4f}{coverage(rows, 0.99):>8.3f}")


if __name__ == "__main__":
    main()
