"""What comparing documents finds, and where it is silent: every row of tests/cases/findings.toml."""

import tomllib
from pathlib import Path

import pytest

from extractor.bulk.data import Source
from extractor.comparing.running import compare
from tests.comparing.datasets import id_of, stored_findings, write_dataset, written

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "findings.toml").read_text("utf-8"))
HOLDING = ("exact", "within_rounding", "truncation")
COMPARED = ("last_year", "initial_budget", "department_sum")


def archive(case):
    """The documents of a case by name, and the places where they lie besides."""
    texts = {each["name"]: written(each, CASES["text"]) for each in case["documents"]}
    rows = [*case.get("places", ()), *case.get("manifest", ())]
    sources = [
        Source(
            f"/b/{row['name']}" if "name" in row else f"/a/{row['document']}",
            name=row.get("name", row["document"]),
            document=id_of(texts[row["document"]]),
            organisation=row.get("organisation"),
            year=row.get("year"),
        )
        for row in rows
    ]
    return list(texts.items()), sources


def told(finding):
    """A finding in the notation of the cases, the documents of a set in the order of their names."""
    names = finding["names"] if finding["kind"] in COMPARED else sorted(finding["names"])
    return f"{finding['kind']} {finding['status']} {finding['severity']}: {', '.join(names)}"


@pytest.mark.parametrize("case", CASES["case"], ids=[case["name"] for case in CASES["case"]])
def test_an_archive_has_these_findings_and_no_others(case, tmp_path):
    documents, sources = archive(case)
    compare(write_dataset(tmp_path, documents, sources))
    found = stored_findings(tmp_path)
    agreeing = [each for each in found if each["kind"] in COMPARED and each["status"] in HOLDING]
    others = sorted((each for each in found if each not in agreeing), key=told)
    expected = sorted(line.split("; ", 1) for line in case["findings"])
    assert [told(each) for each in others] == [head for head, _ in expected], [each["message"] for each in others]
    for _, words in expected:
        assert any(words in each["message"] for each in others), [each["message"] for each in others]
    assert len(agreeing) == case.get("agreeing", 0), [each["message"] for each in agreeing]
