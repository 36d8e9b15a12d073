"""A dataset as a Tabular Data Package (Frictionless Data v1): CSV files, and a description that programs can check.

Columns that the Fiscal Data Package has a name for carry it as `columnType` (budget taxonomy, 1.0rc1).
"""

import hashlib
import json
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, Union, get_args, get_origin, get_type_hints

import duckdb
import pyarrow as pa

from extractor.bulk.data import Failure
from extractor.comparing.data import Finding
from extractor.data import SCHEMA, Document
from extractor.outputs.columns import DOCUMENTS, KEY, LISTS
from extractor.outputs.flat import FLAT, Flat, flat_columns, write_flat
from extractor.outputs.folders import Step, whole_folder
from extractor.outputs.sheets import load_sheets

DESCRIPTOR = "datapackage.json"
DATA = "data"
TAXONOMY = "https://frictionlessdata.io/taxonomies/fiscal/budgets.json"
KINDS: Mapping[str, type] = {DOCUMENTS: Document, **LISTS, "findings": Finding, "failures": Failure}
# What the taxonomy calls a column; `value` holds where the unit beside it is CNY.
FISCAL: Mapping[tuple[str, str], str] = {
    ("documents", "fiscal_year"): "date:fiscal-year",
    ("documents", "organisation"): "administrative-classification:generic:label",
    ("documents", "region.code"): "geo:generic:code",
    ("documents", "region.name"): "geo:generic:title",
    ("facts", "id"): "budget-line-id",
    ("facts", "quantity.value"): "value",
    ("facts", "quantity.unit"): "value-currency:code",
    ("facts", "year"): "date:fiscal-year",
    ("facts", "stage"): "phase:id",
    ("facts", "basis"): "fin-source:generic:code",
    ("facts", "project"): "activity:generic:project:code",
    ("facts", "dims.function_code"): "functional-classification:generic:code",
    ("facts", "dims.function_name"): "functional-classification:generic:label",
    ("facts", "dims.economic_code"): "economic-classification:generic:code",
    ("facts", "dims.economic_name"): "economic-classification:generic:label",
    ("projects", "id"): "activity:generic:project:code",
    ("projects", "name.text"): "activity:generic:project:label",
}
# References that every row has; one that may be absent cannot be a key of two columns, of which one is always there.
REFERENCES: Mapping[str, str] = {"changes": "fact", "ratios": "fact"}


class Hashed:
    """A stream that knows the size and the sha256 of what went through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.size, self.digest = stream, 0, hashlib.sha256()
        self.closed = False

    def write(self, data: bytes) -> int:
        """Pass bytes on."""
        self.size += len(data)
        self.digest.update(data)
        return self.stream.write(data)

    def writable(self) -> bool:
        """It is for writing only."""
        return True


def write_package(dataset: duckdb.DuckDBPyConnection, folder: Path, *, step: Step = lambda _: None) -> None:
    """Write a dataset as a data package: `write_package(open_dataset(out), Path("数据包"))`.

    Texts stand in it character for character; `write_csvs` writes files that are safe to open in a spreadsheet.
    """
    with whole_folder(folder) as begun:
        (begun / DATA).mkdir()
        resources = []
        for name in FLAT:
            columns = flat_columns(dataset, name)
            with (begun / DATA / f"{name}.csv").open("wb") as stream:
                hashed = Hashed(stream)
                rows = write_flat(dataset, name, hashed, columns, is_guarded=False)  # type: ignore[arg-type]
            resources.append(_resource(name, columns, rows, hashed))
            step(name)
        described = json.dumps(_descriptor(resources), ensure_ascii=False, indent=2)
        (begun / DESCRIPTOR).write_text(described + "\n", "utf-8")


def _descriptor(resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "mingxi",
        "title": "预算、决算公开明细",
        "description": "部门预算、决算公开文本中的明细行，每行附其在原文中的位置；金额以元为单位。",
        "columnTypes": TAXONOMY,
        "schema": SCHEMA,
        "resources": resources,
    }


def _resource(name: str, columns: Sequence[Flat], rows: int, written: Hashed) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": load_sheets()[name].caption("zh"),
        "path": f"{DATA}/{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": written.size,
        "hash": f"sha256:{written.digest.hexdigest()}",
        "rows": rows,
        "schema": _schema(name, columns),
    }


def _schema(name: str, columns: Sequence[Flat]) -> dict[str, Any]:
    captions = {column.key: column.caption("zh") for column in load_sheets()[name].columns}
    choices = dict(_choices(KINDS[name])) if name in KINDS else {}
    keys = [key for key, *_ in columns]
    schema: dict[str, Any] = {
        "fields": [_field(name, key, type, captions.get(key), choices.get(key)) for key, _, type in columns],
        "missingValues": [""],
    }
    if "id" in keys:
        schema["primaryKey"] = [KEY, "id"] if name in LISTS else ["id"]
    if name in LISTS:
        schema["foreignKeys"] = [{"fields": KEY, "reference": {"resource": DOCUMENTS, "fields": "id"}}]
    if name in REFERENCES:
        target = {"resource": "facts", "fields": [KEY, "id"]}
        schema["foreignKeys"].append({"fields": [KEY, REFERENCES[name]], "reference": target})
    return schema


def _field(
    name: str, key: str, type: pa.DataType, caption: str | None, choices: Sequence[str] | None
) -> dict[str, Any]:
    field: dict[str, Any] = {"name": key, "type": _type(type)}
    if caption:
        field["title"] = caption
    if choices:
        field["constraints"] = {"enum": list(choices)}
    if meaning := FISCAL.get((name, key)):
        field["columnType"] = meaning
    return field


def _type(type: pa.DataType) -> str:
    if pa.types.is_boolean(type):
        return "boolean"
    if pa.types.is_integer(type):
        return "integer"
    return "number" if pa.types.is_decimal(type) or pa.types.is_floating(type) else "string"


def _choices(kind: type, prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns of a row that have a closed list of values: ("direction", ("increase", "decrease", "flat"))."""
    for name, hint in get_type_hints(kind).items():
        inner = next((each for each in _present(hint) if is_dataclass(each) or get_origin(each) is Literal), None)
        if inner is not None and is_dataclass(inner):
            yield from _choices(inner, f"{prefix}{name}.")  # type: ignore[arg-type]
        elif inner is not None:
            yield f"{prefix}{name}", get_args(inner)


def _present(hint: Any) -> Sequence[Any]:
    is_union = get_origin(hint) in (Union, types.UnionType)
    return [each for each in (get_args(hint) if is_union else (hint,)) if each is not type(None)]
