"""A filled pattern says of its numbers what the pattern says of them."""

from decimal import Decimal
from random import Random

import pytest

from annotations.markup import read_markup
from models.corpus.filling import fill
from models.corpus.language import PatternError
from models.corpus.pools import load_words
from models.corpus.printing import Style
from models.corpus.setting import Ledger, Setting


def setting(kind="budget", **style):
    return Setting(kind, 2023, Style(**style), "泽溪县水利局", "我局", "泽溪县", load_words())


def filled(text, kind="budget", *, seed=1, ledger=None, **style):
    markup = fill(text, setting(kind, **style), Ledger() if ledger is None else ledger, Random(seed))
    return read_markup(markup, "filled")


def test_a_level_has_the_year_stage_and_concept_of_its_document():
    (fact,) = filled("<a|收入总计>{a}。", "final").facts
    assert (fact.item, fact.concept, fact.year, fact.stage) == ("收入总计", "rev.total", 2023, "final")
    assert fact.quantity.value > 0


BASES = [
    ("budget", "last", 2022, "budget", "last_year_budget"),
    ("final", "last", 2022, "final", "last_year_final"),
    ("final", "plan", 2023, "budget", "budget_initial"),
    ("final", "adj", 2023, "budget_adjusted", "budget_adjusted"),
    ("budget", "exec", 2022, "budget_execution", "last_year_execution"),
    ("report", "last", 2022, "budget_execution", "last_year_execution"),
    ("adjustment", "plan", 2023, "budget", "budget_initial"),
    ("budget", "then", 2021, "budget", "other"),
]


@pytest.mark.parametrize(("kind", "base", "year", "stage", "against"), BASES)
def test_a_base_decides_year_stage_and_comparison(kind, base, year, stage, against):
    gold = filled(f"<a none|工作经费>{{a}}，比{{a.{base}}}{{more a.{base}}}{{by a.{base}}}。", kind)
    own, other = gold.facts
    assert (other.year, other.stage) == (year, stage)
    (change,) = gold.changes
    assert (change.fact, change.against) == (own.id, against)
    assert change.amount.value == abs(own.quantity.value - other.quantity.value)


def test_a_change_without_a_base_is_from_the_plan_only_when_a_budget_is_adjusted():
    text = "<a none|工作经费>{a}，{more a}{by a}。"
    assert filled(text, "adjustment").changes[0].against == "budget_initial"
    assert filled(text, "report").changes[0].against == "last_year_execution"


@pytest.mark.parametrize(("sign", "direction"), [("+", "increase"), ("-", "decrease"), ("=", "flat"), ("*", "flat")])
def test_a_sign_decides_the_direction(sign, direction):
    (change,) = filled(f"<a{sign} none|工作经费>{{a}}，变动{{by a}}、{{pct a}}。").changes
    assert change.direction == direction
    assert bool(change.amount.value) == (direction != "flat")


def test_words_follow_the_direction():
    assert "多于" in filled("<a+ none|工作经费>{a}，{dir a|多于|少于}上年。").text
    assert "少于" in filled("<a- none|工作经费>{a}，{dir a|多于|少于}上年。").text


def test_what_is_flat_equals_its_base_and_has_no_number():
    gold = filled("<a none|工作经费>{a}，与上年的{a.last}{flat a|持平}。")
    assert gold.facts[0].quantity.value == gold.facts[1].quantity.value
    assert (gold.changes[0].flat.text, gold.changes[0].amount) == ("持平", None)


def test_a_share_and_a_completion_are_of_their_facts():
    gold = filled("<a none|总额>{a}，<b:a none|甲>{b}占{share b}，预算{a.plan}，完成{done a}。", "final")
    by_item = {(fact.item, fact.stage): fact for fact in gold.facts}
    share, completion = gold.ratios
    assert (share.kind, share.fact, share.of) == ("share", by_item["甲", "final"].id, by_item["总额", "final"].id)
    assert (completion.kind, completion.of) == ("completion", by_item["总额", "budget"].id)


def test_a_share_of_what_is_not_printed_has_no_whole():
    gold = filled("<b none|甲>{b}，占{share b a}<~a none|总额>。")
    assert gold.ratios[0].of is None
    assert 0 < gold.ratios[0].percent.value < 100


def test_parts_name_their_whole_only_where_it_is_printed():
    gold = filled("<a none|总额>{a}，<b:a none|甲>{b}，上年{b.last}。")
    assert [fact.part_of for fact in gold.facts] == [None, gold.facts[0].id, None]


def test_a_reason_explains_the_changes_or_else_the_fact():
    stated = filled("<a none|工作经费>{a}，{more a}{by a}，因{why a}。")
    assert stated.reasons[0].explains == (stated.changes[0].id,)
    silent = filled("<a none|工作经费>{a}，决算数{dir a.plan|大于|小于}预算数，因{why a.plan}。", "final")
    assert silent.reasons[0].explains == (silent.facts[0].id,)


def test_a_reason_for_nothing_that_stayed_nothing_explains_both():
    gold = filled("<a* tp.abroad|因公出国（境）费>{a}，与上年{flat a|持平}，{why a}。")
    assert gold.reasons[0].explains == (gold.facts[0].id, gold.changes[0].id)
    assert gold.reasons[0].category in ("none_occurred", "other")


def test_a_reason_for_what_is_not_there_says_why():
    for seed in range(10):
        gold = filled("{none a|未安排<a tp.abroad|因公出国（境）费>}，原因是{why a}。", seed=seed)
        assert (gold.reasons[0].explains, gold.reasons[0].category) == ((gold.facts[0].id,), "none_occurred")


def test_a_reason_may_stand_in_front_of_its_change():
    gold = filled("因{why a}，<a none|工作经费>{more a}{by a}，为{a}。")
    assert gold.reasons[0].explains == (gold.changes[0].id,)


def test_a_statement_has_its_words_and_its_state():
    (fact,) = filled("{none a not_applicable|我局不核算<a op.total|机关运行经费>}。").facts
    assert (fact.text, fact.item, fact.state) == ("我局不核算机关运行经费", "机关运行经费", "not_applicable")


def test_a_level_that_is_printed_again_is_the_same_fact():
    gold = filled("<a none|总额>{a}，即{a}。")
    assert [mention.fact for mention in gold.mentions] == [gold.facts[0].id]


def test_a_document_states_a_figure_as_it_has_stated_it():
    ledger, random = Ledger(), Random(3)
    texts = (
        "<a|收入总计>{a}。",
        "<b|支出总计>{b}，其中<c:b|基本支出>{c}、<d:b|项目支出>{d}。",
        "<a|收入总计>{a}，<d|项目支出>{d}。",
    )
    gold = read_markup("\n".join(fill(text, setting(), ledger, random) for text in texts), "a")
    value = {fact.item: fact.quantity.value for fact in gold.facts}
    assert value["收入总计"] == value["支出总计"] == value["基本支出"] + value["项目支出"]
    assert len(gold.mentions) == 2


def test_a_government_states_by_name_what_the_catalogue_has_no_concept_for():
    ledger, random = Ledger(), Random(3)
    texts = ("<a none|一般公共预算收入>{a}。", "同比{more b}{by b}，<b none|一般公共预算收入>{b}。")
    gold = read_markup("\n".join(fill(text, setting("report"), ledger, random) for text in texts), "a")
    assert (len(gold.facts), len(gold.mentions)) == (1, 1)


STYLES = [
    ({}, "[0-9]+[.][0-9]{2}万元"),
    ({"unit": "元", "decimals": 0, "has_commas": True}, "[0-9]{1,3}(,[0-9]{3})+元"),
    ({"gap": " "}, "[0-9.]+ 万元"),
    ({"is_wide": True}, "[０-９．]+万元"),
    ({"unit": "万元", "decimals": 4}, "[0-9]+[.][0-9]{4}万元"),
]


@pytest.mark.parametrize(("style", "form"), STYLES, ids=[form for _, form in STYLES])
def test_an_author_prints_amounts_in_one_way(style, form):
    import re

    gold = filled("<a|收入总计>{a}", **style)
    assert re.fullmatch(form, gold.facts[0].text)


def test_signs_are_printed_as_the_author_prints_them_in_items_too():
    gold = filled("<a tp.abroad|“因公”出国（境）费>{a}", marks=(("“", '"'), ("”", '"'), ("（", "("), ("）", ")")))
    assert gold.facts[0].item == '"因公"出国(境)费'
    assert gold.text.startswith('"因公"出国(境)费')


def test_a_cell_has_no_unit_but_reads_in_yuan():
    fact, change_amount = (gold := filled("<a none|甲>\t{cell a}\t{gap a}\t{rise a}")).facts[0], gold.changes[0].amount
    assert fact.quantity.unit == change_amount.unit == "CNY"
    assert fact.quantity.value == Decimal(fact.text) * 10000
    assert gold.changes[0].percent.unit == "%"


def test_projects_have_fields_and_indicators():
    gold = filled("{proj}：{pf goal|{goal}}。{ind}；{ind}。\n{indicators tabs results}")
    (project,) = gold.projects
    assert set(project.fields) == {"goal"}
    assert {indicator.project for indicator in gold.indicators} == {project.id}
    assert all(indicator.level3 for indicator in gold.indicators)
    assert any(indicator.level1 for indicator in gold.indicators)


WRONG = [
    ("{a}", "not introduced"),
    ("<a|收入><a|支出>", "introduced twice"),
    ("<b:a|收入>{b}", "not introduced"),
    ("{unheard}", "unknown slot"),
]


@pytest.mark.parametrize(("text", "reason"), WRONG)
def test_a_pattern_that_contradicts_itself_is_refused(text, reason):
    with pytest.raises(PatternError, match=reason):
        filled(text)
