"""Label Studio as our client: requests that the product sent (1.23.2, recorded from it), answered as it expects."""

import base64
import io
import json
import time
from concurrent.futures import Future
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.formats.documents import Mark, Marking
from annotations.formats.labelstudio import labelling_config
from api.labelstudio import Interface, NotForTextError, placed, read_interface
from api.logs import Log
from api.store.keys import add_key
from api.store.tool_events import answered
from models.acceptance import Acceptance, Scorer
from models.versions import Versions
from tests.api.samples import BUDGET
from tests.service.asking import bearer, client_of, problem_of
from tests.service.conftest import service_at

RECORDED = {
    each["name"]: each
    for each in map(
        json.loads, (Path(__file__).parent / "labelstudio" / "requests.jsonl").read_text("utf-8").splitlines()
    )
}
TOKEN = RECORDED["setup"]["body"]["access_token"]


def password(key):
    """The header that Label Studio sends with a key as the password of a model."""
    return {"Authorization": f"Basic {base64.b64encode(f'mingxi:{key}'.encode()).decode()}"}


def send(client, name, **headers):
    request = RECORDED[name]
    body = {} if request["body"] is None else {"content": json.dumps(request["body"]).encode()}
    return client.request(request["method"], request["path"], headers={**request["headers"], **headers}, **body)


def reviews(service, project="default"):
    with service.store.read() as session:
        return list(answered(session, project))


def outcomes(reviewed):
    return {(each.before or each.after)["id"]: each.outcome for each in reviewed.verdicts}


# -- being connected


def test_it_is_there_and_names_the_version_of_its_model(client, service):
    assert send(client, "health").json() == {"status": "UP", "model_class": "mingxi"}
    version = service.versions["model"]
    assert send(client, "setup").json() == {"model_version": version}
    assert send(client, "versions").json() == {"versions": [version]}


def test_a_promoted_model_is_another_version_for_everybody(client, service):
    versions = Versions(service.settings.versions)
    version = versions.add(Acceptance("reviewed", {"fact": Scorer(4.0, {})}, 0.4))
    versions.promote(version)
    assert send(client, "setup").json() == {"model_version": version}
    record = client.post("/v1/extract?name=a.txt", content="2024年收入预算总额640万元。".encode()).json()
    assert record["produced_by"]["model"] == version
    assert record["facts"][0]["confidence"] == 0.982
    assert client.get("/v1/models").json()["current"] == version
    assert client.post("/v1/models/rollback").json()["current"] == "default"
    assert send(client, "setup").json()["model_version"] != version
    assert problem_of(client.post("/v1/models/rollback")) == (409, "no_version_before")


@pytest.mark.parametrize("name", [name for name, each in RECORDED.items() if each["has_password"]])
def test_the_key_is_the_password(name, pool, sqlite_store, tmp_path):
    service = service_at(tmp_path, pool, sqlite_store, needs_keys=True)
    key = add_key(sqlite_store, "tool", "mine", ["extract", "review"])
    with client_of(service) as client:
        assert send(client, name, **password(key)).is_success
        assert send(client, name, **bearer(key)).is_success
        assert problem_of(send(client, name, **password("mingxi_000000000000_" + "x" * 43))) == (401, "key_unknown")
        for wrong in ("Basic", "Basic !", "Basic " + base64.b64encode(b"\xff:\xff").decode(), "Basic bWluZ3hp"):
            assert problem_of(send(client, name, Authorization=wrong)) == (401, "key_missing")
        assert problem_of(client.get("/v1/schema", headers=password(key))) == (401, "key_missing")


def test_what_it_sends_is_in_no_log(pool, sqlite_store, tmp_path):
    lines = io.StringIO()
    service = service_at(tmp_path, pool, sqlite_store, needs_keys=True)
    service.log = Log(lines)
    key = add_key(sqlite_store, "tool", "mine", ["extract", "review"])
    with client_of(service) as client:
        for name in RECORDED:
            assert send(client, name, **password(key)).is_success
    written = lines.getvalue()
    assert written.count("/label-studio/") >= len(RECORDED)
    secret = base64.b64encode(f"mingxi:{key}".encode()).decode()
    for hidden in (TOKEN, key, secret, "收入预算总额", "a@example.com"):
        assert hidden not in written


# -- predictions


def test_every_task_has_a_prediction_in_its_place(client, service):
    results = send(client, "predict_3").json()["results"]
    tasks = RECORDED["predict_3"]["body"]["tasks"]
    assert len(results) == len(tasks) == 3
    for task, found in zip(tasks, results, strict=True):
        text = task["data"]["text"]
        regions = [each for each in found["result"] if each["type"] == "labels"]
        assert regions
        for each in regions:
            value = each["value"]
            assert text[value["start"] : value["end"]] == value["text"]
            assert (each["from_name"], each["to_name"]) == ("label", "text")
        assert found["score"] == min(each["score"] for each in regions if "score" in each)
        assert found["model_version"] == service.versions["model"]
    relations = [each for each in results[0]["result"] if each["type"] == "relation"]
    ids = {each["id"] for each in results[0]["result"] if each["type"] == "labels"}
    assert {"part_of", "item", "explains"} <= {label for each in relations for label in each["labels"]}
    assert all({each["from_id"], each["to_id"]} <= ids for each in relations)


def ask(client, *data, config=None):
    body = {
        "tasks": [{"id": n, "data": each} for n, each in enumerate(data)],
        "label_config": config or labelling_config(),
    }
    return client.post("/label-studio/predict", json=body)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CR LF", "CR"])
def test_a_region_is_where_it_is_printed_whatever_ends_a_line(end, client):
    text = "📊𠮷" + BUDGET.replace("\n", end)
    [found] = ask(client, {"text": text}).json()["results"]
    words = [each["value"] for each in found["result"] if each["type"] == "labels"]
    assert "640万元" in {each["text"] for each in words}
    assert all(text[each["start"] : each["end"]] == each["text"] for each in words)


def test_a_task_without_a_text_has_no_prediction_and_stops_no_other(client):
    results = ask(client, {}, {"text": ""}, {"text": 5}, {"text": BUDGET}, {"text": "\x00"}).json()["results"]
    assert [bool(each) for each in results] == [False, False, False, True, False]


def view(tags):
    return f"<View>{tags}</View>"


def test_only_labels_that_the_interface_has_are_predicted(client):
    config = view(
        '<Labels name="l" toName="t"><Label value="x" alias="reason"/></Labels><Text name="t" value="$body"/>'
    )
    [found] = ask(client, {"body": BUDGET}, config=config).json()["results"]
    assert [each["value"]["labels"] for each in found["result"]] == [["reason"]]
    assert (found["result"][0]["from_name"], found["result"][0]["to_name"]) == ("l", "t")


class Stuck:
    """Workers that never end."""

    size = 2

    def submit(self, *_, **__):
        return Future()


def test_what_is_not_done_in_time_has_no_prediction(sqlite_store, tmp_path, pool):
    service = service_at(tmp_path, pool, sqlite_store, document_seconds=0.3)
    with client_of(service) as client:
        service.pool = Stuck()
        assert ask(client, *[{"text": BUDGET}] * 5).json() == {"results": [[]] * 5}
        service.pool = pool


def test_a_labelling_interface_that_is_none_is_refused(client):
    answer = ask(client, {"text": BUDGET}, config="<View/>")
    assert problem_of(answer) == (422, "invalid_request")
    assert "label_config" in answer.json()["detail_en"]


LABELS, TEXT = '<Labels name="a" toName="b"><Label value="x"/></Labels>', '<Text name="b" value="$c"/>'
PICTURE = '<Labels name="i" toName="j"/><Image name="j" value="$k"/>'
CONFIGS = [
    (view(LABELS + TEXT), ("a", "b", "c", {"x"})),
    (view(TEXT + view(LABELS)), ("a", "b", "c", {"x"})),
    (view(LABELS.replace('"x"', '"甲" alias="x"') + TEXT), ("a", "b", "c", {"x"})),
    (view(PICTURE + LABELS + TEXT), ("a", "b", "c", {"x"})),
    (view(PICTURE), None),
    (view(LABELS + TEXT.replace("$", "")), None),
    ("", None),
    ("<", None),
    ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><View>&e;</View>', None),
    ("<View>" * 5000, None),
]


@pytest.mark.parametrize(("config", "found"), CONFIGS, ids=range(len(CONFIGS)))
def test_a_labelling_interface_is_read(config, found):
    if found is None:
        with pytest.raises(NotForTextError):
            read_interface(config)
    else:
        assert read_interface(config) == Interface(*found[:3], frozenset(found[3]))


@given(st.text(st.sampled_from("收入9\r\n📊𠮷"), max_size=30), st.data())
def test_a_mark_has_the_same_words_in_the_text_that_was_sent(text, data):
    read = text.replace("\r\n", "\n").replace("\r", "\n")
    marks = []
    for number in range(data.draw(st.integers(0, 4)) if read else 0):
        start = data.draw(st.integers(0, len(read) - 1))
        end = data.draw(st.integers(start + 1, len(read)))
        marks.append(Mark(f"{number}", "fact", start, end, read[start:end]))
    found = placed(Marking(tuple(marks)), read, text)
    for before, after in zip(marks, found.marks, strict=True):
        assert text[after.start : after.end] == after.text
        assert after.text.replace("\r\n", "\n").replace("\r", "\n") == before.text


def test_marks_of_another_text_have_no_place():
    assert placed(Marking(), "收入", "收") is None


# -- what people answer


def test_an_answer_is_kept_once_however_often_it_comes(client, service):
    for kept in ({"kept": 1, "known": 0}, {"kept": 0, "known": 1}, {"kept": 0, "known": 1}):
        answer = send(client, "ANNOTATION_CREATED_ours")
        assert (answer.status_code, answer.json()) == (201, {"status": "ok", "result": kept})
    [reviewed] = reviews(service)
    assert reviewed.text == RECORDED["ANNOTATION_CREATED_ours"]["body"]["task"]["data"]["text"]
    assert {each.reviewers for each in reviewed.verdicts} == {("label-studio:1",)}
    assert outcomes(reviewed)["f1"] == "corrected"  # whoever answered kept the mark and took its links away
    assert outcomes(reviewed)["r1"] == "rejected"


def test_what_is_submitted_as_it_was_predicted_is_accepted(client, service):
    """As the editor of the product sends it, under the labels' aliases."""
    send(client, "ANNOTATION_CREATED_submitted")
    [reviewed] = reviews(service)
    assert len(reviewed.verdicts) == 10
    assert set(outcomes(reviewed).values()) == {"accepted"}


def test_the_last_state_of_an_annotation_counts_until_it_is_gone(client, service):
    send(client, "ANNOTATION_UPDATED_ours")
    changed = outcomes(reviews(service)[0])
    send(client, "ANNOTATION_CREATED_ours")
    assert outcomes(reviews(service)[0]) == changed
    assert send(client, "ANNOTATIONS_DELETED").json()["result"] == {"kept": 1, "known": 0}
    assert reviews(service) == []


def test_an_answer_to_a_task_of_its_own_knows_what_was_predicted(client, service):
    """Such a task carries nothing of ours; what was predicted of its text is remembered."""
    [found] = ask(client, {"text": BUDGET}).json()["results"]
    event = json.loads(json.dumps(RECORDED["ANNOTATION_CREATED_theirs"]["body"]))
    event["task"]["data"] = {"text": BUDGET}
    event["annotation"]["result"] = found["result"]
    assert client.post("/label-studio/webhook", json=event).json()["result"] == {"kept": 1, "known": 0}
    [reviewed] = reviews(service)
    assert set(outcomes(reviewed).values()) == {"accepted"}
    assert {each.after["year"] for each in reviewed.verdicts if each.kind == "fact"} == {2024}
    assert reviewed.name == f"label-studio-{event['task']['id']}"
    assert reviewed.issuer is not None


def test_an_answer_whose_text_does_not_fit_is_refused(client, service):
    event = json.loads(json.dumps(RECORDED["ANNOTATION_CREATED_ours"]["body"]).replace("640", "641"))
    answer = client.post("/label-studio/webhook", json=event)
    assert problem_of(answer) == (422, "invalid_request")
    assert "not the one that was exported" in answer.json()["detail_en"]
    assert reviews(service) == []


@pytest.mark.parametrize(
    "body", [{}, {"action": "ANNOTATION_CREATED", "project": {"id": 1}}, {"action": 1, "project": []}]
)
def test_an_event_that_is_none_is_refused(body, client):
    assert problem_of(client.post("/label-studio/webhook", json=body)) == (422, "invalid_request")


def test_other_events_are_taken_note_of(client):
    assert send(client, "TASKS_CREATED").json() == {"status": "ok", "result": {"kept": 0, "known": 0}}


def test_training_is_queued_and_answered_at_once(client):
    answer = send(client, "START_TRAINING")
    assert answer.status_code == 201
    turn = answer.json()["result"]["turn"]
    end = time.monotonic() + 60
    while (told := client.get(f"/v1/models/turns/{turn}").json())["state"] in ("waiting", "running"):
        assert time.monotonic() < end
        time.sleep(0.2)
    assert told["state"] == "failed"
    assert "没有审校结果可学习" in told["result"]["reason"]
