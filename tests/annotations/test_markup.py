"""Annotated documents are read into rows, and everything that is wrong with one is named with its line."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal

import pytest

from annotations import catalogue
from annotations.markup import GoldDocument, MarkupError, Phrase, gold_documents, load_gold, read_markup
from annotations.markup.documents import GoldCheck, GoldMention, GoldPurpose
from annotations.markup.numbers import read_number

DOCUMENTS = list(gold_documents())

WRITTEN = """\
某局2021年预算
⟪h level=2 kind=sec.revenue|一、收入⟫
收入总计⟪q id=f1 c=rev.total item="收入 总计" y=2021 st=budget|824.13万元⟫，减少\
⟪q ch=c1 part=amount fact=f1 dir=decrease against=last_year_budget|108.39万元⟫、⟪q ch=c1 part=percent|11.62%⟫，因\
⟪reason id=r1 explains=c1,f2 cat=austerity|压缩⟪x|3项⟫开支⟫。其中拨款\
⟪q id=f2 c="" item=拨款 y=2021 part_of=f1|0.00元⟫，占⟪q ratio=share fact=f2 of=f1|0%⟫，\
与上年⟪flat ch=c2 fact=f2|持平⟫，用于⟪purpose fact=f2|办公⟫；⟪none id=f3 item=基金|无基金⟫。
合计⟪q same=f1|824.13⟫。⟪proj id=p1 name=路灯改造项目|路灯⟫：\
⟪pf p=p1 f=goal|亮灯率⟪ind p=p1 l3=亮灯率 cmp=">=" v=98 u=%|≥98%⟫⟫
====CHECKS====
P02 f2 f1  # why it is one

T03
====META====
fiscal_year = 2021
style=a=b  # comment
"""


@pytest.fixture(scope="module")
def written() -> GoldDocument:
    return read_markup(WRITTEN, "written")


# -- rows


def test_a_document_without_its_tags_is_its_text(written):
    assert written.text.startswith(
        "某局2021年预算\n一、收入\n收入总计824.13万元，减少108.39万元、11.62%，因压缩3项开支。"
    )
    assert written.text.endswith("路灯：亮灯率≥98%")


def test_a_fact_has_its_number_and_what_is_said_of_it(written):
    fact = written.facts[0]
    assert (fact.id, fact.concept, fact.item, fact.year, fact.stage) == ("f1", "rev.total", "收入 总计", 2021, "budget")
    assert (fact.quantity.value, fact.quantity.unit, fact.quantity.step) == (Decimal(8241300), "CNY", Decimal(100))
    assert (fact.text, fact.state, fact.part_of, fact.basis) == ("824.13万元", "reported", None, None)


def test_a_zero_and_a_statement_have_their_states(written):
    zero, statement = written.facts[1:]
    assert (zero.state, zero.concept, zero.part_of) == ("zero", None, "f1")
    assert (statement.state, statement.quantity, statement.text) == ("none_stated", None, "无基金")


def test_a_change_is_whole_whatever_its_parts(written):
    both, flat = written.changes
    assert (both.fact, both.direction, both.against) == ("f1", "decrease", "last_year_budget")
    assert [place.text for place in both.evidence] == ["108.39万元", "11.62%"]
    assert (flat.direction, flat.against, flat.flat.text, flat.evidence) == ("flat", None, "持平", (flat.flat,))


def test_the_other_rows_are_read(written):
    assert [(ratio.kind, ratio.fact, ratio.of, ratio.percent.unit) for ratio in written.ratios] == [
        ("share", "f2", "f1", "%")
    ]
    assert [(reason.text, reason.explains, reason.category) for reason in written.reasons] == [
        ("压缩3项开支", ("c1", "f2"), "austerity")
    ]
    assert [(heading.text, heading.level, heading.kind) for heading in written.headings] == [
        ("一、收入", 2, "sec.revenue")
    ]
    (purpose,) = written.purposes
    assert purpose == GoldPurpose("办公", purpose.start, purpose.start + 2, "f2")
    assert written.mentions == (GoldMention("f1", written.mentions[0].quantity),)
    assert [phrase.text for phrase in written.ignored] == ["3项"]


def test_a_project_has_its_name_and_its_fields(written):
    (project,), (indicator,) = written.projects, written.indicators
    assert (project.name, project.text, project.fields["goal"].text) == ("路灯改造项目", "路灯", "亮灯率≥98%")
    assert (indicator.project, indicator.level1, indicator.level3, indicator.comparator) == ("p1", None, "亮灯率", ">=")
    assert (indicator.value, indicator.unit, indicator.kind) == (Decimal(98), "%", "quantitative")


def test_checks_and_what_is_known_stand_behind_the_text(written):
    assert written.checks == (GoldCheck("P02", ("f2", "f1")), GoldCheck("T03", ()))
    assert written.meta == {"fiscal_year": "2021", "style": "a=b"}


def test_a_number_may_state_two_facts_the_inner_one_first():
    gold = read_markup("收支均为⟪q id=out item=支出|⟪q id=in item=收入|9元⟫⟫", "two")
    assert [(fact.id, fact.text) for fact in gold.facts] == [("in", "9元"), ("out", "9元")]


def test_of_two_that_begin_together_the_longer_is_first():
    gold = read_markup("收入⟪q id=out item=收入|⟪q id=in item=收入|9元⟫整⟫", "two")
    assert [(fact.id, fact.text) for fact in gold.facts] == [("out", "9元整"), ("in", "9元")]


def test_a_document_needs_nothing_behind_its_text():
    assert read_markup("收入9元\n", "plain").text == "收入9元\n"


def test_rows_cannot_be_changed(written):
    with pytest.raises(AttributeError):
        written.name = "other"
    with pytest.raises(TypeError):
        written.meta["kind"] = "other"


# -- numbers

NUMBERS = [
    # printed, what the annotator says, value, unit, step
    ("824.13万元", {}, "8241300", "CNY", "100"),
    ("１，２３４．５万元", {}, "12345000", "CNY", "1000"),
    ("12.5 亿元", {}, "1250000000", "CNY", "10000000"),
    ("3千元", {}, "3000", "CNY", "1000"),
    ("0.00元", {}, "0", "CNY", "0.01"),
    ("-11.62%", {}, "-11.62", "%", "0.01"),
    ("（5.1）％", {}, "-5.1", "%", "0.1"),
    ("2.5个百分点", {}, "2.5", "pp", "0.1"),
    ("约42批次518人", {}, "42", "批次", "1"),
    ("9个。", {}, "9", "个", "1"),
    ("27台（套）", {"unit": "台"}, "27", "台", "1"),
    ("620.00", {"value": "6200000", "unit": "CNY"}, "6200000", "CNY", "100"),
    ("1,184.60", {"unit": "CNY"}, "1184.60", "CNY", "0.01"),
    ("三个", {"value": "3", "unit": "个"}, "3", "个", "1"),
    ("一半", {"value": "50", "unit": "%"}, "50", "%", "1"),
]


@pytest.mark.parametrize(("printed", "said", "value", "unit", "step"), NUMBERS)
def test_a_number_is_read_in_its_base_unit(printed, said, value, unit, step):
    assert read_number(printed, **said) == (Decimal(value), unit, Decimal(step))


def test_words_without_a_digit_are_no_number():
    assert read_number("若干") is None


# -- problems

FACT = "⟪q id=f1 item=收入|9元⟫"
PROBLEMS = [
    # the markup, the line, what is said of it
    ("收入\n⟪q id=f1 item=收入\n|9元⟫", 2, "⟪ without | on its line"),
    ("收入⟪x|9元", 1, "⟪x is never closed"),
    ("收入\n\n9元⟫", 3, "⟫ closes nothing"),
    ("⟪x 一|9元⟫", 1, "not a name and key=value words"),
    ('⟪none id=f1 item="收入|无⟫', 1, "not a name and key=value words"),
    ("⟪|9元⟫", 1, "not a name and key=value words"),
    ("⟪h level=1 level=2|一、收入⟫", 1, "an attribute is given twice"),
    ("⟪fact id=f1|9元⟫", 1, "fact is not a tag"),
    ("⟪q id=f1|9元⟫", 1, "q (fact): item= is missing in '9元'"),
    ("⟪h|一、收入⟫", 1, "h (heading): level= is missing"),
    ("⟪q id=f1 item=收入 dir=flat|9元⟫", 1, "q (fact): dir= does not belong here"),
    ("⟪h level=一|一、收入⟫", 1, "level=一 is not a level from 1 to 9"),
    ("⟪q id=f1 item=收入 y=21|9元⟫", 1, "y=21 is not a year of four digits"),
    ("⟪q id=f1 item=收入 st=draft|9元⟫", 1, "st=draft is not one of budget, budget_adjusted"),
    ("⟪q id=f1 item=收入 v=九|若干⟫", 1, "v=九 is not a number"),
    ("⟪q id=f1 item=收入 v=NaN|若干⟫", 1, "v=NaN is not a number"),
    ("⟪ind kind=good|好⟫", 1, "kind=good is not one of quantitative, qualitative"),
    ("⟪q id=f1 item=收入|若干⟫", 1, "q (fact): '若干' has no number"),
    (f"{FACT}\n{FACT}", 2, "fact id f1 is given twice"),
    ("⟪reason id=r1 explains=|省⟫⟪reason id=r1 explains=|省⟫", 1, "reason id r1 is given twice"),
    (f"{FACT}⟪flat ch=f1 fact=f1|持平⟫", 1, "f1 is the id of a fact and of a change"),
    ("⟪q id=f1 item=收入 part_of=f9|9元⟫", 1, "part_of=f9, but there is no fact f9"),
    ("⟪q same=f9|9元⟫", 1, "same=f9, but there is no fact f9"),
    ("⟪q ratio=share of=f9|9%⟫", 1, "of=f9, but there is no fact f9"),
    ("⟪purpose fact=f9|办公⟫", 1, "fact=f9, but there is no fact f9"),
    ("⟪pf p=p9 f=goal|好⟫", 1, "p=p9, but there is no project p9"),
    ("⟪ind p=p9|好⟫", 1, "p=p9, but there is no project p9"),
    ("⟪reason explains=c9|省⟫", 1, "reason: no fact or change c9"),
    ("⟪q ch=c1 part=amount dir=increase|9元⟫", 1, "change c1 has no fact"),
    (f"{FACT}⟪q ch=c1 part=amount fact=f1|9元⟫", 1, "change c1 has no direction"),
    (f"{FACT}\n⟪flat ch=c1 fact=f1|持平⟫⟪flat ch=c1 fact=f1|一样⟫", 2, "change c1 has its flat twice"),
    (
        f"{FACT}⟪q ch=c1 part=amount fact=f1 dir=increase|9元⟫⟪q ch=c1 part=percent dir=decrease|9%⟫",
        1,
        "change c1 has dir=decrease and increase",
    ),
    ("⟪proj id=p1|路灯⟫⟪pf p=p1 f=goal|亮⟫⟪pf p=p1 f=goal|好⟫", 1, "project p1 has its goal twice"),
    (f"{FACT}\n====CHECKS====\nS05 f1\nS05 f9", 4, "check: no fact or change f9"),
    (f"{FACT}\n====META====\nfiscal_year", 3, "meta: 'fiscal_year' is not key=value"),
    (f"{FACT}\n\n====NOTES====\nfiscal_year=2021", 3, "NOTES is not one of CHECKS, META"),
]


@pytest.mark.parametrize(("markup", "line", "reason"), PROBLEMS, ids=[reason for _, _, reason in PROBLEMS])
def test_a_problem_is_named_with_its_line(markup, line, reason):
    with pytest.raises(MarkupError) as caught:
        read_markup(markup, "某文")
    (problem,) = caught.value.problems
    assert problem.line == line
    assert reason in problem.reason
    assert str(caught.value) == f"某文, line {line}: {problem.reason}"


def test_all_problems_of_a_document_are_named_in_the_order_of_their_lines():
    with pytest.raises(MarkupError) as caught:
        read_markup("⟪reason explains=c1|省⟫\n⟪h level=0|一⟫\n⟪y|二⟫\n====META====\n9", "某文")
    assert [problem.line for problem in caught.value.problems] == [1, 2, 3, 5]


def test_a_file_is_named_by_its_problems(tmp_path):
    path = tmp_path / "某文.gold"
    path.write_text("收入\n⟪x|9元", "utf-8")
    with pytest.raises(MarkupError, match="某文, line 2"):
        load_gold(path)


# -- the documents that come with the project


def phrases(value: object) -> Iterator[Phrase]:
    """Every phrase inside a row."""
    if isinstance(value, Phrase):
        yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from phrases(getattr(value, field.name))
    if isinstance(value, tuple):
        for row in value:
            yield from phrases(row)


def test_the_documents_come_with_the_project_by_name():
    names = [document.name for document in DOCUMENTS]
    assert len(names) >= 24
    assert names == sorted(names)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_phrase_of_a_document_is_its_text(document):
    found = list(phrases(document))
    assert len(found) > len(document.facts) > 0
    assert [phrase for phrase in found if document.text[phrase.start : phrase.end] != phrase.text] == []
    assert not set(document.text) & set("⟪⟫")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_document_names_what_the_catalogue_has(document):
    known = catalogue.load()
    concepts = {concept.id for concept in known.concepts}
    kinds = {kind.id for kind in known.sections}
    assert {fact.concept for fact in document.facts} - {None} <= concepts
    assert {heading.kind for heading in document.headings} - {None} <= kinds


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_document_says_what_it_is(document):
    assert {"fiscal_year", "kind", "organisation", "region", "source", "style"} <= set(document.meta)
