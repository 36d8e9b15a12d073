"""Who may do what: every route by every scope, for one's own project and another one, as the table says."""

import re
import tomllib
from functools import partial
from pathlib import Path

import pytest

from api.access import Bucket, Rate, host_of, needs_keys
from api.store.keys import SCOPES, add_key, revoke_key
from tests.api.samples import BUDGET
from tests.service.asking import bearer, client_of, problem_of
from tests.service.conftest import service_at
from tests.service.stored import (
    REVIEWER,
    put_decision,
    put_document,
    put_item,
    put_job,
    put_lease,
    put_reviewed,
    put_turn,
)

ROUTES = tomllib.loads((Path(__file__).parents[1] / "cases" / "access.toml").read_text("utf-8"))["route"]
CASES = [
    (route, scope, whose, route.get(whose, route["own"])[scope])
    for route in ROUTES
    for scope in SCOPES
    for whose in ("own", "other")
]


PUT = {
    "{document}": partial(put_document, text="2024年收入预算总额640万元。"),
    "{job}": put_job,
    "{reviewed}": put_reviewed,
    "{item}": put_item,
    "{lease}": put_lease,
    "{decision}": put_decision,
    "{turn}": put_turn,
    "{archived}": lambda *_: "none",
}


@pytest.fixture(scope="module")
def service(lasting_store, pool, tmp_path_factory):
    return service_at(tmp_path_factory.mktemp("data"), pool, lasting_store, needs_keys=True)


@pytest.fixture(scope="module")
def client(service):
    with client_of(service) as client:
        yield client


@pytest.fixture(scope="module")
def keys(service):
    return {scope: add_key(service.store, REVIEWER, "mine", [scope]) for scope in SCOPES}


def ask(client, route, owner, **headers):
    store = client.app.app.door.store
    path, body = route["path"], route.get("body", BUDGET if route["method"] == "POST" else "")
    for name, put in PUT.items():
        if name in path + body:
            id = put(store, owner)
            path, body = path.replace(name, id), body.replace(name, id)
    typed = {"Content-Type": "application/json"} if "body" in route else {}
    return client.request(route["method"], path, headers={**headers, **typed}, content=body.encode())


@pytest.mark.parametrize(
    ("route", "scope", "whose", "status"),
    CASES,
    ids=[f"{route['method']} {route['path']} {scope} {whose}" for route, scope, whose, _ in CASES],
)
def test_a_key_may_what_the_table_says(route, scope, whose, status, client, keys):
    answer = ask(client, route, "mine" if whose == "own" else "theirs", **bearer(keys[scope]))
    assert answer.status_code == status
    if status == 403:
        assert problem_of(answer) == (403, "scope_missing")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route['method']} {route['path']}")
def test_without_a_key_only_what_is_open_is_answered(route, client, service):
    expected = 200 if route.get("open") else 401
    revoked = add_key(service.store, "", "mine", ["admin"])
    revoke_key(service.store, revoked.split("_")[1])
    expired = add_key(service.store, "", "mine", ["admin"], -1)
    for given in ({}, bearer("x"), bearer(revoked), bearer(expired), {"Authorization": f"Basic {revoked}"}):
        answer = ask(client, route, "mine", **given)
        assert answer.status_code == expected
        assert expected == 200 or answer.headers["www-authenticate"] == "Bearer"


def test_the_table_has_every_route(client):
    paths = client.get("/openapi.json").json()["paths"]
    there = {(method.upper(), path) for path, operations in paths.items() for method in operations}
    listed = {(route["method"], re.sub(r"\{\w+\}", "{id}", route["path"].partition("?")[0])) for route in ROUTES}
    assert listed == there


def test_lists_show_ones_own_project_alone(client, keys, service):
    mine, theirs = put_document(service.store, "mine"), put_document(service.store, "theirs")
    my_job, their_job = put_job(service.store, "mine"), put_job(service.store, "theirs")
    for path, name, own, other in (
        ("/v1/documents?limit=1000", "documents", mine, theirs),
        ("/v1/jobs?limit=1000", "jobs", my_job, their_job),
    ):
        ids = {each["id"] for each in client.get(path, headers=bearer(keys["admin"])).json()[name]}
        assert own in ids
        assert other not in ids


def test_results_of_another_project_are_nobodys_business(client, keys, service):
    job = put_job(service.store, "theirs", "a.txt")
    answer = client.get("/v1/documents", params={"job": job}, headers=bearer(keys["admin"]))
    assert answer.json()["documents"] == []


def test_a_key_may_come_in_another_header(client, keys):
    assert client.get("/v1/schema", headers={"X-API-Key": keys["review"]}).status_code == 200


# -- how often


def test_a_key_has_a_minutes_worth_of_requests_and_then_waits():
    now = [0.0]
    rate = Rate(60, clock=lambda: now[0])
    assert [rate.take("a") for _ in range(60)] == [0.0] * 60
    assert rate.take("a") == 1.0
    assert rate.take("b") == 0.0
    now[0] = 1.5
    assert [rate.take("a"), rate.take("a")] == [0.0, 0.5]
    now[0] = 1000.0
    assert rate.take("a") == 0.0
    assert rate.buckets["a"] == Bucket(59.0, 1000.0)


def test_no_limit_is_none():
    assert [Rate(0).take("a") for _ in range(1000)] == [0.0] * 1000


def test_a_key_that_asks_too_often_is_told_when_to_come_again(service):
    token = add_key(service.store, "", "mine", ["extract"])
    hasty = service_at(service.settings.data, service.pool, service.store, needs_keys=True, rate=3)
    with client_of(hasty) as client:
        answers = [client.get("/v1/schema", headers=bearer(token)) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert problem_of(answers[-1]) == (429, "rate_limited")
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
        assert client.get("/health/live").status_code == 200


# -- when keys are needed

# fmt: off
NEEDED = [
    ("auto",     True,  False, False),
    ("auto",     True,  True,  True),   # whoever made a key wants it to count
    ("auto",     False, False, True),
    ("required", True,  False, True),
]
# fmt: on


@pytest.mark.parametrize(("setting", "is_local", "has_key", "needed"), NEEDED)
def test_keys_are_off_on_this_machine_alone(setting, is_local, has_key, needed, store):
    if has_key:
        add_key(store, "", "a", ["extract"])
    assert needs_keys(setting, is_local=is_local, store=store) is needed


@pytest.mark.parametrize(
    ("header", "host"),
    [("a:80", "a"), ("a", "a"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), (":80", ":80"), ("a:b", "a:b"), ("", "")],
)
def test_host_of(header, host):
    assert host_of(header) == host
