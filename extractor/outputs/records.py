"""The record as JSON: the dataclasses of data.py are the only declaration of its shape."""

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from extractor.data import SCHEMA, Record

ON_REQUEST = ("text", "blocks")


@cache
def adapter() -> "TypeAdapter[Record]":
    """The one adapter between Record and JSON."""
    return TypeAdapter(Record)


def as_plain(record: Record, *, text: bool = False, blocks: bool = False) -> dict[str, Any]:
    """A record as plain values: decimals are strings, and the long parts are there only if asked for.

    as_plain(record)["facts"][0]["quantity"]["value"] -> "9132600.00"
    """
    plain: dict[str, Any] = adapter().dump_python(record, mode="json")
    for name, wanted in zip(ON_REQUEST, (text, blocks), strict=True):
        if not wanted:
            del plain["document"][name]
    return {"schema": plain.pop("schema"), **plain}


def as_json(record: Record, *, text: bool = False, blocks: bool = False, indent: int | None = 2) -> str:
    """A record as JSON text, Chinese as it is; `indent=None` puts it on one line."""
    separators = None if indent else (",", ":")
    return json.dumps(
        as_plain(record, text=text, blocks=blocks), ensure_ascii=False, indent=indent, separators=separators
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of a record."""
    found = adapter().json_schema(mode="serialization")
    document = found["$defs"]["Document"]
    document["required"] = [name for name in document["required"] if name not in ON_REQUEST]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": SCHEMA}
