"""The written patterns: enough of them, each fills, each has a place, together they show what documents show."""

import re
import tomllib
from pathlib import Path
from random import Random

import pytest

from annotations import catalogue
from models.corpus import PatternError, compose, families, held_out, load_patterns, specimen
from models.corpus.language import Entry, parse, walk
from models.corpus.loading import read_patterns
from models.corpus.outlines import load_outlines
from models.corpus.pools import load_words

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "phenomena.toml").read_text("utf-8"))["case"]
FAMILY = '[[family]]\nname = "f"\nkind = {kind}\nsection = "sec.overall"\ntexts = ["{text}"]\n'


@pytest.fixture(scope="module")
def filled():
    """All patterns filled once or twice, and some documents, as one text."""
    alone = (specimen(pattern, seed).text for pattern in load_patterns() for seed in range(2))
    return "\n".join([*alone, *(compose(seed).text for seed in range(300))])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_composed_documents_show(case, filled):
    assert [search for search in case["finds"] if not re.search(search, filled)] == []


def test_there_are_many_patterns_in_many_families_and_no_two_alike():
    patterns = load_patterns()
    assert len(patterns) >= 500
    assert len(families(patterns)) >= 90
    assert len({pattern.text for pattern in patterns}) == len(patterns)


def test_a_family_stands_in_one_place_only():
    names = list(families(load_patterns()))
    in_order = [pattern.family for pattern in load_patterns()]
    assert [name for name, before in zip(in_order, ["", *in_order], strict=False) if name != before] == names


def test_every_pattern_has_a_place_in_the_outline_of_each_of_its_kinds():
    places = {
        (part.as_kind or outline.kind, section.draws)
        for outline in load_outlines()
        for part in outline.parts
        for section in part.sections
    }
    homeless = {
        (pattern.family, kind, pattern.section)
        for pattern in load_patterns()
        for kind in pattern.kinds
        if pattern.section and (kind, pattern.section) not in places
    }
    assert homeless == set()


def test_every_section_of_an_outline_has_patterns_to_draw():
    drawn = {(kind, pattern.section) for pattern in load_patterns() for kind in pattern.kinds}
    empty = [
        (outline.kind, section.draws)
        for outline in load_outlines()
        for part in outline.parts
        for section in part.sections
        if (part.as_kind or outline.kind, section.draws) not in drawn
    ]
    assert empty == []


def test_every_kind_of_section_and_concept_is_one_of_the_catalogue():
    known = catalogue.load()
    concepts, kinds = {one.id for one in known.concepts}, {one.id for one in known.sections}
    entries = [node for pattern in load_patterns() for node in walk(parse(pattern.text)) if isinstance(node, Entry)]
    said = {node.kind for node in entries if node.kind and not node.kind.startswith("@") and node.kind != "none"}
    assert said - concepts == set()
    places = [
        (part.kind, section.kind) for outline in load_outlines() for part in outline.parts for section in part.sections
    ]
    assert {kind for pair in places for kind in pair if kind} - kinds == set()


@pytest.mark.parametrize("folds", [2, 5])
def test_holding_out_divides_by_family_and_every_family_is_held_out_once(folds):
    patterns = load_patterns()
    divided = [held_out(patterns, fold=fold, folds=folds) for fold in range(folds)]
    for kept, out in divided:
        assert not set(families(kept)) & set(families(out))
        assert len(kept) + len(out) == len(patterns)
    assert sorted(name for _, out in divided for name in families(out)) == sorted(families(patterns))


def test_there_are_many_reasons_for_every_direction():
    reasons = load_words().reasons
    assert len({reason.text for reason in reasons}) >= 400
    assert {reason.direction for reason in reasons} == {"increase", "decrease", "flat", "none", "any"}


@pytest.mark.parametrize("direction", ["increase", "decrease", "flat", "none"])
@pytest.mark.parametrize("topic", ["general", "vehicle", "reception", "abroad", "three_public", "government", "staff"])
def test_a_reason_fits_what_it_explains(direction, topic):
    for seed in range(30):
        reason = load_words().reason(Random(seed), direction=direction, topic=topic)
        assert reason.direction in (direction, "any")
        assert reason.topic in (topic, "general", "any")


REFUSED = [
    (FAMILY.format(kind='"budget"', text="收入{a"), "never closed"),
    (FAMILY.format(kind='"budgets"', text="收入"), "unknown kind budgets"),
    ('[[family]]\nname = "f"\n', "a family has"),
]


@pytest.mark.parametrize(("content", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_a_wrong_row_is_refused_with_its_file_and_family(content, reason):
    with pytest.raises(PatternError, match=reason):
        list(read_patterns(content, "new.toml"))
