"""The catalogue as a data package: whole, valid, the same each time, and what it says of editions."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import frictionless
import pytest

from annotations.catalogue import FunctionClass, load
from annotations.catalogue.editions import ClassChange, edition_changes
from extractor.outputs.catalogue import write_catalogue
from extractor.outputs.package import DESCRIPTOR
from extractor.reconciliation import load_relations
from tests.api.running import ROOT, mingxi

COUNTED = re.compile(r"^\| `(\w+\.csv)` \|.*\| ([\d,]+)[^|]*\|$", re.M)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue") / "目录"
    write_catalogue(folder)
    return folder


def rows_of(package: Path, name: str) -> list[dict[str, str]]:
    with (package / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_package_is_valid(package: Path) -> None:
    report = frictionless.validate(str(package / DESCRIPTOR))
    assert report.valid, report.flatten(["resourceName", "type", "note"])
    assert [task.name for task in report.tasks] == [
        "functions", "function_changes", "economics", "concepts", "concept_names", "relations",
    ]  # fmt: skip


def test_a_package_has_every_row_of_the_catalogue(package: Path) -> None:
    catalogue = load()
    assert len(rows_of(package, "functions")) == len(catalogue.functions)
    assert len(rows_of(package, "economics")) == len(catalogue.economics)
    assert [row["id"] for row in rows_of(package, "concepts")] == [concept.id for concept in catalogue.concepts]
    assert [row["id"] for row in rows_of(package, "relations")] == [row.id for row in load_relations().rows]


def test_the_same_catalogue_gives_the_same_bytes(package: Path, tmp_path: Path) -> None:
    write_catalogue(tmp_path / "again")
    assert all(path.read_bytes() == (tmp_path / "again" / path.relative_to(package)).read_bytes()
               for path in package.rglob("*.*"))  # fmt: skip


def test_a_package_says_its_version_where_it_comes_from_and_that_no_licence_is_chosen(package: Path) -> None:
    described = json.loads((package / DESCRIPTOR).read_text("utf-8"))
    assert described["version"].endswith(f"+{load().version}")
    assert "尚未选定许可" in described["description"]
    assert (package / "SOURCES.md").read_text("utf-8").startswith("# Where the data files come from")


def test_the_parameters_of_a_relation_can_be_read_back(package: Path) -> None:
    parameters = {row["id"]: json.loads(row["parameters"]) for row in rows_of(package, "relations")}
    assert parameters["S03"]["total"] == ["rev.total"]


@pytest.mark.parametrize("page", ["open-data.md", "zh/open-data.md"])
def test_the_documentation_counts_the_rows_that_are_there(package: Path, page: str) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    told = {name: int(count.replace(",", "")) for name, count in COUNTED.findall(text)}
    assert told == {path.name: len(rows_of(package, path.stem)) for path in (package / "data").iterdir()}


def spans(*rows: tuple[Any, ...]) -> list[FunctionClass]:
    return [FunctionClass(code, {3: 1, 5: 2, 7: 3}[len(code)], name, since, until) for code, name, since, until in rows]


# fmt: off
EDITIONS = [
    ([("2070110", "甲", None, 2018), ("2070110", "乙", 2019, None)],
     [ClassChange(2019, "2070110", "renamed", "甲", "乙")]),
    ([("2070110", "甲", None, 2019), ("2070110", "乙", 2019, None)],
     [ClassChange(2019, "2070110", "renamed", "甲", "乙", certain=False)]),
    ([("2070110", "甲", None, 2017), ("2070110", "乙", 2019, None)],
     [ClassChange(2019, "2070110", "renamed", "甲", "乙", certain=False)]),
    ([("224", "甲", 2019, None)], [ClassChange(2019, "224", "added", None, "甲")]),
    ([("228", "甲", None, 2014)], [ClassChange(2015, "228", "dropped", "甲", None)]),
    ([("201", "甲", None, None)], []),
]
# fmt: on


@pytest.mark.parametrize(("rows", "changes"), EDITIONS)
def test_spans_tell_what_an_edition_changed(rows: list[tuple[Any, ...]], changes: list[ClassChange]) -> None:
    assert list(edition_changes(spans(*rows))) == changes


def test_a_class_is_called_what_its_last_change_says() -> None:
    """Two ways to the same name: the changes, and the row that is valid in the year."""
    functions = load().functions
    latest = {change.code: change for change in edition_changes(functions) if change.change != "dropped"}
    assert latest
    for code, change in latest.items():
        assert change.new in [row.name for row in functions if row.code == code and row.is_valid(change.year)]


def test_the_command_writes_a_package_once(tmp_path: Path) -> None:
    out = tmp_path / "目录"
    assert mingxi("catalogue", "export", "--out", str(out)).exit_code == 0
    assert frictionless.validate(str(out / DESCRIPTOR)).valid
    again = mingxi("catalogue", "export", "--out", str(out))
    assert (again.exit_code, again.stderr) == (1, f"mingxi: {out}：已经存在，请换一个名字，或先把它移走\n")
