"""Reviews on their way through other tools: what was decided comes back as it was, what a tool changed is a verdict."""

import io
import json
from dataclasses import replace

import pytest

from annotations.formats import FORMATS, marked, reviewed_of
from annotations.formats.documents import Link, Mark
from annotations.formats.marking import marking_of, rows_of_marking
from annotations.review import Reviewed, Verdict
from annotations.review.rows import LISTS
from extractor.outputs import as_plain
from tests.api.samples import BUDGET


@pytest.fixture(scope="module")
def record(extractor):
    plain = as_plain(extractor.extract(BUDGET.encode(), name="预算.txt"))
    return {name: plain[name] for name in LISTS.values()}


@pytest.fixture(scope="module")
def unseen(record):
    return Reviewed("a" * 64, "预算.txt", "茶山区档案馆", BUDGET, record, ())


@pytest.fixture
def change(record):
    [change] = record["changes"]
    return change


def through(form, *documents):
    stream = io.BytesIO()
    FORMATS[form].write(documents, stream)
    return [*FORMATS[form].read(io.BytesIO(stream.getvalue()))]


def outcomes(reviewed):
    return {(v.before or v.after)["id"]: v.outcome for v in reviewed.verdicts}


def test_rows_are_marks_and_links_and_rows_again(record):
    assert rows_of_marking(marking_of(record, BUDGET)) == record


@pytest.mark.parametrize("form", ["jsonl", "docbin"])
def test_a_review_comes_back_as_it_was(form, unseen, record, change):
    fact = record["facts"][0]
    reviewed = replace(
        unseen,
        verdicts=(
            Verdict("d1/f1", "fact", "accepted", fact, fact, ("li", "wang"), 12.5),
            Verdict("d1/c1", "change", "corrected", change, {**change, "against": "other"}, ("li",), 13.0),
            Verdict("d1/r1", "reason", "rejected", record["reasons"][0], None, ("li",), 14.0),
            Verdict("d1/+1", "fact", "added", None, {**fact, "id": "f90", "year": 2023}, ("li",), 15.0),
        ),
    )
    [document] = through(form, marked(reviewed))
    back = reviewed_of(document)
    assert {each.item: each for each in back.verdicts} == {each.item: each for each in reviewed.verdicts}
    assert replace(back, verdicts=reviewed.verdicts) == reviewed


@pytest.mark.parametrize("form", ["jsonl", "docbin", "label-studio"])
def test_a_document_that_nobody_has_looked_at_has_no_verdict(form, unseen):
    [document] = through(form, marked(unseen))
    assert reviewed_of(document) == unseen


def test_what_a_tool_makes_of_a_proposal_is_a_verdict_on_each_row(unseen, record, change):
    """Kept, moved, taken out, drawn: the annotation of one person in Label Studio."""
    stream = io.BytesIO()
    FORMATS["label-studio"].write([marked(unseen)], stream)
    [task] = json.loads(stream.getvalue())
    result = task["predictions"][0]["result"]
    gone = record["reasons"][0]["id"]
    kept = [each for each in result if gone not in (each.get("id"), each.get("from_id"), each.get("to_id"))]
    [moved] = [each for each in kept if each.get("id") == change["id"]]
    moved["value"]["start"] += 1
    moved["value"]["text"] = moved["value"]["text"][1:]
    start = BUDGET.index("400万元")
    value = {"start": start, "end": start + 5, "text": "400万元", "labels": ["fact"]}
    drawn = {"id": "Zx9", "from_name": "label", "to_name": "text", "type": "labels", "value": value}
    annotation = {"result": [*kept, drawn], "completed_by": 7, "updated_at": "2026-11-26T08:00:00.000000Z"}
    task["annotations"] = [annotation]
    [document] = FORMATS["label-studio"].read(io.BytesIO(json.dumps([task]).encode()))
    reviewed = reviewed_of(document)
    found = outcomes(reviewed)
    assert found.pop(gone) == "rejected"
    assert found.pop(change["id"]) == "corrected"
    assert found.pop("Zx9") == "added"
    assert set(found.values()) == {"accepted"}
    assert {v.reviewers for v in reviewed.verdicts} == {("label-studio:7",)}
    assert {v.decided for v in reviewed.verdicts} == {1795680000.0}
    [added] = [v.after for v in reviewed.verdicts if v.outcome == "added"]
    assert (added["quantity"]["value"], added["quantity"]["unit"], added["item"]["text"]) == (
        "4000000",
        "CNY",
        "400万元",
    )


DRAWN = [
    # the label, its words, and what of the row they say by themselves
    ("fact", "没有安排", {"state": "none_stated", "item": {"text": "没有安排"}}),
    ("ratio", "62.50%", {"percent": {"value": "62.50", "unit": "%", "kind": "percent", "text": "62.50%"}}),
    ("reason", "压缩开支", {"text": "压缩开支", "explains": []}),
    ("project", "场馆维修", {"name": {"text": "场馆维修"}}),
    ("change", "增加40万元", {"fact": None}),
    ("indicator", "≥98%", {"project": None}),
]


@pytest.mark.parametrize(("label", "words", "said"), DRAWN, ids=[label for label, _, _ in DRAWN])
def test_a_mark_that_was_drawn_says_what_its_words_say(label, words, said):
    marking = marking_of({}, "")
    marking = replace(marking, marks=(Mark("n1", label, 0, len(words), words),))
    [row] = rows_of_marking(marking)[f"{label}s"]

    def holds(wanted, found):
        return all(holds(v, found[k]) if isinstance(v, dict) else found[k] == v for k, v in wanted.items())

    assert holds(said, row), row


def test_a_link_to_what_is_gone_is_none(record):
    marking = marking_of(record, BUDGET)
    change = record["changes"][0]
    dangling = (*marking.links, Link(change["id"], "nowhere", "fact"), Link("nowhere", change["id"], "item"))
    assert rows_of_marking(replace(marking, links=dangling)) == record
