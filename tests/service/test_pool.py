"""The pool outlives its workers: each that ends costs one document, and the others never hear of it."""

import os
import signal
import time
from concurrent.futures import wait
from pathlib import Path

import pytest

from api.refusals import Refusal
from api.work.pool import Pool
from extractor.workers import Mistake, descendants
from tests.service.hostile import make, make_never


@pytest.fixture
def pool():
    pool = Pool(make, workers=2, queue=4)
    pool.start()
    assert pool.wait_until_ready()
    yield pool
    pool.close(1.0)


def result(pool, word, seconds=20.0):
    return pool.submit(word, seconds=seconds).result(30).value


def code_of(future):
    error = future.exception(30)
    assert isinstance(error, Refusal), error
    return error.code


def is_there(pid):
    return Path(f"/proc/{pid}").exists()


def test_a_worker_that_is_lost_costs_one_document_and_is_replaced(pool):
    words = ["a", "kill", "b", "c", "kill", "d"]
    futures = [pool.submit(word, seconds=20, is_job=True) for word in words]
    for word, future in zip(words, futures, strict=True):
        if word == "kill":
            assert code_of(future) == "worker_lost"
        else:
            assert future.result(30).value == word
    assert result(pool, "e") == "e"
    assert pool.replaced["lost"] == 2


def test_a_worker_that_is_killed_while_it_is_idle_costs_nothing(pool):
    """What pools with one queue for all workers break of."""
    killed = result(pool, "pid")
    os.kill(killed, signal.SIGKILL)
    found = {result(pool, "pid") for _ in range(6)}
    assert killed not in found
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    assert result(pool, "a") == "a"
    assert pool.ping()


def test_a_document_that_takes_too_long_is_ended_and_the_next_one_is_read(pool):
    futures = [pool.submit("hang", seconds=0.3) for _ in range(3)]
    assert [code_of(future) for future in futures] == ["document_timeout"] * 3
    assert "0.3" in futures[0].exception().reason
    assert result(pool, "a") == "a"
    assert pool.replaced["timeout"] == 3


def test_a_mistake_in_a_worker_says_where_and_not_what(pool):
    error = pool.submit("raise", seconds=20).exception(30)
    assert isinstance(error, Mistake)
    assert (error.kind, error.place.partition(":")[0]) == ("KeyError", "hostile.py")
    assert "secret" not in f"{error}{error.args}"
    assert not pool.replaced


def test_more_than_may_wait_are_told_when_to_come_again(pool):
    taken = [pool.submit("sleep 0.3", seconds=20) for _ in range(2)]
    while pool.health().idle or pool.health().waiting:
        time.sleep(0.01)
    taken += [pool.submit("a", seconds=20) for _ in range(4)]
    with pytest.raises(Refusal) as refused:
        pool.submit("b", seconds=20)
    assert (refused.value.code, refused.value.retry_after >= 1) == ("queue_full", True)
    job = pool.submit("c", seconds=20, is_job=True)  # bounded by who submits it
    assert [future.result(30).value for future in (*taken, job)][2:] == ["a"] * 4 + ["c"]


def test_jobs_have_their_turn_however_many_requests_wait():
    order = []
    pool = Pool(make, workers=1, queue=8)
    pool.start()
    try:
        assert pool.wait_until_ready()
        busy = pool.submit("sleep 0.3", seconds=20)
        while pool.health().idle or pool.health().waiting:
            time.sleep(0.01)
        for word in [*(f"request {number}" for number in range(7)), "job"]:
            future = pool.submit(word, seconds=20, is_job=word == "job")
            future.add_done_callback(lambda done: order.append(done.result().value))
        wait([busy])
        while len(order) < 8:
            time.sleep(0.01)
    finally:
        pool.close(1.0)
    assert order.index("job") < 4  # every fourth turn is a job's
    assert [word for word in order if word != "job"] == [f"request {number}" for number in range(7)]


def test_what_nobody_waits_for_any_more_is_not_begun(pool):
    busy = [pool.submit("sleep 0.3", seconds=20) for _ in range(2)]
    while pool.health().idle or pool.health().waiting:
        time.sleep(0.01)
    left = pool.submit("kill", seconds=20)
    assert left.cancel()
    wait(busy)
    assert result(pool, "a") == "a"
    assert not pool.replaced


def test_a_worker_that_does_not_answer_is_found_and_replaced(pool, monkeypatch):
    monkeypatch.setattr("extractor.workers.BEGIN_S", 0.3)
    pids = set()
    while len(pids) < 2:
        pids.add(result(pool, "pid"))
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    assert pool.ping() or pool.ping()
    assert result(pool, "pid") not in pids
    assert not any(is_there(pid) for pid in pids)


def test_a_pool_whose_workers_cannot_load_is_not_ready():
    pool = Pool(make_never, workers=1)
    pool.start()
    while not pool.replaced["load"]:
        time.sleep(0.02)
    assert not pool.ping()
    waiting = pool.submit("a", seconds=20)
    pool.close(0.1)
    assert code_of(waiting) == "not_ready"


def test_a_pool_that_closes_ends_what_runs_and_turns_away_what_waits(pool):
    running = [pool.submit("sleep 0.3", seconds=20) for _ in range(2)]
    while pool.health().idle or pool.health().waiting:
        time.sleep(0.01)
    waiting = pool.submit("a", seconds=20)
    workers = [worker.process.pid for worker in pool._workers.values()]
    pool.close(20)
    assert [future.result(0).value for future in running] == ["sleep 0.3"] * 2
    assert code_of(waiting) == "not_ready"
    assert not any(is_there(pid) for pid in workers)
    with pytest.raises(Refusal):
        pool.submit("b", seconds=20)


def test_a_pool_that_may_not_wait_ends_its_workers():
    pool = Pool(make, workers=1)
    pool.start()
    assert pool.wait_until_ready()
    hanging = pool.submit("hang", seconds=60)
    while not hanging.running():
        time.sleep(0.01)
    [worker] = pool._workers.values()
    pool.close(0.1)
    assert not is_there(worker.process.pid)


def test_a_worker_is_replaced_after_so_many_documents():
    pool = Pool(make, workers=1, documents=2)
    pool.start()
    try:
        pids = [result(pool, "pid") for _ in range(5)]
    finally:
        pool.close(1.0)
    assert len(set(pids)) == 3
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]


def test_the_processes_below_one_are_found():
    assert descendants(os.getpid())[0] == os.getpid()
    assert descendants(None) == []
