"""What a model thinks of rows reaches the record; rows not worth having are left out without loose ends."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.accepting import contested, leave_out
from extractor.data import Change, Check, Fact, Phrase, Quantity, Ratio, Reason, Rows
from extractor.evidence import describe_rows
from extractor.pipeline import load

TEXT = """2021年某局部门预算
一、收入预算情况
2021年收入预算总额824.13万元，比上年减少108.39万元，减少11.62%，主要原因：压缩公用经费开支。
其中：财政拨款收入800万元，占97.07%；其他收入24.13万元。
"""


def amount(value=1):
    return Quantity("amount", value, "CNY", "1元", 0, 2, 1)


def fact(id, confidence, part_of=None):
    return Fact(id, Phrase("收入", 0, 2), None, amount(), part_of=part_of, confidence=confidence)


def change(id, fact, confidence):
    return Change(id, fact, "increase", amount(), None, "last_year_budget", None, 0, 2, confidence=confidence)


def reason(id, explains, confidence):
    return Reason(id, "压缩开支", 0, 4, "other", explains, confidence=confidence)


def ratio(id, fact, of, confidence):
    return Ratio(id, "share", fact, of, None, amount(), confidence=confidence)


def test_a_row_below_the_floor_goes():
    kept = leave_out(Rows(facts=(fact("f1", 0.9), fact("f2", 0.2))), 0.45)
    assert [row.id for row in kept.facts] == ["f1"]


@pytest.mark.parametrize(
    "rows",
    [
        Rows(facts=(fact("f1", 0.1),), changes=(change("c1", "f1", 0.9),)),
        Rows(facts=(fact("f1", 0.1), fact("f2", 0.9)), ratios=(ratio("r1", "f2", "f1", 0.9),)),
        Rows(facts=(fact("f1", 0.1), fact("f2", 0.9, part_of="f1"))),
        Rows(facts=(fact("f1", 0.1),), reasons=(reason("e1", ("f1",), 0.9),)),
    ],
    ids=["its change", "a share of it", "a part of it", "its reason"],
)
def test_a_fact_that_another_row_is_about_stays(rows):
    assert leave_out(rows, 0.45) is rows


def test_a_reason_loses_the_change_that_went():
    rows = Rows(facts=(fact("f1", 0.9),), changes=(change("c1", "f1", 0.1),), reasons=(reason("e1", ("c1",), 0.9),))
    kept = leave_out(rows, 0.45)
    assert not kept.changes
    assert kept.reasons[0].explains == ()


@pytest.mark.parametrize(
    ("status", "severity", "stays"),
    [("violated", "error", True), ("violated", "warning", False), ("exact", "info", False)],
)
def test_a_row_that_contradicts_others_is_shown_however_unsure(status, severity, stays):
    rows = Rows(facts=(fact("f1", 0.9),), changes=(change("c1", "f1", 0.1),))
    check = Check("k1", "C01", status, severity, facts=("f1",), changes=("c1",))
    kept = leave_out(rows, 0.45, contested([check]))
    assert [row.id for row in kept.changes] == (["c1"] if stays else [])


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.floats(0, 1))
def test_no_reference_is_left_loose(confidences, floor):
    one, two, three, four = confidences
    rows = Rows(
        facts=(fact("f1", one), fact("f2", two, part_of="f1")),
        changes=(change("c1", "f2", three),),
        ratios=(ratio("r1", "f2", "f1", four),),
        reasons=(reason("e1", ("c1", "f1"), one),),
    )
    kept = leave_out(rows, floor)
    known = {row.id for row in (*kept.facts, *kept.changes)}
    meant = {row.fact for row in (*kept.changes, *kept.ratios)} | {id for r in kept.reasons for id in r.explains}
    meant |= {row.part_of for row in kept.facts if row.part_of} | {row.of for row in kept.ratios}
    assert meant <= known


@pytest.fixture(scope="module")
def records():
    return [load(model=name).extract(TEXT.encode()) for name in ("none", "default")]


def test_a_model_changes_confidence_and_says_its_name(records):
    rules, learned = records
    assert rules.produced_by.model == "none"
    assert learned.produced_by.model.startswith("default-")
    assert [row.confidence for row in rules.facts] != [row.confidence for row in learned.facts]
    assert all(0 < row.confidence < 1 for row in (*learned.facts, *learned.changes, *learned.reasons))


def test_what_is_plain_is_found_with_and_without_a_model(records):
    rules, learned = records
    assert [replace(row, confidence=0) for row in rules.facts] == [replace(row, confidence=0) for row in learned.facts]


def test_features_are_words_without_figures_or_names(records):
    record = records[0]
    found = describe_rows(record.rows, record.document, record.sections, record.checks)
    assert set(found) == {row.id for row in (*record.facts, *record.changes, *record.ratios, *record.reasons)}
    words = {feature for features in found.values() for feature in features}
    assert not [word for word in words if "824" in word or "某局" in word or "收入" in word]
