"""The record as people say it is."""

import json

import pytest
from pydantic import TypeAdapter

from annotations.review import Reviewed, Verdict, corrected
from annotations.review.rows import LISTS, REFERENCES, named_by, place, quoted, rows_of
from extractor.data import Record
from extractor.outputs import as_plain
from extractor.pipeline import load

TEXT = (
    "2024年收入预算总额640万元，比上年增加40万元，增长6.67%，主要原因是新增档案数字化项目。"
    "其中：财政拨款收入600万元，占收入预算总额的93.75%。"
)


@pytest.fixture(scope="module")
def record():
    return as_plain(load(model="none").extract(TEXT.encode(), name="a.txt"))


def judged(record, outcome, id, after=None):
    before = next((row for _, row in rows_of(record) if row["id"] == id), None)
    kind = next((kind for kind, row in rows_of(record) if row["id"] == id), "fact")
    after = {"accepted": before, "rejected": None}.get(outcome, after)
    return Verdict(f"item-{id}", kind, outcome, before, after, ("ann",), 0.0)


def reviewed(record, *verdicts):
    return Reviewed("a" * 64, "a.txt", None, TEXT, record, verdicts)


def ids(record, name):
    return [row["id"] for row in record[name]]


def is_record(plain):
    """Whether plain values have the contract's shape, once the parts that are left out on request are there."""
    whole = {**plain, "document": {**plain["document"], "text": TEXT, "blocks": []}}
    return TypeAdapter(Record).validate_json(json.dumps(whole)) is not None


def test_a_record_that_nobody_has_looked_at_stays_as_it_is(record):
    assert corrected(reviewed(record)) == record


def test_accepted_rows_stay_with_their_checks(record):
    assert record["checks"]
    assert corrected(reviewed(record, judged(record, "accepted", "f1"))) == record


def test_a_rejected_row_goes_and_takes_with_it_what_said_something_of_it(record):
    found = corrected(reviewed(record, judged(record, "rejected", "f1")))
    assert ids(found, "facts") == ["f2"]
    assert found["facts"][0]["part_of"] is None
    assert found["changes"] == []
    assert found["reasons"][0]["explains"] == []
    assert found["ratios"][0]["of"] is None
    assert not any({"f1", "c1"} & {*check["facts"], *check["changes"]} for check in found["checks"])
    assert is_record(found)


def test_a_corrected_row_takes_the_place_of_the_one_that_was_there(record):
    after = {**record["facts"][0], "year": 2023}
    found = corrected(reviewed(record, judged(record, "corrected", "f1", after)))
    assert ids(found, "facts") == ids(record, "facts")
    assert found["facts"][0]["year"] == 2023
    assert not any("f1" in check["facts"] for check in found["checks"])
    assert is_record(found)


def test_an_added_row_stands_at_the_end_and_may_be_named_by_others(record):
    new = {**record["facts"][0], "id": "a1"}
    relinked = {**record["changes"][0], "fact": "a1"}
    found = corrected(reviewed(record, judged(record, "added", "a1", new), judged(record, "corrected", "c1", relinked)))
    assert ids(found, "facts") == [*ids(record, "facts"), "a1"]
    assert found["changes"][0]["fact"] == "a1"
    assert is_record(found)


def test_every_reference_is_a_field_of_its_kind_of_row(record):
    for kind, name in LISTS.items():
        for row in record[name]:
            assert {reference.field for reference in REFERENCES[kind]} <= set(row)
            assert set(named_by(kind, row)) <= {each["id"] for _, each in rows_of(record)}


def test_rows_stand_where_their_words_are(record):
    for kind, row in rows_of(record):
        start, end = place(kind, row)
        assert 0 <= start < end <= len(TEXT)
        for quote in quoted(row):
            assert TEXT[quote["start"] : quote["end"]] == quote["text"]
