"""A small run of the benchmark with injected defects, so that it keeps working and keeps its promise."""

from collections import Counter

import pytest

from benchmarks.reconciliation_injected.__main__ import clean_errors, injected
from benchmarks.reconciliation_injected.defects import DEFECTS, Defect
from benchmarks.reconciliation_injected.templates import TEMPLATES, write
from extractor.reconciliation import load_relations

RELATIONS = load_relations()


def test_clean_documents_have_no_errors() -> None:
    assert clean_errors(5 * len(TEMPLATES), 99, RELATIONS, 0) == Counter()


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_defects_are_found(defect: Defect) -> None:
    tally = injected(defect, 6, 99, RELATIONS, 0)
    assert tally["made"] == 6
    assert tally["any"] == 6


def test_documents_are_reproducible() -> None:
    assert write("anhui", 5).text == write("anhui", 5).text
    assert write("anhui", 5).text != write("anhui", 6).text


@pytest.mark.parametrize("template", TEMPLATES)
def test_rows_stand_where_they_say(template: str) -> None:
    page = write(template, 4)
    for fact in page.rows().facts:
        if fact.quantity:
            assert page.text[fact.quantity.start : fact.quantity.end] == fact.quantity.text
