"""Reviewers against each other: how far they agree beyond chance, and how far they mark the same stretches."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from annotations.review.rows import Row, quoted

Stretch = tuple[str, int, int]


class Agreement(NamedTuple):
    """How far two reviewers agree on the items that both have answered.

    `kappa` is over outcomes (accepted, corrected, rejected), None where chance alone explains all; `same` the part of
    the items with the very same row; both F1 are over the stretches that their rows quote, to the character and by
    overlap.
    """

    items: int
    kappa: float | None
    same: float
    span_f1: float
    overlap_f1: float


def kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa of two labellings: (observed - expected) / (1 - expected).

        kappa([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")]) -> 0.5

    None without a pair, or where both always give one and the same label.

    Source: Cohen (1960), "A Coefficient of Agreement for Nominal Scales".
    """
    found = list(pairs)
    if not found:
        return None
    ours, theirs = Counter(one for one, _ in found), Counter(other for _, other in found)
    observed = sum(one == other for one, other in found) / len(found)
    expected = sum(ours[label] * theirs[label] for label in ours) / len(found) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def span_f1(ours: Iterable[Stretch], theirs: Iterable[Stretch], *, overlapping: bool = False) -> float:
    """F1 of labelled stretches, of one reviewer against the other; 1.0 where neither has any.

    span_f1([("item", 0, 4)], [("item", 0, 5)]) -> 0.0, and 1.0 where overlapping ones count
    """
    one, other = Counter(ours), list(theirs)
    size = one.total() + len(other)
    hits = 0
    for stretch in other:
        found = next((mine for mine in one if one[mine] and _meets(mine, stretch, overlapping=overlapping)), None)
        if found is not None:
            one[found] -= 1
            hits += 1
    return 2 * hits / size if size else 1.0


def _meets(one: Stretch, other: Stretch, *, overlapping: bool) -> bool:
    if not overlapping:
        return one == other
    return one[0] == other[0] and min(one[2], other[2]) > max(one[1], other[1])


def stretches(row: Row | None) -> list[Stretch]:
    """What a row quotes, by field: [("item", 5, 11), ("quantity", 11, 16)]; nothing of a row that should not be."""
    if row is None:
        return []
    own = [("row", row["start"], row["end"])] if "start" in row else []
    fields = ((name, quote) for name, value in row.items() for quote in quoted(value))
    return [*own, *((name, quote["start"], quote["end"]) for name, quote in fields)]


def agreement(answers: Sequence[tuple[tuple[str, Row | None], tuple[str, Row | None]]]) -> Agreement:
    """How far two reviewers agree, by the outcome and row that each gives every item that both answered."""
    ours = [_within(number, each) for number, ((_, row), _) in enumerate(answers) for each in stretches(row)]
    theirs = [_within(number, each) for number, (_, (_, row)) in enumerate(answers) for each in stretches(row)]
    same = sum(one == other for (_, one), (_, other) in answers)
    return Agreement(
        items=len(answers),
        kappa=kappa((one, other) for (one, _), (other, _) in answers),
        same=same / len(answers) if answers else 1.0,
        span_f1=span_f1(ours, theirs),
        overlap_f1=span_f1(ours, theirs, overlapping=True),
    )


def _within(number: int, stretch: Stretch) -> Stretch:
    """A stretch that meets only those of the same item."""
    return f"{number}.{stretch[0]}", stretch[1], stretch[2]
