"""What a dataset gives back is what was written, and decimals lose nothing but zeros."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.data import Record, trimmed
from extractor.outputs import as_plain
from extractor.outputs.columns import LISTS
from extractor.outputs.stored import stored_records, stored_rows


def without_zeros(value: Any) -> Any:
    """A plain record with its numbers as a table keeps them."""
    if isinstance(value, dict):
        numbers = ("value", "step", "expected", "actual", "difference", "tolerance", "weight", "score")
        return {
            key: trimmed(Decimal(inner)) if key in numbers and isinstance(inner, str) else without_zeros(inner)
            for key, inner in value.items()
        }
    return [without_zeros(inner) for inner in value] if isinstance(value, list) else value


def test_every_record_comes_back(archive: Path, records: list[Record]) -> None:
    found = list(stored_records(archive))
    assert [each["document"]["name"] for each in found] == [record.document.name for record in records]
    for stored, record in zip(found, records, strict=True):
        assert stored == without_zeros(as_plain(record, text=True, blocks=True))


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_rows_somewhere(records: list[Record], name: str) -> None:
    assert any(getattr(record, name) for record in records) or name == "warnings"


def test_rows_of_the_archive_come_back(archive: Path) -> None:
    assert [row["error"] for row in stored_rows(archive, "failures")] == ["damaged_document"]
    assert [row["expected"] for row in stored_rows(archive, "findings")] == ["13000000"]
    assert len(list(stored_rows(archive, "sources"))) == 5


@given(st.decimals(allow_nan=False, allow_infinity=False, places=10))
def test_a_number_loses_only_zeros(number: Decimal) -> None:
    printed = trimmed(number)
    assert Decimal(printed) == number
    assert not ("." in printed and printed.endswith(("0", ".")))
