"""What sentences say, case by case: tests/cases/linking.toml holds one text and the rows it must give, as lines."""

import tomllib
from pathlib import Path

import pytest

from tests.printing import lines

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "linking.toml").read_text("utf-8"))["case"]
ROWS = ("fact", "change", "ratio", "reason", "purpose", "project", "indicator")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_sentence_gives_its_rows(extractor, case):
    record = extractor.extract(f"{case.get('head', '2021年部门预算')}\n{case['text']}\n".encode())
    found = [line for line in lines(record) if line.startswith(ROWS)]
    assert found == case["rows"]
