"""Twenty reviewers at once on SQLite and on PostgreSQL: nothing lost, nothing twice, and how fast.

    python -m benchmarks.review_crowd [--items N] [--reviewers N]

Each reviewer is a process that takes what the queue gives and decides it, until all items are decided; one decision in
ten is sent twice. Afterwards every acknowledged decision must be an event, and every item must have exactly one.
"""

import argparse
import json
import tempfile
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import select

from annotations.review.tables import ReviewEvent, ReviewItem
from api.store import Store
from api.store.migrating import upgrade
from tests.service.crowd import ROWS, crowd, put_items
from tests.service.postgres import running


def measure(url: str, items: int, reviewers: int) -> str:
    """Let the crowd decide, and check what is left of it; AssertionError where something was lost or done twice."""
    store = Store(url)
    upgrade(store)
    put_items(store, items // ROWS)
    store.engine.dispose()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        assert crowd(url, reviewers, Path(folder)) == 0
        seconds = time.perf_counter() - begun
        lines = [line for path in Path(folder).glob("*.jsonl") for line in path.read_text().splitlines()]
    acknowledged = Counter(json.loads(line)["item"] for line in lines)
    with store.read() as session:
        there = set(session.scalars(select(ReviewItem.id)))
        events = Counter(session.scalars(select(ReviewEvent.item)))
    store.close()
    assert acknowledged == events == Counter(there), "lost or done twice"
    speed = f"{len(there) / seconds:.0f} decisions a second"
    return f"{len(there)} items, {reviewers} reviewers, {speed}, none lost, none twice"


def main() -> None:
    """Print a line for each database."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--items", type=int, default=10_000, metavar="N")
    parser.add_argument("--reviewers", type=int, default=20, metavar="N")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = measure(f"sqlite:///{folder}/review.db", arguments.items, arguments.reviewers)
        print(f"SQLite      {told}", flush=True)
    with running() as url:
        told = measure(url.replace("postgresql://", "postgresql+psycopg://"), arguments.items, arguments.reviewers)
        print(f"PostgreSQL  {told}")


if __name__ == "__main__":
    main()
