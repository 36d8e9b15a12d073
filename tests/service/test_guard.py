"""What a request has to pass before the framework sees it."""

import asyncio
import errno
import json
import os
import shutil

import pytest

from api import guard
from api.app import create_app
from tests.api.samples import BUDGET
from tests.service.asking import LOCAL, client_of, problem_of

TEXT = BUDGET.encode()
HOST = (b"host", b"127.0.0.1")


def ask(service, receive, *, path="/v1/extract", headers=(HOST,)):
    """Status and body that the service sends to a client that behaves like this; None for nothing at all."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": list(headers)}
    asyncio.run(create_app(service)(scope, receive, send))
    return (sent[0]["status"], json.loads(sent[1]["body"] or "{}").get("code")) if sent else None


def sending(*messages):
    """A client that sends these and then nothing."""
    left = list(messages)

    async def receive():
        if not left:
            await asyncio.sleep(30)
            raise AssertionError("waited too long")
        return left.pop(0)

    return receive


def part(body, *, more=True):
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_document_that_does_not_arrive_is_given_up(make_service, sqlite_store):
    service = make_service(sqlite_store, upload_seconds=0.05)
    assert ask(service, sending()) == (408, "too_slow")
    assert ask(service, sending(part(b"x"), part(b"y"))) == (408, "too_slow")


def test_a_client_that_leaves_half_way_is_no_mistake_of_ours(service):
    assert ask(service, sending(part(b"x"), {"type": "http.disconnect"})) is None
    assert service.metrics.registry.get_sample_value("mingxi_problems_total", {"code": "internal_error"}) is None
    assert not list(service.settings.incoming.iterdir())


def test_a_client_that_leaves_while_its_document_waits_frees_its_place(service):
    busy = [service.pool.submit(None, seconds=9) for _ in range(2)]
    assert ask(service, sending(part(TEXT, more=False), {"type": "http.disconnect"})) == (400, None)
    assert [future.result(9).value for future in busy] == [None, None]
    assert not list(service.settings.incoming.iterdir())


def test_a_length_that_is_too_long_is_refused_before_anything_is_read(service):
    async def never():
        raise AssertionError("was read")

    length = str(service.settings.max_upload + 1_000_000).encode()
    assert ask(service, never, headers=(HOST, (b"content-length", length))) == (413, "body_too_large")


@pytest.mark.parametrize("length", [b"9" * 30, b"-1", b"x", b"\xb2"])
def test_a_length_that_is_none_does_not_matter(length, make_service, sqlite_store):
    service = make_service(sqlite_store, max_upload=100)
    receive = sending(part(bytes(101 + guard.FRAME)))
    assert ask(service, receive, headers=(HOST, (b"content-length", length))) == (413, "body_too_large")


def test_more_bodies_than_there_are_places_are_told_to_come_again(make_service, sqlite_store):
    with client_of(make_service(sqlite_store, requests=0)) as client:
        answer = client.post("/v1/extract", content=TEXT)
        assert problem_of(answer) == (503, "busy")
        assert answer.headers["retry-after"] == "2"
        assert client.get("/health/live").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{f"x-{number}": "1" for number in range(101)}, {"x-long": "x" * 33_000}],
    ids=["many", "long"],
)
def test_a_head_that_is_too_large_is_refused(headers, client):
    assert problem_of(client.get("/v1/schema", headers=headers)) == (431, "head_too_large")
    assert problem_of(client.get("/v1/schema", params={"x": "y" * 33_000})) == (431, "head_too_large")


def test_a_disk_without_room_takes_nothing_in(make_service, sqlite_store):
    service = make_service(sqlite_store, free_disk=1 << 60)
    with client_of(service) as client:
        assert problem_of(client.post("/v1/extract", content=bytes(2_000_000))) == (507, "storage_full")
        assert problem_of(client.get("/health/ready")) == (503, "not_ready")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_up_is_said_to_be_full(number, client, monkeypatch):
    def full(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(shutil, "copyfileobj", full)
    assert problem_of(client.post("/v1/extract", files={"file": ("a.txt", TEXT)})) == (507, "storage_full")
    monkeypatch.undo()
    assert client.post("/v1/extract", content=TEXT).status_code == 200


def test_another_failure_of_the_system_is_a_mistake_of_ours(client, monkeypatch):
    def broken(*_):
        raise OSError(errno.EIO, "/secret")

    monkeypatch.setattr(shutil, "copyfileobj", broken)
    answer = client.post("/v1/extract", files={"file": ("a.txt", TEXT)})
    assert problem_of(answer) == (500, "internal_error")
    assert "secret" not in answer.text


# -- around every answer


def test_every_answer_has_an_id_and_headers_that_keep_browsers_careful(client):
    for answer in (client.get("/health/live"), client.get("/v2"), client.post("/v1/extract")):
        headers = answer.headers
        assert len(headers["x-request-id"]) == 32
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers


@pytest.mark.parametrize(("given", "kept"), [("abc-1", True), ("a b", False), ("x" * 65, False), ("预算", False)])
def test_an_id_that_a_client_gives_is_kept_if_it_is_one(given, kept, client):
    answer = client.get("/health/live", headers={"x-request-id": given.encode()})
    assert (answer.headers["x-request-id"] == given) is kept


def test_other_origins_are_let_in_by_setting_alone(make_service, sqlite_store):
    ask = {"origin": "https://a.example", "access-control-request-method": "POST"}
    with client_of(make_service(sqlite_store)) as client:
        assert "access-control-allow-origin" not in client.options("/v1/extract", headers=ask).headers
    service = make_service(sqlite_store, cors_origins=("https://a.example",), needs_keys=True)
    with client_of(service) as client:
        answer = client.options("/v1/extract", headers=ask)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "https://a.example")
        other = client.options("/v1/extract", headers={**ask, "origin": "https://b.example"})
        assert "access-control-allow-origin" not in other.headers


def test_without_keys_only_this_machine_is_answered(service):
    with client_of(service) as client:
        for host, status in (
            ("127.0.0.1:8000", 200), ("localhost", 200), ("[::1]:80", 200), ("evil.example", 421), ("", 421),
            ("localhost.evil.example", 421), ("127.0.0.1.evil.example:80", 421),
        ):  # fmt: skip
            assert client.get("/v1/schema", headers={"host": host}).status_code == status, host
        assert client.base_url == LOCAL
