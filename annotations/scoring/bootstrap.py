"""Whether one model is better than another on documents that both have read: the paired bootstrap."""

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

Pair = TypeVar("Pair")
ROUNDS = 2000
LEVEL = 0.90  # of the interval: 5 % lie below it and 5 % above


class Gain(NamedTuple):
    """How much better the second of two is: on these documents, and within which bounds on others like them.

    `better` is the part of the drawings in which it is better.
    """

    value: float
    low: float
    high: float
    better: float


def paired_bootstrap(
    pairs: Sequence[Pair], gain: Callable[[Sequence[Pair]], float], *, rounds: int = ROUNDS, seed: int = 0
) -> Gain:
    """Draw the documents again and again, with replacement, and measure the gain of each drawing.

        paired_bootstrap([(1, 3), (2, 2)], lambda drawn: sum(b - a for a, b in drawn)).value -> 2

    Both results of a document are drawn together, so that documents that are hard for both say nothing. The same pairs
    and seed give the same gain. Raises ValueError without a document.

    Source: Koehn (2004), "Statistical Significance Tests for Machine Translation Evaluation".
    """
    if not pairs:
        raise ValueError("there are no documents to compare on")
    chance = random.Random(seed)
    drawn = sorted(gain(chance.choices(pairs, k=len(pairs))) for _ in range(rounds))
    tail = round((1 - LEVEL) / 2 * rounds)
    return Gain(gain(pairs), drawn[tail], drawn[-1 - tail], sum(each > 0 for each in drawn) / rounds)
