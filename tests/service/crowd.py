"""Many reviewers at once, each a process of its own: python -m tests.service.crowd URL REVIEWERS FOLDER.

Each takes what the queue gives until there is nothing left, and writes a line for every decision that was acknowledged:
the item, when it was taken and until when it was surely held. `python -m tests.service.crowd serve URL PORT` is the
service without workers, which reviewing does not need.
"""

import json
import os
import random
import sys
import time
import traceback
from pathlib import Path

from annotations.review.deciding import decide
from annotations.review.entering import Entry, add_document
from annotations.review.leasing import next_lease
from annotations.review.noting import Decision
from annotations.review.priorities import load_priorities
from annotations.review.statistics import progress
from api.refusals import StoreUnavailable
from api.store import Store
from tests.api.running import ROOT

PROJECT = "default"
ROWS = 50  # of one document


def record_of(number, rows=ROWS):
    """A text with a fact a sentence, none like another, and its record."""
    text, facts = "", []
    for place in range(rows):
        name, figure = f"{chr(0x4E00 + number)}{chr(0x4E00 + place)}类收入", f"{place + 1}万元"
        item = {"text": name, "start": len(text), "end": len(text) + len(name)}
        at = item["end"]
        quantity = {
            "kind": "amount", "value": str(place + 1) + "0000", "unit": "CNY", "text": figure, "start": at,
            "end": at + len(figure), "step": "10000", "qualifier": None,
        }  # fmt: skip
        facts.append({"id": f"f{place + 1}", "item": item, "quantity": quantity, "confidence": 0.5 + place % 50 / 100})
        text += name + figure + "。\n"
    document = {"id": f"{number:064x}", "name": "群.txt", "organisation": None, "fiscal_year": 2024, "region": None}
    return text, {"document": document, "facts": facts}


def put_items(store, documents, double=0.0):
    """Documents of 50 rows for the crowd."""
    for number in range(documents):
        text, record = record_of(number)
        with store.write() as session:
            add_document(session, PROJECT, Entry(record, text, double=double))


def work(url, name, folder):
    """Decide until nothing is left; every tenth decision is sent twice."""
    store, policy, chances = Store(url), load_priorities().policy, random.Random(name)
    with (folder / f"{name}.jsonl").open("w") as log:
        while True:
            lease = patiently(
                store, lambda session: next_lease(session, PROJECT, name, policy, chance=chances.random())
            )
            if lease is None:
                if not patiently(store, lambda session: progress(session, PROJECT).waiting):
                    return
                time.sleep(0.05)  # others look at the last ones, which may need a second answer
                continue
            taken, [item] = time.time(), lease.items
            decision = Decision(f"{name} {item.id}", item.id, 0, chances.choice(["accept", "reject"]))
            held = time.time()
            for _ in range(1 + (chances.random() < 0.1)):
                patiently(store, lambda session, said=decision: decide(session, PROJECT, name, said, unchanged))
            print(json.dumps({"item": item.id, "taken": taken, "held": held}), file=log, flush=True)


def patiently(store, do):
    """Do something in a transaction, again where the database is busy, as a client does that is told to come again."""
    while True:
        try:
            with store.write() as session:
                return do(session)
        except StoreUnavailable:
            time.sleep(0.01)


def unchanged(_, row):
    return row


def crowd(url, reviewers, folder):
    """Fork the reviewers and wait for them; the exit status, 0 if all have ended well."""
    children = []
    for number in range(reviewers):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                work(url, f"reviewer-{number}", folder)
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        children.append(child)
    return max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)


def serve(url, port):
    """The service on a port, without workers."""
    import uvicorn

    from api.app import create_app
    from api.service import Service
    from api.settings import Settings
    from api.work.pool import Pool
    from api.work.tasks import maker

    folder = Path(os.environ["CROWD_DATA"])
    settings = Settings(data=folder, database_url=url, free_disk=0)
    for each in (settings.incoming, settings.job_files):
        each.mkdir(parents=True, exist_ok=True)
    app = create_app(Service(settings, Store(url), Pool(maker(("none",)), workers=1, queue=1), False))
    uvicorn.run(app, port=port, log_level="critical")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if sys.argv[1] == "serve":
        serve(sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(crowd(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
