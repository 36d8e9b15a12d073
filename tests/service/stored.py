"""What a store holds before a test asks for it."""

import time

from api.store import jobs as queue
from api.store.documents import add_document
from api.store.tables import Item, Job, new_id
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
