"""POST /v1/jobs: files in, a job that goes on whatever happens, results in their order; on both databases."""

import asyncio
import csv
import io
import json
import threading
import time
import zipfile
from collections import deque

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from api.formats import CSV, EXPORTS, PARQUET, XLSX, ZIP
from api.jobs import runner as running
from api.jobs.runner import Runner, sweep
from api.refusals import StorageFull, StoreUnavailable
from api.routes.jobs import _events
from api.store import jobs as queue
from api.store.tables import Item
from api.work.pool import Pool
from extractor.outputs import TABLES
from tests.api.running import ROOT
from tests.api.samples import BUDGET, WORD
from tests.reading.documents import gbk_zip
from tests.service.asking import client_of, problem_of
from tests.service.hostile import make
from tests.service.stored import put_job, put_running

TEXT = BUDGET.encode()


@pytest.fixture
def service(make_service, store):
    return make_service(store, lease_seconds=5)


@pytest.fixture
def client(service):
    with client_of(service) as client:
        yield client


def files(*names):
    return [("files", (name, TEXT)) for name in names]


def ended(client, place, seconds=60):
    """A job once it has ended."""
    for _ in range(seconds * 20):
        job = client.get(place).json()
        if job["state"] in queue.ENDED:
            return job
        time.sleep(0.05)
    raise TimeoutError(job)


def results(client, place):
    answer = client.get(f"{place}/results")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


def test_a_job_tells_what_became_of_every_file(client, service):
    archive = gbk_zip({"预算/a.txt": TEXT, "logo.svg": b"x", "../b.txt": b"1", "c.docx": WORD, "d.txt": b""})
    sent = [("files", ("公开.zip", archive)), *files("e.txt"), ("files", ("f.pdf", b"%PDF-1.7"))]
    answer = client.post("/v1/jobs", files=sent)
    assert answer.status_code == 202
    place = answer.headers["location"]
    assert answer.json()["id"] == place.rpartition("/")[2]
    job = ended(client, place)
    assert (job["state"], job["progress"]) == ("done", {"total": 6, "waiting": 0, "done": 3, "failed": 3})
    assert job["created"] <= job["started"] <= job["finished"]
    lines = results(client, place)
    assert [(line["name"], line.get("problem", {}).get("code")) for line in lines] == [
        ("公开.zip/预算/a.txt", None),
        ("公开.zip/../b.txt", "damaged_document"),
        ("公开.zip/c.docx", None),
        ("公开.zip/d.txt", "empty_document"),
        ("e.txt", None),
        ("f.pdf", "damaged_document"),
    ]
    fresh = client.post("/v1/extract", content=TEXT, params={"name": "e.txt"}).json()
    assert lines[4]["record"] == fresh
    assert client.get(f"/v1/documents/{lines[4]['id']}").json() == fresh
    assert len(client.get("/v1/documents", params={"job": job["id"]}).json()["documents"]) == 3
    assert not list(service.settings.job_files.iterdir())


def test_the_same_request_again_is_the_same_job(client, service):
    headers = {"Idempotency-Key": "k"}
    first = client.post("/v1/jobs", files=files("a.txt"), headers=headers)
    again = client.post("/v1/jobs", files=files("a.txt"), headers=headers)
    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    for other, params in ((files("b.txt"), {}), (files("a.txt"), {"model": "none"})):
        answer = client.post("/v1/jobs", files=other, params=params, headers=headers)
        assert problem_of(answer) == (422, "idempotency_mismatch")
    ended(client, first.headers["location"])
    assert len(client.get("/v1/jobs").json()["jobs"]) == 1
    assert not list(service.settings.job_files.iterdir())


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({}, 400, "missing_document"),
        ({"files": [("files", ("a.txt", b"x"))] * 4}, 413, "too_many_files"),
        ({"files": files("a.txt"), "params": {"model": "../x"}}, 422, "invalid_request"),
        ({"files": files("a.txt"), "params": {"webhook": "file:///etc/passwd"}}, 422, "webhook_refused"),
        ({"files": files("a.txt"), "headers": {"Idempotency-Key": "k" * 201}}, 422, "invalid_request"),
    ],
)
def test_what_is_no_job_is_refused_and_leaves_nothing(request_, status, code, make_service, store):
    service = make_service(store, max_files=3)
    with client_of(service) as client:
        assert problem_of(client.post("/v1/jobs", **request_)) == (status, code)
        assert client.get("/v1/jobs").json() == {"jobs": [], "next": None}
    assert not list(service.settings.job_files.iterdir())


def test_results_wait_for_the_end(client, service):
    answer = client.get(f"/v1/jobs/{put_running(service.store, 'default')}/results")
    assert problem_of(answer) == (409, "job_running")
    assert answer.headers["retry-after"] == "2"


def test_results_come_as_tables(client, service):
    place = f"/v1/jobs/{put_job(service.store, 'default', 'a.txt', 'b.txt')}/results"
    lines = [json.loads(line) for line in client.get(place).text.splitlines()]
    count = sum(len(line["record"]["facts"]) for line in lines)
    parquet = pq.read_table(io.BytesIO(client.get(place, headers={"accept": PARQUET}).content))
    assert parquet.num_rows == count
    facts = client.get(place, headers={"accept": CSV})
    rows = list(csv.DictReader(facts.content.decode("utf-8-sig").splitlines()))
    assert (len(rows), {row["document"] for row in rows}) == (count, {"a.txt", "b.txt"})
    archive = zipfile.ZipFile(io.BytesIO(client.get(place, headers={"accept": ZIP}).content))
    assert set(archive.namelist()) == {f"{name}.csv" for name in TABLES}
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(place, headers={"accept": XLSX}).content))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert len(sheets["指标"]) == count + 1
    changes = client.get(place, params={"lists": "changes"}, headers={"accept": PARQUET})
    assert "direction" in pq.read_table(io.BytesIO(changes.content)).column_names
    assert problem_of(client.get(place, headers={"accept": "image/png"})) == (406, "not_acceptable")
    assert not list(service.settings.incoming.iterdir())


def test_too_many_documents_for_a_table_come_as_parquet(client, service, monkeypatch):
    place = f"/v1/jobs/{put_job(service.store, 'default', 'a.txt', 'b.txt')}/results"
    monkeypatch.setitem(EXPORTS, CSV, 1)
    assert problem_of(client.get(place, headers={"accept": CSV})) == (413, "too_many_for_tables")
    assert client.get(place, headers={"accept": PARQUET}).status_code == 200


def test_a_result_that_was_deleted_is_a_line_all_the_same(client, service):
    place = f"/v1/jobs/{put_job(service.store, 'default', 'a.txt', 'b.txt')}"
    first, second = results(client, place)
    client.delete(f"/v1/documents/{first['id']}")
    gone, kept = results(client, place)
    assert (gone["name"], gone["problem"]["code"], kept) == ("a.txt", "no_such_document", second)


def test_progress_comes_as_events_until_the_end(client):
    place = client.post("/v1/jobs", files=files("a.txt", "b.txt")).headers["location"]
    answer = client.get(f"{place}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [event.split("\n") for event in answer.text.strip().split("\n\n")]
    names = [event[0] for event in events]
    assert (names[-1], set(names[:-1]) - {"event: progress"}) == ("event: end", set())
    assert json.loads(events[-1][1].removeprefix("data: "))["progress"]["done"] == 2


def test_events_end_when_the_server_does(service, store):
    queue.add_job(store, queue.Order("j", "default", {"model": "none"}, "f", None, None), [])
    service.is_stopping = True

    async def all_of():
        return [event async for event in _events(service, "default", "j")]

    assert asyncio.run(all_of()) == []


def test_a_job_that_is_cancelled_ends_and_keeps_what_was_found(client, service):
    place = client.post("/v1/jobs", files=files(*(f"{number}.txt" for number in range(60)))).headers["location"]
    while client.get(place).json()["progress"]["done"] < 1:
        time.sleep(0.02)
    assert client.post(f"{place}/cancel").status_code == 202
    job = ended(client, place)
    assert job["state"] == "cancelled"
    assert 1 <= job["progress"]["done"] < 60
    assert len(results(client, place)) == job["progress"]["done"]
    assert client.post(f"{place}/cancel").json() == job
    assert not list(service.settings.job_files.iterdir())


# -- whatever happens


@pytest.fixture
def hostile(make_service, store, monkeypatch):
    """A service whose workers do what the name of a file says, and find nothing but problems."""
    pool = Pool(make, workers=2)
    pool.start()
    assert pool.wait_until_ready()
    service = make_service(store, workers=pool, job_document_seconds=0.5, lease_seconds=2)
    monkeypatch.setattr(running, "Task", lambda **task: task["name"])
    monkeypatch.setattr(service.metrics, "document", lambda *_: None)
    yield service
    pool.close(1.0)


def test_a_file_that_ends_its_workers_is_given_up_and_the_others_are_done(hostile):
    with client_of(hostile) as client:
        names = ["a", "kill", "b", "hang", "raise", "c"]
        place = client.post("/v1/jobs", files=files(*names)).headers["location"]
        job = ended(client, place)
        found = {line["name"]: line["problem"]["code"] for line in results(client, place)}
    assert job["progress"] == {"total": 6, "waiting": 0, "done": 0, "failed": 6}
    assert {name: found[name] for name in ("kill", "hang", "raise")} == {
        "kill": "worker_lost",
        "hang": "document_timeout",
        "raise": "internal_error",
    }
    assert hostile.pool.replaced["lost"] == running.MOST_TRIES


@pytest.mark.parametrize("failure", [StoreUnavailable, StorageFull])
def test_what_was_found_is_kept_when_the_database_is_back(failure, client, monkeypatch):
    keep, left = queue.finish_item, [5]

    def failing(*given):
        if left[0]:
            left[0] -= 1
            raise failure
        return keep(*given)

    monkeypatch.setattr(running, "PAUSE_S", 0.05)
    monkeypatch.setattr(queue, "finish_item", failing)
    place = client.post("/v1/jobs", files=files("a.txt", "b.txt")).headers["location"]
    assert ended(client, place)["progress"]["done"] == 2
    assert left == [0]
    assert len(client.get("/v1/documents").json()["documents"]) == 2


def test_a_job_whose_server_is_gone_is_taken_over_and_nothing_is_done_twice(make_service, store):
    service = make_service(store, lease_seconds=1)
    folder = service.settings.job_files / "j"
    folder.mkdir()
    uploads = [queue.Upload(f"{number}.txt", str(number)) for number in range(6)]
    for upload in uploads:
        (folder / upload.file).write_bytes(TEXT)
    queue.add_job(store, queue.Order("j", "default", {"model": "none"}, "f", None, None), uploads)
    queue.claim_job(store, "a server that was killed", 0.5)
    for item in queue.waiting_items(store, "j", (), 2):
        queue.finish_item(store, "default", item, None, {"code": "done_before"})
    with client_of(service) as client:
        job = ended(client, "/v1/jobs/j")
        codes = [line.get("problem", {}).get("code") for line in results(client, "/v1/jobs/j")]
    assert job["progress"] == {"total": 6, "waiting": 0, "done": 4, "failed": 2}
    assert codes == ["done_before", "done_before", None, None, None, None]


def test_a_job_that_takes_its_server_down_again_and_again_is_given_up(make_service, store):
    queue.add_job(store, queue.Order("j", "default", {"model": "none"}, "f", None, None), [queue.Upload("a", "1")])
    for number in range(queue.MOST_ATTEMPTS):
        assert queue.claim_job(store, f"server {number}", -1).id == "j"
    with client_of(make_service(store)) as client:
        assert ended(client, "/v1/jobs/j")["state"] == "failed"


def test_a_server_that_stops_leaves_its_jobs_to_the_next_one(make_service, store):
    service = make_service(store)
    with client_of(service) as client:
        place = client.post("/v1/jobs", files=files(*(f"{number}.txt" for number in range(40)))).headers["location"]
        while client.get(place).json()["progress"]["done"] < 1:
            time.sleep(0.02)
    job, progress = queue.find_job(store, "default", place.rpartition("/")[2])
    assert (job.state, job.owner, progress.waiting > 0) == ("running", None, True)
    with client_of(make_service(store)) as client:
        assert ended(client, place)["progress"]["done"] == 40
        assert len(results(client, place)) == 40


def test_several_servers_share_the_jobs(make_service, store):
    services = [make_service(store, lease_seconds=5) for _ in range(2)]
    with client_of(services[0]) as one, client_of(services[1]) as two:
        places = [
            client.post("/v1/jobs", files=files("a.txt", "b.txt", "c.txt")).headers["location"]
            for client in (one, two)
            for _ in range(3)
        ]
        assert [ended(two, place)["progress"]["done"] for place in places] == [3] * 6
    assert len(queue.list_jobs(store, "default", None, 99)) == 6


def test_a_server_that_lost_its_lease_stops_working_on_the_job(service, store):
    runner = Runner(service)
    queue.add_job(store, queue.Order("j", "default", {"model": "none"}, "f", None, None), [queue.Upload("a", "1")])
    runner._claim()
    assert set(runner.active) == {"j"}
    with store.write() as session:
        session.get(queue.Job, "j").owner = "another"
    runner._renew()
    assert runner.active == {}


def test_what_a_killed_server_has_left_is_swept_away(service, store, monkeypatch):
    queue.add_job(store, queue.Order("live", "default", {"model": "none"}, "f", None, None), [])
    for folder in (
        service.settings.incoming / "x",
        service.settings.job_files / "live",
        service.settings.job_files / "y",
    ):
        folder.mkdir()
    sweep(service)
    assert len(list(service.settings.job_files.iterdir())) == 2  # young ones may be on their way
    monkeypatch.setattr(running, "STALE_S", -1)
    sweep(service)
    assert [path.name for path in service.settings.job_files.iterdir()] == ["live"]
    assert not list(service.settings.incoming.iterdir())


def test_requests_are_answered_while_jobs_run(client):
    place = client.post("/v1/jobs", files=files(*(f"{number}.txt" for number in range(30)))).headers["location"]
    answers = [client.post("/v1/extract", content=TEXT).status_code for _ in range(5)]
    assert answers == [200] * 5
    client.post(f"{place}/cancel")
    ended(client, place)
    assert threading.active_count() < 60


# -- old Word files


def items(*names, tries=0):
    return deque(Item(id=name, job="j", name=name, file="1", tries=tries) for name in names)


@pytest.mark.parametrize(
    ("names", "workers", "taken"),
    [
        (["a.txt", "b.doc", "c.doc"], 1, ["a.txt"]),
        (["a.doc", "b.txt", "c.DOC", "d.wps"], 1, ["a.doc", "c.DOC", "d.wps"]),
        (["a.doc", "b.doc", "c.doc", "d.doc", "e.doc"], 2, ["a.doc", "b.doc", "c.doc"]),
        (["a.doc", "b.doc"], 2, ["a.doc"]),  # the other worker has nothing else to do
        ([f"{number}.doc" for number in range(50)], 1, [f"{number}.doc" for number in range(16)]),
    ],
)
def test_old_word_files_go_together(names, workers, taken):
    left = items(*names)
    assert [item.name for item in running._together(left, workers)] == taken
    assert [item.name for item in left] == [name for name in names if name not in taken]


def test_an_old_word_file_that_lost_its_worker_goes_alone():
    assert len(running._together(items("a.doc", "b.doc", tries=1), 1)) == 1


def test_old_word_files_are_read_as_they_are_alone(client):
    names = ["a.doc", "b.doc", "c.doc", "d.doc"]
    data = (ROOT / "tests" / "reading" / "files" / "budget.doc").read_bytes()
    place = client.post("/v1/jobs", files=[("files", (name, data)) for name in names]).headers["location"]
    assert ended(client, place)["progress"]["done"] == 4
    alone = client.post("/v1/extract", content=data, params={"name": "a.doc"}).json()
    assert [line["record"]["facts"] for line in results(client, place)] == [alone["facts"]] * 4


def test_files_that_were_together_when_their_worker_ended_are_tried_alone(hostile, monkeypatch):
    monkeypatch.setattr(running, "Together", lambda _: "kill")
    with client_of(hostile) as client:
        place = client.post("/v1/jobs", files=files("a.doc", "b.doc", "c.doc", "d.doc")).headers["location"]
        job = ended(client, place)
        codes = {line["problem"]["code"] for line in results(client, place)}
    assert (job["progress"]["failed"], codes) == (4, {"no_such_document"})  # these workers give no record
    assert hostile.pool.replaced["lost"] == 1
