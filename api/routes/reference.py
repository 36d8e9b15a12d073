"""GET /v1/schema, concepts, rules, quantities, guidelines: what a record and a figure mean, and when a row is right."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import TypeAdapter

from annotations.guidelines import load_guidelines
from api.access import Anybody
from api.formats import JSON
from api.routes.describing import EVERYWHERE, OBJECT, answering, shaped
from extractor.data import Quantity
from extractor.outputs import schema
from extractor.quantities.finding import find_quantities

Sentence = Annotated[str, Query(max_length=1000, description="A few words or sentences", examples=["收入640万元"])]
LIST = {"type": "array", "items": OBJECT}


def router() -> APIRouter:
    """The routes that explain."""
    routes = APIRouter(prefix="/v1", tags=["reference"])
    for path, endpoint, what, of in (
        ("schema", read_schema, "the JSON Schema of a record", OBJECT),
        ("concepts", read_concepts, "every concept with its names", LIST),
        ("rules", read_rules, "every rule with what it promises", LIST),
        ("guidelines", read_guidelines, "the guidelines for annotators, as Markdown, and their version", OBJECT),
        ("quantities", read_quantities, "the figures of a text", OBJECT),
    ):
        content = {JSON: shaped(f"{path}.json", of)}
        routes.add_api_route(
            f"/{path}", endpoint, methods=["GET"], response_model=None, responses=answering(what, content, *EVERYWHERE)
        )
    return routes


def read_schema(_: Anybody) -> Mapping[str, Any]:
    """The JSON Schema of a record."""
    return schema()


def read_concepts(_: Anybody) -> list[dict[str, Any]]:
    """What can be extracted: every concept with its names."""
    return _concepts()


def read_rules(_: Anybody) -> list[dict[str, Any]]:
    """What is checked: every relation with the id that checks carry, what it promises, and how grave breaking it is."""
    return _rules()


def read_guidelines(_: Anybody) -> dict[str, str]:
    """When a row is right, in Chinese; a decision carries the version that it was made by."""
    return load_guidelines()._asdict()


def read_quantities(_: Anybody, text: Sentence = "") -> dict[str, Any]:
    """The figures that a text prints, as a record has them: what an amount is in yuan, and how exact it is printed."""
    return {"quantities": _figures().dump_python(find_quantities(text, plain=True), mode="json")}


@cache
def _figures() -> TypeAdapter[tuple[Quantity, ...]]:
    return TypeAdapter(tuple[Quantity, ...])


@cache
def _concepts() -> list[dict[str, Any]]:
    from annotations.catalogue import load

    return [asdict(concept) for concept in load().concepts]


@cache
def _rules() -> list[dict[str, Any]]:
    from extractor.reconciliation import load_relations

    fields = ("id", "rule", "kind", "name", "severity", "account", "source")
    return [{name: getattr(row, name) for name in fields} for row in load_relations().rows]
