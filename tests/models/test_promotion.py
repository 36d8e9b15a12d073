"""When a model takes the place of the one before: each condition of the rule by itself, and the paired bootstrap."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.scoring import MEASURES, Counts, Judgement, Mistake, Score
from annotations.scoring.bootstrap import paired_bootstrap
from models.promotion import RULE, Rule, WrongRule, compare, load_rule

AS_SHIPPED = load_rule()
# fmt: off
CASES = [
    # what is said, documents, facts right and false before, after; confidence after; which conditions fail
    ("better everywhere",                 10, (80, 20), (90, 10), 0.9,   set()),
    ("exactly the same",                  10, (80, 20), (80, 20), 0.8,   {"gain"}),
    ("worse",                             10, (90, 10), (80, 20), 0.8,   {"gain", "bound", "fall"}),
    ("better, and sure of what is wrong", 10, (80, 20), (90, 10), 0.999, {"ece"}),
    ("better on too few documents",        4, (80, 20), (90, 10), 0.9,   {"documents"}),
]
# fmt: on


def score(right, false, confidence, kind="fact", mistakes=()):
    counts = {measure: Counts() for measure in MEASURES} | {kind: Counts(right, false, false)}
    judgements = [Judgement(kind, confidence, number < right) for number in range(right + false)]
    return Score(counts, tuple(judgements), tuple(mistakes))


@pytest.mark.parametrize(
    ("documents", "before", "after", "confidence", "failing"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_model_is_taken_into_use_only_where_every_condition_holds(documents, before, after, confidence, failing):
    sure = before[0] / sum(before)
    found = compare([score(*before, sure)] * documents, [score(*after, confidence)] * documents, AS_SHIPPED)
    assert {each.name for each in found.conditions if not each.holds} == failing
    assert found.is_better is (not failing)


def test_a_kind_of_row_that_falls_by_more_than_two_points_stops_a_model_that_is_better_as_a_whole():
    def both(facts, reasons):
        one, other = score(*facts, 0.9), score(*reasons, 0.9, kind="reason")
        return replace(one, counts={**one.counts, "reason": other.counts["reason"]})

    found = compare([both((800, 200), (90, 10))] * 10, [both((900, 100), (87, 13))] * 10, AS_SHIPPED)
    assert found.gain.value > 0
    assert [(each.name, each.kind) for each in found.conditions if not each.holds] == [("fall", "reason")]


def test_a_kind_of_few_rows_decides_nothing():
    found = compare([score(2, 0, 1.0, kind="ratio")] * 6, [score(1, 1, 1.0, kind="ratio")] * 6, AS_SHIPPED)
    assert "ratio" not in {each.kind for each in found.conditions}


def test_a_gain_of_one_document_alone_is_not_trusted():
    """It rises as a whole, because of one document; drawn without that one it falls."""
    before = [score(80, 20, 0.8)] * 10
    after = [score(100, 0, 0.8), *[score(79, 21, 0.8)] * 9]
    found = compare(before, after, replace(AS_SHIPPED, most_ece_rise=1.0))
    assert found.gain.value > 0 > found.gain.low
    assert {each.name for each in found.conditions if not each.holds} == {"bound"}


def test_rows_that_changed_sides_are_told_apart():
    def mistake(kind, start):
        return Mistake("a", "fact", kind, "收入", start)

    before = score(1, 1, 0.5, mistakes=[mistake("false", 1), mistake("wrong", 2), mistake("missed", 3)])
    after = score(1, 1, 0.5, mistakes=[mistake("missed", 2), mistake("missed", 3), mistake("wrong", 4)])
    found = compare([before], [after], AS_SHIPPED)
    assert [each.start for each in found.newly_right] == [1]
    assert [each.start for each in found.left_out] == [2]
    assert [each.start for each in found.newly_wrong] == [4]


def test_without_a_document_there_is_nothing_to_compare():
    with pytest.raises(ValueError, match="no documents"):
        compare([], [], AS_SHIPPED)


# -- the rule


def test_the_rule_is_a_file_and_its_sum():
    assert isinstance(AS_SHIPPED, Rule)
    assert len(AS_SHIPPED.digest) == 64
    assert AS_SHIPPED.most_fall == 0.02


@pytest.mark.parametrize(
    "text", ["", "x", "least_gain = 0.0", RULE.read_text("utf-8") + "another = 1\n",
             RULE.read_text("utf-8").replace("0.02 ", '"two" ', 1).replace("most_fall = 0.02", 'most_fall = "x"')],
)  # fmt: skip
def test_a_rule_that_is_none_is_refused(text, tmp_path):
    (tmp_path / "rule.toml").write_text(text, "utf-8")
    with pytest.raises(WrongRule):
        load_rule(tmp_path / "rule.toml")


def test_a_rule_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(WrongRule):
        load_rule(tmp_path / "rule.toml")


# -- the bootstrap

GAINS = st.lists(st.integers(-5, 5), min_size=1, max_size=12)


def mean(drawn):
    return sum(drawn) / len(drawn)


@given(GAINS)
def test_the_bounds_lie_around_what_was_measured_and_within_what_there_is(gains):
    found = paired_bootstrap(gains, mean, rounds=200)
    assert min(gains) <= found.low <= found.high <= max(gains)
    assert found.value == mean(gains)
    assert found == paired_bootstrap(gains, mean, rounds=200)


@given(st.integers(1, 5), st.integers(1, 12))
def test_where_every_document_gains_the_same_the_gain_is_sure(gain, documents):
    assert paired_bootstrap([gain] * documents, mean, rounds=50) == (gain, gain, gain, 1.0)


@given(GAINS)
def test_the_other_way_round_the_gain_is_a_loss(gains):
    found, turned = paired_bootstrap(gains, mean, rounds=200), paired_bootstrap([-g for g in gains], mean, rounds=200)
    assert (turned.value, turned.low, turned.high) == pytest.approx((-found.value, -found.high, -found.low))
