"""Of which stage the figures of a text are, by its words: a scorer for each stage, fitted together."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from models.scorer import Scorer


class Wording(NamedTuple):
    """The words of some paragraphs with figures, the stage of those figures, and where they come from.

    `source` is the province of an annotated document or the number of a written sentence, empty for a composed text.
    """

    words: frozenset[str]
    stage: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Staging:
    """What words say of a stage: multinomial logistic regression with an L2 penalty, fitted by `models.training`."""

    scorers: Mapping[str, Scorer]

    def probabilities(self, texts: Iterable[Collection[str]]) -> dict[str, float]:
        """How likely each stage is, the paragraphs of a document taken in portions that are averaged as evidence.

            staging.probabilities([{"完成", "同比 增长"}]) -> {"budget": 0.03, "budget_execution": 0.9, …}

        Empty where there is no portion.
        """
        portions = [{stage: scorer.score(words) for stage, scorer in self.scorers.items()} for words in texts]
        if not portions:
            return {}
        mean = {stage: sum(each[stage] for each in portions) / len(portions) for stage in self.scorers}
        most = max(mean.values())
        odds = {stage: math.exp(score - most) for stage, score in mean.items()}
        return {stage: share / sum(odds.values()) for stage, share in odds.items()}
