"""The catalogue as a Tabular Data Package (Frictionless Data v1): classifications, concepts and relations as CSV."""

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from annotations.catalogue import Catalogue, load
from annotations.catalogue.editions import edition_changes
from extractor.outputs.folders import whole_folder
from extractor.outputs.package import DATA, DESCRIPTOR
from extractor.pipeline import VERSION
from extractor.reconciliation import load_relations
from extractor.reconciliation.relations import Relation

ROWS = Path(__file__).with_suffix(".toml")
Row = Mapping[str, Any]
SOURCES = [
    {
        "title": "财政部《政府收支分类科目》2010–2026 年各年度版（编码、名称和年度为事实；自行整理）",
        "path": "https://www.mof.gov.cn/",
    },
    {"title": "各级部门公开的预算、决算（概念的名称）"},
]
NOTE = (
    "支出功能分类、经济分类科目和指标概念、核对关系。科目的编码、名称和年度是事实，由本项目自行整理，按年度版核对过一部分；"
    "不完整之处见 SOURCES.md。整理结果尚未选定许可。"
)
PROVENANCE = "SOURCES.md"


@cache
def load_resources() -> tuple[Row, ...]:
    """The resources of the package as catalogue.toml describes them."""
    return tuple(tomllib.loads(ROWS.read_text("utf-8"))["resource"])


def write_catalogue(folder: Path) -> None:
    """Write the package: `write_catalogue(Path("目录"))` makes 目录/datapackage.json and 目录/data/*.csv.

    The same catalogue gives the same bytes. Raises OSError where the folder cannot be written.
    """
    catalogue = load()
    with whole_folder(folder) as begun:
        (begun / DATA).mkdir()
        described = []
        for resource in load_resources():
            written = _csv([name for name, *_ in resource["columns"]], CONTENTS[resource["name"]](catalogue))
            (begun / DATA / f"{resource['name']}.csv").write_bytes(written)
            described.append(_described(resource, written))
        package = _package(catalogue, described)
        (begun / DESCRIPTOR).write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", "utf-8")
        told = files("annotations.catalogue").joinpath(PROVENANCE).read_text("utf-8")
        (begun / PROVENANCE).write_text(told, "utf-8")


def _functions(catalogue: Catalogue) -> Iterator[Row]:
    for row in catalogue.functions:
        yield {**asdict(row), "parent": row.parent, "aliases": "|".join(row.aliases)}


def _function_changes(catalogue: Catalogue) -> Iterator[Row]:
    for change in edition_changes(catalogue.functions):
        yield asdict(change)


def _economics(catalogue: Catalogue) -> Iterator[Row]:
    for row in catalogue.economics:
        yield {**asdict(row), "parent": row.parent, "aliases": "|".join(row.aliases)}


def _concepts(catalogue: Catalogue) -> Iterator[Row]:
    for concept in catalogue.concepts:
        yield {**asdict(concept), "parents": "|".join(concept.parents), "units": "|".join(concept.units)}


def _concept_names(catalogue: Catalogue) -> Iterator[Row]:
    for concept in catalogue.concepts:
        for name in dict.fromkeys((*concept.names, *concept.weak)):
            yield {"concept": concept.id, "name": name, "weak": name not in concept.names}


def _relations(_: Catalogue) -> Iterator[Row]:
    shared = {field.name for field in fields(Relation)} | {"kind"}
    for relation in load_relations().rows:
        told = asdict(relation)
        own = {name: value for name, value in told.items() if name not in shared}
        yield {**told, "parameters": json.dumps(own, ensure_ascii=False, default=_plain)}


CONTENTS: Mapping[str, Callable[[Catalogue], Iterator[Row]]] = {
    "functions": _functions,
    "function_changes": _function_changes,
    "economics": _economics,
    "concepts": _concepts,
    "concept_names": _concept_names,
    "relations": _relations,
}


def _plain(value: Any) -> Any:
    """What JSON has no form for: a set as a list, a pattern or a decimal as text."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    return getattr(value, "pattern", None) or str(value)


def _csv(columns: Sequence[str], rows: Iterator[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _package(catalogue: Catalogue, resources: Sequence[Row]) -> Row:
    return {
        "profile": "tabular-data-package",
        "name": "mingxi-catalogue",
        "title": "政府收支分类科目与公开指标目录",
        "description": NOTE,
        "version": f"{VERSION}+{catalogue.version}",
        "sources": SOURCES,
        "resources": list(resources),
    }


def _described(resource: Row, written: bytes) -> Row:
    return {
        "profile": "tabular-data-resource",
        "name": resource["name"],
        "title": resource["zh"],
        "description": resource["en"],
        "path": f"{DATA}/{resource['name']}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(written),
        "hash": f"sha256:{hashlib.sha256(written).hexdigest()}",
        "schema": _schema(resource),
    }


def _schema(resource: Row) -> Row:
    choices = resource.get("enum", {})
    columns = [
        {
            "name": name,
            "type": kind,
            "title": title,
            "description": told,
            **({"constraints": {"enum": choices[name]}} if name in choices else {}),
        }
        for name, kind, title, told in resource["columns"]
    ]
    return {
        "fields": columns,
        "missingValues": [""],
        "primaryKey": resource["key"],
        "foreignKeys": [_reference(resource["name"], *pair) for pair in resource.get("refers", {}).items()],
    }


def _reference(resource: str, column: str, target: str) -> Row:
    """One foreign key; a resource that refers to itself is the empty name."""
    name, _, key = target.partition(".")
    return {"fields": column, "reference": {"resource": "" if name == resource else name, "fields": key}}
