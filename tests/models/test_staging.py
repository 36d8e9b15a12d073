"""Words say of which stage figures are; only words that several provinces share are learned from."""

import pytest

from models.acceptance import Acceptance, as_table, from_table
from models.scorer import Scorer
from models.staging import Staging, Wording
from models.training import SOURCES, fit_staging

PLANNED, DONE = frozenset({"安排", "预算 安排"}), frozenset({"完成", "同比 增长"})
STAGING = Staging({"budget": Scorer(0.5, {"安排": 2.0}), "budget_execution": Scorer(0.0, {"完成": 2.0})})


def wordings(provinces=SOURCES, *more):
    """Ten stretches of each of two stages from each province, and words that they alone have."""
    return [
        Wording(words | frozenset(more), stage, f"省{number}")
        for number in range(provinces)
        for words, stage in ((PLANNED, "budget"), (DONE, "budget_execution"))
        for _ in range(10)
    ]


def test_the_words_of_a_stage_make_it_likely():
    found = fit_staging(wordings()).probabilities([DONE])
    assert found["budget_execution"] > 0.8
    assert sum(found.values()) == pytest.approx(1)


def test_portions_are_averaged_so_that_none_decides_alone():
    one = STAGING.probabilities([{"完成"}])
    assert STAGING.probabilities([{"完成"}, {"完成"}]) == pytest.approx(one)
    assert STAGING.probabilities([{"完成"}, {"安排"}])["budget"] == pytest.approx(0.622, abs=1e-3)  # the bias is left


def test_a_text_without_words_has_no_stage():
    assert STAGING.probabilities([]) == {}


def test_a_word_of_few_provinces_is_not_learned():
    learned = fit_staging([*wordings(), *wordings(SOURCES - 1, "青河县")])
    assert all("完成" in scorer.weights and "青河县" not in scorer.weights for scorer in learned.scorers.values())


def test_composed_texts_have_no_province_and_bring_no_word_of_their_own():
    composed = [each._replace(words=each.words | {"样例"}, source="") for each in wordings(9)]
    learned = fit_staging([*wordings(), *composed])
    assert all("样例" not in scorer.weights for scorer in learned.scorers.values())


def test_the_same_words_teach_the_same():
    assert fit_staging(wordings()) == fit_staging(wordings())


def test_what_was_learned_is_kept_with_the_model():
    model = Acceptance("mine", {}, 0.4, staging=STAGING)
    assert from_table(as_table(model)) == model
    assert "staging" not in as_table(Acceptance("older", {}, 0.4))
