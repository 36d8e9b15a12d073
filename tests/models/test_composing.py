"""Composed documents are annotated documents: they load, agree with themselves, and come again from the same seed."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.markup.tags import take_tags
from models.corpus import compose, compose_markup, load_patterns
from models.corpus.__main__ import main
from models.corpus.setting import STAGES

SEEDS = st.integers(0, 10**9)
NUMBER = re.compile(r"(?<![\d第])\d[\d,.]*\s?(?:亿元|万元|元|%|个百分点|辆|台|套|家|批次|户)")
MARKED = ("q", "x", "ind", "pf", "none", "reason")
few = settings(max_examples=40, deadline=None)


def numbers(gold):
    """The printed numbers of facts, by id."""
    return {fact.id: fact.quantity.value for fact in gold.facts if fact.quantity}


def rounds_to(exact, printed):
    """Whether a percentage is what the exact one rounds to, half a step either way."""
    return abs(exact - printed.value) <= printed.step / 2


@few
@given(SEEDS)
def test_changes_are_percentages_of_the_level_that_they_lead_from(seed):
    gold = compose(seed)
    value = numbers(gold)
    for change in gold.changes:
        if not change.amount or not change.percent or change.amount.unit == "pp":
            continue
        sign = {"increase": -1, "decrease": 1, "flat": 0}[change.direction]
        before = value[change.fact] + sign * change.amount.value
        exact = change.amount.value * 100 / before if before else Decimal(0)
        assert rounds_to(exact, change.percent), (seed, change)


@few
@given(SEEDS)
def test_shares_and_completions_are_percentages_of_their_facts(seed):
    gold = compose(seed)
    value = numbers(gold)
    for ratio in gold.ratios:
        if ratio.of and ratio.kind != "score":
            whole = value[ratio.of]
            assert rounds_to(value[ratio.fact] * 100 / whole if whole else Decimal(0), ratio.percent), (seed, ratio)


@few
@given(SEEDS)
def test_no_part_is_more_than_its_whole(seed):
    gold = compose(seed)
    value = numbers(gold)
    for fact in gold.facts:
        if fact.quantity and fact.part_of in value:
            assert fact.quantity.value <= value[fact.part_of], (seed, fact)


@few
@given(SEEDS)
def test_every_number_with_a_unit_is_marked(seed):
    untagged = take_tags(compose_markup(seed).partition("\n====META====")[0])
    marked = [range(tag.start, tag.end + 1) for tag in untagged.tags if tag.name in MARKED]
    loose = [found[0] for found in NUMBER.finditer(untagged.text) if not any(found.start() in one for one in marked)]
    assert loose == []


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_a_seed_gives_the_same_document_again(seed):
    assert compose_markup(seed) == compose_markup(seed)


def test_seeds_give_different_documents():
    assert len({compose_markup(seed) for seed in range(20)}) == 20


@pytest.mark.parametrize("kind", sorted(STAGES))
def test_every_kind_of_document_has_headings_and_rows(kind):
    gold = compose(5, kind=kind)
    assert len({heading.level for heading in gold.headings}) >= 1
    assert gold.facts or gold.indicators
    assert gold.meta["fiscal_year"].isdecimal()


def test_only_the_given_patterns_are_drawn_from():
    chosen = [pattern for pattern in load_patterns() if pattern.family == "total-plain"]
    gold = compose(3, patterns=chosen, kind="budget")
    assert [heading.kind for heading in gold.headings] == ["part.narrative", "sec.overall"]
    assert {fact.concept for fact in gold.facts} <= {"rev.total", "exp.total"}


def test_the_command_prints_documents_one_after_the_other(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["models.corpus", "--seed", "4", "--documents", "2"])
    main()
    assert capsys.readouterr().out == f"{compose_markup(4)}\n{compose_markup(5)}\n"


def test_the_command_writes_documents_into_a_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "sys.argv", ["models.corpus", "--seed", "4", "--documents", "2", "--folder", str(tmp_path / "new")]
    )
    main()
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["composed-4.gold", "composed-5.gold"]
