"""The OpenAPI document: every route described with real examples, and nothing answered that it does not say."""

import json
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.formats import CSV, HTML, NDJSON, PARQUET, XLSX, ZIP, write_records
from api.openapi import as_text
from api.openapi import document as as_document
from api.refusals import rows
from api.routes.describing import EXAMPLES, example
from extractor.outputs import as_plain, schema
from extractor.pipeline import load
from tests.service.asking import client_of
from tests.service.conftest import service_at
from tests.service.living import living
from tests.service.stored import put_document, put_job

DRAWN = 8  # requests of each kind a route; benchmarks/service_fuzz.py sends thousands
BINARY = (CSV, HTML, NDJSON, PARQUET, XLSX, ZIP)  # what no example can show, or only in part


@pytest.fixture(scope="module")
def service(lasting_store, pool, tmp_path_factory):
    service = service_at(tmp_path_factory.mktemp("data"), pool, lasting_store, document_seconds=20)
    put_document(lasting_store, "default")
    put_job(lasting_store, "default", "a.txt")
    return service


@pytest.fixture(scope="module")
def document():
    return as_document()


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_route_says_what_it_does_and_what_it_answers(document):
    for name, operation in operations(document):
        assert operation["description"], name
        good = [status for status in operation["responses"] if status.startswith("2")]
        assert len(good) == 1, name
        for status, answer in operation["responses"].items():
            for media_type, content in answer.get("content", {}).items():
                assert "example" in content or "examples" in content or media_type in BINARY, (name, status)


def test_every_parameter_is_described(document):
    for name, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description") or parameter["name"] in ("fiscal_year",), (name, parameter["name"])


def test_every_problem_is_answered_by_some_route(document):
    told = {
        code
        for _, operation in operations(document)
        for answer in operation["responses"].values()
        for code in answer.get("content", {}).get("application/problem+json", {}).get("examples", {})
    }
    assert set(rows()) - told == {"method_not_allowed", "no_such_address"}


def test_the_examples_of_records_are_what_their_text_gives(request):
    """make golden writes them anew."""
    shown = example("record.json")
    record = load().extract(shown["document"]["text"].encode(), name=shown["document"]["name"])
    plain = as_plain(record, text=True)
    line, problem = example("batch.jsonl").splitlines()
    first = {"name": json.loads(line)["name"], "record": {"schema": plain["schema"], "facts": plain["facts"][:1]}}
    made = {
        "record.json": json.dumps(plain, ensure_ascii=False, indent=1) + "\n",
        "facts.csv": write_records([record], CSV, ["facts"], ()).decode("utf-8-sig"),
        "batch.jsonl": f"{json.dumps(first, ensure_ascii=False)}\n{problem}\n",
    }
    if request.config.getoption("--regenerate"):
        for name, text in made.items():
            (EXAMPLES / name).write_text(text, "utf-8")
    assert {name: (EXAMPLES / name).read_text("utf-8") for name in made} == made


def test_the_other_examples_are_what_is_answered(service):
    with client_of(service) as client:
        for path, name in (
            ("/v1/documents", "documents.json"), ("/v1/jobs", "jobs.json"), ("/health/live", "live.json"),
            ("/health/ready", "ready.json"),
        ):  # fmt: skip
            answer = client.get(path).json()
            assert list(answer) == list(example(name))
        job = client.get("/v1/jobs").json()["jobs"][0]
        assert list(job) == list(example("job.json"))
        assert list(job["progress"]) == list(example("job.json")["progress"])
        assert list(client.get("/v1/documents").json()["documents"][0]) == list(
            example("documents.json")["documents"][0]
        )
        rules = {rule["id"]: rule for rule in client.get("/v1/rules").json()}
        assert [rules[rule["id"]] for rule in example("rules.json")] == example("rules.json")
        concepts = {concept["id"]: concept for concept in client.get("/v1/concepts").json()}
        assert [concepts[concept["id"]] for concept in example("concepts.json")] == example("concepts.json")
        assert schema()["title"] == example("schema.json")["title"]


def test_every_example_is_shown(document):
    used = json.dumps(document, ensure_ascii=False, sort_keys=True)
    for path in EXAMPLES.iterdir():
        assert json.dumps(example(path.name), ensure_ascii=False, sort_keys=True) in used, path.name


def test_the_document_is_the_one_that_is_kept():
    """docs/openapi.json is what others generate clients from; make openapi writes it anew."""
    kept = Path(__file__).parents[2] / "docs" / "openapi.json"
    assert kept.read_text("utf-8") == as_text()


# -- requests that the document allows, and others


OPERATIONS = [result.ok() for result in schemathesis.openapi.from_dict(as_document()).get_all_operations()]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
LIMITS = settings(
    max_examples=DRAWN,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def alive(tmp_path_factory):
    with living(tmp_path_factory.mktemp("data"), "--workers", "1") as server:
        yield server


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_answer_is_one_that_the_document_knows(operation, mode, alive):
    def ask(case):
        case.call_and_validate(base_url=alive.url, checks=CHECKS)

    try:
        LIMITS(given(operation.as_strategy(generation_mode=mode))(ask))()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # nothing about this route can be wrong
