"""The order of the queue, kept up to date: how many items are alike, and what the decisions so far say of the others.

What a decision is worth is the number of mistakes that it is likely to mend: the risk of an item, times the items like
it that the same decision settles, times what was found near it. Mistakes come together: in one passage, in rows that
were read in the same way, in one document. Where more was wrong than was to be expected, what is left is doubted more.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Select, case, func, select, update
from sqlalchemy.orm import Session

from annotations.review.events import OPEN, SETTLED
from annotations.review.priorities import Policy
from annotations.review.tables import ReviewItem

AT_ONCE = 500  # values that one statement names
NOTABLE = 0.1  # of a priority: a smaller step changes no order worth a write
WRONG = ("corrected", "rejected", "added")
Scope = tuple[str, object]


class Ranked(NamedTuple):
    """What is needed of an item to rank it; `passage` counts the sentences of its document."""

    id: str
    state: str
    risk: float
    passage: int
    reading: str
    weight: int
    priority: float


def count_alike(session: Session, project: str, patterns: Iterable[str], policy: Policy) -> None:
    """Note how many items of a project one decision would settle, for some patterns."""
    free = (ReviewItem.project == project, ReviewItem.state == "pending", ReviewItem.reviews == 1)
    for some in batches(sorted(set(patterns)), AT_ONCE):
        here = (*free, ReviewItem.pattern.in_(some))
        counted = session.execute(select(ReviewItem.pattern, func.count()).where(*here).group_by(ReviewItem.pattern))
        for pattern, count in counted.all():
            alike = min(count, policy.most_alike)
            changed = select(ReviewItem.id).where(*free, ReviewItem.pattern == pattern, ReviewItem.alike != alike)
            for ids in batches(_unclaimed(session, changed), AT_ONCE):
                values = {"alike": alike, "priority": ReviewItem.priority * alike / ReviewItem.alike}
                session.execute(
                    update(ReviewItem).where(ReviewItem.id.in_(ids)).values(values),
                    execution_options={"synchronize_session": False},
                )


def rerank(session: Session, document: str, policy: Policy) -> None:
    """Rank what is left of a document by what has been decided of it."""
    weight = case((ReviewItem.reviews == 1, ReviewItem.alike), else_=1)
    columns = (ReviewItem.id, ReviewItem.state, ReviewItem.risk, ReviewItem.passage, ReviewItem.reading)
    query = select(*columns, weight, ReviewItem.priority).where(
        ReviewItem.document == document, ReviewItem.reading != ""
    )
    items = [Ranked(*row) for row in session.execute(query)]
    changed = dict(reranked(items, policy))
    for ids in batches(sorted(changed), AT_ONCE):
        free = _unclaimed(session, select(ReviewItem.id).where(ReviewItem.id.in_(ids)))
        if free:
            session.execute(update(ReviewItem), [{"id": id, "priority": changed[id]} for id in free])


def reranked(items: Sequence[Ranked], policy: Policy) -> Iterator[tuple[str, float]]:
    """The items of one document that are to be decided and have notably another priority now, and that priority.

    Each neighbourhood has a factor, (prior + wrong) / (prior + expected): the mean of a rate of mistakes with a gamma
    prior, once they were counted. An item has the product of its own.
    """
    expected, wrong = defaultdict[Scope, float](float), defaultdict[Scope, int](int)
    for item in items:
        if item.state in SETTLED:
            for scope in (("passage", item.passage), ("reading", item.reading), ("document", None)):
                expected[scope] += item.risk
                wrong[scope] += item.state in WRONG

    def factor(prior: float, *scopes: Scope) -> float:
        found = sum(wrong.get(scope, 0) for scope in scopes)
        return (prior + found) / (prior + sum(expected.get(scope, 0.0) for scope in scopes))

    for item in items:
        if item.state not in OPEN:
            continue
        near = [("passage", item.passage + step) for step in (-1, 0, 1)]
        doubt = factor(policy.passage_prior, *near) * factor(policy.reading_prior, ("reading", item.reading))
        doubt *= factor(policy.document_prior, ("document", None))
        priority = item.risk * item.weight * min(max(doubt, 1 / policy.most_doubt), policy.most_doubt)
        if abs(priority - item.priority) > NOTABLE * item.priority:
            yield item.id, priority


def _unclaimed(session: Session, wanted: Select[str]) -> Sequence[str]:
    """The ids of items that nobody is deciding at this moment, locked.

    Nobody waits here for a lock that another one holds, so that two who do this at once cannot block each other.
    """
    return session.scalars(wanted.order_by(ReviewItem.id).with_for_update(skip_locked=True)).all()


def batches(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Some values at a time."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
