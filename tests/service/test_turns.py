"""Turns of retraining that the service takes: one at a time, in a process of its own, kept whatever ends it."""

import sys
import time

import pytest

from api.jobs import trainer
from api.store.tables import Turn
from api.store.turns import (
    MOST_ATTEMPTS,
    claim_turn,
    find_turn,
    finish_turn,
    order_turn,
    release_turn,
    renew_turn,
    report_of,
)
from tests.service.asking import client_of, problem_of

SCRIPT = """
import pathlib, sys, time
print({line!r})
pathlib.Path(sys.argv[sys.argv.index("--report") + 1]).write_text("# 报告", "utf-8")
time.sleep({seconds})
sys.exit({status})
"""
PROMOTED = '{"version": "reviewed-00000001", "promoted": true}'
REFUSED = '{"version": "reviewed-00000002", "promoted": false}'
ENDINGS = [("promoted", PROMOTED, 0), ("refused", REFUSED, 0), ("failed", "", 1), ("failed", PROMOTED, 3)]


@pytest.fixture
def learning(monkeypatch, tmp_path):
    """Let turns be taken by a script that ends as it is told."""

    def script(line=PROMOTED, status=0, seconds=0.0):
        path = tmp_path / "learn.py"
        path.write_text(SCRIPT.format(line=line, status=status, seconds=seconds), "utf-8")
        monkeypatch.setattr(trainer, "COMMAND", (sys.executable, str(path)))

    return script


def ended(client, id):
    end = time.monotonic() + 60
    while (told := client.get(f"/v1/models/turns/{id}").json())["state"] in ("waiting", "running"):
        assert time.monotonic() < end, told
        time.sleep(0.05)
    return told


@pytest.mark.parametrize(("state", "line", "status"), ENDINGS, ids=["better", "not better", "failed", "ended"])
def test_a_turn_ends_as_its_process_does(state, line, status, learning, service):
    learning(line, status)
    with client_of(service) as client:
        answer = client.post("/v1/models/retrain")
        assert (answer.status_code, answer.headers["location"]) == (202, f"/v1/models/turns/{answer.json()['id']}")
        told = ended(client, answer.json()["id"])
        assert told["state"] == state
        assert told["created"] <= told["started"] <= told["finished"]
        assert "reason" in told["result"] if state == "failed" else told["result"]["version"] in line
        report = client.get(f"/v1/models/turns/{told['id']}/report")
        assert (report.text, report.headers["content-type"]) == ("# 报告", "text/markdown; charset=utf-8")
        assert client.get("/v1/models/turns").json() == {"turns": [told], "next": None}


def test_a_project_has_one_turn_at_a_time(learning, service):
    learning(seconds=1.0)
    with client_of(service) as client:
        first = client.post("/v1/models/retrain").json()
        assert client.post("/v1/models/retrain").json()["id"] == first["id"]
        assert problem_of(client.get(f"/v1/models/turns/{first['id']}/report")) == (409, "turn_running")
        ended(client, first["id"])
        assert client.post("/v1/models/retrain").json()["id"] != first["id"]


def test_a_turn_that_its_server_leaves_is_taken_by_the_next_one(learning, service):
    learning(seconds=30.0)
    with client_of(service) as client:
        id = client.post("/v1/models/retrain").json()["id"]
        end = time.monotonic() + 30
        while client.get(f"/v1/models/turns/{id}").json()["state"] == "waiting":
            assert time.monotonic() < end
            time.sleep(0.05)
    assert find_turn(service.store, "default", id).state == "waiting"
    learning()
    service.is_stopping = False
    with client_of(service) as client:
        assert ended(client, id)["state"] == "promoted"


# -- in the store, on both databases


def test_a_turn_is_one_servers_for_as_long_as_its_lease(store):
    turn, is_new = order_turn(store, "mine")
    assert (turn.state, is_new) == ("waiting", True)
    assert claim_turn(store, "a", 60).id == turn.id
    assert claim_turn(store, "b", 60) is None
    assert renew_turn(store, turn.id, "a", -1)
    assert claim_turn(store, "b", 60).id == turn.id
    assert not renew_turn(store, turn.id, "a", 60)
    finish_turn(store, turn.id, "a", "promoted", {"version": "x"}, "late")
    assert find_turn(store, "mine", turn.id).state == "running"
    finish_turn(store, turn.id, "b", "refused", {"version": "y"}, "# 报告")
    found = find_turn(store, "mine", turn.id)
    assert (found.state, found.result, report_of(found)) == ("refused", {"version": "y"}, "# 报告")


def test_a_turn_that_was_released_is_free_at_once(store):
    turn, _ = order_turn(store, "mine")
    claim_turn(store, "a", 60)
    release_turn(store, turn.id, "a")
    assert claim_turn(store, "b", 60).attempts == 1


def test_a_turn_that_ends_its_server_again_and_again_has_failed(store):
    turn, _ = order_turn(store, "mine")
    for _ in range(MOST_ATTEMPTS):
        assert claim_turn(store, "a", -1) is not None
    assert claim_turn(store, "a", -1) is None
    assert find_turn(store, "mine", turn.id).state == "failed"
    assert isinstance(order_turn(store, "mine")[0], Turn)
