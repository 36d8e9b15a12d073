"""What can be seen of a service from outside: metrics, logs without a word of a document, spans."""

import io
import json
import logging

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.logs import Forward, Log, to_stderr
from api.traces import Traced, Untraced, open_tracer
from extractor.workers import Mistake
from tests.api.samples import BUDGET
from tests.service.asking import client_of

TEXT = BUDGET.encode()


def value(service, name, **labels):
    return service.metrics.registry.get_sample_value(name, labels) or 0.0


def test_what_was_done_is_counted(client, service):
    client.post("/v1/extract", params={"keep": True}, content=TEXT)
    client.post("/v1/extract", content=b"%PDF-1.7")
    client.get("/v2")
    client.get("/v3")
    text = client.get("/metrics").text
    assert 'mingxi_requests_total{method="POST",route="/v1/extract",status="200"} 1.0' in text
    assert value(service, "mingxi_requests_total", route="other", method="GET", status="404") == 2
    assert value(service, "mingxi_problems_total", code="damaged_document") == 1
    assert value(service, "mingxi_documents_total", format="text/plain", outcome="extracted") == 1
    assert value(service, "mingxi_documents_total", format="", outcome="damaged_document") == 1
    for stage in ("wait", "extract", "write", "store"):
        assert value(service, "mingxi_stage_seconds_count", stage=stage) == 1
    assert value(service, "mingxi_stage_seconds_count", stage="receive") == 2
    facts = len(client.post("/v1/extract", content=TEXT).json()["facts"])
    assert value(service, "mingxi_confidence_count", list="facts") == 2 * facts
    assert 'mingxi_workers{state="idle"}' in text
    assert "mingxi_queue_documents 0.0" in text


def test_workers_that_are_replaced_are_counted(service):
    from api.service import observe_pool

    observe_pool(service)
    service.pool.observe("lost")
    assert value(service, "mingxi_workers_replaced_total", cause="lost") == 1


def test_jobs_are_counted_by_state(client):
    place = client.post("/v1/jobs", files={"files": ("a.txt", TEXT)}).headers["location"]
    while client.get(place).json()["state"] != "done":
        pass
    assert 'mingxi_jobs{state="done"} 1.0' in client.get("/metrics").text


def lines_of(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_line_without_a_word_of_its_document(service):
    stream = io.StringIO()
    service.log = Log(stream)
    with client_of(service) as client:
        answer = client.post("/v1/extract", files={"file": ("云岭市.txt", TEXT)}, params={"name": "云岭市.txt"})
        client.post("/v1/extract", files={"file": ("云岭市.pdf", b"%PDF-1.7")})
    first, second = [line for line in lines_of(stream) if line["event"] == "request"]
    assert (first["request_id"], first["status"]) == (answer.headers["x-request-id"], 200)
    assert (first["route"], first["method"], first["project"]) == ("/v1/extract", "POST", "default")
    assert (second["status"], second["problem"]) == (422, "damaged_document")
    assert "云岭" not in stream.getvalue()


def test_a_mistake_of_ours_is_told_by_its_place(service, monkeypatch):
    def failing(*_):
        raise KeyError("云岭市")

    stream = io.StringIO()
    service.log = Log(stream)
    monkeypatch.setattr("api.routes.extracting.negotiate", failing)
    with client_of(service) as client:
        answer = client.post("/v1/extract", content=TEXT)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    [mistake] = [line for line in lines_of(stream) if line["event"] == "internal_error"]
    assert (mistake["kind"], mistake["request_id"]) == ("KeyError", answer.headers["x-request-id"])
    assert mistake["at"][-1].startswith("test_observing.py:")
    assert "云岭" not in stream.getvalue()


def test_a_mistake_in_a_worker_is_told_by_its_place_there():
    stream = io.StringIO()
    Log(stream).mistake(Mistake("KeyError", "linking.py:120"), job="j")
    [line] = lines_of(stream)
    assert (line["kind"], line["at"], line["job"], line["level"]) == ("KeyError", ["linking.py:120"], "j", "error")


def test_what_other_libraries_say_is_a_line_as_well():
    stream = io.StringIO()
    logger = logging.getLogger("mingxi-test")
    logger.addHandler(Forward(Log(stream)))
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.debug("not this")
    logger.info("started %s", 1)
    logger.warning("slow")
    try:
        raise ValueError("云岭市")
    except ValueError:
        logger.exception("云岭市")
    assert [(line["level"], line["event"]) for line in lines_of(stream)] == [
        ("info", "started 1"), ("warning", "slow"), ("error", "internal_error"),
    ]  # fmt: skip
    assert "云岭" not in stream.getvalue()


def test_the_log_of_a_service_takes_over_those_of_its_libraries(capsys):
    before = {
        name: (logging.getLogger(name).handlers, logging.getLogger(name).propagate) for name in ("uvicorn", "api")
    }
    try:
        to_stderr().info("event", number=1)
        logging.getLogger("uvicorn.error").info("started")
    finally:
        for name, (handlers, propagates) in before.items():
            logging.getLogger(name).handlers = handlers
            logging.getLogger(name).propagate = propagates
    written = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in written] == ["event", "started"]


# -- spans


def test_a_request_is_a_span_with_its_stages_below(service):
    exporter = InMemorySpanExporter()
    service.tracer = Traced(exporter)
    with client_of(service) as client:
        answer = client.post(
            "/v1/extract",
            params={"keep": True},
            content=TEXT,
            headers={"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
        )
    spans = {span.name: span for span in exporter.get_finished_spans()}
    assert set(spans) == {"POST /v1/extract", "extract", "store"}
    request = spans["POST /v1/extract"]
    assert f"{request.context.trace_id:032x}" == "0af7651916cd43dd8448eb211c80319c"
    assert request.attributes["http.response.status_code"] == 200
    assert request.attributes["mingxi.request_id"] == answer.headers["x-request-id"]
    assert all(spans[name].parent.span_id == request.context.span_id for name in ("extract", "store"))


@pytest.mark.parametrize("endpoint", ["", "http://127.0.0.1:1/v1/traces"])
def test_spans_are_sent_by_setting_alone(endpoint):
    tracer = open_tracer(endpoint)
    assert isinstance(tracer, Untraced if not endpoint else Traced)
    tracer.close()
