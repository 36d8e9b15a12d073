"""Documents under review for the tests of the pages, and what becomes of them: the real store, beside the service."""

import uuid

from sqlalchemy import select, update

from annotations.review.deciding import decide
from annotations.review.entering import add_document
from annotations.review.leasing import take_item
from annotations.review.noting import Decision
from annotations.review.priorities import load_priorities
from annotations.review.tables import ReviewEvent, ReviewItem
from api.reviewing import entry_of, seen_item, shaped
from extractor.outputs import as_plain
from extractor.pipeline import load

PROJECT = "default"
SUM = (
    "预算📊说明：𠮷林街道办事处\n一、收支总体情况\n"
    "2024年收入预算总额640万元，比上年增加40万元，增长6.67%，主要原因是新增档案数字化项目。"
    "其中：财政拨款收入600万元，占收入预算总额的90.75%。\n二、其他\n全年另缴2.35亿元的12%。\n"
)
NAMED = "新增档案数字化项目"


def add_text(store, text=SUM, *, name="预算.txt", double=0.0):
    """Put a text into the queue; the id of the document there."""
    record = as_plain(load(model="none").extract(text.encode(), name=name), text=True, blocks=True)
    with store.write() as session:
        return add_document(session, PROJECT, entry_of(record, record["document"]["text"], double=double))[0]


def items_of(store, document):
    """The items of a document by the ids of their rows; stretches without rows are gap, gap2 …"""
    with store.read() as session:
        query = select(ReviewItem).where(ReviewItem.document == document).order_by(ReviewItem.start, ReviewItem.id)
        found, gaps = {}, 0
        for item in session.scalars(query):
            gaps += item.row is None
            found[item.row or ("gap" if gaps == 1 else f"gap{gaps}")] = item
        return found


def events_of(store, document):
    """What was done in a document, in order: (row, action, reviewer)."""
    with store.read() as session:
        query = select(ReviewEvent, ReviewItem).join(ReviewItem, ReviewItem.id == ReviewEvent.item)
        rows = session.execute(query.where(ReviewItem.document == document).order_by(ReviewEvent.id))
        return [(item.row, event.action, event.reviewer) for event, item in rows]


def decide_as(store, item, action, reviewer="ben", **given):
    """What another reviewer decides of an item as it is now."""
    with store.write() as session:
        version = seen_item(session, session.get(ReviewItem, item.id), reviewer)["version"]
        decide(session, PROJECT, reviewer, Decision(uuid.uuid4().hex, item.id, version, action, **given), shaped)


def free(store, item):
    """Nobody looks at an item any more, as after a lease has run out."""
    with store.write() as session:
        session.execute(update(ReviewItem).where(ReviewItem.id == item.id).values(until=0.0, owner=None, lease=None))


def take_as(store, item, reviewer="ben"):
    """Another reviewer looks at an item."""
    with store.write() as session:
        take_item(session, PROJECT, reviewer, item.id, load_priorities().policy)
