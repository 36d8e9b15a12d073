"""Real documents beside the repository: a workbook that reviews a PDF, and blank forms."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from extractor.data import Block, Document, DocumentKind
from extractor.pipeline import Extractor
from extractor.reading import Limits, Reading, read
from extractor.reading.confinement import NOTES
from extractor.tables import read_tables

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
REVIEWED = "budget_justice_2026"  # .pdf, and .xlsx with what a reader found wrong with it
FORMS = ("template.xls", "template_final.pdf")
KINDS: tuple[DocumentKind, ...] = ("department_budget", "unit_budget", "department_final", "unit_final")
TABLE_NAME = re.compile(r"《([^》]*表)》")
BLANK_PAGE = re.compile("多余的空表?页")

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the sample documents are not at {SAMPLES}"),
]


@pytest.fixture(scope="module")
def printed() -> Reading:
    return reading(f"{REVIEWED}.pdf")


@pytest.fixture(scope="module")
def review() -> Document:
    return reading(f"{REVIEWED}.xlsx").document


def reading(name: str) -> Reading:
    return read((SAMPLES / name).read_bytes(), name=name, limits=Limits(max_scanned_pages=0))


def captions(document: Document) -> Iterator[tuple[str, Block]]:
    """The last lines above each table, and its first cell."""
    above: list[str] = []
    for block, after in pairwise(document.blocks):
        if block.kind != "cell" and block.role is None:
            above = [*above[-3:], document.text[block.start : block.end]]
        if after.kind == "cell" and block.kind != "cell":
            yield "".join(above), after


def test_the_tables_that_the_workbook_names_are_read_from_the_pdf(printed: Reading, review: Document) -> None:
    named = TABLE_NAME.findall(review.text)
    read_ones = ["".join(caption.split()) for caption, _ in captions(printed.document)]
    assert len(named) > 5
    assert [name for name in named if not any(name in caption for caption in read_ones)] == []


def test_the_workbook_is_a_table_of_its_own(review: Document) -> None:
    cells = {review.text[block.start : block.end] for block in review.blocks if block.kind == "cell"}
    assert {f"《{name}》" for name in TABLE_NAME.findall(review.text)} <= cells


def test_the_page_that_the_workbook_calls_blank_is_reported(printed: Reading, review: Document) -> None:
    assert BLANK_PAGE.search(review.text)
    told = [warning.code for warning in printed.warnings if warning not in NOTES.values()]
    assert told == ["page_without_text"]


@pytest.mark.parametrize("name", FORMS)
def test_a_blank_form_has_no_value(name: str, extractor: Extractor) -> None:
    record = extractor.extract((SAMPLES / name).read_bytes(), name=name)
    assert any(fact.state == "placeholder" for fact in record.facts)
    assert [fact.item.text for fact in record.facts if fact.quantity is not None] == []


@pytest.mark.parametrize("name", FORMS)
def test_the_tables_of_a_blank_form_have_no_value_whatever_it_is(name: str, extractor: Extractor) -> None:
    form = reading(name).document
    assert any(block.kind == "cell" for block in form.blocks)
    for kind in KINDS:
        known = replace(form, kind=kind, fiscal_year=2024)
        found = read_tables(known, (), lexicon=extractor.lexicon, captions=extractor.captions, facts=0)
        assert [fact.item.text for fact in found.facts if fact.quantity is not None] == []
