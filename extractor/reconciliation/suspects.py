"""Which figures of a violated claim could be the wrong one, and what they would have to be.

The relations of a document are a system: a figure that is wrong violates every relation it stands in, and the value
that all of them imply is the one that was meant. One figure is tried at a time.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice

from extractor.reconciliation.causes import cause_of, copied
from extractor.reconciliation.claims import Claim, Quotient
from extractor.reconciliation.figures import Figure, Key
from extractor.reconciliation.intervals import ONE, Interval, nearest
from extractor.reconciliation.ledger import Ledger, grouped
from extractor.reconciliation.movements import Level
from extractor.reconciliation.slips import likely_slip

SOLUTIONS = 2000  # equations solved for one document before the search stops
FIGURES = 48  # figures tried for one relation; longer lists are tables, in which one relation cannot single out a cell
NARROW = 12  # steps of a figure within which a wanted value counts as one number
LOOKED_AT = 8  # numbers printed elsewhere that are compared with a wanted value
MISTAKEN, SLIPPED, COPIED, ELSEWHERE, BARE = 4, 3, 2, 1, 0  # how well a wrong figure is explained


@dataclass(frozen=True, slots=True)
class Suspect:
    """A figure that could be the wrong one: with a value in `wanted` all of `mended` hold and `kept` others still do.

    `value` is the number that was probably meant, `source` where the document prints it besides.
    """

    figure: Figure
    wanted: Interval
    value: Decimal
    mended: tuple[int, ...]
    kept: int
    cause: str | None
    strength: int
    source: Figure | None = None

    @property
    def rank(self) -> tuple[int, int]:
        """How much speaks for it: how many relations it mends, then how well it explains them."""
        return len(self.mended), self.strength

    @property
    def narrow(self) -> bool:
        """True when the wanted values are one number to the digits that the author prints."""
        return self.wanted.width <= self.figure.quantity.step * NARROW


class Search:
    """All claims of one document, and the work that may still be done on them."""

    def __init__(self, claims: Sequence[Claim], ledger: Ledger, *, left: int = SOLUTIONS) -> None:
        self.claims = claims
        self.ledger = ledger
        self.left = left
        self._structures: dict[int, str | None] = {}

    @cached_property
    def violated(self) -> tuple[int, ...]:
        """The claims that fail and matter."""
        numbers = range(len(self.claims))
        return tuple(n for n in numbers if self.status(n) == "violated" and self.claims[n].severity != "info")

    @cached_property
    def at(self) -> dict[Key, list[int]]:
        """The claims in which each figure of a violated claim stands, violated ones first: which bind it."""
        wanted = {figure.key for number in self.violated for figure in self.figures(number)}
        holding = (n for n in range(len(self.claims)) if self.status(n) in ("exact", "within_rounding"))
        numbers = (*self.violated, *holding)
        keys = ((figure.key, number) for number in numbers for figure in self.figures(number))
        return grouped(pair for pair in keys if pair[0] in wanted)

    @cached_property
    def usual(self) -> Decimal:
        """The unit in which this document prints most amounts."""
        figures = (self.ledger.figure(fact) for fact in self.ledger.numbered)
        sizes = Counter(figure.size for figure in figures if figure.quantity.kind == "amount")
        return max(sizes, key=lambda size: (sizes[size], size), default=Decimal(1))

    def status(self, number: int) -> str:
        """How one claim came out."""
        return self.claims[number].verdict.status

    def figures(self, number: int) -> tuple[Figure, ...]:
        """The figures of one claim, each once."""
        claim = self.claims[number]
        if isinstance(claim, Quotient):
            return claim.figures
        return tuple({figure.key: figure for figure in claim.figures}.values())

    def structure(self, number: int) -> str | None:
        """The cause that one claim shows by itself: another base, another total, a wrong word."""
        if number not in self._structures:
            self.left -= 1
            self._structures[number] = cause_of(self.claims[number], self.ledger) if self.left > 0 else None
        return self._structures[number]

    @cached_property
    def turned(self) -> dict[str, list[int]]:
        """The violations that the opposite word in a change would mend, by the change."""
        return grouped(
            (row, number)
            for number in self.violated
            for row in {*self.claims[number].related, *(figure.row for figure in self.figures(number))}
            if row in self.ledger.changes and self.structure(number) == "sign"
        )

    def best(self, number: int) -> tuple[list[Suspect], bool]:
        """The suspects that most speaks for, one if the relations single it out, and whether all figures were tried."""
        figures = sorted(self.figures(number), key=lambda f: -sum(n in self._failing for n in self.at[f.key]))[:FIGURES]
        found = [suspect for figure in figures if self.left > 0 and (suspect := self.suspect(figure, number))]
        rank = max((suspect.rank for suspect in found), default=(0, 0))
        complete = self.left > 0 and len(figures) == len(self.figures(number))
        return [suspect for suspect in found if suspect.rank == rank], complete

    @cached_property
    def _failing(self) -> frozenset[int]:
        return frozenset(self.violated)

    def suspect(self, figure: Figure, number: int) -> Suspect | None:
        """One figure, if some value of it mends the claim and breaks none that holds."""
        wanted, mended, kept = self.solve(number, figure.key), [number], 0
        for other in self.at[figure.key]:
            if wanted is None:
                return None
            if other == number:
                continue
            solution = self.solve(other, figure.key)
            both = solution.overlap(wanted) if solution else wanted
            if other not in self._failing:
                wanted, kept = both, kept + 1
            elif both is not None:
                wanted, mended = both, [*mended, other]
        return None if wanted is None else self.explain(figure, wanted, number, tuple(mended), kept)

    def solve(self, number: int, key: Key) -> Interval | None:
        """The values of one figure for which one claim holds; None when the search has run out."""
        self.left -= 1
        return self.claims[number].solve(key) if self.left >= 0 else None

    def explain(self, figure: Figure, wanted: Interval, number: int, mended: tuple[int, ...], kept: int) -> Suspect:
        """How the printed number may have come about, and which number was meant."""
        claim, value = self.claims[number], rounded_like(wanted, figure)
        structure, slip = self.structure(number), likely_slip(figure.quantity, wanted)
        if structure and isinstance(claim, Quotient) and figure.key == claim.main.key:
            return Suspect(figure, wanted, value, mended, kept, structure, MISTAKEN)
        if any(self.is_prior(figure, other) for other in mended):
            return Suspect(figure, wanted, value, mended, kept, "prior_value", SLIPPED if slip else BARE)
        if slip:
            odd = slip.cause == "unit_slip" and figure.size != self.usual
            return Suspect(figure, wanted, slip.value, mended, kept, slip.cause, MISTAKEN if odd else SLIPPED)
        if copied(figure, self.ledger):
            return Suspect(figure, wanted, value, mended, kept, "stale_copy", COPIED)
        bare = Suspect(figure, wanted, value, mended, kept, None, BARE)
        source = self.elsewhere(figure, wanted) if bare.narrow else None
        return Suspect(figure, wanted, source.value, mended, kept, None, ELSEWHERE, source) if source else bare

    def is_prior(self, figure: Figure, number: int) -> bool:
        """True when a claim uses the figure as the level before."""
        claim = self.claims[number]
        return isinstance(claim.relation, Level) and figure.key == claim.figures[1].key

    def elsewhere(self, figure: Figure, wanted: Interval) -> Figure | None:
        """A figure printed elsewhere that has the wanted value."""
        found = self.ledger.figures_of(figure.quantity.kind, wanted.low, wanted.high)
        return next((other for other in islice(found, LOOKED_AT) if other.row != figure.row), None)


def rounded_like(wanted: Interval, figure: Figure) -> Decimal:
    """The middle of the wanted values, to the digits of the figure."""
    step = figure.quantity.step or Decimal(1)
    middle = nearest(wanted.middle / step, ONE) * step
    return middle if wanted.holds(middle) else wanted.middle
