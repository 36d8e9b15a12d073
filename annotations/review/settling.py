"""What people have decided so far, document by document."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from annotations.review.entering import unpack
from annotations.review.events import SKIPPED
from annotations.review.rows import GAP
from annotations.review.tables import ReviewAnswer, ReviewDocument, ReviewEvent, ReviewItem
from annotations.review.verdicts import OUTCOMES, Outcome, Reviewed, Verdict


def settled(session: Session, project: str) -> Iterator[Reviewed]:
    """The documents of a project that have a verdict, in the order in which they came, one in memory at a time."""
    query = select(ReviewDocument.id).where(ReviewDocument.project == project).order_by(ReviewDocument.id)
    for id in session.scalars(query).all():
        if verdicts := tuple(_verdicts(session, id)):
            yield _reviewed(session, id, verdicts)


def _reviewed(session: Session, id: str, verdicts: tuple[Verdict, ...]) -> Reviewed:
    query = select(ReviewDocument).where(ReviewDocument.id == id).options(undefer(ReviewDocument.content))
    row = session.scalars(query.execution_options(populate_existing=True)).one()
    content = unpack(row.content)
    return Reviewed(row.sha256, row.name, row.issuer, content["text"], content["record"], verdicts)


def _verdicts(session: Session, document: str) -> Iterator[Verdict]:
    """The verdicts on the rows of a document in the order of the record, added rows behind."""
    here = (ReviewItem.document == document, ReviewItem.state.in_(OUTCOMES), ReviewItem.kind != GAP)
    for item in session.scalars(select(ReviewItem).where(*here).order_by(ReviewItem.id)).all():
        assert item.kind != GAP
        outcome: Outcome = item.state  # type: ignore[assignment]  # one of OUTCOMES, as the query says
        who, when = _decided(session, item.id)
        yield Verdict(item.id, item.kind, outcome, item.before, item.after, who, when)


def _decided(session: Session, item: str) -> tuple[tuple[str, ...], float]:
    """Whose answers an item rests on, and when the last one came."""
    answers: Sequence[tuple[str, float]] = session.execute(
        select(ReviewAnswer.reviewer, ReviewAnswer.at).where(
            ReviewAnswer.item == item, ReviewAnswer.outcome != SKIPPED
        )
    ).all()  # fmt: skip
    resolved = select(ReviewEvent.reviewer, ReviewEvent.at).where(
        ReviewEvent.item == item, ReviewEvent.action == "resolve"
    )
    found = [*answers, *session.execute(resolved).all()]
    return tuple(sorted({reviewer for reviewer, _ in found})), max((at for _, at in found), default=0.0)
