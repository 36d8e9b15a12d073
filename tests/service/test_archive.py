"""The archive of the service: what a bulk run has left, to read and never to change."""

import json

import pytest

from api.formats import CSV, XLSX
from extractor.outputs.stored import stored_records
from tests.comparing.datasets import write_dataset
from tests.service.asking import client_of, problem_of

TEXTS = [
    ("甲.txt", "柳溪县文化馆2021年部门预算公开\n2021年收入预算总额为913.26万元。\n"),
    ("乙.txt", "柳溪县文化馆2022年部门预算公开\n2022年收入预算总额为100万元。\n"),
]


@pytest.fixture
def folder(tmp_path):
    return write_dataset(tmp_path / "results", TEXTS)


@pytest.fixture
def client(make_service, sqlite_store, folder):
    with client_of(make_service(sqlite_store, archive=str(folder))) as client:
        yield client


def test_it_says_how_much_it_holds(client):
    found = client.get("/v1/archive").json()
    assert (found["documents"], found["organisations"], found["first_year"], found["last_year"]) == (2, 1, 2021, 2022)


def test_documents_come_a_page_at_a_time(client):
    first = client.get("/v1/archive/documents", params={"limit": 1}).json()
    second = client.get("/v1/archive/documents", params={"limit": 1, "offset": first["next"]}).json()
    assert [page["documents"][0]["name"] for page in (first, second)] == ["甲.txt", "乙.txt"]
    assert second["next"] is None
    found = client.get("/v1/archive/documents", params={"fiscal_year": 2022, "organisation": "文化馆"}).json()
    assert [row["name"] for row in found["documents"]] == ["乙.txt"]


def test_a_record_comes_in_every_format_and_as_a_report(client, folder):
    record = next(stored_records(folder))
    address = f"/v1/archive/documents/{record['document']['id']}"
    found = client.get(address, params={"include": "text,blocks"}).json()
    assert found["facts"] == json.loads(json.dumps(record["facts"]))
    assert found["document"]["text"] == record["document"]["text"]
    assert "text" not in client.get(address).json()["document"]
    assert "收入预算总额" in client.get(address, headers={"Accept": CSV}).content.decode("utf-8-sig")
    assert client.get(address, headers={"Accept": XLSX}).content.startswith(b"PK")
    assert "柳溪县文化馆" in client.get(f"{address}/report").text


def test_what_is_not_there_is_told(client, make_service, sqlite_store):
    assert problem_of(client.get("/v1/archive/documents/none")) == (404, "no_such_document")
    with client_of(make_service(sqlite_store, archive="/nowhere")) as other:
        assert problem_of(other.get("/v1/archive")) == (404, "no_archive")


def test_reading_changes_nothing(client, folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for path in ("", "/documents", "/documents/none"):
        client.get(f"/v1/archive{path}")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
