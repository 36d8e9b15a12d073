"""Twenty reviewers at once, and a server that is killed between their decisions: nothing lost, nothing twice."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

import httpx2
import pytest
from sqlalchemy import func, select

from annotations.review.tables import ReviewEvent, ReviewItem
from tests.api.running import ROOT
from tests.service.crowd import PROJECT, put_items
from tests.service.living import free_port

REVIEWERS = 20
DOCUMENTS = 2  # of 50 rows; benchmarks/review_crowd.py has 200 of them


def started(*words, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.service.crowd", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


def told(folder):
    """What the reviewers were told of their decisions."""
    return [json.loads(line) for path in folder.glob("*.jsonl") for line in path.read_text().splitlines()]


@pytest.mark.parametrize("double", [0.0, 1.0], ids=["one reviewer a row", "two reviewers a row"])
def test_twenty_reviewers_at_once_lose_nothing_and_do_nothing_twice(double, store, tmp_path):
    put_items(store, DOCUMENTS // 2 if double else DOCUMENTS, double)
    assert started(store.url, REVIEWERS, tmp_path).wait(120) == 0
    times = 2 if double else 1
    acknowledged = told(tmp_path)
    with store.read() as session:
        items = session.scalars(select(ReviewItem)).all()
        events = session.execute(select(ReviewEvent.item, ReviewEvent.reviewer)).all()
    assert len(events) == len(acknowledged) == times * len(items)
    assert len({(item, reviewer) for item, reviewer in events}) == len(events)
    assert {item.version for item in items} == {times}
    assert {item.owner for item in items} == {None}
    held = {}
    for each in sorted(acknowledged, key=lambda each: each["taken"]):
        assert each["taken"] >= held.get(each["item"], 0.0)  # nobody took it while another one held it
        held[each["item"]] = each["held"]


def test_a_server_that_is_killed_loses_no_decision_that_it_acknowledged(store, tmp_path):
    put_items(store, 1)
    port, acknowledged, failures = free_port(), {}, []
    url = f"http://127.0.0.1:{port}/v1/review"

    def post(client, path, body, name):
        """Send until it is answered, as a page does."""
        for _ in range(600):
            with suppress(httpx2.TransportError):
                answer = client.post(f"{url}{path}", json=body, headers={"X-Reviewer": name})
                if answer.status_code != 503:
                    return answer
            time.sleep(0.1)
        raise TimeoutError(path)

    def review(name):
        try:
            with httpx2.Client(verify=False, timeout=10) as client:  # one for all: it costs more than a request
                while (shown := post(client, "/next", {}, name).json()["next"]) is not None:
                    item = shown["item"]
                    body = {"key": f"{name} {item['id']}", "item": item["id"], "version": item["version"]}
                    answer = post(client, "/decisions", {**body, "action": "accept"}, name)
                    assert answer.status_code == 200, answer.text
                    acknowledged[item["id"]] = answer.json()["decision"]
        except BaseException as error:
            failures.append(error)

    server = started("serve", store.url, port, CROWD_DATA=str(tmp_path))
    threads = [threading.Thread(target=review, args=(f"reviewer-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    try:
        for goal in (10, 25):
            while len(acknowledged) < goal and not failures:
                time.sleep(0.01)
            server.send_signal(signal.SIGKILL)
            server.wait(30)
            server = started("serve", store.url, port, CROWD_DATA=str(tmp_path))
        for thread in threads:
            thread.join(60)
    finally:
        server.kill()
        server.wait(30)
    assert failures == []
    with store.read() as session:
        mine = ReviewItem.project == PROJECT
        kept = dict(session.execute(select(ReviewEvent.item, ReviewEvent.decision)).all())
        assert kept == acknowledged
        assert session.scalar(select(func.count()).select_from(ReviewItem).where(mine)) == len(kept)
        assert session.scalar(select(func.count()).select_from(ReviewEvent)) == len(kept)
