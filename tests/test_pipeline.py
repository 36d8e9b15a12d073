"""Laws that hold for every record, whatever the text."""

from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.data import Phrase, Quantity, Record
from extractor.outputs import as_plain
from extractor.pipeline import load

WORDS = """
    收入预算总额 公务接待费 其中： 比上年 增加 减少 占 的 持平 主要原因是 主要用于 没有 分别为 由 万元 元 % 个 辆 人
    2021年 2020年 年初预算 决算 完成 ， 。 ； ： 、 （ ） 一、 （一） 1. 项目 产出指标 数量指标 ≥ 12.5 3 0 1,234.56
    １２ XX 详见附件 因
""".split()  # noqa: SIM905, words are read more easily than a list of literals
GAPS = ["\n", "\t", " ", "　"]
SENTENCES = st.lists(st.sampled_from(WORDS + GAPS), max_size=60).map("".join)
PRINTED = st.characters(exclude_categories=["C"], include_characters="\n\t")  # noise is no text, and is refused
TEXTS = st.one_of(SENTENCES, st.text(alphabet=PRINTED, max_size=120))


def extract(content: str) -> Record:
    """The record of a text; one full stop keeps an empty document from being refused."""
    return load(model="none").extract(f"{content}。".encode())


def pieces(value):
    """Every phrase and quantity in a row, however deep."""
    if isinstance(value, Phrase | Quantity):
        yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from pieces(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from pieces(each)


def ids(record: Record) -> set[str]:
    rows = (*record.facts, *record.changes, *record.ratios, *record.reasons, *record.projects, *record.indicators)
    return {row.id for row in rows}


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_every_range_lies_in_the_text_and_holds_what_the_row_prints(content):
    record = extract(content)
    text = record.document.text
    for row in pieces(record):
        assert 0 <= row.start <= row.end <= len(text)
        assert text[row.start : row.end] == row.text
    for row in (*record.sections, *record.changes, *record.reasons, *record.projects, *record.indicators):
        assert 0 <= row.start <= row.end <= len(text)
    for reason in record.reasons:
        assert text[reason.start : reason.end] == reason.text


@settings(deadline=None, max_examples=150)
@given(SENTENCES)
def test_every_reference_leads_to_a_row(content):
    record = extract(content)
    known = ids(record) | {section.id for section in record.sections}
    for fact in record.facts:
        assert {fact.part_of, fact.section, fact.project} - {None} <= known
    for change in record.changes:
        assert change.fact in known
    for ratio in record.ratios:
        assert {ratio.fact, ratio.of} - {None} <= known
    for reason in record.reasons:
        assert set(reason.explains) <= known
    for check in record.checks:
        assert {*check.facts, *check.changes, *check.ratios, *check.indicators} <= known


@settings(deadline=None, max_examples=100)
@given(SENTENCES)
def test_no_fact_is_part_of_itself(content):
    parents = {fact.id: fact.part_of for fact in extract(content).facts}
    for start in parents.items():
        below, above = start
        seen = {below}
        while above is not None:
            assert above not in seen
            seen.add(above)
            above = parents[above]


@settings(deadline=None, max_examples=100)
@given(SENTENCES)
def test_a_document_read_twice_gives_the_same_record(content):
    assert extract(content) == extract(content)


@settings(deadline=None, max_examples=100)
@given(SENTENCES)
def test_confidence_is_a_probability(content):
    record = extract(content)
    rows = (*record.sections, *record.facts, *record.changes, *record.ratios, *record.reasons, *record.indicators)
    assert all(0 <= row.confidence <= 1 for row in rows)


def test_the_extractor_is_loaded_once():
    assert load(model="none") is load(model="none")


def test_numbers_leave_as_decimal_strings():
    plain = as_plain(extract("2021年收入预算总额为824.13万元，比上年减少11.62%"))
    assert plain["facts"][0]["quantity"]["value"] == "8241300"
    assert plain["changes"][0]["percent"]["value"] == "11.62"


@pytest.mark.parametrize("included", [True, False])
def test_the_text_is_part_of_the_record_only_when_asked_for(included):
    plain = as_plain(extract("收入1万元"), text=included)
    assert ("text" in plain["document"]) == included
