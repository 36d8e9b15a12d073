"""What may happen to a service, and what it does then: nothing is lost, nothing is done twice, and it comes back."""

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import httpx2
import psycopg
import pytest

from extractor.workers import descendants
from tests.api.samples import BUDGET, WORD
from tests.reading.documents import gbk_zip
from tests.service.living import Living, living
from tests.service.mutating import mutated
from tests.service.postgres import stoppable

TEXT = BUDGET.encode()
ENDED = ("done", "failed", "cancelled")


def ended(url, id, seconds=90):
    for _ in range(seconds * 10):
        with suppress(httpx2.TransportError):
            job = httpx2.get(f"{url}/v1/jobs/{id}").json()
            if job.get("state") in ENDED:
                return job
        time.sleep(0.1)
    raise TimeoutError(job)


def submit(url, names):
    sent = [("files", (name, TEXT)) for name in names]
    archive = gbk_zip({f"{number}.txt": TEXT for number in range(5)})
    answer = httpx2.post(f"{url}/v1/jobs", files=[*sent, ("files", ("公开.zip", archive))], timeout=60)
    assert answer.status_code == 202
    return answer.json()["id"]


def names_of(url, id):
    return [json.loads(line)["name"] for line in httpx2.get(f"{url}/v1/jobs/{id}/results").text.splitlines()]


def workers_of(server):
    """The processes that extract: those below the server that load the extractor."""
    found = []
    for process in descendants(server.process.pid)[1:]:
        with suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes():
                found.append(process)
    return found


def test_a_job_survives_its_server(database_url, tmp_path):
    """Killed in the midst of it: every file is there once when the job is done."""
    names = [f"{number}.txt" for number in range(40)]
    options = {"lease_seconds": 1, "database_url": database_url}
    server = Living(tmp_path, "--workers", "1", **options).wait()
    id = submit(server.url, names)
    while (job := httpx2.get(f"{server.url}/v1/jobs/{id}").json())["progress"]["done"] < 3:
        time.sleep(0.02)
    assert job["state"] == "running"
    workers = workers_of(server)
    server.end(signal.SIGKILL)
    with living(tmp_path, "--workers", "1", **options) as server:
        assert workers
        assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
        job = ended(server.url, id)
        assert job["state"] == "done"
        assert job["progress"] == {"total": 45, "waiting": 0, "done": 45, "failed": 0}
        expected = [*names, *(f"公开.zip/{number}.txt" for number in range(5))]
        assert names_of(server.url, id) == expected
        kept = httpx2.get(f"{server.url}/v1/documents?limit=1000").json()["documents"]
        assert Counter(row["name"] for row in kept) == Counter(expected)


def test_workers_that_are_killed_cost_their_documents_alone(tmp_path):
    with living(tmp_path, "--workers", "2", queue=100) as server:
        answers, is_over = [], threading.Event()

        def ask():
            with httpx2.Client(base_url=server.url, timeout=60) as client:
                while not is_over.is_set():
                    answers.append(client.post("/v1/extract", content=TEXT))

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        killed = 0
        for _ in range(3):
            count = len(answers)
            while len(answers) < count + 6:
                time.sleep(0.01)
            with suppress(ProcessLookupError):
                os.kill(random.Random(killed).choice(workers_of(server)), signal.SIGKILL)
                killed += 1
        count = len(answers)
        while len(answers) < count + 12:
            time.sleep(0.01)
        is_over.set()
        for thread in threads:
            thread.join()
        codes = Counter((answer.status_code, answer.json().get("code")) for answer in answers)
        assert set(codes) <= {(200, None), (503, "worker_lost")}
        assert codes[503, "worker_lost"] <= killed
        assert httpx2.get(f"{server.url}/health/ready").status_code == 200


def test_a_database_that_goes_and_comes_back(tmp_path):
    with stoppable() as postgres:
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE mingxi")
        url = postgres.url.replace("/postgres?", "/mingxi?")
        with living(tmp_path, "--workers", "1", database_url=url, lease_seconds=1) as server:
            names = [f"{number}.txt" for number in range(20)]
            id = submit(server.url, names)
            while httpx2.get(f"{server.url}/v1/jobs/{id}").json()["progress"]["done"] < 1:
                time.sleep(0.02)
            postgres.stop()
            ready = httpx2.get(f"{server.url}/health/ready", timeout=30)
            assert (ready.status_code, ready.json()["code"]) == (503, "store_unavailable")
            assert httpx2.get(f"{server.url}/health/live").status_code == 200
            assert httpx2.post(f"{server.url}/v1/extract", content=TEXT).status_code == 200
            for answer in (
                httpx2.get(f"{server.url}/v1/jobs/{id}", timeout=30),
                httpx2.post(f"{server.url}/v1/extract?keep=1", content=TEXT, timeout=30),
                httpx2.post(f"{server.url}/v1/jobs", files={"files": ("a.txt", TEXT)}, timeout=30),
            ):
                assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
                assert answer.headers["retry-after"]
            postgres.start()
            server.wait()
            job = ended(server.url, id)
            assert (job["state"], job["progress"]["done"]) == ("done", 25)
            assert len(set(names_of(server.url, id))) == 25


def test_a_stream_that_nobody_reads_holds_no_worker(tmp_path):
    with living(tmp_path, "--workers", "1") as server:
        files = [("files", (f"{number}.txt", TEXT)) for number in range(30)]
        with httpx2.stream("POST", f"{server.url}/v1/extract:batch", files=files, params={"include": "text"}) as answer:
            next(answer.iter_lines())
            assert httpx2.post(f"{server.url}/v1/extract", content=TEXT).status_code == 200
        for _ in range(100):
            if not list((tmp_path / "incoming").iterdir()):
                break
            time.sleep(0.1)
        assert not list((tmp_path / "incoming").iterdir())
        assert httpx2.get(f"{server.url}/health/ready").json()["idle"] == 1


@pytest.mark.parametrize(
    "data", [TEXT, BUDGET.encode("gbk"), WORD, gbk_zip({"a.txt": TEXT})], ids=["utf8", "gbk", "docx", "zip"]
)
def test_a_document_that_no_program_wrote_is_a_record_or_a_problem(data, client):
    dice = random.Random(1)
    for _ in range(25):
        answer = client.post("/v1/extract", files={"file": ("a", mutated(data, dice))})
        assert answer.status_code in (200, 413, 415, 422), answer.text
        assert client.get("/health/live").status_code == 200
