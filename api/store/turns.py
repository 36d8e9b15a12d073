"""Turns of retraining that were asked for: who works on one, and what came of it."""

import time
import zlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import undefer

from annotations.database import new_id
from api.refusals import Refusal
from api.store.engine import Store
from api.store.tables import Turn

ACTIVE = ("waiting", "running")
MOST_ATTEMPTS = 3  # of a turn whose server ends again and again


def order_turn(store: Store, project: str) -> tuple[Turn, bool]:
    """Ask for a turn, and whether it is a new one: a project has one at a time that has not ended."""
    with store.write() as session:
        query = select(Turn).where(Turn.project == project, Turn.state.in_(ACTIVE)).order_by(Turn.id).limit(1)
        found = session.scalar(query)
        if found is not None:
            return found, False
        row = Turn(id=new_id(), project=project, state="waiting", created=time.time(), lease=0.0, attempts=0)
        session.add(row)
        session.flush()
        return row, True


def find_turn(store: Store, project: str, id: str) -> Turn:
    """A turn with its report; raises a `Refusal` where the project has none of this id."""
    with store.read() as session:
        query = select(Turn).where(Turn.id == id, Turn.project == project).options(undefer(Turn.report))
        row = session.scalar(query)
    if row is None:
        raise Refusal("no_such_turn", id=id)
    return row


def list_turns(store: Store, project: str, after: str | None, limit: int) -> list[Turn]:
    """The turns of a project in the order in which they were asked for."""
    with store.read() as session:
        query = select(Turn).where(Turn.project == project, Turn.id > (after or "")).order_by(Turn.id).limit(limit)
        return list(session.scalars(query))


def claim_turn(store: Store, owner: str, seconds: float) -> Turn | None:
    """The oldest turn that nobody works on, with a lease on it; one that ended its server too often has failed."""
    now = time.time()
    with store.write() as session:
        free = and_(Turn.state.in_(ACTIVE), or_(Turn.owner.is_(None), Turn.lease < now))
        row = session.scalar(select(Turn).where(free).order_by(Turn.id).limit(1).with_for_update(skip_locked=True))
        if row is None:
            return None
        row.attempts += 1
        if row.attempts > MOST_ATTEMPTS:
            row.state, row.finished = "failed", now
            return None
        row.owner, row.lease, row.state = owner, now + seconds, "running"
        row.started = row.started or now
        return row


def renew_turn(store: Store, id: str, owner: str, seconds: float) -> bool:
    """Keep a turn for longer; False where another server has it."""
    with store.write() as session:
        query = update(Turn).where(Turn.id == id, Turn.owner == owner, Turn.state == "running")
        found = session.execute(query.values(lease=time.time() + seconds).returning(Turn.id))
        return found.first() is not None


def release_turn(store: Store, id: str, owner: str) -> None:
    """Leave a turn to whoever takes it next."""
    with store.write() as session:
        query = update(Turn).where(Turn.id == id, Turn.owner == owner, Turn.state == "running")
        session.execute(query.values(owner=None, lease=0.0, attempts=0, state="waiting"))


def finish_turn(store: Store, id: str, owner: str, state: str, result: Mapping[str, Any], report: str) -> None:
    """Keep what came of a turn, unless another server has taken it over."""
    with store.write() as session:
        query = update(Turn).where(Turn.id == id, Turn.owner == owner, Turn.state == "running")
        kept = {
            "state": state,
            "finished": time.time(),
            "result": dict(result),
            "report": zlib.compress(report.encode()),
        }
        session.execute(query.values(**kept))


def report_of(turn: Turn) -> str:
    """The report of a turn, nothing where it has none."""
    return zlib.decompress(turn.report).decode() if turn.report else ""
