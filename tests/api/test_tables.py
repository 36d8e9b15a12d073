"""Records as flat tables: the same columns for every document, and nothing that a spreadsheet would compute."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from extractor.outputs import TABLES, as_csv, table
from extractor.outputs.tables import columns
from tests.api.records import RECORD, phrase, quantity


def read(text: str) -> list[dict[str, Any]]:
    """CSV text as rows."""
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_is_flat_and_knows_its_document() -> None:
    row = table(RECORD, "facts")[1]
    assert {name: row[name] for name in ("document", "id", "item.text", "quantity.text", "part_of", "year")} == {
        "document": "预算.txt", "id": "f2", "item.text": "财政拨款收入", "quantity.text": "600万元", "part_of": "f1",
        "year": 2024,
    }  # fmt: skip
    assert "evidence" not in row


def test_lists_of_ids_are_joined_and_lists_of_rows_counted() -> None:
    assert table(RECORD, "reasons")[0]["explains"] == "c1 f1 f6"
    fact = replace(RECORD.facts[0], mentions=(quantity("640万元"), quantity("640.00万元")))
    assert table(replace(RECORD, facts=(fact,)), "facts")[0]["mentions"] == 2


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_do_not_depend_on_the_rows(name: str) -> None:
    some = read(as_csv(table(RECORD, name), name))
    assert as_csv([], name).strip().split(",") == list(columns(name))
    assert all(list(row) == list(columns(name)) for row in some)
    assert all(set(row) <= set(columns(name)) for row in table(RECORD, name))


def test_dimensions_are_columns_where_a_row_has_them() -> None:
    fact = replace(RECORD.facts[0], dims={"function_code": "208", "as_of": "2023-12-31"})
    rows = read(as_csv(table(replace(RECORD, facts=(*RECORD.facts, fact)), "facts"), "facts"))
    assert list(rows[0])[-2:] == ["dims.as_of", "dims.function_code"]
    assert [row["dims.function_code"] for row in rows] == [*[""] * len(RECORD.facts), "208"]


# fmt: off
CELLS = [
    ("=365天", "'=365天"),
    ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
    ("+1", "'+1"),
    ("-1+cmd", "'-1+cmd"),
    ("@x", "'@x"),
    ("-11.62", "-11.62"),
    ("≥95%", "≥95%"),
    ("一、“收入”,\n支出", "一、“收入”,\n支出"),
]
# fmt: on


@pytest.mark.parametrize(("text", "cell"), CELLS)
def test_a_spreadsheet_computes_nothing(text: str, cell: str) -> None:
    record = replace(RECORD, facts=(replace(RECORD.facts[0], item=phrase(text)),))
    assert read(as_csv(table(record, "facts"), "facts"))[0]["item.text"] == cell
