"""How tests ask the service: as a client of this machine."""

from fastapi.testclient import TestClient

from api.app import create_app

LOCAL = "http://127.0.0.1"


def client_of(service, **options):
    """A client; mistakes of ours are answers for it."""
    return TestClient(create_app(service), base_url=LOCAL, raise_server_exceptions=False, **options)


def bearer(token):
    """The header with a key."""
    return {"Authorization": f"Bearer {token}"}


def problem_of(answer):
    """Status and code of a problem, which is one in every respect."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert list(problem) == ["type", "title", "title_en", "status", "code", "detail", "detail_en"]
    assert problem["type"] == f"urn:mingxi:{problem['code']}"
    assert problem["status"] == answer.status_code
    assert problem["title_en"].isascii()
    assert problem["title"]
    assert problem["detail"]
    return answer.status_code, problem["code"]
