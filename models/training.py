"""Fitting the acceptance model to rows that people have judged; needs the extra `train`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from models.acceptance import Acceptance
from models.scorer import Scorer
from models.staging import Staging, Wording

PENALTY = 0.1  # inverse strength of the L2 penalty; from 0.03 to 0.3 makes no difference on documents left out
PENALTY_OF_WORDS = 0.2
SOURCES = 4  # in which a word must be found to be no name
FOLDS = 10
# Rows less likely than half the F1 that is reached lower it (Lipton, Elkan and Naryanaswamy, 2014): that would be 0.46.
# A little below, F1 on documents left out is the same and fewer right rows are lost.
FLOOR = 0.40
SMALLEST, SMALLEST_OF_WORDS = 0.0005, 0.01  # weights below are noise


class Example(NamedTuple):
    """A row that was judged: its kind and features, whether it is right, the document it comes from."""

    kind: str
    features: tuple[str, ...]
    is_right: bool
    document: str


class Prediction(NamedTuple):
    """What a model that had not seen the document thought of a row."""

    example: Example
    probability: float


@dataclass(frozen=True, slots=True)
class _Fit:
    bias: float
    weights: Mapping[str, float]


def fit(examples: Sequence[Example], *, name: str, facts: Mapping[str, Any] | None = None) -> Acceptance:
    """Train on all examples.

        fit(examples, name="default").probability("fact", ["role:level", …]) -> 0.97

    A feature has one weight for all kinds of rows and one for each kind, so that rare kinds learn from common ones.
    The same examples in the same order give the same model. Raises ValueError where all are right, or none.
    """
    whole = _regress(examples)
    scorers = {kind: _scorer(whole, kind) for kind in sorted({example.kind for example in examples})}
    return Acceptance(name, scorers, FLOOR, facts=dict(facts or {}))


def fit_staging(wordings: Sequence[Wording]) -> Staging:
    """Train on the words of paragraphs whose stage is known.

        fit_staging(wordings).probabilities([{"完成", "同比 增长"}]) -> {"budget": 0.03, "budget_execution": 0.9, …}

    Only words of several sources are learned from, so that none is a name. Raises ValueError for a single stage.
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    sources: dict[str, set[str]] = {}
    for each in wordings:
        for word in each.words if each.source else ():
            sources.setdefault(word, set()).add(each.source)
    common = {word for word, found in sources.items() if len(found) >= SOURCES}
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([dict.fromkeys(sorted(common & each.words), 1) for each in wordings])
    model = LogisticRegression(C=PENALTY_OF_WORDS, max_iter=3000).fit(matrix, [each.stage for each in wordings])
    weights: Any = model.coef_
    biases: Any = model.intercept_
    if len(model.classes_) == 2:  # of two, scikit-learn has the odds of the second alone
        weights, biases = [-weights[0] / 2, weights[0] / 2], [-biases[0] / 2, biases[0] / 2]
    scorers = [_of_stage(float(bias), vectors.feature_names_, own) for bias, own in zip(biases, weights, strict=True)]
    return Staging(dict(zip(map(str, model.classes_), scorers, strict=True)))


def _of_stage(bias: float, names: Sequence[str], weights: Sequence[float]) -> Scorer:
    named = zip(names, map(float, weights), strict=True)
    return Scorer(round(bias, 4), {name: round(w, 3) for name, w in named if abs(w) >= SMALLEST_OF_WORDS})


def leave_out(
    examples: Sequence[Example], *, folds: int = FOLDS, told: Callable[[int, int], None] | None = None
) -> Iterator[Prediction]:
    """Predict every row by a model that has seen no row of its document, in the order of the examples.

    `told` hears of each fold that is done.
    """
    from sklearn.model_selection import GroupKFold

    groups = [example.document for example in examples]
    found: dict[int, float] = {}
    count = min(folds, len(set(groups)))
    for number, (train, test) in enumerate(GroupKFold(count).split(examples, groups=groups), start=1):
        model = fit([examples[place] for place in train], name="left-out")
        for place in test:
            probability = model.probability(examples[place].kind, examples[place].features)
            found[int(place)] = probability if probability is not None else 0.5
        if told is not None:
            told(number, count)
    yield from (Prediction(example, found[place]) for place, example in enumerate(examples))


def _regress(examples: Sequence[Example]) -> _Fit:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    if len({example.is_right for example in examples}) < 2:
        raise ValueError("both right and wrong rows are needed to train on")
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([dict.fromkeys(_named(example), 1) for example in examples])
    model = LogisticRegression(C=PENALTY, max_iter=3000)
    model.fit(matrix, [example.is_right for example in examples])
    weights = dict(zip(vectors.feature_names_, map(float, model.coef_[0]), strict=True))
    return _Fit(float(model.intercept_[0]), weights)


def _named(example: Example) -> Iterator[str]:
    yield f"{example.kind}|"
    for feature in example.features:
        yield feature
        yield f"{example.kind}|{feature}"


def _scorer(whole: _Fit, kind: str) -> Scorer:
    """The weights of one kind: the common ones and its own, added."""
    weights = {name: weight for name, weight in whole.weights.items() if "|" not in name}
    for name, weight in whole.weights.items():
        own, _, feature = name.partition("|")
        if own == kind and feature:
            weights[feature] = weights.get(feature, 0.0) + weight
    kept = {name: round(weight, 4) for name, weight in weights.items() if abs(weight) >= SMALLEST}
    return Scorer(round(whole.bias + whole.weights.get(f"{kind}|", 0.0), 4), kept)
