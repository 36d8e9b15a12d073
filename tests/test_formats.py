"""One document in many formats gives the same rows: the bundled example; benchmarks/formats.py takes all documents."""

from pathlib import Path

import pytest

from benchmarks.formats import FLOORS, KINDS, Agreement, said_by
from benchmarks.rendering import as_docx, as_html, as_xlsx, by_libreoffice, parts
from extractor.data import Record
from extractor.pipeline import Extractor
from extractor.reading import office

EXAMPLE = Path(__file__).parents[1] / "examples" / "town-budget.txt"
WRITERS = {"docx": as_docx, "html": as_html, "xlsx": as_xlsx}
needs_libreoffice = pytest.mark.skipif(not office.has_libreoffice(), reason=f"{office.PACKAGE} is not installed")


@pytest.fixture(scope="module")
def wanted(extractor: Extractor) -> Record:
    return extractor.extract(EXAMPLE.read_bytes(), name=EXAMPLE.name)


def f1(wanted: Record, found: Record) -> float:
    agreement = Agreement()
    for kind in KINDS:
        agreement.add("a", kind, said_by(wanted)[kind], said_by(found)[kind])
    return agreement.f1(*KINDS)


@pytest.mark.parametrize("kind", [*WRITERS, *(pytest.param(kind, marks=needs_libreoffice) for kind in ("doc", "pdf"))])
def test_every_format_gives_the_rows_of_the_text(kind: str, wanted: Record, extractor: Extractor) -> None:
    found = list(parts(EXAMPLE.read_text("utf-8"), extractor.is_caption))
    data = WRITERS[kind](found) if kind in WRITERS else by_libreoffice({"a": as_docx(found)}, kind)["a"]
    assert f1(wanted, extractor.extract(data, name=f"a.{kind}")) >= FLOORS[kind]


def test_a_missing_row_and_a_row_too_many_are_counted(wanted: Record, extractor: Extractor) -> None:
    text = EXAMPLE.read_text("utf-8")
    cut = extractor.extract(text[: len(text) // 2].encode(), name="a.txt")
    assert f1(wanted, wanted) == 1
    assert 0 < f1(wanted, cut) == f1(cut, wanted) < 1
