"""Stretches that a person points at: where a row is missing although the queue had nothing to ask there."""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.database import new_id
from annotations.review.errors import ReviewRefused
from annotations.review.rows import GAP
from annotations.review.tables import ReviewDocument, ReviewItem


def point_at(
    session: Session, project: str, reviewer: str, document: str, key: str, start: int, end: int
) -> ReviewItem:
    """Make a stretch of a document an item, to which rows can be added; the same `key` again gives the same item.

    Raises ReviewRefused where the project has no such document (`no_such_review_document`), and where its text has no
    such stretch (`wrong_quote`).
    """
    wanted = select(ReviewDocument).where(ReviewDocument.id == document, ReviewDocument.project == project)
    found = session.scalar(wanted.with_for_update())
    if found is None:
        raise ReviewRefused("no_such_review_document", id=document)
    if not 0 <= start < end <= found.text_length:
        raise ReviewRefused("wrong_quote", quote="", start=start, end=end, there="")
    id = hashlib.sha256("\n".join((project, reviewer, document, key)).encode()).hexdigest()[:32]
    there = session.get(ReviewItem, id)
    if there is not None:
        return there
    made = ReviewItem(
        id=id, project=project, document=document, kind=GAP, start=start, end=end, signals={},
        pattern=new_id(), draw=0.0, reviews=1,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
