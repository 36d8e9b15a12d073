"""The HTTP service: a document in, its record out; the rest is problem details and never a traceback."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message, Receive

from api import app as service
from api.app import create_app
from api.uploads import file_name
from extractor.data import Record
from extractor.outputs import as_json, schema
from extractor.pipeline import Extractor, load
from extractor.reading import Limits
from tests.api.samples import BUDGET, WORD
from tests.reading.documents import gbk_zip, rar

SMALL = Limits(max_bytes=2000)
MEGABYTE = bytes(1_000_000)


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app(load(), SMALL), raise_server_exceptions=False)


def record_of(data: bytes, name: str) -> dict[str, Any]:
    """The record that the extractor itself gives."""
    read: dict[str, Any] = json.loads(as_json(load().extract(data, name=name)))
    return read


# fmt: off
WAYS: list[tuple[str, dict[str, Any], bytes, str]] = [
    ("a file of a form", {"files": {"file": ("预算.txt", BUDGET.encode())}}, BUDGET.encode(), "预算.txt"),
    ("a Word file of a form", {"files": {"file": ("a.docx", WORD)}}, WORD, "a.docx"),
    ("a file with a path", {"files": {"file": ("C:\\tmp\\a.txt", BUDGET.encode())}}, BUDGET.encode(), "a.txt"),
    ("a body", {"content": BUDGET.encode()}, BUDGET.encode(), ""),
    ("a body with a name", {"content": WORD, "params": {"name": "决算.docx"}}, WORD, "决算.docx"),
    ("a body of any type", {"content": BUDGET.encode(), "headers": {"content-type": "text/plain; charset=gbk"}},
     BUDGET.encode(), ""),
    ("what curl --data-binary sends", {"content": BUDGET.encode(),
                                       "headers": {"content-type": "application/x-www-form-urlencoded"}},
     BUDGET.encode(), ""),
    ("another encoding", {"content": BUDGET.encode("gbk")}, BUDGET.encode("gbk"), ""),
]
# fmt: on


@pytest.mark.parametrize(("request_", "data", "name"), [row[1:] for row in WAYS], ids=[row[0] for row in WAYS])
def test_a_document_may_arrive_in_several_ways(
    request_: dict[str, Any], data: bytes, name: str, client: TestClient
) -> None:
    answer = client.post("/v1/extract", **request_)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == record_of(data, name)


def test_the_text_and_its_blocks_come_on_request(client: TestClient) -> None:
    document = client.post("/v1/extract", params={"include": ["text", "blocks"]}, content=BUDGET.encode()).json()[
        "document"
    ]
    assert document["text"] == BUDGET
    assert document["blocks"]


# fmt: off
REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("nothing", {}, 400, "missing_document"),
    ("a form with another field", {"files": {"document": ("a.txt", b"x")}}, 400, "missing_document"),
    ("a form with text in place of a file", {"data": {"file": "x"}, "files": {"other": b""}}, 400, "missing_document"),
    ("two files", {"files": [("file", ("a.txt", b"x")), ("file", ("b.txt", b"y"))]}, 400, "invalid_request"),
    ("a form without a boundary", {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
     400, "invalid_request"),
    ("a form that is none", {"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=b"}},
     400, "invalid_request"),
    ("a part that is not known", {"content": b"x", "params": {"include": "all"}}, 422, "invalid_request"),
    ("a large body", {"content": MEGABYTE}, 413, "too_large"),
    ("a body over the limit by one", {"content": b"x" * 2001}, 413, "too_large"),
    ("a large form", {"files": {"file": ("a.txt", MEGABYTE)}}, 413, "too_large"),
    ("a file over the limit by one", {"files": {"file": ("a.txt", b"x" * 2001)}}, 413, "too_large"),
    ("a large field beside the file", {"data": {"note": "x" * 500_000}, "files": {"file": b"x"}}, 413, "too_large"),
]
# fmt: on


@pytest.mark.parametrize(("request_", "status", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_refused(request_: dict[str, Any], status: int, code: str, client: TestClient) -> None:
    answer = client.post("/v1/extract", **request_)
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert list(problem) == ["type", "title", "title_en", "status", "code", "detail", "detail_en"]
    assert problem["title_en"].isascii()
    assert problem["detail_en"].isascii()


def lines_of(client: TestClient, archive: bytes, name: str = "公开.zip", **options: Any) -> list[dict[str, Any]]:
    answer = client.post("/v1/extract", content=archive, params={"name": name, **options})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


def test_an_archive_gives_a_line_for_every_document_in_it(client: TestClient) -> None:
    files = {"预算/a.txt": BUDGET.encode(), "logo.svg": b"x", "../b.txt": b"1", "c.docx": WORD, "d.txt": b""}
    first, climbs, word, empty = lines_of(client, gbk_zip(files))
    assert first == record_of(BUDGET.encode(), "公开.zip/预算/a.txt")
    assert (climbs["name"], climbs["code"], climbs["status"]) == ("公开.zip/../b.txt", "damaged_document", 422)
    assert word["document"]["name"] == "公开.zip/c.docx"
    assert (empty["name"], empty["code"]) == ("公开.zip/d.txt", "empty_document")


def test_a_mistake_of_ours_in_one_document_of_an_archive_is_its_line(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any, **__: Any) -> Record:
        raise KeyError("/secret/path")

    monkeypatch.setattr(Extractor, "extract", failing)
    [line] = lines_of(client, gbk_zip({"a.txt": b"1"}), name="")
    assert (line["name"], line["code"], line["status"]) == ("a.txt", "internal_error", 500)
    assert "secret" not in str(line)


# fmt: off
UNOPENED: list[tuple[str, bytes, int, str]] = [
    ("damaged", gbk_zip({"a.txt": b"1"})[:40], 422, "damaged_document"),
    ("without documents", gbk_zip({"a.svg": b"1"}), 422, "no_documents"),
    ("a rar that is cut short", rar({"a.txt": b"1"})[:24], 422, "damaged_document"),
]
# fmt: on


@pytest.mark.parametrize(("data", "status", "code"), [row[1:] for row in UNOPENED], ids=[row[0] for row in UNOPENED])
def test_an_archive_that_cannot_be_opened_is_refused(data: bytes, status: int, code: str, client: TestClient) -> None:
    answer = client.post("/v1/extract", content=data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_body_of_unknown_length_is_refused_once_it_is_too_long(client: TestClient) -> None:
    chunks: Iterator[bytes] = (bytes(1000) for _ in range(100))
    answer = client.post("/v1/extract", content=chunks)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_other_addresses_and_methods_are_explained_too(client: TestClient) -> None:
    for method, address, status, code in (
        ("GET", "/v2", 404, "no_such_address"),
        ("GET", "/docs", 404, "no_such_address"),  # its scripts would come from elsewhere
        ("GET", "/v1/extract", 405, "method_not_allowed"),
        ("PUT", "/health", 405, "method_not_allowed"),
    ):
        answer = client.request(method, address)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/v1/extract").headers["allow"] == "POST"


def test_a_mistake_of_ours_says_nothing_of_its_cause(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any, **__: Any) -> Record:
        raise KeyError("/secret/path")

    monkeypatch.setattr(Extractor, "extract", failing)
    answer = client.post("/v1/extract", content=b"x")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_the_next_document_is_read_after_one_that_failed(client: TestClient) -> None:
    for _ in range(service.MOST_WAITING + 1):
        assert client.post("/v1/extract", content=b"%PDF-1.7").status_code == 422
    assert client.post("/v1/extract", content=BUDGET.encode()).status_code == 200


def test_more_than_may_wait_are_told_to_come_again(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_WAITING", 0)
    answer = client.post("/v1/extract", content=BUDGET.encode())
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "busy", "5")
    assert client.get("/health").status_code == 200


def answer_to(receive: Receive) -> tuple[int, bytes]:
    """Status and body that the service sends to a client that behaves like this."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/extract", "query_string": b"", "headers": []}
    asyncio.run(create_app(load())(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


def test_a_document_that_does_not_arrive_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing() -> Message:
        await asyncio.sleep(30)
        raise AssertionError("waited too long")

    monkeypatch.setattr(service, "SLOWEST_S", 0.05)
    status, body = answer_to(nothing)
    assert (status, json.loads(body)["code"]) == (408, "too_slow")


def test_a_client_that_leaves_is_no_mistake_of_ours() -> None:
    async def leave() -> Message:
        return {"type": "http.disconnect"}

    assert answer_to(leave) == (400, b"")


def test_the_references_are_there(client: TestClient) -> None:
    assert client.get("/v1/schema").json() == schema()
    concepts = {concept["id"]: concept for concept in client.get("/v1/concepts").json()}
    assert "收入预算总额" in concepts["rev.total"]["names"]
    assert client.get("/health").json() == {
        "status": "ok",
        "model": load().model,
        "catalogue": load().catalogue.version,
    }


def test_the_interface_describes_itself(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == {"/v1/extract", "/v1/schema", "/v1/concepts", "/health"}
    operation = paths["/v1/extract"]["post"]
    assert set(operation["requestBody"]["content"]) == {"multipart/form-data", "application/octet-stream"}
    assert {"200", "400", "408", "413", "415", "422", "500", "503"} == set(operation["responses"])


def test_every_record_satisfies_the_schema(client: TestClient) -> None:
    described = client.get("/v1/schema").json()
    record = client.post("/v1/extract", content=BUDGET.encode()).json()
    assert set(described["required"]) <= set(record) <= set(described["properties"])
    document = described["$defs"]["Document"]
    assert set(document["required"]) <= set(record["document"]) <= set(document["properties"])


# fmt: off
NAMES = [
    ("决算.pdf", "决算.pdf"),
    ("a/b/决算.pdf", "决算.pdf"),
    ("C:\\docs\\决算.pdf", "决算.pdf"),
    ("../../etc/passwd", "passwd"),
    ("", ""),
    ("/", ""),
    ("a\nb\x00.txt", "a b\ufffd.txt"),
    ("长" * 300, "长" * 255),
]
# fmt: on


@pytest.mark.parametrize(("sent", "kept"), NAMES)
def test_file_name(sent: str, kept: str) -> None:
    assert file_name(sent) == kept
