"""The client: records come back as records, problems as problems, and it comes again when it is told to."""

from dataclasses import replace

import pytest

from api import client as module
from api.client import Client, Job, ServiceError
from api.refusals import Problem
from extractor.data import Record
from extractor.pipeline import load
from tests.api.samples import BUDGET
from tests.reading.documents import gbk_zip
from tests.service.asking import client_of

TEXT = BUDGET.encode()


@pytest.fixture
def client(make_service, store):
    with client_of(make_service(store)) as http:
        client = Client("http://127.0.0.1")
        client._http = http
        yield client


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "预算.txt"
    path.write_bytes(TEXT)
    return path


def bare(record):
    return replace(record, document=replace(record.document, text="", blocks=()))


def test_a_record_comes_back_as_one(client, file):
    record = load().extract(TEXT, name="预算.txt")
    assert client.extract(file) == bare(record)
    assert client.extract(file, include=["text", "blocks"]) == record
    facts = client.extract(file, lists=["facts"])
    assert (facts.facts, facts.changes) == (record.facts, ())


def test_many_files_come_back_with_their_names(client, file, tmp_path):
    (tmp_path / "公开.zip").write_bytes(gbk_zip({"a.txt": TEXT, "b.txt": b""}))
    found = dict(client.extract_all([file, tmp_path / "公开.zip"]))
    assert {name: type(each) for name, each in found.items()} == {
        "预算.txt": Record,
        "公开.zip/a.txt": Record,
        "公开.zip/b.txt": Problem,
    }


def test_a_job_goes_through(client, file):
    job = client.submit([file], idempotency_key="k", model="none")
    assert client.submit([file], idempotency_key="k", model="none").id == job.id
    job = client.wait(job.id, seconds=0.05)
    assert (job.state, job.progress["done"], client.cancel(job.id)) == ("done", 1, job)
    [(name, record)] = client.results(job.id)
    assert (name, record) == ("预算.txt", bare(load(model="none").extract(TEXT, name="预算.txt")))
    [row] = client.documents(job=job.id)
    assert client.document(row["id"]) == record
    client.delete(row["id"])
    assert list(client.documents()) == []


def test_lists_go_on_page_by_page(client, file):
    for _ in range(5):
        client.extract(file, keep=True)
    assert len({row["id"] for row in client.documents(limit=2)}) == 5


def test_what_is_refused_is_raised(client, file):
    for call, code in (
        (lambda: client.document("none"), "no_such_document"),
        (lambda: client.extract(file, model="other"), "invalid_request"),
        (lambda: list(client.extract_all([])), "missing_document"),
    ):
        with pytest.raises(ServiceError) as refused:
            call()
        assert refused.value.problem.code == code
        assert code in str(refused.value)


def test_it_comes_again_when_it_is_told_to(make_service, sqlite_store, file, monkeypatch):
    waited = []
    service = make_service(sqlite_store, requests=0)

    def sleep(seconds):
        waited.append(seconds)
        if len(waited) == 2:
            object.__setattr__(service.settings, "requests", 9)

    monkeypatch.setattr(module.time, "sleep", sleep)
    with client_of(service) as http:
        client = Client("http://127.0.0.1", retries=3)
        client._http = http
        assert client.extract(file).facts
        assert waited == [2.0, 2.0]
        object.__setattr__(service.settings, "requests", 0)
        with pytest.raises(ServiceError):
            Client.extract(client, file)


def test_a_key_goes_with_every_request_and_a_job_knows_its_end():
    with Client("http://127.0.0.1", key="mingxi_a_b") as client:
        assert client._http.headers["authorization"] == "Bearer mingxi_a_b"
    assert [Job("", state, {}).is_over for state in ("waiting", "running", "cancelling", "done")] == [False] * 3 + [
        True
    ]
