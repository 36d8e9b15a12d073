"""A record counts for what is right in it: whole rows, each field, and how sure it was."""

import json
from collections import Counter
from typing import Any

import pytest

from annotations.markup import gold_documents, read_markup
from annotations.scoring import MEASURES, Counts, Difference, score_record, total
from annotations.scoring.likeness import bare, is_same_name, is_same_value
from tests.annotations.records import CONFIDENCE, perfect_record

SAMPLE = read_markup(
    """\
⟪h level=1 kind=sec.revenue|一、收入情况⟫
收入总计⟪q id=f1 c=rev.total item=收入总计 y=2021 st=budget|824.13万元⟫，比上年减少\
⟪q ch=c1 part=amount fact=f1 dir=decrease against=last_year_budget|108.39万元⟫，减少⟪q ch=c1 part=percent|11.62%⟫，\
原因是⟪reason id=r1 explains=c1 cat=austerity|大力压缩公用经费开支⟫。其中：财政拨款收入\
⟪q id=f2 c=rev.fiscal item=财政拨款收入 y=2021 st=budget part_of=f1|786.67万元⟫，\
占⟪q ratio=share fact=f2 of=f1|48.92%⟫，\
与上年⟪flat ch=c2 fact=f2 against=last_year_budget|持平⟫；\
⟪none id=f3 c=rev.gov_fund item=政府性基金收入 y=2021 st=budget|没有政府性基金收入⟫。以上合计⟪q same=f1|824.13万元⟫。\
农林水支出⟪q id=f5 c=exp.func item=农林水支出 y=2021 st=budget|12万元⟫，\
临聘⟪q id=f6 item=临聘人员 y=2021 st=budget|0名⟫。
⟪h level=2|（一）项目⟫
⟪proj id=p1|路灯改造⟫由⟪pf p=p1 f=implementer|城建办⟫于⟪pf p=p1 f=period|2021年⟫实施，\
⟪pf p=p1 f=goal|让主干道都亮起来⟫，预算\
⟪pf p=p1 f=budget|⟪q id=f4 c=project.annual_budget item=路灯改造 y=2021 st=budget|36万元⟫⟫
数量指标
改造路灯⟪ind p=p1 l1=产出指标 l2=数量指标 l3=改造路灯 cmp=">=" v=120 u=盏|≥120盏⟫
⟪h level=1|二、其他⟫
====CHECKS====
P02 f2 f1  # 786.67 / 824.13 = 95.45 %
""",
    "sample",
)


def lowered(record: dict[str, Any]) -> set[str]:
    """The measures of which not everything is right."""
    return {name for name, counts in score_record(SAMPLE, record).counts.items() if counts.f1 < 1}


def row(record: dict[str, Any], name: str) -> dict[str, Any]:
    """A row of the sample by its id."""
    return next(row for rows in record.values() for row in rows if row["id"] == name)


@pytest.mark.parametrize(
    ("counts", "precision", "recall", "f1"),
    [
        (Counts(right=8, false=2, missed=2), 0.8, 0.8, 0.8),
        (Counts(right=1, false=3, missed=0), 0.25, 1.0, 0.4),
        (Counts(right=0, false=0, missed=3), 1.0, 0.0, 0.0),
        (Counts(), 1.0, 1.0, 1.0),
    ],
)
def test_counts_make_precision_recall_and_f1(counts, precision, recall, f1):
    assert (counts.precision, counts.recall, counts.f1) == (precision, recall, f1)


# -- whole records


@pytest.mark.parametrize("gold", [SAMPLE, *gold_documents()], ids=lambda gold: gold.name)
def test_a_perfect_record_scores_one_everywhere(gold):
    score = score_record(gold, perfect_record(gold))
    assert score.mistakes == ()
    assert [name for name, counts in score.counts.items() if counts.false or counts.missed] == []
    assert score.counts["fact"].right == len(gold.facts)


def test_a_perfect_record_of_the_sample_is_measured_in_everything():
    counts = score_record(SAMPLE, perfect_record(SAMPLE)).counts
    assert [name for name in MEASURES if not counts[name].right] == []


def test_an_empty_record_misses_everything_and_makes_nothing_up():
    score = score_record(SAMPLE, {})
    assert score.rows == Counts(right=0, false=0, missed=11)
    assert {mistake.kind for mistake in score.mistakes} == {"missed"}
    assert all(counts.false == 0 for counts in score.counts.values())


def test_documents_are_added_not_averaged():
    scores = [score_record(SAMPLE, perfect_record(SAMPLE)), score_record(SAMPLE, {})]
    both = total(scores)
    assert both.counts["fact"] == Counts(right=6, missed=6)
    assert both.mistakes == scores[1].mistakes
    assert total([]).rows == Counts()


# -- damage

PLACE = {"text": "2021", "start": 0, "end": 2}  # a place where nothing is marked
NUMBER = {**PLACE, "value": "2021", "unit": ""}

DAMAGES = [
    # what goes wrong, the row, its fields and their new values, what is lowered
    ("a digit of a number is wrong", "f4", {"quantity.value": "370000"}, "number fact"),
    ("a number is taken for yuan that counts people", "f4", {"quantity.unit": "人"}, "number fact"),
    (
        "a number is quoted from the wrong place",
        "f4",
        {"quantity.start": 0, "quantity.end": 4},
        "number fact project.field",
    ),
    (
        "the item is another, and so is the concept",
        "f4",
        {"item.text": "机关运行经费", "concept": "op.total"},
        "fact fact.item fact.concept",
    ),
    ("the concept alone is another", "f1", {"concept": "exp.total"}, "fact.concept"),
    ("the year is wrong", "f1", {"year": 2020}, "fact fact.year"),
    ("the stage is wrong", "f2", {"stage": "final"}, "fact fact.stage"),
    ("a number is said to be a blank", "f2", {"state": "blank"}, "fact fact.state"),
    ("a part has no total", "f2", {"part_of": None}, "fact.part_of"),
    ("a zero is said not to be stated", "f6", {"state": "none_stated"}, "fact fact.state"),
    ("the concept is right, but many items have it", "f5", {"item.text": "教育支出"}, "fact fact.item"),
    ("a mention is lost", "f1", {"mentions": []}, "number"),
    ("a change lacks its percentage", "c1", {"percent": None}, "number change change.numbers"),
    ("a change without numbers has one", "c2", {"percent": NUMBER}, "number change change.numbers"),
    (
        "a change with numbers is said to be none",
        "c1",
        {"amount": None, "percent": None, "direction": "flat"},
        "number change reason",
    ),
    ("a change without numbers is of another fact", "c2", {"fact": "f5"}, "change change.fact"),
    ("a change is of another fact", "c1", {"fact": "f2"}, "change change.fact"),
    ("a decrease is an increase", "c1", {"direction": "increase"}, "change change.direction"),
    ("a change is against another base", "c2", {"against": "budget_initial"}, "change change.against"),
    ("a share is a completion", "q0", {"kind": "completion"}, "ratio ratio.kind"),
    ("a share is of another part", "q0", {"fact": "f4"}, "ratio ratio.fact"),
    ("a share is of nothing", "q0", {"of": None}, "ratio ratio.of"),
    ("a reason is cut in half", "r1", {"end": SAMPLE.reasons[0].start + 4}, "reason reason.span"),
    ("a reason explains the part beside it", "r1", {"explains": ["f2"]}, "reason"),
    ("a reason explains too much", "r1", {"explains": ["c1", "f2"]}, "reason"),
    ("an indicator stands under another heading", "i0", {"level2": "质量指标"}, "indicator indicator.level2"),
    ("a target is misread", "i0", {"target.value": "12"}, "indicator indicator.value"),
    ("a project has no implementer", "p1", {"implementer": None}, "project.field"),
    ("a project's budget is another fact", "p1", {"budget": "f1"}, "project.field"),
    ("a project has another name", "p1", {"name.text": "绿化养护"}, "project project.field"),
    ("a heading is found a line too late", "s1", {"heading_start": 5 + SAMPLE.headings[1].end}, "heading"),
    ("a heading hangs on no other", "s1", {"parent": None}, "heading.parent"),
    ("a heading hangs on another", "s2", {"parent": "s0"}, "heading.parent"),
    ("a contradiction is blamed on another row", "k0", {"facts": ["f4"]}, "check"),
    ("a contradiction is of another family", "k0", {"rule": "S05"}, "check"),
    ("a contradiction is within rounding", "k0", {"status": "within_rounding"}, "check"),
]


def changed(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    """A record that is perfect but for some fields of one row."""
    record = perfect_record(SAMPLE)
    for path, value in fields.items():
        *outer, last = path.split(".")
        target = row(record, name)
        for step in outer:
            target = target[step]
        target[last] = value
    return record


@pytest.mark.parametrize(
    ("name", "fields", "measures"), [case[1:] for case in DAMAGES], ids=[case[0] for case in DAMAGES]
)
def test_damage_lowers_what_it_damages_and_nothing_else(name, fields, measures):
    assert lowered(changed(name, fields)) == set(measures.split())


NEARLY = [
    # what differs, the row, its fields and their new values
    ("yuan by its Chinese name", "f4", {"quantity.unit": "元"}),
    ("another counter", "f6", {"quantity.unit": "人"}),
    ("a value with more zeros", "f4", {"quantity.value": "360000.00"}),
    ("a number that begins a character early", "f4", {"quantity.start": SAMPLE.facts[-1].start - 1}),
    ("a longer name of the item", "f2", {"item.text": "2021年一般公共预算财政拨款收入", "concept": "rev.fiscal"}),
    ("a concept of the item in other words", "f1", {"item.text": "年度盘子"}),
    ("a statement said to be a zero", "f3", {"state": "zero"}),
    ("a statement quoted elsewhere", "f3", {"item.start": 0, "item.end": 2}),
    ("a statement quoted elsewhere in other words", "f3", {"item": {"text": "基金盘子", "start": 0, "end": 2}}),
    ("持平 without its place", "c2", {"start": None, "end": None}),
    ("a reason without its first two characters of ten", "r1", {"start": SAMPLE.reasons[0].start + 2}),
    ("a target without its place", "i0", {"target.start": None, "target.end": None}),
    ("a period in other words", "p1", {"period": {"start": "2021-01", "end": "2021-12"}}),
    ("another end of the goal", "p1", {"goal": None}),
    ("a field as plain text", "p1", {"implementer": "镇城建办"}),
    ("a name as plain text", "p1", {"name": "路灯改造项目"}),
    ("a heading without its number", "s1", {"heading_start": SAMPLE.headings[1].start + 3}),
    ("another rule of the family", "k0", {"rule": "P09"}),
]


@pytest.mark.parametrize(("name", "fields"), [case[1:] for case in NEARLY], ids=[case[0] for case in NEARLY])
def test_what_a_careful_person_would_accept_is_right(name, fields):
    assert lowered(changed(name, fields)) == set()


def test_a_fact_may_be_quoted_where_it_is_stated_again():
    record = perfect_record(SAMPLE)
    total_row = row(record, "f1")
    total_row["quantity"], total_row["mentions"] = total_row["mentions"][0], [total_row["quantity"]]
    assert lowered(record) == set()


def test_a_change_without_numbers_is_found_by_its_place_though_its_fact_is_lost():
    record = perfect_record(SAMPLE)
    record["facts"].remove(row(record, "f2"))
    assert score_record(SAMPLE, record).counts["change.fact"] == Counts(right=1, false=1, missed=1)


def test_a_part_of_nothing_is_not_part_of_a_total_that_was_missed():
    record = changed("f2", {"part_of": None})
    record["facts"].remove(row(record, "f1"))
    assert score_record(SAMPLE, record).counts["fact.part_of"] == Counts(false=1, missed=1)


@pytest.mark.parametrize(
    ("list_name", "name", "measures"),
    [
        ("facts", "f3", "fact"),  # a statement without a number
        ("facts", "f4", "number fact project.field"),
        ("changes", "c2", "change"),
        ("changes", "c1", "number change reason"),  # its reason has nothing left to explain
        ("ratios", "q0", "number ratio"),
        ("reasons", "r1", "reason reason.span"),
        ("indicators", "i0", "indicator"),
        ("projects", "p1", "project project.field"),
        ("checks", "k0", "check"),
    ],
)
def test_a_lost_row_lowers_its_kind(list_name, name, measures):
    record = perfect_record(SAMPLE)
    record[list_name] = [row for row in record[list_name] if row["id"] != name]
    assert lowered(record) == set(measures.split())


def test_a_level_taken_for_a_change_is_found_in_the_wrong_role():
    record = perfect_record(SAMPLE)
    level = row(record, "f4")
    record["facts"].remove(level)
    record["changes"].append({"id": "c9", "fact": "f2", "direction": "increase", "amount": level["quantity"]})
    assert lowered(record) == {"role", "fact", "change", "project.field"}


MADE_UP = [
    ("facts", {"quantity": NUMBER, "item": PLACE}, "number fact"),
    ("facts", {"quantity": None, "state": "none_stated", "item": PLACE}, "fact"),
    ("changes", {"direction": "flat", "fact": "f4"}, "change"),
    ("ratios", {"kind": "share", "fact": "f1", "percent": NUMBER}, "number ratio"),
    ("reasons", {**PLACE, "explains": ["c1"]}, "reason reason.span"),
    ("indicators", {"level3": "亮灯率", "target": PLACE}, "indicator"),
    ("sections", {"heading_start": 40, "title": "其中"}, "heading"),
    ("checks", {"rule": "S05", "status": "violated", "severity": "error"}, "check"),
]


@pytest.mark.parametrize(("list_name", "added", "measures"), MADE_UP)
def test_a_row_made_up_lowers_its_kind(list_name, added, measures):
    record = perfect_record(SAMPLE)
    record[list_name].append({"id": "new", "confidence": 0.6, **added})
    score = score_record(SAMPLE, record)
    assert lowered(record) == set(measures.split())
    assert [mistake.kind for mistake in score.mistakes] == ["false"]
    assert (score.mistakes[0].row, 0.6, False) in {judgement[:3] for judgement in score.judgements}


UNCOUNTED = [
    ("a fact read from a table", "facts", {"quantity": NUMBER, "table": {"id": "t1", "row": 1, "column": 1}}),
    (
        "a number of an indicator's target",
        "facts",
        {"quantity": {**NUMBER, "start": SAMPLE.indicators[0].start, "end": SAMPLE.indicators[0].end}},
    ),
    ("a warning", "checks", {"rule": "S05", "status": "violated", "severity": "warning"}),
    ("a check that holds", "checks", {"rule": "S05", "status": "exact", "severity": "error"}),
    ("a project that nobody marked", "projects", {"name": "绿化养护"}),
]


@pytest.mark.parametrize(("list_name", "added"), [case[1:] for case in UNCOUNTED], ids=[case[0] for case in UNCOUNTED])
def test_what_gold_does_not_mark_everywhere_is_not_counted(list_name, added):
    record = perfect_record(SAMPLE)
    record[list_name].append({"id": "new", **added})
    assert lowered(record) == set()


def test_a_mention_may_have_a_row_of_its_own():
    record = perfect_record(SAMPLE)
    again = row(record, "f1")["mentions"].pop()
    record["facts"].append({"id": "new", "item": PLACE, "quantity": again})
    assert lowered(record) == set()


def test_statements_are_only_false_where_gold_marks_statements():
    gold = read_markup("收入⟪q id=f1 item=收入|9元⟫，无其他收入。", "plain")
    record = perfect_record(gold)
    record["facts"].append({"id": "new", "state": "none_stated", "item": PLACE})
    assert score_record(gold, record).counts["fact"].f1 == 1.0


def test_indicators_are_only_false_where_gold_marks_indicators():
    gold = read_markup("收入9元", "plain")
    found = {"indicators": [{"id": "i0", "level3": "亮灯率", "target": PLACE, "confidence": 0.9}]}
    assert score_record(gold, found).counts["indicator"] == Counts()
    assert score_record(gold, found).judgements == ()


def test_a_contradiction_of_the_text_itself_is_found_by_its_rule_alone():
    gold = read_markup("收入9元\n====CHECKS====\nT03\n", "plain")
    found = {"id": "k0", "rule": "T03", "status": "violated", "severity": "error"}
    assert score_record(gold, {"checks": [found]}).counts["check"] == Counts(right=1)
    assert score_record(gold, {"checks": [{**found, "rule": "T04"}]}).counts["check"] == Counts(false=1, missed=1)


def test_a_check_may_rest_on_a_fact_through_its_ratio_or_its_change():
    for kind, name in (("ratios", "q0"), ("changes", "c1")):
        record = perfect_record(SAMPLE)
        row(record, "k0").update({"facts": [], kind: [name]})
        assert lowered(record) == set()


# -- likeness


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [
        ("“三公”经费支出", "三公经费", True),  # filler does not count
        ("2021年收入预算", "收入", True),
        ("公务用车运行维护费", "公务车运行维护费", True),  # nearly equal
        ("城乡社区支出", "教育支出", False),
        ("费", "培训费", False),  # too short to be found inside another
        ("", "收入", False),
        ("支出", "支出", False),  # nothing but filler names nothing
        (None, None, False),
    ],
)
def test_names_are_compared_without_filler(wanted, found, same):
    assert is_same_name(wanted, found) is same


def test_filler_is_taken_out_of_names():
    assert bare("2021年度“三公”经费（财政拨款）支出") == "度三公经费财政拨款"


@pytest.mark.parametrize(
    ("found", "same"), [("8241300", True), ("8241300.00", True), (8241300, True), ("8241301", False), (None, False)]
)
def test_values_are_compared_as_numbers(found, same):
    assert is_same_value(SAMPLE.facts[0].quantity.value, found) is same


# -- mistakes


def test_a_mistake_quotes_the_text_and_names_the_fields():
    record = perfect_record(SAMPLE)
    row(record, "f1").update(year=2020, stage=None)
    (mistake,) = score_record(SAMPLE, record).mistakes
    assert (mistake.document, mistake.row, mistake.kind) == ("sample", "fact", "wrong")
    assert mistake.quote == "收入总计｜824.13万元"
    assert SAMPLE.text[mistake.start :].startswith("824.13万元")
    assert mistake.differences == (Difference("year", "2021", "2020"), Difference("stage", "budget", "-"))


def test_links_are_named_by_the_ids_of_the_annotation():
    record = json.loads(json.dumps(perfect_record(SAMPLE)).replace('"f2"', '"x2"'))
    row(record, "c1")["fact"] = "x2"
    row(record, "r1")["explains"] = ["x2"]
    wrong = [difference for mistake in score_record(SAMPLE, record).mistakes for difference in mistake.differences]
    assert wrong == [Difference("fact", "f1", "f2"), Difference("explains", "c1", "f2")]


def test_mistakes_stand_in_the_order_of_the_text():
    starts = [mistake.start for mistake in score_record(SAMPLE, {}).mistakes]
    assert starts[-1] is None
    assert starts[:-1] == sorted(starts[:-1])


# -- judgements


def test_every_row_is_judged_once_by_whether_it_was_accepted():
    record = perfect_record(SAMPLE)
    row(record, "f1")["year"] = 1999
    row(record, "r1")["end"] -= 5
    del row(record, "q0")["confidence"]
    judgements = score_record(SAMPLE, record).judgements
    assert Counter((row, accepted) for row, confidence, accepted, _ in judgements if confidence == CONFIDENCE) == {
        ("fact", True): 5,
        ("fact", False): 1,
        ("change", True): 2,
        ("reason", False): 1,
        ("indicator", True): 1,
        ("project", True): 1,
        ("heading", True): 3,
    }
