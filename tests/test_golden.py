"""Golden records: what is read in whole documents today, one line a row, so that a change shows what it moves.

`make golden` writes them anew; the run fails then, so that no one takes it for a test.
"""

from pathlib import Path

import pytest

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


def lines(record):
    """A record as lines that a person can compare: no offsets, no confidence."""
    facts = {fact.id: fact for fact in record.facts}
    changes = {change.id: change for change in record.changes}

    def name(id):
        if id is None:
            return "-"
        fact = facts[changes[id].fact if id in changes else id]
        return f"{one_line(fact.item.text)}/{fact.year or ''}"

    yield f"document {record.document.kind} {record.document.fiscal_year} {record.document.title}"
    for section in record.sections:
        yield f"section {'  ' * section.level}{section.number} {one_line(section.title)} [{section.kind or ''}]"
    for fact in record.facts:
        concept, total = fact.concept or "", f" of {name(fact.part_of)}" if fact.part_of else ""
        yield f"fact {one_line(fact.item.text)} [{concept}] {figure(fact)} {fact.year} {fact.stage}{total}"
    for change in record.changes:
        moved = f"{change.direction} {printed(change.amount)} {printed(change.percent)}"
        yield f"change {name(change.fact)} {moved} {change.against}"
    for ratio in record.ratios:
        yield f"ratio {ratio.kind} {name(ratio.fact)} of {name(ratio.of)} {printed(ratio.percent)}"
    for reason in record.reasons:
        yield f"reason {one_line(reason.text)} [{reason.category}] explains {[name(id) for id in reason.explains]}"
    for project in record.projects:
        yield f"project {one_line(project.name.text)} budget {name(project.budget)}"
    for row in record.indicators:
        target = row.target.text if row.target else "-"
        yield f"indicator {row.level1}/{row.level2}/{one_line(row.level3 or '')} {target}"
    for check in record.checks:
        if check.status == "violated":
            yield f"check {check.rule} {check.severity} {check.cause} {check.message}"


def figure(fact):
    return f"{printed(fact.quantity)}={fact.quantity.value} {fact.quantity.unit}" if fact.quantity else fact.state


def printed(quantity):
    return one_line(quantity.text) if quantity else "-"


def one_line(text):
    return " ".join(text.split())


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_record_is_what_it_was(extractor, request, path):
    found = "\n".join(lines(extractor.extract(path.read_bytes(), name=path.name))) + "\n"
    golden = GOLDEN / f"{path.name}.txt"
    if request.config.getoption("--regenerate"):
        golden.write_text(found, "utf-8")
        pytest.fail(f"{golden.name} was written anew: read the difference, then run the tests without --regenerate")
    assert found == golden.read_text("utf-8")


@pytest.mark.shared
@there
@pytest.mark.parametrize("name", FORMS)
def test_a_blank_form_states_no_value(extractor, name):
    record = extractor.extract((SAMPLES / name).read_bytes(), name=name)
    assert any(fact.state == "placeholder" for fact in record.facts)
    assert [fact for fact in record.facts if fact.quantity is not None] == []


@pytest.mark.shared
@there
@pytest.mark.parametrize("name", REAL)
def test_a_real_document_gives_its_narrative_facts(extractor, name):
    record = extractor.extract((SAMPLES / name).read_bytes(), name=name)
    amounts = [fact for fact in record.facts if fact.quantity is not None and fact.quantity.kind == "amount"]
    assert len(amounts) >= 20
    assert all(fact.year is not None for fact in amounts)
