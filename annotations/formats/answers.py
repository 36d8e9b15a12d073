"""What people decided of a document, as a marked document and back: the way of reviews through other tools.

A row that came back as it went out is accepted, one that changed is corrected, one that is missing is rejected, and one
that is new is added.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from annotations.formats.documents import MarkedDocument
from annotations.formats.marking import marking_of, rows_of_marking
from annotations.review.rows import LISTS, Kind, Row
from annotations.review.verdicts import Outcome, Reviewed, Verdict, corrected

SOMEBODY = "import"  # the reviewer where a file names none


def marked(reviewed: Reviewed, *, model: str | None = None) -> MarkedDocument:
    """A reviewed document for a tool: the record as it was proposed, and as people say it is.

    Which rows were decided, by whom and when goes along, so that `reviewed_of` gives back the same.
    """
    signed = {_id(verdict): [verdict.item, list(verdict.reviewers), verdict.decided] for verdict in reviewed.verdicts}
    meta: dict[str, Any] = {"document": reviewed.sha256, "issuer": reviewed.issuer}
    if model is not None:
        meta["model"] = model
    proposed = marking_of(reviewed.record, reviewed.text)
    if not signed:
        return MarkedDocument(reviewed.name, reviewed.text, proposed, None, meta)
    decided = marking_of(corrected(reviewed), reviewed.text)
    return MarkedDocument(reviewed.name, reviewed.text, proposed, decided, {**meta, "signed": signed})


def reviewed_of(document: MarkedDocument) -> Reviewed:
    """What people decided, of a document that came back.

    Where it says which rows were decided, other rows have no verdict; a document that somebody went through in another
    tool is decided as a whole.
    """
    meta, record = document.meta, rows_of_marking(document.proposed)
    verdicts = () if document.decided is None else tuple(_verdicts(document, record))
    sha256, issuer = str(meta.get("document") or ""), meta.get("issuer")
    return Reviewed(sha256, document.name, issuer, document.text, record, verdicts)


def _verdicts(document: MarkedDocument, record: Mapping[str, list[dict[str, Any]]]) -> Iterator[Verdict]:
    assert document.decided is not None
    decided, meta = rows_of_marking(document.decided), document.meta
    signed, answered = meta.get("signed"), "updated" in meta  # a tool's answer replaces what was signed before it
    for kind, name in LISTS.items():
        before, after = ({row["id"]: row for row in rows[name]} for rows in (record, decided))
        for id in dict.fromkeys((*before, *after)):
            if signed is None or answered:
                reviewer, at = str(meta.get("reviewer") or SOMEBODY), _seconds(meta.get("updated"))
                yield _verdict(id, kind, before.get(id), after.get(id), (reviewer,), at)
            elif id in signed:
                item, reviewers, at = signed[id]
                yield _verdict(item, kind, before.get(id), after.get(id), tuple(reviewers), float(at))


def _verdict(
    item: str, kind: Kind, before: Row | None, after: Row | None, reviewers: tuple[str, ...], at: float
) -> Verdict:
    outcome: Outcome
    if before is None:
        outcome = "added"
    elif after is None:
        outcome = "rejected"
    else:
        outcome = "accepted" if before == after else "corrected"
    return Verdict(item, kind, outcome, before, after, reviewers, at)


def _id(verdict: Verdict) -> str:
    row = verdict.before if verdict.before is not None else verdict.after
    assert row is not None
    return str(row["id"])


def _seconds(stamp: object) -> float:
    """Seconds since 1970 of an ISO time; 0 where none is told."""
    return datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp() if isinstance(stamp, str) else 0.0
