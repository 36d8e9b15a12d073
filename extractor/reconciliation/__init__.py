"""Does a document agree with itself, why not, and what would mend it?

    reconcile(rows, document, sections, load_relations()).checks -> (Check("k1", "S01", "exact", …), …)

Knowledge is data: relations.toml says what a disclosure promises about its figures, profiles.toml what it has to say at
all. Code knows kinds of promises (kinds.py), intervals of rounded numbers, and how to look for the one wrong figure.
Nothing here changes a reported value.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.data import Check, Coverage, Document, Rows, Section
from extractor.reconciliation.claims import Claim, Linear
from extractor.reconciliation.judging import judge
from extractor.reconciliation.ledger import Ledger
from extractor.reconciliation.loading import load_relations
from extractor.reconciliation.messages import Note
from extractor.reconciliation.relations import Relation, Relations
from extractor.reconciliation.scene import Scene

__all__ = ["Reconciliation", "Relation", "Relations", "load_relations", "reconcile"]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The checks, violations first and the worst of them before the others, and what the profiles expect."""

    checks: tuple[Check, ...]
    coverage: tuple[Coverage, ...]


def reconcile(rows: Rows, document: Document, sections: Sequence[Section], relations: Relations) -> Reconciliation:
    """Apply every relation to the rows of one document.

    A figure that contradicts others stays as it is and gets a check: 875.44万元 printed as 47.93% of 913.26万元 gives
    H01, violated, expected 95.86. Checks are numbered k1, k2, … in the order of the report: the worst first.
    """
    scene = Scene(Ledger(rows, document, sections), relations)
    findings = [finding for row in relations.rows if meant(row, scene) for finding in row.find(scene)]
    claims = distinct([finding for finding in findings if not isinstance(finding, Note)])
    notes = [finding for finding in findings if isinstance(finding, Note)]
    judged = sorted(judge(claims, notes, scene.ledger), key=lambda one: one.place)
    checks = tuple(one.check(f"k{number}", scene.ledger) for number, one in enumerate(judged, start=1))
    return Reconciliation(checks, scene.coverage)


def meant(row: Relation, scene: Scene) -> bool:
    """True when a relation is meant for this kind of document."""
    return row.account is None or (row.account == "final") == scene.ledger.is_final


def distinct(claims: Sequence[Claim]) -> list[Claim]:
    """Each equation once: several rows may arrive at the same figures, and the first of them names the rule."""
    found: dict[object, Claim] = {}
    for claim in claims:
        sum_of = (claim.sense, frozenset(figure.key for figure in claim.figures)) if isinstance(claim, Linear) else None
        found.setdefault(sum_of or claim.main.key, claim)
    return list(found.values())
