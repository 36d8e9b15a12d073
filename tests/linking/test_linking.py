"""What texts say, case by case: tests/cases/NAME.toml holds texts and the rows that they must give, as lines."""

import tomllib
from pathlib import Path

import pytest

from tests.printing import lines

CASES = Path(__file__).parents[1] / "cases"
ROWS = ("fact", "change", "ratio", "reason", "project", "indicator")


def cases(name):
    found = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]
    return [pytest.param(case, id=case["name"]) for case in found]


def rows(extractor, case, kinds):
    record = extractor.extract(f"{case.get('head', '2021年部门预算')}\n{case['text']}\n".encode())
    return [line for line in lines(record) if line.startswith(kinds)]


@pytest.mark.parametrize("case", [*cases("linking"), *cases("projects")])
def test_a_text_gives_its_rows(extractor, case):
    assert rows(extractor, case, ROWS) == case["rows"]


@pytest.mark.parametrize("case", cases("outline"))
def test_a_text_has_its_headings(extractor, case):
    assert rows(extractor, {"head": "", **case}, ("section",)) == case["rows"]


@pytest.mark.parametrize("case", cases("documents"))
def test_a_text_is_a_document_of_its_kind(extractor, case):
    document = extractor.extract(case["text"].encode()).document
    region = document.region.name if document.region else None
    assert [document.kind, document.fiscal_year, document.organisation, region] == [
        case["kind"],
        case.get("year"),
        case.get("organisation"),
        case.get("region"),
    ]
