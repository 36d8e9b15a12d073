"""Values agree with each other: parts with their whole, moves with their signs."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.corpus.sums import OWN, Measure, moved, parents_first, settle, split

SEEDS = st.integers(0, 10**6)
TREE = (Measure("a"), Measure("b", "a"), Measure("c", "a"), Measure("d", "b"), Measure("e", "b"))


def settled(measures, seed, *, bases=("last",), start=lambda *_: None, value=1000):
    return settle(measures, bases, start=start, draw=lambda _: value, random=Random(seed))


@given(st.integers(0, 10**9), st.lists(st.floats(0.01, 1.0), min_size=1, max_size=9))
def test_a_split_sums_to_its_whole_and_has_no_negative_part(whole, weights):
    parts = split(whole, weights)
    assert sum(parts) == whole
    assert min(parts) >= 0


@given(SEEDS, st.integers(10, 10**7))
def test_parts_sum_to_their_whole_on_every_level(seed, value):
    values = settled(TREE, seed, value=value)
    assert values["b"][OWN] + values["c"][OWN] == values["a"][OWN] == value
    assert values["d"][OWN] + values["e"][OWN] == values["b"][OWN]


@given(SEEDS)
def test_parts_sum_to_their_whole_in_the_year_before_too(seed):
    values = settled(TREE[:3], seed, value=10**6)
    assert values["b"]["last"] + values["c"]["last"] == values["a"]["last"]


@given(SEEDS)
def test_open_parts_leave_something_over(seed):
    values = settled((Measure("a"), Measure("b", "a", is_open=True)), seed)
    assert 0 < values["b"][OWN] < values["a"][OWN]


@given(SEEDS)
def test_two_partitions_of_one_whole_each_sum_to_it(seed):
    measures = (
        Measure("a"),
        *(Measure(id, "a", group) for id, group in (("b", ""), ("c", ""), ("d", "/2"), ("e", "/2"))),
    )
    values = settled(measures, seed)
    assert values["b"][OWN] + values["c"][OWN] == values["d"][OWN] + values["e"][OWN] == 1000


@given(SEEDS, st.sampled_from(["+", "-", "=", "*", None]), st.integers(1, 10**7))
def test_a_level_moves_the_way_that_its_sign_says(seed, sign, level):
    other = moved(level, sign, Random(seed))
    assert {"+": other < level, "-": other > level, "=": other == level, "*": other == level, None: other != level}[
        sign
    ]


@given(SEEDS)
def test_signs_hold_for_wholes_and_for_parts(seed):
    measures = (Measure("a", sign="-"), Measure("b", "a", sign="+"), Measure("c", "a", flat=frozenset({"last"})))
    values = settled(measures, seed, value=10**6)
    assert values["a"][OWN] < values["a"]["last"]
    assert values["b"][OWN] > values["b"]["last"]
    assert values["c"][OWN] == values["c"]["last"]


@given(SEEDS)
def test_what_is_nothing_has_no_part_of_the_whole(seed):
    values = settled((Measure("a"), Measure("b", "a"), Measure("c", "a", sign="*")), seed)
    assert values["c"] == {OWN: 0, "last": 0}
    assert values["b"][OWN] == values["a"][OWN]


@given(SEEDS)
def test_known_values_are_kept_where_they_fit(seed):
    known = {("a", OWN): 1000, ("b", OWN): 400, ("a", "last"): 900}
    values = settled(TREE[:3], seed, start=lambda *place: known.get(place), value=1)
    assert (values["a"][OWN], values["a"]["last"], values["b"][OWN], values["c"][OWN]) == (1000, 900, 400, 600)


@given(SEEDS)
def test_a_known_part_that_is_larger_than_its_whole_is_given_up(seed):
    values = settled(TREE[:3], seed, start=lambda *place: 5000 if place == ("b", OWN) else None)
    assert values["b"][OWN] + values["c"][OWN] == 1000


@given(SEEDS)
def test_the_two_sides_of_an_account_are_equal_and_an_execution_is_near_its_plan(seed):
    measures = (Measure("a"), Measure("p"), Measure("b", twin="a"), Measure("q", near="p"))
    values = settled(measures, seed)
    assert values["b"] == values["a"]
    assert 600 <= values["q"][OWN] <= 1020


def test_wholes_come_before_their_parts_and_orphans_are_left_out():
    assert [measure.id for measure in parents_first([Measure("c", "b"), Measure("b", "a"), Measure("a")])] == [
        "a",
        "b",
        "c",
    ]
    assert list(parents_first([Measure("b", "a")])) == []


@pytest.mark.parametrize(
    ("whole", "weights", "parts"), [(10, [1, 1, 1], [3, 3, 4]), (0, [1, 2], [0, 0]), (7, [0.0, 1], [0, 7])]
)
def test_splitting_by_example(whole, weights, parts):
    assert split(whole, weights) == parts
