"""What a store holds before a test asks for it."""

import time
import uuid
import zlib

from sqlalchemy import select

from annotations.database import new_id
from annotations.review.deciding import decide
from annotations.review.entering import add_document as add_reviewed
from annotations.review.leasing import take_item
from annotations.review.noting import Decision
from annotations.review.priorities import load_priorities
from annotations.review.tables import ReviewItem
from api.reviewing import entry_of_kept, shaped
from api.store import jobs as queue
from api.store.documents import add_document, find_document
from api.store.tables import Item, Job, Turn
from api.work.tasks import keep
from extractor.pipeline import load
from tests.api.samples import BUDGET


def put_document(store, project, text=BUDGET, name="预算.txt"):
    """A document that was kept for a project; its id."""
    data = text.encode()
    with store.write() as session:
        return add_document(session, project, keep(load(model="none").extract(data, name=name), len(data)))


def put_running(store, project, *names, webhook=None):
    """A job that another server works on; its id. It has its owner at once, or a server that runs would take it."""
    id, now = new_id(), time.time()
    with store.write() as session:
        job = {"options": {"model": "none"}, "fingerprint": "f", "created": now, "webhook": webhook}
        session.add(Job(id=id, project=project, state="running", owner="test", lease=now + 60, **job))
        session.flush()
        session.add_all(
            Item(id=f"{id}.{number:06}", job=id, name=name, file="1") for number, name in enumerate(names, 1)
        )
    return id


def put_job(store, project, *names, webhook=None):
    """A job that has ended, with a document for each name; its id."""
    id = put_running(store, project, *names, webhook=webhook)
    data = BUDGET.encode()
    for item in queue.waiting_items(store, id, (), 1000):
        record = load(model="none").extract(data, name=item.name)
        queue.finish_item(store, project, item, keep(record, len(data)), None)
    queue.finish_job(store, id, "test", "done")
    return id


REVIEWER = "ann"


def put_reviewed(store, project, text=None, name="待审.txt", double=0.0):
    """A document under review; its id there. Without a text it is one that no other test has."""
    text = text or f"{uuid.uuid4().hex}：2024年收入预算总额640万元，比上年增加40万元。"
    kept = find_document(store, project, put_document(store, project, text, name))
    with store.write() as session:
        return add_reviewed(session, project, entry_of_kept(kept, double))[0]


def items_of(store, project, document):
    """The items of a document under review, in the order of the record."""
    with store.read() as session:
        query = select(ReviewItem).where(ReviewItem.project == project, ReviewItem.document == document)
        return session.scalars(query.order_by(ReviewItem.id)).all()


def put_item(store, project):
    """Something to decide; its id."""
    return items_of(store, project, put_reviewed(store, project))[0].id


def put_lease(store, project, reviewer=REVIEWER):
    """Something that a reviewer looks at; the id of the lease."""
    item = put_item(store, project)
    with store.write() as session:
        return take_item(session, project, reviewer, item, load_priorities().policy).id


def put_decision(store, project, reviewer=REVIEWER):
    """Something that a reviewer has decided; the id of the decision."""
    decision = Decision(uuid.uuid4().hex, put_item(store, project), 0, "accept")
    with store.write() as session:
        return decide(session, project, reviewer, decision, shaped).decision


def put_turn(store, project, report="# 报告"):
    """A turn of retraining that has ended; its id."""
    id, now = new_id(), time.time()
    result = {"version": "reviewed-00000000", "promoted": False}
    kept = {"created": now, "started": now, "finished": now, "result": result}
    with store.write() as session:
        packed = zlib.compress(report.encode())
        session.add(Turn(id=id, project=project, state="refused", lease=0.0, attempts=1, report=packed, **kept))
    return id
