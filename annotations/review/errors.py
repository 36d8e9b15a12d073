"""Why a decision is not taken."""

from typing import Any


class ReviewRefused(Exception):  # noqa: N818
    """Something that cannot be done as it was asked for: ReviewRefused("item_leased", owner="ann", seconds=120).

    `code` is stable, `values` say what it is about; the service tells both in words.

    no_such_item, no_such_review_document, no_such_decision    the project has none of this id
    document_frozen       a document of the part that judges is never reviewed
    item_leased           somebody else looks at it
    item_stale            it has changed since it was shown
    item_settled          enough people have answered, or it is not in conflict
    alike_changed         the rows that were shown as alike are not those that would be settled
    lease_lost            it ran out, and the item may be somebody else's by now
    wrong_decision        the action does not fit the item, or lacks what it needs
    wrong_quote           a stretch is not what the text has there
    idempotency_mismatch  the same key came with another decision
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
