"""Golden records: what is read in whole documents today, one line a row, so that a change shows what it moves.

`make golden` writes them anew; the run fails then, so that no one takes it for a test.
"""

from functools import cache
from pathlib import Path

import pytest

from tests.printing import lines

GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = Path(__file__).parents[1] / "examples"
SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
FORMS = ("template_final.pdf",)  # blank forms, of which nothing may be taken for a value
REAL = ("budget_justice_2026.pdf", "budget_office_2025.pdf", "budget_wanli_2024.pdf", "final_socialwork_2024.pdf")
there = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the real documents are not at {SAMPLES}")
DOCUMENTS = [
    *(pytest.param(path, id=path.name) for path in sorted(EXAMPLES.iterdir())),
    *(pytest.param(SAMPLES / name, id=name, marks=[pytest.mark.shared, there]) for name in (*REAL, *FORMS)),
]


@pytest.fixture(scope="module")
def record_of(extractor):
    """What is extracted from a file, once for all tests: some have many pages."""
    return cache(lambda path: extractor.extract(path.read_bytes(), name=path.name))


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_record_is_what_it_was(record_of, request, path):
    found = "\n".join(lines(record_of(path))) + "\n"
    golden = GOLDEN / f"{path.name}.txt"
    if request.config.getoption("--regenerate"):
        golden.write_text(found, "utf-8")
        pytest.fail(f"{golden.name} was written anew: read the difference, then run the tests without --regenerate")
    assert found == golden.read_text("utf-8")


@pytest.mark.shared
@there
@pytest.mark.parametrize("name", FORMS)
def test_a_blank_form_states_no_value(record_of, name):
    record = record_of(SAMPLES / name)
    assert any(fact.state == "placeholder" for fact in record.facts)
    assert [fact for fact in record.facts if fact.quantity is not None] == []


@pytest.mark.shared
@there
@pytest.mark.parametrize("name", REAL)
def test_a_real_document_gives_its_narrative_facts(record_of, name):
    record = record_of(SAMPLES / name)
    amounts = [fact for fact in record.facts if fact.quantity is not None and fact.quantity.kind == "amount"]
    assert len(amounts) >= 20
    assert all(fact.year is not None for fact in amounts)
