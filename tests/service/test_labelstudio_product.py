"""Label Studio itself as our client: LABEL_STUDIO=…/bin/label-studio pytest -m labelstudio (docs/labelstudio.md)."""

import json
import os
import subprocess
import time
from contextlib import suppress

import httpx2
import pytest

from api.running import open_store
from api.settings import Settings
from api.store.keys import add_key
from tests.api.running import mingxi
from tests.api.samples import BUDGET
from tests.service.asking import bearer
from tests.service.living import free_port, living

PRODUCT = os.environ.get("LABEL_STUDIO", "")
TOKEN = "0123456789abcdef0123456789abcdef01234567"
START_S = 300
OPTIONS = {
    "COLLECT_ANALYTICS": "false", "SENTRY_DSN": "", "FRONTEND_SENTRY_DSN": "", "LATEST_VERSION_CHECK": "false",
    "SSRF_PROTECTION_ENABLED": "false", "ML_BLOCK_LOCAL_IP": "false", "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
}  # fmt: skip
pytestmark = [
    pytest.mark.labelstudio,
    pytest.mark.skipif(not PRODUCT, reason="LABEL_STUDIO does not name the program; docs/labelstudio.md says how"),
]


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    """A Label Studio of its own, as a client of it."""
    folder, port = tmp_path_factory.mktemp("product"), free_port()
    user = ("--username", "a@example.com", "--password", "passw0rd12", "--user-token", TOKEN)
    command = [PRODUCT, "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(port), *user]
    environment = {**os.environ, **OPTIONS, "LABEL_STUDIO_BASE_DATA_DIR": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    headers = {"Authorization": f"Token {TOKEN}"}
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=120) as client:
            wait_for(lambda: client.get("/health").is_success, START_S)
            yield client
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def key(data):
    store = open_store(Settings(data=data))
    try:
        return add_key(store, "label-studio", "default", ["extract", "review"])
    finally:
        store.close()


@pytest.fixture(scope="module")
def server(data, key):
    assert key  # made before the service starts, which has keys by that
    with living(data, "--workers", "1") as server:
        yield server


@pytest.fixture(scope="module")
def project(product):
    config = mingxi("annotations", "config").stdout
    return made(product.post("/api/projects", json={"title": "mingxi", "label_config": config}))["id"]


@pytest.fixture(scope="module")
def model(product, server, project, key):
    """The service, connected to the project as its model, and its webhook with the key."""
    login = {"auth_method": "BASIC_AUTH", "basic_auth_user": "mingxi", "basic_auth_pass": key}
    model = made(
        product.post(
            "/api/ml", json={"project": project, "url": f"{server.url}/label-studio", "title": "mingxi", **login}
        )
    )
    [webhook] = product.get("/api/webhooks/", params={"project": project}).json()
    assert webhook["url"] == f"{server.url}/label-studio/webhook"
    made(product.patch(f"/api/webhooks/{webhook['id']}/", json={"headers": bearer(key)}))
    return model


def made(answer):
    assert answer.is_success, answer.text[:500]
    return answer.json()


def wait_for(holds, seconds=60):
    end = time.monotonic() + seconds
    while True:
        with suppress(httpx2.TransportError):
            if holds():
                return
        assert time.monotonic() < end
        time.sleep(0.5)


def import_(product, project, *tasks):
    query = {"return_task_ids": "true", "commit_to_project": "true"}
    return made(product.post(f"/api/projects/{project}/import", params=query, json=list(tasks)))["task_ids"]


def reviews(data, tmp_path):
    """What the service has kept, as our JSONL; nothing as long as there is none."""
    path = tmp_path / "reviews.jsonl"
    mingxi("annotations", "export", "--format", "jsonl", "--data", data, "--out", path)
    return [*map(json.loads, path.read_text("utf-8").splitlines())] if path.is_file() else []


def test_it_connects_and_knows_the_version(model, server, key):
    version = httpx2.get(f"{server.url}/label-studio/versions", headers=bearer(key)).json()["versions"][0]
    assert model["state"] == "CO"
    assert model["model_version"] == version


def test_predictions_are_drawn_where_they_are_printed(product, model, project):
    text = "📊𠮷" + BUDGET
    [task] = import_(product, project, {"text": text})
    chosen = {"selectedItems": {"all": False, "included": [task]}, "ordering": [], "project": str(project)}
    made(product.post("/api/dm/actions", params={"id": "retrieve_tasks_predictions", "project": project}, json=chosen))
    [found] = product.get("/api/predictions/", params={"task": task}).json()
    regions = [each["value"] for each in found["result"] if each["type"] == "labels"]
    assert all(text[each["start"] : each["end"]] == each["text"] for each in regions)
    assert "640万元" in {each["text"] for each in regions}
    assert found["model_version"] == model["model_version"]


def test_tasks_that_we_exported_come_back_as_verdicts(product, model, project, data, tmp_path):
    assert model
    (tmp_path / "预算.txt").write_text("一、收入\n" + BUDGET, "utf-8")
    mingxi("extract", tmp_path / "预算.txt", "--text", "--out", tmp_path / "records")
    tasks = tmp_path / "tasks.json"
    mingxi("annotations", "export", tmp_path / "records", "--format", "label-studio", "--out", tasks)
    [task] = import_(product, project, *json.loads(tasks.read_text("utf-8")))
    [prediction] = product.get("/api/predictions/", params={"task": task}).json()
    kept = [each for each in prediction["result"] if each.get("id") != "r1" and each.get("from_id") != "r1"]
    answer = {"result": kept, "parent_prediction": prediction["id"], "lead_time": 1.0}
    made(product.post(f"/api/tasks/{task}/annotations/", json=answer))
    wait_for(lambda: reviews(data, tmp_path))
    [review] = reviews(data, tmp_path)
    assert {span["id"] for span in review["proposed"]["spans"]} - {s["id"] for s in review["decided"]["spans"]} == {
        "r1"
    }
    exported = product.get(f"/api/projects/{project}/export", params={"exportType": "JSON"})
    (tmp_path / "export.json").write_text(exported.text, "utf-8")
    [ours] = [each for each in made(exported) if "mingxi" in each["data"]]
    (tmp_path / "export.json").write_text(json.dumps([ours]), "utf-8")
    result = mingxi(
        "annotations", "import", tmp_path / "export.json", "--format", "label-studio", "--out", tmp_path / "x"
    )
    assert "更正 0 行，否决 1 行，补充 0 行" in result.stderr


def test_the_button_starts_a_turn(product, model, server, key):
    assert product.post(f"/api/ml/{model['id']}/train").is_success
    turns = httpx2.get(f"{server.url}/v1/models/turns", headers=bearer(key)).json()["turns"]
    assert len(turns) == 1
