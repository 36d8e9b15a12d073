"""How routes describe themselves in the OpenAPI document: what they take, what they answer, and what they refuse."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from api.formats import CSV, JSON, NDJSON, ZIP
from api.refusals import PROBLEM, Problem, Refusal, rows
from extractor.errors import MingxiError
from extractor.outputs import TABLES, schema

Responses = dict[int | str, dict[str, Any]]
EXAMPLES = Path(__file__).parents[1] / "examples"
MARK = "example:"
COMPONENTS = "#/components/schemas/"
RECORD = {"$ref": f"{COMPONENTS}Record"}
OBJECT = {"type": "object"}
STRING = {"type": "string"}
DOCUMENT = {"type": "string", "format": "binary"}
OPEN = ("invalid_request", "head_too_large", "internal_error")
EVERYWHERE = (
    *OPEN,
    "key_missing",
    "key_unknown",
    "key_expired",
    "key_revoked",
    "scope_missing",
    "wrong_host",
    "rate_limited",
    "store_unavailable",
)
BODY = ("missing_document", "too_slow", "body_too_large", "too_large", "too_many_files", "busy", "storage_full")
WORK = ("queue_full", "worker_lost", "document_timeout", "not_ready")
VALUES: dict[str, Any] = {  # what details name, for examples
    "reason": "min_confidence: Input should be less than or equal to 1",
    "scope": "extract",
    "scopes": "review",
    "id": "019ab1c2d3e4f5061728394a5b6c7d8e",
    "limit": 600,
    "accept": "image/png",
    "offered": f"{JSON}, {NDJSON}, {CSV}, {ZIP}",
    "document": "预算.txt",
    "owner": "ann",
    "seconds": 240,
    "shown": 12,
    "found": 11,
    "start": 5,
    "end": 11,
    "quote": "收入预算总额",
    "there": "年收入预算总",
}


def document_codes() -> tuple[str, ...]:
    """The problems that a document has by itself."""
    return tuple(code for code, row in rows().items() if not any(row.detail))


def refusing(*codes: str) -> Responses:
    """The answers of a route that are problems: one for each status, with an example for each code."""
    found: Responses = {}
    for code in sorted(dict.fromkeys(codes), key=lambda each: rows()[each].status):
        row = rows()[code]
        here = found.setdefault(row.status, {"description": "", "content": {PROBLEM: {}}})
        here["description"] = "; ".join(filter(None, (here["description"], row.title[1])))
        content = here["content"][PROBLEM]
        content["schema"] = {"$ref": f"{COMPONENTS}Problem"}
        content.setdefault("examples", {})[code] = {"value": _example_of(code)}
    return found


def _example_of(code: str) -> dict[str, Any]:
    if any(rows()[code].detail):
        return asdict(Problem.of(Refusal(code, **VALUES)))
    error = MingxiError("预算.pdf", rows()[code].title[0], rows()[code].title[1])
    error.code = code
    return asdict(Problem.of(error))


@cache
def example(name: str) -> Any:
    """An answer as it is given: api/examples/NAME.json, or .txt where it is not one value."""
    path = EXAMPLES / name
    return json.loads(path.read_text("utf-8")) if path.suffix == ".json" else path.read_text("utf-8")


def answering(
    description: str,
    content: Mapping[str, Any],
    *refused: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Responses:
    """The answers of a route: what it gives by media type, and what it refuses."""
    answer: dict[str, Any] = {"description": description, "content": dict(content)}
    if headers:
        answer["headers"] = {
            name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()
        }
    return {status: answer, **refusing(*refused)}


def shaped(name: str, of: Mapping[str, Any]) -> dict[str, Any]:
    """A schema and an example of it, by its name: FastAPI would take the nulls out of the example itself."""
    return {"schema": dict(of), "example": f"{MARK}{name}"}


def uploading(fields: Mapping[str, Any], required: Iterable[str]) -> dict[str, Any]:
    """The body of a route that takes files: a form, or one file as it is."""
    form = {"type": "object", "properties": dict(fields), "required": list(required)}
    content = {"multipart/form-data": {"schema": form}, "application/octet-stream": {"schema": DOCUMENT}}
    return {"requestBody": {"required": True, "content": content}}


def describe_app(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """The OpenAPI document of an application, with the shapes of records and problems."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            components = made.setdefault("components", {})
            components.setdefault("schemas", {}).update(_shapes())
            components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
            app.openapi_schema = _mended(made)
        return app.openapi_schema

    return described


def _mended(node: Any) -> Any:
    """The document with the examples that are named in it, and without the JSON that FastAPI adds to every answer."""
    if isinstance(node, list):
        return [_mended(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {key: each for key, each in node.items() if key != JSON or each != {"schema": {}}}
    named = kept.get("example")
    if isinstance(named, str) and named.startswith(MARK):
        return {**kept, "example": example(named.removeprefix(MARK))}
    return {key: _mended(each) for key, each in kept.items()}


def _shapes() -> dict[str, Any]:
    """Record and Problem with all that they are made of; lists that nobody asked for are left out of a record."""
    record = schema()
    shapes: dict[str, Any] = {**record.pop("$defs"), "Record": record}
    record["required"] = [name for name in record["required"] if name not in TABLES]
    record.pop("$schema")
    shapes["Problem"] = TypeAdapter(Problem).json_schema()
    text = json.dumps(shapes).replace("#/$defs/", COMPONENTS)
    found: dict[str, Any] = json.loads(text)
    return found
