"""The order of the queue, kept up to date: how many items are alike, and how far a document is to be doubted.

What a decision is worth is the number of mistakes that it is likely to mend: the risk of an item, times the items like
it that the same decision settles, times what is known of its document.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Select, case, func, select, update
from sqlalchemy.orm import Session

from annotations.review.priorities import Policy
from annotations.review.tables import ReviewDocument, ReviewItem

AT_ONCE = 500  # values that one statement names
NOTABLE = 0.1  # of a factor: a smaller step changes no order worth a write


def count_alike(session: Session, project: str, patterns: Iterable[str], policy: Policy) -> None:
    """Note how many items of a project one decision would settle, for some patterns."""
    free = (ReviewItem.project == project, ReviewItem.state == "pending", ReviewItem.reviews == 1)
    for some in batches(sorted(set(patterns)), AT_ONCE):
        here = (*free, ReviewItem.pattern.in_(some))
        counted = session.execute(select(ReviewItem.pattern, func.count()).where(*here).group_by(ReviewItem.pattern))
        for pattern, count in counted.all():
            alike = min(count, policy.most_alike)
            changed = (*free, ReviewItem.pattern == pattern, ReviewItem.alike != alike)
            _rewrite(session, select(ReviewItem.id).where(*changed), {"alike": alike})


def note_decided(session: Session, document: ReviewDocument, risk: float, wrong: int, policy: Policy) -> None:
    """Count what was found in a document against what was to be expected, and doubt the rest of it accordingly.

    `risk` and `wrong` are added; both are negative for a decision that is undone.
    """
    document.expected = max(0.0, document.expected + risk)
    document.found = max(0, document.found + wrong)
    factor = policy.factor(document.expected, document.found)
    if abs(factor - document.factor) < NOTABLE * document.factor:
        return
    document.factor = factor
    session.flush()
    waiting = select(ReviewItem.id).where(ReviewItem.document == document.id, ReviewItem.state == "pending")
    _rewrite(session, waiting, {})


def _rewrite(session: Session, wanted: Select[str], values: dict[str, int]) -> None:
    """Set values and the priority of items; those that somebody else is deciding are left as they are.

    Nobody waits here for a lock that another one holds, so that two who do this at once cannot block each other.
    """
    ids = session.scalars(wanted.order_by(ReviewItem.id).with_for_update(skip_locked=True, of=ReviewItem)).all()
    alike = values.get("alike", ReviewItem.alike)
    single = case((ReviewItem.reviews == 1, alike), else_=1)
    factor = select(ReviewDocument.factor).where(ReviewDocument.id == ReviewItem.document).scalar_subquery()
    for some in batches(ids, AT_ONCE):
        statement = update(ReviewItem).where(ReviewItem.id.in_(some))
        session.execute(
            statement.values(priority=ReviewItem.risk * single * factor, **values),
            execution_options={"synchronize_session": False},
        )


def batches(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Some values at a time."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
