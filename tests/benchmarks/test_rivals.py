"""The benchmark beside others: every tool is brought to one form rightly, and the pages say what the results say."""

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from annotations.markup import read_markup
from benchmarks.rivals import documents, encoder, numbers, page, plots, readers, results
from benchmarks.rivals.labels import find_labels, labels
from benchmarks.rivals.linking import link
from benchmarks.rivals.tagger import WINDOW, marks_of, spans, windows
from benchmarks.rivals.tags import Tag, tags_of

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def measured():
    return results.read(DOCS / "benchmark.json")


def brief(found):
    return [(one.text, str(one.value), one.unit, one.kind) for one in found]


def said(start, last, **resolution):
    return SimpleNamespace(start=start, end=last, resolution=resolution)


@pytest.mark.parametrize(
    ("text", "result", "expected"),
    [
        (
            "支出12.5万元",
            said(2, 7, value="125000", unit="Chinese yuan", isoCurrency="CNY"),
            [("12.5万元", "125000", "CNY", "amount")],
        ),
        ("下降3.8%", said(2, 5, value="3.8%"), [("3.8%", "3.8", "%", "percent")]),
        ("共58人", said(1, 2, value="58"), [("58", "58", "", "number")]),
        ("若干元", said(0, 2, value=None, unit="Chinese yuan"), []),
    ],
)
def test_what_recognizers_text_says_is_a_quantity(text, result, expected):
    assert brief(readers.from_recognizers(text, [result])) == expected


@pytest.mark.parametrize(
    ("text", "result", "expected"),
    [
        (
            "支出12.5万元",
            {"offset": [2, 8], "detail": {"num": "125000.00", "case": "元"}},
            [("12.5万元", "125000.00", "CNY", "amount")],
        ),
        (
            "3-5万元",
            {"offset": [0, 5], "detail": {"num": ["30000.00", "50000.00"], "case": "元"}},
            [("3-5万元", "30000.00", "CNY", "amount"), ("3-5万元", "50000.00", "CNY", "amount")],
        ),
        ("5美元", {"offset": [0, 3], "detail": {"num": "5.00", "case": "美元"}}, [("5美元", "5.00", "USD", "amount")]),
        ("元", {"offset": [0, 1], "detail": None}, []),
    ],
)
def test_what_jionlp_says_is_a_quantity(text, result, expected):
    assert brief(readers.from_jionlp(text, [result])) == expected


def test_a_case_passes_only_where_nothing_else_is_read():
    case = {"text": "支出1.5元", "found": [["1.5元", "1.5", "CNY"]]}
    right = readers.from_jionlp(case["text"], [{"offset": [2, 6], "detail": {"num": "1.5", "case": "元"}}])
    second = readers.from_jionlp(case["text"], [{"offset": [4, 6], "detail": {"num": "5", "case": "元"}}])
    one, both = list(right), [*readers.from_jionlp(case["text"], []), *second]

    def judged(found):
        reader = readers.Reader("stub", frozenset({"amount"}), lambda _: found)
        return numbers.judged([reader], case).passed

    assert judged(one) == {"stub": True}
    assert judged([*one, *both]) == {"stub": False}
    assert judged([]) == {"stub": False}


def test_a_reader_is_not_asked_for_what_it_does_not_offer():
    reader = readers.Reader("stub", frozenset({"amount"}), lambda _: [])
    assert numbers.judged([reader], {"text": "降3%", "found": [["3%", "3", "%"]]}).passed == {}


def test_every_case_of_a_phenomenon_prints_what_it_expects():
    found = numbers.phenomena([readers.mingxi()])
    assert {phenomenon.en for phenomenon in found if not any(c.passed["mingxi"] for c in phenomenon.cases)} == {
        "other currencies"  # those are no quantities, on purpose
    }


def test_a_number_counts_as_read_with_its_place_value_and_unit():
    gold = read_markup("收入⟪q id=f item=收入 y=2024 st=budget|1.5万元⟫", "a")
    [wanted] = numbers.marked(gold)
    [quantity] = readers.mingxi().read(gold.text)
    assert list(numbers.verdicts(wanted, [quantity])) == ["found", "span", "value", "all"]
    assert list(numbers.verdicts(wanted, [])) == []


def test_a_number_whose_unit_stands_elsewhere_is_not_asked_for():
    gold = read_markup("收入\t⟪q id=f item=收入 y=2024 st=budget v=15000 u=CNY|1.50⟫", "a")
    assert list(numbers.marked(gold)) == []


SENTENCE = "2024年三公经费12万元，比上年减少3万元，下降20%。公务接待费3万元，占三公经费的25%，与上年持平。"


def test_the_list_of_labels_makes_rows_of_the_usual_sentence():
    record = link(SENTENCE, find_labels(SENTENCE))
    total, reception = record["facts"]
    assert [fact["item"]["text"] for fact in record["facts"]] == ["三公经费", "公务接待费"]
    assert [fact["quantity"]["value"] for fact in record["facts"]] == ["120000", "30000"]
    assert {(fact["year"], fact["stage"]) for fact in record["facts"]} == {(2024, "budget")}
    fall, flat = record["changes"]
    assert (fall["fact"], fall["direction"], fall["amount"]["value"], fall["percent"]["value"]) == (
        total["id"],
        "decrease",
        "30000",
        "20",
    )
    assert (flat["fact"], flat["direction"]) == (reception["id"], "flat")
    [share] = record["ratios"]
    assert (share["kind"], share["fact"], share["of"]) == ("share", reception["id"], total["id"])


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2024年部门决算 基本支出9万元", "level/0/final"),
        ("2024年预算 上年结转数3元，由上年的5元", "level/-1/budget"),
        ("2023年决算 项目支出5元，完成年初预算的80%", "completion"),
        ("2023年决算 项目支出5元，比年初预算增加1元", "amount/increase/budget_initial"),
    ],
)
def test_a_label_tells_the_role_by_the_words_in_front(text, label):
    assert label in {tag.label for tag in find_labels(text)}


def test_what_follows_a_number_without_a_label_is_left_alone():
    assert {tag.label for tag in find_labels("村道硬化5万元，比上年增加1万元。")} == set()


def test_each_label_is_listed_once():
    concepts = [label.concept for label in labels()]
    assert len(concepts) == len(set(concepts)) >= 30


GOLD = (
    "2024年预算：收入⟪q id=f1 item=收入 y=2024 st=budget|9元⟫，比上年⟪q id=f0 item=收入 y=2023 st=budget|8元⟫增加"
    "⟪q ch=c1 part=amount fact=f1 dir=increase against=last_year_budget|1元⟫，其中"
    "⟪none id=n1 item=捐赠 y=2024 st=budget|无⟫捐赠"
)


def test_annotation_becomes_tags():
    assert [(tag.label, tag.end - tag.start) for tag in tags_of(read_markup(GOLD, "a"))] == [
        ("item", 2),
        ("level/0/budget", 2),
        ("level/-1/budget", 2),
        ("amount/increase/last_year_budget", 2),
        ("absent", 1),
    ]


def test_tags_become_rows_again():
    gold = read_markup(GOLD, "a")
    record = link(gold.text, tags_of(gold))
    assert [(fact["year"], fact["state"]) for fact in record["facts"]] == [
        (2024, "reported"),
        (2023, "reported"),
        (2024, "none_stated"),
    ]
    assert [change["fact"] for change in record["changes"]] == [record["facts"][0]["id"]]


def test_a_text_without_tags_has_no_rows():
    assert link("无", []) == {"facts": [], "changes": [], "ratios": []}


def test_tags_are_marks_and_marks_are_tags():
    tags = [Tag(0, 2, "item"), Tag(2, 5, "level/0/budget"), Tag(7, 8, "share")]
    marks = marks_of("x" * 9, tags)
    assert marks[:3] == ["B-item", "I-item", "B-level/0/budget"]
    assert list(spans(marks, 0)) == tags
    assert list(spans(["I-item", "I-item", "O", "B-share"], 10)) == [Tag(10, 12, "item"), Tag(13, 14, "share")]


@pytest.mark.parametrize("text", ["", "短", "长" * 1000, "一句话。" * 300, "行\n" * 400])
def test_windows_cover_a_document_once(text):
    found = list(windows(text))
    assert "".join(text[each.start : each.end] for each in found) == text
    assert all(each.end - each.start <= WINDOW for each in found)


def test_weights_of_four_bits_are_unpacked():
    block = np.zeros(1, encoder.BLOCK)
    block["scale"], block["weights"][0, 0], block["weights"][0, 15] = 0.5, 0x0F, 0x70
    [weights] = encoder.unpack(block)
    assert (weights[0], weights[16], weights[15], weights[31]) == (3.5, -4.0, -4.0, -0.5)


def test_only_pieces_of_one_character_are_kept():
    pieces = {"▁": 6, "元": 9, "▁元": 4, "▁万": 5, "万元": 7}
    assert encoder.characters(SimpleNamespace(pieces=pieces)) == {"▁": 6, "元": 9, "万": 5}


def test_nothing_that_is_left_out_is_learned_from():
    learned, left_out = documents.split(documents.own())
    names = [{gold.name for gold in part} for part in (learned, left_out, documents.unseen())]
    assert all(names)
    assert not names[0] & names[1]
    assert names[2] == set(documents.UNLIKE) - documents.LEARNED_FROM
    assert not names[2] & (names[0] | names[1])


def test_the_pages_say_what_the_results_say(measured):
    for path, text in page.pages(measured).items():
        assert (DOCS / path).read_text("utf-8") == text, f"{path}: python -m benchmarks.rivals --pages writes it anew"


def test_the_results_are_whole(measured):
    assert set(measured.rows) == {"left_out", "others", "first_sight"}
    tools = {"mingxi", "mingxi, rules alone", "labels", "tagger", "perfect tags"}
    assert all(set(group.tools) == tools for group in measured.rows.values())
    assert set(measured.speed.numbers) == set(page.READERS)
    assert set(measured.speed.rows) == tools - {"perfect tags"} | {"bert-base"}
    assert all(value > 0 for value in (*measured.speed.numbers.values(), *measured.speed.rows.values()))


@pytest.mark.parametrize("language", page.LANGUAGES)
def test_every_tool_has_a_name_in_each_language(measured, language):
    say = page.words(language)
    assert all(say("tool", name) for group in measured.rows.values() for name in group.tools)
    assert all(say("tool", name) for name in measured.speed.rows)


def test_a_bar_is_as_long_as_its_value():
    drawn = plots.bars("t", {"a": {"one": 1.0, "half": 0.5, "none": None}})
    widths = [Decimal(part.split('"')[0]) for part in drawn.split('" width="')[2:] if 'height="14"' in part]
    assert widths == [widths[0], widths[0] / 2, 0]
