"""What documents teach of stages: stretches read as pages of their own, and sentences written by stage."""

import pytest

from annotations.markup import read_markup
from extractor.staging import ENOUGH_PROVINCES, pages_of, shipped_staging, staging_of, wordings_of, written_wordings
from models.corpus.language import PatternError
from models.corpus.written import load_written, read_written

FINAL = """青河县水利局2023年度部门决算
一、收入决算情况
2023年收入总计820万元，比上年增加20万元，其中财政拨款收入800万元。
二、支出决算情况
2023年支出总计810万元，主要用于水库维护。年初预算为790万元，支出决算为810万元。
"""


@pytest.fixture(scope="module")
def document():
    return read_markup(FINAL, "青河水利-2023")


def test_every_page_is_of_the_stage_of_its_document(document, extractor):
    pages = list(pages_of(document, extractor))
    assert pages
    assert {stage for _, stage in pages} == {"final"}
    assert not any("青河县水利局2023年度部门决算" in page.text for page, _ in pages)


def test_the_same_document_gives_the_same_pages(document, extractor):
    texts = [[page.text for page, _ in pages_of(document, extractor)] for _ in range(2)]
    assert texts[0] == texts[1]


def test_a_document_without_a_title_teaches_nothing(extractor):
    untitled = read_markup("全县收入8.2亿元，增收0.4亿元。\n", "页面")
    assert list(wordings_of(untitled, extractor)) == []


def test_figures_are_no_words(document, extractor):
    assert not any(any(c.isdigit() for c in word) for each in wordings_of(document, extractor) for word in each.words)


def test_few_provinces_teach_what_the_shipped_model_knows(document, extractor):
    assert ENOUGH_PROVINCES > 1
    assert staging_of([document], extractor) == shipped_staging()


def test_the_shipped_model_knows_how_a_year_is_told_while_it_runs():
    likely = shipped_staging().probabilities([{"累计", "同比", "同比 增长", "完成", "=budget"}])
    assert max(likely, key=likely.get) == "budget_execution"


def test_composed_documents_have_no_source_and_every_sentence_its_own(extractor):
    found = list(written_wordings(extractor))
    sentences = {each.source for each in found if each.source}
    assert len(sentences) > 0.9 * len(load_written())  # a few say their stage themselves
    assert any(not each.source for each in found)


def test_every_stage_is_told_in_many_ways():
    stages = [stage for stage, _ in load_written()]
    assert min(stages.count(stage) for stage in set(stages)) >= 10
    assert len(set(load_written())) == len(stages)


@pytest.mark.parametrize("line", ["plan\t全县收入8亿元。", "budget 全县收入8亿元。", "budget\t"])
def test_a_wrong_line_is_refused(line):
    with pytest.raises(PatternError, match="a stage, a tab and a text"):
        list(read_written(line))
