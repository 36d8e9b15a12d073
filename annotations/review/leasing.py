"""What a reviewer sees next, and for how long it is that reviewer's alone."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, select, update
from sqlalchemy.orm import Session

from annotations.database import new_id
from annotations.review.errors import ReviewRefused
from annotations.review.events import OPEN, StateName
from annotations.review.priorities import Policy
from annotations.review.tables import ReviewAnswer, ReviewItem

MINUTE_S = 60.0
FOREMOST = (ReviewItem.priority.desc(), ReviewItem.id.desc())  # both downwards, as an index is read backwards


@dataclass(frozen=True, slots=True)
class Lease:
    """Items that one reviewer looks at until a time: the one that is shown first, then those that are alike."""

    id: str
    owner: str
    until: float
    items: tuple[ReviewItem, ...]


def next_lease(
    session: Session, project: str, reviewer: str, policy: Policy, *, chance: float, now: float | None = None
) -> Lease | None:
    """Take the item whose decision is worth most, with those that are alike; None where nothing is left to decide.

    `chance` is a random number in [0, 1): below the share of control items, a row that is all but certain is taken at
    random instead, alone. Nobody else gets what is taken as long as the lease is renewed.
    """
    now = time.time() if now is None else now
    first = None
    if chance < policy.control_share:
        first = _certain(session, project, reviewer, policy, now)
    is_control = first is not None
    if first is None:
        first = _foremost(session, project, reviewer, now)
    if first is None:
        return None
    first.is_control = first.is_control or is_control
    return _take(
        session, [first, *(() if first.is_control else _alike(session, first, policy, now))], reviewer, policy, now
    )


def take_item(
    session: Session, project: str, reviewer: str, id: str, policy: Policy, *, now: float | None = None
) -> Lease:
    """Take one item that a reviewer has picked; raises ReviewRefused where somebody else has it."""
    now = time.time() if now is None else now
    item = session.scalar(
        select(ReviewItem).where(ReviewItem.project == project, ReviewItem.id == id).with_for_update()
    )
    if item is None:
        raise ReviewRefused("no_such_item", id=id)
    check_free(item, reviewer, now)
    return _take(session, [item], reviewer, policy, now)


def check_free(item: ReviewItem, reviewer: str, now: float) -> None:
    """Raise ReviewRefused where somebody else looks at an item."""
    if item.owner is not None and item.owner != reviewer and item.until > now:
        raise ReviewRefused("item_leased", owner=item.owner, seconds=max(1, round(item.until - now)))


def leases_of(session: Session, project: str, reviewer: str, *, now: float | None = None) -> list[Lease]:
    """What a reviewer has and has not decided yet, as after a reload; what is worth most first."""
    now = time.time() if now is None else now
    held = select(ReviewItem).where(ReviewItem.project == project, ReviewItem.owner == reviewer, ReviewItem.until > now)
    found: dict[str, list[ReviewItem]] = {}
    for item in session.scalars(held.order_by(*FOREMOST)):
        found.setdefault(item.lease or "", []).append(item)
    return [Lease(id, reviewer, items[0].until, tuple(items)) for id, items in found.items()]


def renew_lease(
    session: Session, project: str, reviewer: str, lease: str, policy: Policy, *, now: float | None = None
) -> float:
    """Keep what a reviewer looks at; until when. Raises ReviewRefused where it has run out and is somebody else's."""
    now = time.time() if now is None else now
    until = now + policy.lease_minutes * MINUTE_S
    changed = session.execute(
        update(ReviewItem).where(*_held(project, reviewer, lease), ReviewItem.until > now).values(until=until)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise ReviewRefused("lease_lost", id=lease)
    return until


def release_lease(session: Session, project: str, reviewer: str, lease: str) -> None:
    """Give back what a reviewer has not decided."""
    session.execute(
        update(ReviewItem).where(*_held(project, reviewer, lease)).values(lease=None, owner=None, until=0.0)
    )


def _held(project: str, reviewer: str, lease: str) -> Sequence[ColumnElement[bool]]:
    return (ReviewItem.project == project, ReviewItem.lease == lease, ReviewItem.owner == reviewer)


def _free(project: str, state: StateName, reviewer: str, now: float) -> Select[ReviewItem]:
    """What a reviewer may be shown: nobody's at the moment, and not answered by the same one before."""
    answered = exists().where(ReviewAnswer.item == ReviewItem.id, ReviewAnswer.reviewer == reviewer)
    return select(ReviewItem).where(
        ReviewItem.project == project, ReviewItem.state == state, ReviewItem.until <= now, ~answered
    )


def _foremost(session: Session, project: str, reviewer: str, now: float) -> ReviewItem | None:
    """The item whose decision is worth most.

    Each state is asked for its first, which an index has at hand; of two states at once, every item would be sorted.
    """
    firsts = (_first(session, _free(project, state, reviewer, now).order_by(*FOREMOST)) for state in OPEN)
    return max(filter(None, firsts), key=lambda item: (item.priority, item.id), default=None)


def _certain(session: Session, project: str, reviewer: str, policy: Policy, now: float) -> ReviewItem | None:
    """A row that is all but certain, for the control of the automatic part."""
    certain = _free(project, "pending", reviewer, now).where(ReviewItem.confidence >= policy.control_confidence)
    return _first(session, certain.order_by(ReviewItem.draw))


def _first(session: Session, wanted: Select[ReviewItem]) -> ReviewItem | None:
    return session.scalar(wanted.limit(1).with_for_update(skip_locked=True))


def _alike(session: Session, item: ReviewItem, policy: Policy, now: float) -> Sequence[ReviewItem]:
    """The other items that the same decision settles; a row that two people decide stands alone."""
    if item.reviews > 1 or item.state != "pending":
        return ()
    others = select(ReviewItem).where(
        ReviewItem.project == item.project,
        ReviewItem.pattern == item.pattern,
        ReviewItem.state == "pending",
        ReviewItem.reviews == 1,
        ReviewItem.until <= now,
        ReviewItem.id != item.id,
    )
    wanted = others.order_by(ReviewItem.alike, ReviewItem.id).limit(policy.most_alike - 1)
    return session.scalars(wanted.with_for_update(skip_locked=True)).all()


def _take(session: Session, items: Sequence[ReviewItem], reviewer: str, policy: Policy, now: float) -> Lease:
    """Write a lease on items that are locked."""
    id, until = new_id(), now + policy.lease_minutes * MINUTE_S
    for item in items:
        item.lease, item.owner, item.until = id, reviewer, until
    session.flush()
    return Lease(id, reviewer, until, tuple(items))
