"""What a relation sees of a document: its rows, and what other relations have made of them already."""

from dataclasses import dataclass
from functools import cached_property

from extractor.data import Coverage, Fact
from extractor.reconciliation.claims import Claim, Linear
from extractor.reconciliation.disclosure import cover
from extractor.reconciliation.ledger import Ledger, grouped
from extractor.reconciliation.messages import Note
from extractor.reconciliation.movements import Move, moves
from extractor.reconciliation.operands import Scope, scopes
from extractor.reconciliation.relations import Relations
from extractor.reconciliation.rereading import re_read
from extractor.reconciliation.sums import Sum, sum_claims

Finding = Claim | Note


@dataclass(frozen=True)
class Scene:
    """One document before the relations; everything is worked out once, when the first relation asks."""

    ledger: Ledger
    relations: Relations

    @cached_property
    def sums(self) -> tuple[Linear, ...]:
        """Every breakdown of every total, as it holds or fails: other relations follow from those that hold."""
        wholes = {self.ledger.ratios[ratio].fact: whole.id for ratio, whole in self.wholes.items() if whole}
        return tuple(sum_claims(self.ledger, self.relations.of(Sum), wholes))

    @cached_property
    def wholes(self) -> dict[str, Fact | None]:
        """The totals of shares that were linked to another total, by the share."""
        return re_read(self.ledger)

    @cached_property
    def sums_by_row(self) -> dict[str, list[Linear]]:
        """The breakdowns by the id of the relation that took them."""
        return grouped((claim.relation.id, claim) for claim in self.sums)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Every change whose fact has an exact figure, with the earlier figure where the text prints it."""
        return tuple(moves(self.ledger))

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        """How each item that the profiles expect is disclosed."""
        return cover(self.ledger, self.relations.profiles)

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """Every year and stage of which the document has figures."""
        return scopes(self.ledger)
