"""What comparing the documents of an archive with each other finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal, get_args

from extractor.data import Number, Severity, Status

FindingKind = Literal["duplicate", "near_duplicate", "corrected", "last_year", "initial_budget", "department_sum"]
Step = Literal["documents", "duplicates", "years", "departments"]
Report = Callable[[Step], None]
KINDS: tuple[FindingKind, ...] = get_args(FindingKind)


@dataclass(frozen=True, slots=True)
class Finding:
    """One relation between documents: that they are the same, or that figures of theirs agree or do not.

    `documents` and `facts` go together: facts[i] is the id of a fact in documents[i]; of documents that are the same
    there are no facts. `expected` is what the other documents say and `actual` what the last of them says, in yuan,
    exact within `tolerance` or not, as `status` says. `similarity` is the share of the wording in common, 1 for the
    same text. `id` depends on nothing but what the finding is about, so that it is the same in every run.
    """

    id: str
    kind: FindingKind
    status: Status
    severity: Severity
    documents: tuple[str, ...]
    facts: tuple[str, ...] = ()
    organisation: str | None = None
    year: int | None = None
    concept: str | None = None
    expected: Number | None = None
    actual: Number | None = None
    difference: Number | None = None
    tolerance: Number | None = None
    similarity: float | None = None
    message: str = ""
    english: str = ""


def finding(kind: FindingKind, *, documents: Iterable[str], about: Iterable[str] = (), **told: Any) -> Finding:
    """A finding with its id; `about` tells apart what concerns the same documents and facts.

    finding("duplicate", documents=["9f86…"], status="exact", severity="info").id -> "duplicate-5f0c3a91b2d4"
    """
    documents, facts = tuple(documents), tuple(told.pop("facts", ()))
    said = "\n".join((kind, *documents, "", *facts, "", *about))
    name = f"{kind}-{blake2b(said.encode(), digest_size=6).hexdigest()}"
    return Finding(name, kind, documents=documents, facts=facts, **told)


@dataclass(frozen=True, slots=True)
class Found:
    """How many findings there are of a kind, by how they came out: Found("last_year", "violated", "error", 3)."""

    kind: FindingKind
    status: Status
    severity: Severity
    count: int

    @property
    def is_error(self) -> bool:
        """These are contradictions that somebody should mend."""
        return self.status == "violated" and self.severity == "error"
