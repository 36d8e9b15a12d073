"""Documents that were kept: found, shown as they were extracted, and forgotten, on both databases."""

import csv
import io
import json

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from api.formats import CSV, NDJSON, PARQUET, XLSX, ZIP, record_of, write_records
from extractor.outputs import TABLES, as_json
from extractor.pipeline import load
from tests.api.samples import BUDGET
from tests.service.asking import client_of, problem_of
from tests.service.stored import put_document

TEXT = BUDGET.encode()


@pytest.fixture
def client(make_service, store):
    with client_of(make_service(store)) as client:
        yield client


def keep(client, name="预算.txt"):
    answer = client.post("/v1/extract", params={"keep": True, "name": name}, content=TEXT)
    assert answer.status_code == 200
    return answer.headers["location"], answer.json()


def test_a_document_is_kept_as_it_was_extracted(client):
    place, record = keep(client)
    assert client.get(place).json() == record
    whole = json.loads(as_json(load().extract(TEXT, name="预算.txt"), text=True, blocks=True))
    assert client.get(place, params={"include": "text,blocks"}).json() == whole


def test_a_document_is_not_kept_unless_that_is_asked_for(client):
    answer = client.post("/v1/extract", content=TEXT)
    assert "location" not in answer.headers
    assert client.get("/v1/documents").json() == {"documents": [], "next": None}


def test_a_batch_is_kept_as_well(client):
    answer = client.post("/v1/extract:batch", params={"keep": True}, files={"files": ("a.txt", TEXT)})
    line = json.loads(answer.text)
    assert client.get(f"/v1/documents/{line['id']}").json() == line["record"]


@pytest.mark.parametrize(
    "wish", [{"lists": "facts"}, {"min_confidence": 0.97}, {"lists": "changes", "include": "text"}]
)
def test_a_kept_document_comes_as_it_is_wished_for(wish, client):
    place, _ = keep(client)
    fresh = client.post("/v1/extract", params={"name": "预算.txt", **wish}, content=TEXT)
    assert client.get(place, params=wish).json() == fresh.json()


@pytest.mark.parametrize("form", [CSV, ZIP, NDJSON, PARQUET, XLSX])
def test_a_kept_document_comes_in_every_format(form, client):
    place, record = keep(client)
    answer = client.get(place, headers={"accept": form})
    assert answer.headers["content-type"].partition(";")[0] == form
    fresh = client.post("/v1/extract", params={"name": "预算.txt"}, content=TEXT, headers={"accept": form})
    if form == XLSX:  # which has the time of its making inside
        assert values_of(answer.content) == values_of(fresh.content)
        return
    assert answer.content == fresh.content
    if form == PARQUET:
        facts = pq.read_table(io.BytesIO(answer.content)).to_pylist()
        assert [fact["id"] for fact in facts] == [fact["id"] for fact in record["facts"]]
    if form == CSV:
        assert len(list(csv.DictReader(answer.text.splitlines()))) == len(record["facts"])


def values_of(workbook):
    """The cells of each sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_documents_are_listed_with_what_they_are_found_by(client):
    place, record = keep(client)
    [row] = client.get("/v1/documents").json()["documents"]
    assert place == f"/v1/documents/{row['id']}"
    assert (row["title"], row["fiscal_year"], row["facts"]) == (
        record["document"]["title"],
        record["document"]["fiscal_year"],
        len(record["facts"]),
    )
    assert not {"project", "record", "source"} & set(row)
    for wanted, count in (
        ({"kind": "unit_budget"}, 1), ({"kind": "unit_final"}, 0), ({"fiscal_year": 2024}, 1), ({"name": "算"}, 1),
        ({"organisation": "档案馆"}, 1), ({"organisation": "'; DROP TABLE document; --"}, 0), ({"name": "%"}, 0),
        ({"name": "a\x00b"}, 0), ({"sha256": record["document"]["id"]}, 1), ({"violated": True}, 1),
        ({"after": row["id"]}, 0), ({"job": "none"}, 0),
    ):  # fmt: skip
        assert len(client.get("/v1/documents", params=wanted).json()["documents"]) == count, wanted


def test_a_long_list_goes_on(client):
    ids = {keep(client, f"{number}.txt")[0].rpartition("/")[2] for number in range(3)}
    first = client.get("/v1/documents", params={"limit": 2}).json()
    second = client.get("/v1/documents", params={"limit": 2, "after": first["next"]}).json()
    assert {row["id"] for row in first["documents"] + second["documents"]} == ids
    assert second["next"] is None


def test_a_document_that_is_deleted_is_gone(client):
    place, _ = keep(client)
    assert client.delete(place).status_code == 204
    for answer in (client.get(place), client.delete(place)):
        assert problem_of(answer) == (404, "no_such_document")


@pytest.mark.parametrize("id", ["none", "' OR '1'='1", "../../etc/passwd", "a\x00b", "%2e%2e", "x" * 99])
def test_an_id_that_is_none_is_not_found(id, client):
    from urllib.parse import quote

    for call in (client.get, client.delete):
        assert problem_of(call(f"/v1/documents/{quote(id, safe='')}"))[0] == 404


def test_what_a_stranger_writes_into_a_name_stays_a_name(client):
    name = "'; DROP TABLE document; --\x00<script>\n.txt"
    place, record = keep(client, name)
    assert record["document"]["name"] == "'; DROP TABLE document; --\ufffd<script> .txt"
    assert client.get(place).json() == record


def test_a_record_is_the_same_after_it_was_plain_values(extractor):
    record = extractor.extract(TEXT, name="a.txt")
    plain = json.loads(as_json(record, text=True, blocks=True))
    assert record_of(plain) == record
    assert set(TABLES) <= set(json.loads(write_records([record], NDJSON, (), ())))


def test_what_is_filled_in_by_hand_is_what_a_worker_keeps(client, store):
    id = put_document(store, "default")
    assert client.get(f"/v1/documents/{id}").json()["produced_by"]["model"] == "none"


def test_the_last_one_comes_first_on_request(client, store):
    ids = [put_document(store, "default", name=f"{number}.txt") for number in range(3)]
    first = client.get("/v1/documents", params={"newest": True, "limit": 2}).json()
    second = client.get("/v1/documents", params={"newest": True, "after": first["next"]}).json()
    assert [row["id"] for row in (*first["documents"], *second["documents"])] == ids[::-1]


def test_a_report_is_one_page_that_may_run_its_own_scripts_alone(client, store):
    answer = client.get(f"/v1/documents/{put_document(store, 'default')}/report", params={"lang": "en"})
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'sha256-")
    assert '<html lang="en">' in answer.text


def test_two_documents_are_compared_whichever_is_asked_for_first(client, store):
    texts = ("2023年部门预算\n2023年收入预算总额600万元。", "2024年部门预算\n2024年收入预算总额640万元。")
    one, other = (put_document(store, "default", text=text) for text in texts)
    answers = [
        client.get(f"/v1/documents/{id}/differences", params={"against": against}).json()
        for id, against in ((one, other), (other, one))
    ]
    assert answers[0] == answers[1]
    assert (answers[0]["before"]["id"], answers[0]["after"]["id"]) == (one, other)
    assert [pair["difference"] for pair in answers[0]["pairs"]] == ["400000"]
