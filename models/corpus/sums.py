"""Numbers that agree: parts sum to their total, in this year and in every year or stage that it is compared with.

Values are whole numbers of steps (the last printed digit), so that sums hold exactly as they are printed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

OWN = ""  # the base that is an entry's own level
TRIES = 60  # draws of the parts' other levels before their sum is given up
EXECUTED = (0.6, 1.02)  # of a plan
SMALLEST_MOVE, LARGEST_MOVE = 0.003, 0.45  # of a level, from one year to the next


class Measure(NamedTuple):
    """An entry as far as its value goes; `sign` as in the language of patterns, `flat` the bases that it equals.

    Each `group` of the parts of one whole is a partition of it.
    """

    id: str
    parent: str | None = None
    group: str = ""
    is_open: bool = False
    sign: str | None = None
    flat: frozenset[str] = frozenset()
    twin: str | None = None  # another whole that has the same value, as revenue and expenditure do
    near: str | None = None  # another whole that it was executed of

    def sign_against(self, base: str) -> str | None:
        """How it has moved from another level."""
        return "=" if base in self.flat and self.sign != "*" else self.sign


Values = Mapping[str, int]
Start = Callable[[str, str], int | None]


def settle(
    measures: Sequence[Measure], bases: Iterable[str], *, start: Start, draw: Callable[[str], int], random: Random
) -> dict[str, dict[str, int]]:
    """Give every measure a value for each base: {"a": {"": 900, "last": 850}, "b": {"": 600, "last": 610}}.

    Args:
        measures: parents before their parts.
        bases: the other levels that are needed, such as "last".
        start: the value of a measure for a base where it is already known.
        draw: a likely value for a measure without a parent.
        random: where everything else is drawn from.

    Returns:
        Steps by id and base; `OWN` is an entry's own level. Every sum holds exactly where the parts exhaust the whole.
    """
    others = tuple(bases)
    values: dict[str, dict[str, int]] = {}
    for root in (measure for measure in measures if measure.parent is None):
        if root.twin in values:
            values[root.id] = dict(values[root.twin])
            _share_out(root.id, measures, values, start, random)
            continue
        known = start(root.id, OWN)
        if root.near in values:
            known = round(values[root.near][OWN] * random.uniform(*EXECUTED))
        own = 0 if root.sign == "*" else draw(root.id) if known is None else known
        values[root.id] = {OWN: own, **{base: _root_level(root, base, own, start, random) for base in others}}
        _share_out(root.id, measures, values, start, random)
    return values


def moved(level: int, sign: str | None, random: Random) -> int:
    """Another level that this one came from: above it for "-", below it for "+", the same for "=", else either."""
    if sign in ("=", "*"):
        return level
    size = max(1, round(level * random.uniform(SMALLEST_MOVE, LARGEST_MOVE)))
    rises = sign == "+" or (sign is None and random.random() < 0.5)
    return max(0, level - size) if rises else level + size


def split(whole: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in these proportions that sum to the whole: 10 and [1, 1, 1] give [3, 3, 4]."""
    total = sum(weights)
    parts = [int(whole * weight / total) if total else 0 for weight in weights]
    if parts:
        heaviest = max(range(len(weights)), key=lambda i: (weights[i], i))
        parts[heaviest] += whole - sum(parts)
    return parts


def _root_level(root: Measure, base: str, own: int, start: Start, random: Random) -> int:
    """Another level of a whole: the known one, unless the wording contradicts it."""
    sign, known = root.sign_against(base), start(root.id, base)
    return known if known is not None and _agrees(sign, own, known) else moved(own, sign, random)


def _agrees(sign: str | None, own: int, other: int) -> bool:
    """Whether the move from `other` to `own` is what the sign says."""
    match sign:
        case "+":
            return own > other
        case "-":
            return own < other
        case "=":
            return own == other
        case "*":
            return own == 0
    return own != other or own == 0


def _share_out(
    whole: str, measures: Sequence[Measure], values: dict[str, dict[str, int]], start: Start, random: Random
) -> None:
    """Divide a settled whole among its parts, one partition after the other, and those among theirs."""
    inside = [measure for measure in measures if measure.parent == whole]
    for group in dict.fromkeys(measure.group for measure in inside):
        parts = [measure for measure in inside if measure.group == group]
        _divide(parts, values[whole], values, start, random)
    for part in inside:
        _share_out(part.id, measures, values, start, random)


def _divide(
    parts: Sequence[Measure], levels: Values, values: dict[str, dict[str, int]], start: Start, random: Random
) -> None:
    """Give the parts of one partition their values for every base; parts with a known value keep it if all fits."""
    is_open = any(part.is_open for part in parts) or all(part.sign == "*" for part in parts)
    rest = [random.uniform(0.2, 1.0)] if is_open else []
    weights = [0.0 if part.sign == "*" else random.uniform(0.15, 1.0) ** 2 for part in parts] + rest
    known = [None if part.sign == "*" else start(part.id, OWN) for part in parts]
    left = levels[OWN] - sum(value or 0 for value in known)
    free = [
        0.0 if value is not None else weight
        for weight, value in zip(weights, [*known, *(None for _ in rest)], strict=True)
    ]
    fits = left > 0 if sum(free) else left == 0
    own = split(left if fits else levels[OWN], free if fits else weights)
    if fits:
        own = [value or part for value, part in zip([*known, *(None for _ in rest)], own, strict=True)]
    for part, value in zip(parts, own, strict=False):
        values[part.id] = {OWN: value}
    for base in levels:
        if base != OWN:
            for part, value in zip(parts, _other_levels(parts, base, own, levels[base], start, random), strict=False):
                values[part.id][base] = value


def _other_levels(
    parts: Sequence[Measure], base: str, own: Sequence[int], whole: int, start: Start, random: Random
) -> list[int]:
    """Levels of the parts that sum to the whole and move as they must; if none are found, the sum is given up.

    A known level is kept as long as the others can make up for it.
    """
    is_open = len(own) > len(parts)
    signs = [*(part.sign_against(base) for part in parts), *([None] if is_open else [])]
    known = [*(start(part.id, base) for part in parts), *([None] if is_open else [])]
    fixed = [
        value if sign in ("=", "*") else said if said is not None and _agrees(sign, value, said) else None
        for value, sign, said in zip(own, signs, known, strict=True)
    ]
    bound = [value if sign in ("=", "*") else None for value, sign in zip(own, signs, strict=True)]
    growth = whole / sum(own) if sum(own) else 1.0
    for kept in (fixed, bound):
        free = [i for i, value in enumerate(kept) if value is None]
        if not free and sum(value or 0 for value in kept) == whole:
            return [value or 0 for value in kept]
        for _ in range(TRIES if free else 0):
            drawn = [
                round(value * growth * random.uniform(0.85, 1.15)) if said is None else said
                for value, said in zip(own, kept, strict=True)
            ]
            drawn[random.choice(free)] += whole - sum(drawn)
            moves = zip(signs, own, drawn, strict=True)
            if all(other >= 0 and _agrees(sign, value, other) for sign, value, other in moves):
                return drawn
    return [moved(value, sign, random) for value, sign in zip(own, signs, strict=True)]


def parents_first(measures: Iterable[Measure]) -> Iterator[Measure]:
    """The same measures, every whole before its parts."""
    waiting, known = list(measures), set[str | None]({None})
    while waiting:
        ready = [measure for measure in waiting if measure.parent in known]
        if not ready:
            return
        yield from ready
        known |= {measure.id for measure in ready}
        waiting = [measure for measure in waiting if measure.id not in known]
