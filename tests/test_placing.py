"""The stage of figures that say nothing: a title tells it, else words that were learned make it likely."""

from dataclasses import replace

import pytest

from extractor.linking.placing import likeliest, place, words_of, words_of_title
from extractor.pipeline import load
from extractor.reading import read
from models.scorer import Scorer
from models.staging import Staging

STAGING = Staging({"budget": Scorer(0.0, {"安排": 3.0}), "budget_execution": Scorer(0.0, {"完成": 3.0})})
UNTITLED = "青河县财税工作推进会上了解到，全县一般公共预算收入完成8.2亿元，增收0.4亿元。"
UNSURE = "青河县一般公共预算收入8.2亿元，增收0.4亿元。"


@pytest.fixture(scope="module")
def trained():
    return load()


def placed(extractor, text, staging=STAGING):
    document, sections, passages = extractor.mark(read(text.encode(), name="页面.txt").document)
    return place(document, sections, passages, extractor.cues, extractor.catalogue, staging)


@pytest.mark.parametrize(("title", "stage"), [("2023年度部门决算", "final"), ("2023年部门预算", "budget")])
def test_a_title_tells_the_stage_whatever_the_words(extractor, title, stage):
    found = placed(extractor, f"青河县水利局{title}\n一、收入情况\n收入完成3万元。")
    assert (found.stage, found.is_told, found.probability) == (stage, True, None)


def test_words_decide_where_no_title_does(extractor):
    found = placed(extractor, UNTITLED)
    assert (found.stage, found.is_told) == ("budget_execution", False)
    assert found.probability > 0.9


def test_words_that_say_little_leave_it_at_a_budget_and_say_how_likely_that_is(extractor):
    found = placed(extractor, UNSURE)
    assert (found.stage, found.probability) == ("budget", pytest.approx(0.5))


def test_rules_alone_take_it_for_a_budget(extractor):
    found = placed(extractor, UNTITLED, staging=None)
    assert (found.stage, found.is_told, found.probability) == ("budget", False, None)


def test_the_rows_have_the_stage_and_are_no_surer_than_it(extractor, trained):
    by_words = replace(trained, acceptance=replace(trained.acceptance, staging=STAGING))
    likely = placed(extractor, UNTITLED).probability
    fact, *_ = by_words.extract(UNTITLED.encode()).facts
    alone, *_ = extractor.extract(UNTITLED.encode()).facts
    assert (fact.stage, alone.stage) == ("budget_execution", "budget")
    assert "stage:assumed" in fact.evidence
    assert fact.confidence < likely


def test_a_change_against_the_usual_base_hangs_on_the_stage_too(extractor, trained):
    by_words = replace(trained, acceptance=replace(trained.acceptance, staging=STAGING))
    likely = placed(extractor, UNTITLED).probability
    change, *_ = by_words.extract(UNTITLED.encode()).changes
    assert change.against == "last_year_execution"
    assert change.confidence < likely


@pytest.mark.parametrize(
    ("likely", "stage"),
    [({"budget": 0.4, "final": 0.5}, "budget"), ({"budget": 0.3, "final": 0.6}, "final"), ({"final": 1.0}, "final")],
)
def test_what_rules_say_stands_unless_another_stage_is_clearly_likelier(likely, stage):
    assert likeliest(likely, "budget") == stage


def test_figures_that_a_heading_places_say_nothing_of_the_others(extractor):
    """The chapter on the year before tells its own stage, whatever its words."""
    placed_by_heading = "一、2023年预算执行情况\n全县收入完成8.2亿元。\n二、2024年安排\n全县收入安排8.5亿元。"
    found = placed(extractor, f"青河县财政情况\n{placed_by_heading}")
    assert (found.stage, found.probability) == ("budget", pytest.approx(0.95, abs=0.03))


def test_a_title_that_names_the_kind_alone_leaves_the_stage_to_words(extractor):
    found = placed(extractor, "青河县水利局2023年“三公”经费情况\n公务接待费支出完成3万元，比上年减少1万元。")
    assert (found.stage, found.is_told) == ("budget_execution", False)


def test_words_are_taken_in_pairs_and_without_figures():
    assert words_of("同比增长3%", {0, 2, 4}) == {"同比", "增长", "同比 增长"}


def test_a_heading_is_told_apart_from_paragraphs():
    assert words_of_title("（一）收入预算") == {"#一收", "#收入", "#入预", "#预算"}
