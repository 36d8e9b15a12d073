"""Decisions: one event an item, taken once however often it is sent, and refused where the item has moved on."""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from annotations.review.errors import ReviewRefused
from annotations.review.leasing import check_free
from annotations.review.noting import Decision, Desk, Shape, events_of, visible_version
from annotations.review.ranking import count_alike
from annotations.review.tables import ReviewEvent, ReviewItem


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision has led to: its id, by which it is undone, and the items that it touched."""

    decision: str
    items: tuple[ReviewItem, ...]


def decide(
    session: Session, project: str, reviewer: str, decision: Decision, shape: Shape, *, now: float | None = None
) -> Decided:
    """Take a decision; the same one again gives what it has led to, and nothing else happens.

    Raises ReviewRefused (see errors.py). `shape` says whether a row that is changed or added is one of the contract.
    """
    now = time.time() if now is None else now
    fingerprint = _fingerprint(reviewer, decision)
    if (before := _sent_before(session, project, decision.key, fingerprint)) is not None:
        return before
    found = _locked(session, project, decision)
    if (before := _sent_before(session, project, decision.key, fingerprint)) is not None:
        return before  # it came twice at the same time, and this one waited for the other
    items = _wanted(session, found, reviewer, decision, now)
    desk = Desk(session, project, reviewer, decision, fingerprint, shape, now)
    for item in items:
        desk.note(item)
    created = desk.add_rows(items[0]) if decision.action == "add" else []
    return _done(desk, [*items, *created])


def undo(
    session: Session, project: str, reviewer: str, key: str, decision: str | None = None, *, now: float | None = None
) -> Decided:
    """Take back a decision of one's own, the last one that still stands unless another is named.

    All that it did is undone together: of many alike items, every one. Raises ReviewRefused where there is none, or
    where an item of it has been decided again since.
    """
    now = time.time() if now is None else now
    named = Decision(key, decision or "", 0, "undo")
    fingerprint = _fingerprint(reviewer, named)
    if (before := _sent_before(session, project, key, fingerprint)) is not None:
        return before
    wanted = decision or _last_standing(session, project, reviewer)
    mine = (ReviewEvent.project == project, ReviewEvent.reviewer == reviewer, ReviewEvent.decision == wanted)
    targets = {event.item: event for event in session.scalars(select(ReviewEvent).where(*mine))}
    if wanted is None or not targets:
        raise ReviewRefused("no_such_decision", id=decision or "")
    items = session.scalars(
        select(ReviewItem).where(ReviewItem.id.in_(targets)).order_by(ReviewItem.id).with_for_update()
    ).all()
    desk = Desk(session, project, reviewer, named, fingerprint, lambda _, row: row, now)
    for item in items:
        check_free(item, reviewer, now)
        desk.take_back(item, targets[item.id].number)
    return _done(desk, items)


def _done(desk: Desk, items: Sequence[ReviewItem]) -> Decided:
    """Bring the order of the queue up to date, and say what was done."""
    desk.session.flush()
    desk.rank_documents()
    count_alike(desk.session, desk.project, {item.pattern for item in items}, desk.policy)
    desk.session.flush()
    return Decided(desk.id, tuple(items))


def _last_standing(session: Session, project: str, reviewer: str) -> str | None:
    """The last decision of a reviewer that is not undone."""
    mine = (ReviewEvent.project == project, ReviewEvent.reviewer == reviewer)
    undone: set[tuple[str, int]] = set()
    for event in session.scalars(select(ReviewEvent).where(*mine).order_by(ReviewEvent.id.desc())).yield_per(100):
        if event.action == "undo":
            if (event.item, event.number) not in undone:
                undone.add((event.item, event.data["undoes"]))
        elif (event.item, event.number) not in undone and event.action != "comment":
            return event.decision
    return None


def _sent_before(session: Session, project: str, key: str, fingerprint: str) -> Decided | None:
    """What a decision with this key has led to; raises ReviewRefused where it was another one."""
    events = session.scalars(
        select(ReviewEvent).where(ReviewEvent.project == project, ReviewEvent.key == key).order_by(ReviewEvent.id)
    ).all()
    if not events:
        return None
    if events[0].fingerprint != fingerprint:
        raise ReviewRefused("idempotency_mismatch")
    items = {item.id: item for item in session.scalars(
        select(ReviewItem).where(ReviewItem.id.in_([event.item for event in events]))
    )}  # fmt: skip
    return Decided(events[0].decision, tuple(items[event.item] for event in events))


def _fingerprint(reviewer: str, decision: Decision) -> str:
    """What makes two requests the same decision; how long it took does not."""
    said = [reviewer, *(getattr(decision, name) for name in Decision.__slots__ if name != "lead_ms")]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=list).encode()).hexdigest()


def _locked(session: Session, project: str, decision: Decision) -> Sequence[ReviewItem]:
    """The items that a decision may be about, locked in the order of their ids."""
    named = session.execute(
        select(ReviewItem.id, ReviewItem.lease).where(ReviewItem.project == project, ReviewItem.id == decision.item)
    ).one_or_none()
    if named is None:
        raise ReviewRefused("no_such_item", id=decision.item)
    wanted = [ReviewItem.id == decision.item]
    if decision.alike > 1 and named.lease is not None:
        wanted.append(ReviewItem.lease == named.lease)
    return session.scalars(
        select(ReviewItem)
        .where(ReviewItem.project == project, or_(*wanted))
        .order_by(ReviewItem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _wanted(
    session: Session, found: Sequence[ReviewItem], reviewer: str, decision: Decision, now: float
) -> list[ReviewItem]:
    """The items of a decision, the named one first; raises ReviewRefused unless they are what was shown."""
    for item in found:
        check_free(item, reviewer, now)
    first = next(item for item in found if item.id == decision.item)
    if visible_version(first, events_of(session, first.id), reviewer) != decision.version:
        raise ReviewRefused("item_stale", id=first.id)
    alike = [item for item in found if item is not first and item.owner == reviewer and item.state == "pending"]
    if decision.alike != 1 + len(alike if decision.alike > 1 else ()):
        raise ReviewRefused("alike_changed", shown=decision.alike, found=1 + len(alike))
    return [first, *(alike if decision.alike > 1 else ())]
