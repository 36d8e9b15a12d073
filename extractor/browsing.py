"""A dataset as a person leafs through it: its documents a page at a time, and one of them whole."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from extractor.outputs.columns import DOCUMENTS
from extractor.outputs.stored import Plain, stored_record
from extractor.querying import open_dataset

SHOWN = "id, name, title, kind, fiscal_year, organisation, region.name as region, pages, text_length"
CONDITIONS = {
    "kind": "kind = $kind",
    "fiscal_year": "fiscal_year = $fiscal_year",
    "organisation": "contains(coalesce(organisation, ''), $organisation)",
    "name": "contains(concat_ws(' ', name, title), $name)",
    "violated": "(coalesce(violated, 0) > 0) = $violated",
}
LISTED = f"""
    with broken as (
        select document, count(*) as violated from checks
        where status = 'violated' and severity = 'error' group by document
    ),
    counted as (select document, count(*) as facts from facts group by document)
    select {SHOWN}, coalesce(counted.facts, 0) as facts, coalesce(violated, 0) as violated
    from documents left join broken on broken.document = id left join counted on counted.document = id
    where {{conditions}} order by organisation nulls last, fiscal_year, id limit $limit offset $offset
"""
SUMMARY = """
    select count(*) as documents, count(distinct organisation) as organisations, min(fiscal_year) as first_year,
           max(fiscal_year) as last_year, (select count(*) from facts) as facts,
           (select count(*) from failures) as failed
    from documents
"""


class Wanted(NamedTuple):
    """Which documents of a dataset to list; None is any."""

    kind: str | None = None
    fiscal_year: int | None = None
    organisation: str | None = None
    name: str | None = None
    violated: bool | None = None


def summary(folder: Path) -> dict[str, Any]:
    """How much a dataset holds: {"documents": 320, "organisations": 41, "first_year": 2018, …}."""
    with open_dataset(folder) as dataset:
        return _rows(dataset.execute(SUMMARY))[0]


def list_documents(folder: Path, wanted: Wanted, *, limit: int, offset: int = 0) -> list[dict[str, Any]]:
    """Documents of a dataset by organisation and year, with how many facts they have and errors in them."""
    given = {name: value for name, value in wanted._asdict().items() if value is not None}
    conditions = " and ".join(CONDITIONS[name] for name in given) or "true"
    with open_dataset(folder) as dataset:
        statement = LISTED.format(conditions=conditions)
        return _rows(dataset.execute(statement, {**given, "limit": limit, "offset": offset}))


def find_document(folder: Path, id: str) -> Plain | None:
    """One record of a dataset as `as_plain` gives it, with its text and blocks."""
    parts = str(folder / DOCUMENTS / "part-*.parquet")
    with open_dataset(folder) as dataset:
        where = "select parse_filename(filename) from read_parquet($parts, filename = true) where id = $id limit 1"
        found = dataset.execute(where, {"parts": parts, "id": id}).fetchone()
    return stored_record(folder, found[0], id) if found else None


def _rows(answer: Any) -> list[dict[str, Any]]:
    names: Mapping[int, str] = dict(enumerate(column[0] for column in answer.description))
    return [{names[place]: value for place, value in enumerate(row)} for row in answer.fetchall()]
