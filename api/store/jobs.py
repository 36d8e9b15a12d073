"""The queue of jobs. A server takes a job for as long as it renews its lease; a file counts when its row says so.

Files are worked on at least once and counted exactly once: what a server did whose lease ran out is found done, or is
done again, and only the first result is kept.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer
from sqlalchemy.orm.interfaces import ORMOption

from api.refusals import Refusal
from api.store.documents import Kept, add_document
from api.store.engine import Store
from api.store.tables import Document, Item, Job

ENDED = ("done", "failed", "cancelled")
ACTIVE = ("waiting", "running", "cancelling")
MOST_ATTEMPTS = 5  # of a job that takes its server down before one more file is done


class Upload(NamedTuple):
    """One file that was sent for a job: its name, its path below the job's folder, or why there is none."""

    name: str
    file: str
    problem: dict[str, Any] | None = None


class Progress(NamedTuple):
    """How far a job is: files done, failed, and those still waiting; archives count as the files in them."""

    waiting: int = 0
    done: int = 0
    failed: int = 0


class Order(NamedTuple):
    """A job on its way into the queue."""

    id: str
    project: str
    options: dict[str, Any]
    fingerprint: str
    idempotency: str | None
    webhook: str | None


def add_job(store: Store, order: Order, uploads: Sequence[Upload]) -> tuple[str, bool]:
    """Queue a job; its id and whether it is new: one that was sent before with the same idempotency key is not.

    Raises a `Refusal` where that key came with another request.
    """
    try:
        with store.write() as session:
            if (found := _sent_before(session, order)) is not None:
                return found, False
            session.add(Job(state="waiting", created=time.time(), **order._asdict()))
            session.flush()
            session.add_all(_items(order.id, order.id, uploads))
    except IntegrityError:  # the same request came at the same time, and first
        with store.read() as session:
            if (found := _sent_before(session, order)) is not None:
                return found, False
        raise
    return order.id, True


def _sent_before(session: Session, order: Order) -> str | None:
    if order.idempotency is None:
        return None
    query = select(Job).where(Job.project == order.project, Job.idempotency == order.idempotency)
    row = session.scalar(query)
    if row is not None and row.fingerprint != order.fingerprint:
        raise Refusal("idempotency_mismatch")
    return row.id if row is not None else None


def find_job(store: Store, project: str, id: str) -> tuple[Job, Progress]:
    """A job and how far it is; raises a `Refusal` where the project has none of this id."""
    with store.read() as session:
        row = session.scalar(select(Job).where(Job.id == id, Job.project == project))
        if row is None:
            raise Refusal("no_such_job", id=id)
        return row, _progress(session, id)


def list_jobs(store: Store, project: str, after: str | None, limit: int) -> list[tuple[Job, Progress]]:
    """The jobs of a project in the order in which they came."""
    with store.read() as session:
        query = select(Job).where(Job.project == project, Job.id > (after or "")).order_by(Job.id).limit(limit)
        return [(row, _progress(session, row.id)) for row in session.scalars(query)]


def _progress(session: Session, id: str) -> Progress:
    counted = session.execute(select(Item.state, func.count()).where(Item.job == id).group_by(Item.state))
    found: dict[str, int] = {state: int(count) for state, count in counted}
    return Progress(**{state: found.get(state, 0) for state in Progress._fields})


def cancel_job(store: Store, project: str, id: str) -> None:
    """Ask for a job to end; what has ended stays as it is."""
    with store.write() as session:
        row = session.scalar(select(Job).where(Job.id == id, Job.project == project).with_for_update())
        if row is None:
            raise Refusal("no_such_job", id=id)
        if row.state in ("waiting", "running"):
            row.state = "cancelling"


def is_active(store: Store, id: str) -> bool:
    """Whether there is such a job, of any project, that has not ended."""
    with store.read() as session:
        return session.scalar(select(Job.id).where(Job.id == id, Job.state.in_(ACTIVE))) is not None


def count_jobs(store: Store) -> dict[str, int]:
    """How many jobs there are of each state."""
    with store.read() as session:
        counted = session.execute(select(Job.state, func.count()).group_by(Job.state))
        return {state: int(count) for state, count in counted}


# -- what a server does with a job


def claim_job(store: Store, owner: str, seconds: float) -> Job | None:
    """The oldest job that nobody works on, with a lease on it."""
    now = time.time()
    free = and_(Job.state.in_(ACTIVE), or_(Job.owner.is_(None), Job.lease < now))
    with store.write() as session:
        query = select(Job).where(free).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
        row = session.scalar(query)
        if row is None:
            return None
        row.owner, row.lease = owner, now + seconds
        row.attempts += 1
        row.started = row.started or now
        row.state = "running" if row.state == "waiting" else row.state
        return row


def renew_lease(store: Store, id: str, owner: str, seconds: float) -> str | None:
    """Keep a job for longer; its state, or None where another server has it."""
    with store.write() as session:
        row = session.scalar(select(Job).where(Job.id == id, _held(owner)).with_for_update())
        if row is None:
            return None
        row.lease = time.time() + seconds
        return row.state


def release_job(store: Store, id: str, owner: str) -> None:
    """Leave a job to whoever takes it next."""
    with store.write() as session:
        session.execute(update(Job).where(Job.id == id, _held(owner)).values(owner=None, lease=0.0, attempts=0))


def _held(owner: str) -> ColumnElement[bool]:
    return and_(Job.owner == owner, Job.state.in_(ACTIVE))


def waiting_items(store: Store, id: str, without: Sequence[str], limit: int) -> list[Item]:
    """The next files of a job, but for those that are being worked on."""
    with store.read() as session:
        query = select(Item).where(Item.job == id, Item.state == "waiting", Item.id.not_in(without))
        return list(session.scalars(query.order_by(Item.id).limit(limit)))


def finish_item(store: Store, project: str, item: Item, kept: Kept | None, problem: dict[str, Any] | None) -> bool:
    """Keep what became of a file; whether it was still waiting for that."""
    with store.write() as session:
        if not _settle(session, item, "failed" if kept is None else "done", problem):
            return False
        if kept is not None:
            document = add_document(session, project, kept)
            session.execute(update(Item).where(Item.id == item.id).values(document=document))
        return True


def open_item(store: Store, item: Item, members: Sequence[Upload]) -> bool:
    """Replace an archive by the files in it; whether it was still waiting for that."""
    with store.write() as session:
        if not _settle(session, item, "opened", None):
            return False
        session.add_all(_items(item.job, item.id, members))
        return True


def _items(job: str, parent: str, uploads: Sequence[Upload]) -> Iterator[Item]:
    for number, each in enumerate(uploads, 1):
        state = "waiting" if each.problem is None else "failed"
        id = f"{parent}.{number:06}"
        yield Item(id=id, job=job, name=each.name, file=each.file, state=state, problem=each.problem)


def _settle(session: Session, item: Item, state: str, problem: dict[str, Any] | None) -> bool:
    query = update(Item).where(Item.id == item.id, Item.state == "waiting").values(state=state, problem=problem)
    if session.scalar(query.returning(Item.id)) is None:
        return False
    session.execute(update(Job).where(Job.id == item.job).values(attempts=0))
    return True


def count_try(store: Store, item: Item) -> int:
    """Count one more try of a file whose worker was lost; how many there were."""
    with store.write() as session:
        row = session.get_one(Item, item.id, with_for_update=True)
        row.tries += 1
        return row.tries


def finish_job(store: Store, id: str, owner: str, state: str) -> None:
    """End a job, if it is still ours, as cancelled if that was asked for; its webhook is due."""
    with store.write() as session:
        row = session.scalar(select(Job).where(Job.id == id, _held(owner)).with_for_update())
        if row is not None:
            row.state = "cancelled" if row.state == "cancelling" else state
            row.finished, row.owner = time.time(), None
            if row.webhook is not None:
                row.webhook_state, row.webhook_due = "due", time.time()


def results(store: Store, id: str, size: int = 50) -> Iterator[tuple[Item, bytes | None]]:
    """What became of each file of a job, with its record as it is kept; in the order of the files."""
    for item, document in _pages(store, id, size, undefer(Document.record)):
        yield item, document.record if document is not None else None


def kept_documents(store: Store, id: str, size: int = 50) -> Iterator[Document]:
    """The documents of a job with their records and texts, in the order of the files."""
    for _, document in _pages(store, id, size, undefer(Document.record), undefer(Document.source)):
        if document is not None:
            yield document


def _pages(store: Store, id: str, size: int, *options: ORMOption) -> Iterator[tuple[Item, Document | None]]:
    after = ""
    while True:
        with store.read() as session:
            query = (
                select(Item, Document)
                .outerjoin(Document, Document.id == Item.document)
                .where(Item.job == id, Item.id > after, Item.state.in_(("done", "failed")))
                .order_by(Item.id)
                .limit(size)
                .options(*options)
            )
            page = [(row[0], row[1]) for row in session.execute(query)]
        yield from page
        if len(page) < size:
            return
        after = page[-1][0].id


def due_webhook(store: Store, seconds: float) -> Job | None:
    """A job whose webhook is to be called; for a while nobody else gets it."""
    now = time.time()
    with store.write() as session:
        query = select(Job).where(Job.webhook_state == "due", Job.webhook_due <= now).limit(1)
        row = session.scalar(query.with_for_update(skip_locked=True))
        if row is not None:
            row.webhook_due = now + seconds
            row.webhook_tries += 1
        return row


def settle_webhook(store: Store, id: str, state: str, due: float | None) -> None:
    """Remember whether a webhook was delivered, is to be called again, or was given up."""
    with store.write() as session:
        session.execute(update(Job).where(Job.id == id).values(webhook_state=state, webhook_due=due))
