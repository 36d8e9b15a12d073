"""Datasets as CSV: the columns of tables.py, safe for a spreadsheet, or exact for programs that validate them."""

import csv
import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import pytest

from extractor.data import Phrase, Record, trimmed
from extractor.outputs import TABLES, table
from extractor.outputs.columns import LISTS
from extractor.outputs.flat import FLAT
from extractor.outputs.folders import whole_folder, write_csvs
from extractor.outputs.package import DATA, DESCRIPTOR, FISCAL, write_package
from extractor.outputs.tables import columns
from extractor.querying import open_dataset
from tests.outputs.archive import write_archive

# The column types of the Fiscal Data Package (budget taxonomy 1.0rc1) that we use.
TAXONOMY = {
    "value", "value-currency:code", "date:fiscal-year", "phase:id", "budget-line-id", "fin-source:generic:code",
    "functional-classification:generic:code", "functional-classification:generic:label",
    "economic-classification:generic:code", "economic-classification:generic:label",
    "administrative-classification:generic:label", "geo:generic:code", "geo:generic:title",
    "activity:generic:project:code", "activity:generic:project:label",
}  # fmt: skip

NUMBERS = ("value", "step", "expected", "actual", "difference", "tolerance", "weight", "score")


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="session")
def csvs(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables") / "csv"
    write_csvs(open_dataset(archive), folder)
    return folder


@pytest.fixture
def package(archive: Path, tmp_path: Path) -> Path:
    write_package(open_dataset(archive), tmp_path / "package")
    return tmp_path / "package"


def test_a_list_is_a_file_that_excel_takes_for_utf_8(csvs: Path) -> None:
    assert {path.name for path in csvs.iterdir()} == {f"{name}.csv" for name in FLAT}
    assert all(path.read_bytes().startswith("\ufeff".encode()) for path in csvs.iterdir())


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_and_cells_are_those_of_a_single_record(csvs: Path, records: list[Record], name: str) -> None:
    rows = read(csvs / f"{name}.csv")
    with (csvs / f"{name}.csv").open(encoding="utf-8-sig") as stream:
        captions = next(csv.reader(stream))
    fixed = columns(name)
    assert captions[: len(fixed)] == list(fixed)
    assert all(caption.startswith("dims.") for caption in captions[len(fixed) :])
    single = [{**row, "document": record.document.id} for record in records for row in table(record, name)]
    assert [{key: value for key, value in row.items() if value} for row in rows] == [
        {key: cell for key, value in row.items() if (cell := printed(key, value))} for row in single
    ]


def printed(key: str, value: Any) -> str:
    """A value of a single record as a dataset prints it."""
    if key.rpartition(".")[2] in NUMBERS and isinstance(value, str):
        return trimmed(Decimal(value))
    if isinstance(value, float):
        return f"{value:g}"
    return f"'{value}" if isinstance(value, str) and value.startswith("=") else str(value)


def test_a_cell_that_a_spreadsheet_would_compute_is_text_in_csv_and_exact_in_the_package(
    records: list[Record], tmp_path: Path
) -> None:
    texts = ["=1+1", "+2", "-3+x", "@y", "-11.62", "收入,“总计”\n=2"]
    facts = [replace(records[0].facts[0], id=f"f{n}", item=Phrase(text, 0, 1)) for n, text in enumerate(texts)]
    write_archive(tmp_path / "out", [replace(records[0], facts=tuple(facts), changes=(), ratios=()), records[1]])
    write_csvs(open_dataset(tmp_path / "out"), tmp_path / "csv")
    write_package(open_dataset(tmp_path / "out"), tmp_path / "package")
    safe = [row["item.text"] for row in read(tmp_path / "csv" / "facts.csv")][: len(texts)]
    exact = [row["item.text"] for row in read(tmp_path / "package" / DATA / "facts.csv")][: len(texts)]
    assert safe == ["'=1+1", "'+2", "'-3+x", "'@y", "-11.62", "收入,“总计”\n=2"]
    assert exact == texts


def test_the_package_is_valid(package: Path) -> None:
    report = frictionless.validate(str(package / DESCRIPTOR))
    assert [error.message for error in report.errors] == []
    assert [(task.name, [error.message for error in task.errors]) for task in report.tasks if not task.valid] == []
    assert [task.name for task in report.tasks] == list(FLAT)


# What is spoiled: the file, what is replaced by what; the error that the description must bring to light.
# fmt: off
SPOILED = [
    ("changes.csv", '"f1"', '"f999"', "foreign-key"),
    ("facts.csv", '"budget"', '"proposal"', "constraint-error"),
    ("documents.csv", ",2024,", ",this year,", "type-error"),
]
# fmt: on


@pytest.mark.parametrize(("file", "old", "new", "error"), SPOILED)
def test_the_description_tells_what_is_wrong(package: Path, file: str, old: str, new: str, error: str) -> None:
    path = package / DATA / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    report = frictionless.validate(str(package / DESCRIPTOR))
    assert error in {each.type for task in report.tasks for each in task.errors}


def test_the_description_says_what_a_column_means(package: Path) -> None:
    described = json.loads((package / DESCRIPTOR).read_text("utf-8"))
    assert described["profile"] == "tabular-data-package"
    resources = {each["name"]: each for each in described["resources"]}
    for name, resource in resources.items():
        data = (package / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        assert resource["rows"] == len(read(package / resource["path"]))
        keys = resource["schema"].get("foreignKeys", [])
        own = {"fields": "document", "reference": {"resource": "documents", "fields": "id"}}
        assert (own in keys) == (name in LISTS)
    meanings = {
        (name, field["name"]): field["columnType"]
        for name, resource in resources.items()
        for field in resource["schema"]["fields"]
        if "columnType" in field
    }
    assert meanings == {key: value for key, value in FISCAL.items() if key in meanings}
    assert {("facts", "quantity.value"), ("facts", "stage"), ("facts", "dims.function_code")} <= set(meanings)
    assert set(FISCAL.values()) <= TAXONOMY


def test_a_folder_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    def write_half() -> None:
        with whole_folder(tmp_path / "csv") as begun:
            (begun / "facts.csv").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert not list(tmp_path.iterdir())
