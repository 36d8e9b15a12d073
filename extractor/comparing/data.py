"""What comparing the documents of an archive with each other finds."""

from dataclasses import dataclass
from typing import Literal

from extractor.data import Number, Severity, Status

FindingKind = Literal["duplicate", "near_duplicate", "last_year", "department_sum"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One relation between documents: that they are the same, or that figures of theirs agree or do not.

    `documents` and `facts` go together: facts[i] is the id of a fact in documents[i]; of documents that are the same
    there are no facts. `expected` is what the other documents say and `actual` what the last of them says, in yuan,
    exact within `tolerance` or not, as `status` says. `similarity` is the share of the wording in common, 1 for the
    same text.
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
