"""Webhooks: called when a job has ended, until somebody takes them, and never into our own network."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from api.jobs import webhooks
from api.jobs.webhooks import SIGNATURE, Courier, check_url, look_up, signature
from api.refusals import Refusal
from api.store import jobs as queue
from tests.service.stored import put_job


class Receiver:
    """A server that remembers what it was told, and answers as it is asked to."""

    def __init__(self, statuses):
        self.got = []
        left, got = list(statuses), self.got

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                got.append((self.path, dict(self.headers), body))
                self.send_response(left.pop(0) if left else 204)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self.server.server_address[1]}/done?a=b"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def delivered(service, url, seconds=10):
    """What became of the webhook of a job."""
    job = put_job(service.store, "default", "a.txt", webhook=url)
    courier = Courier(service)
    courier.start()
    try:
        for _ in range(seconds * 50):
            row, _ = queue.find_job(service.store, "default", job)
            if row.webhook_state != "due":
                return row
            time.sleep(0.02)
        raise TimeoutError(row.webhook_tries)
    finally:
        courier.stop()


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(webhooks, "TURN_S", 0.02)
    monkeypatch.setattr(webhooks, "PAUSES_S", (0.01, 0.01))


def test_a_receiver_is_told_which_job_has_ended(make_service, store):
    service = make_service(store, webhook_private=True, webhook_secret="hush")
    with Receiver([]) as receiver:
        job = delivered(service, receiver.url)
    [(path, headers, body)] = receiver.got
    assert (job.webhook_state, job.webhook_tries, path) == ("delivered", 1, "/done?a=b")
    told = json.loads(body)
    assert (told["id"], told["state"], told["progress"]["done"]) == (job.id, "done", 1)
    assert told["results"] == f"/v1/jobs/{job.id}/results"
    assert headers["Host"] == receiver.url.split("/")[2]
    assert headers[SIGNATURE] == signature("hush", body)
    assert signature("hush", body) != signature("other", body)


def test_a_receiver_that_fails_is_called_again(make_service, store):
    service = make_service(store, webhook_private=True)
    with Receiver([500, 302]) as receiver:  # a redirect is not followed
        job = delivered(service, receiver.url)
    assert (job.webhook_state, len(receiver.got)) == ("delivered", 3)
    assert SIGNATURE not in receiver.got[0][1]


def test_a_receiver_that_never_takes_it_is_given_up(make_service, store):
    service = make_service(store, webhook_private=True)
    with Receiver([500] * 9) as receiver:
        job = delivered(service, receiver.url)
    assert (job.webhook_state, len(receiver.got)) == ("failed", 3)


def test_our_own_network_is_not_called(make_service, sqlite_store):
    with Receiver([]) as receiver:
        job = delivered(make_service(sqlite_store), receiver.url)
    assert (job.webhook_state, receiver.got) == ("failed", [])


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/", "http://192.168.1.1:8080/",
        "http://169.254.169.254/latest/meta-data", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://2130706433/",
        "http://224.0.0.1/", "http://[fe80::1]/", "http://no-such-host.invalid/", f"http://{'a' * 70}.example/",
    ],
)  # fmt: skip
def test_where_no_webhook_goes(url):
    with pytest.raises(Refusal) as refused:
        look_up(check_url(url), is_private_allowed=False)
    assert refused.value.code == "webhook_refused"


def test_a_public_address_is_called_by_the_address_that_was_checked():
    target = look_up("https://93.184.215.14:8443/done?a=b#c", is_private_allowed=False)
    assert target == ("https://93.184.215.14:8443/done?a=b", "93.184.215.14:8443", "93.184.215.14")
    assert look_up("http://[2606:4700::1111]/x", is_private_allowed=False).url == "http://[2606:4700::1111]/x"


@pytest.mark.parametrize(
    "url",
    ["", "a", "ftp://a.example/", "http://", "http:///a", "http://u:p@a.example/", "http://a.example:99999/",
     "http://a.example/\n", "javascript:alert(1)", "http://a.example:0/", "http://[::1", "http://a/" + "x" * 2000],
)  # fmt: skip
def test_what_is_no_webhook(url):
    with pytest.raises(Refusal):
        check_url(url)
