"""What a store holds before a test asks for it."""

from api.store import jobs as queue
from api.store.documents import add_document
from api.store.jobs import Order, Upload
from api.store.tables import new_id
from api.work.tasks import keep
from extractor.pipeline import load
from tests.api.samples import BUDGET


def put_document(store, project, text=BUDGET, name="预算.txt"):
    """A document that was kept for a project; its id."""
    data = text.encode()
    with store.write() as session:
        return add_document(session, project, keep(load(model="none").extract(data, name=name), len(data)))


def put_job(store, project, *names, webhook=None):
    """A job that has ended, with a document for each name; its id."""
    id = new_id()
    queue.add_job(
        store, Order(id, project, {"model": "none"}, "f", None, webhook), [Upload(name, "1") for name in names]
    )
    queue.claim_job(store, "test", 60)
    data = BUDGET.encode()
    for item in queue.waiting_items(store, id, (), 1000):
        record = load(model="none").extract(data, name=item.name)
        queue.finish_item(store, project, item, keep(record, len(data)), None)
    queue.finish_job(store, id, "test", "done")
    return id
