"""Two documents figure by figure: what belongs together, what moved, and what the later one says of the earlier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.comparing.pairs import earlier_first, pairs
from extractor.data import trimmed
from extractor.pipeline import load


def read(text, name="a.txt"):
    return load(model="none").extract(text.encode(), name=name)


def told(before, after):
    """Each pair as the two numbers that are printed, the difference, and how the later one's word compares."""
    return {
        pair.item: (
            pair.before and pair.before.text,
            pair.after and pair.after.text,
            None if pair.difference is None else trimmed(pair.difference),
            pair.status,
        )
        for pair in pairs(read(before), read(after))
    }


CASES = [
    (
        "a change leads back to what the earlier document says",
        "2023年部门预算\n2023年收入预算总额600万元。",
        "2024年部门预算\n2024年收入预算总额640万元，比上年增加40万元。",
        {"收入预算总额": ("600万元", "640万元", "400000", "exact")},
    ),
    (
        "a change that leads elsewhere contradicts it",
        "2023年部门预算\n2023年收入预算总额600万元。",
        "2024年部门预算\n2024年收入预算总额640万元，比上年增加50万元。",
        {"收入预算总额": ("600万元", "640万元", "400000", "violated")},
    ),
    (
        "rounding explains what the two are apart",
        "2023年部门预算\n2023年收入预算总额600.04万元。",
        "2024年部门预算\n2024年收入预算总额640.0万元，比上年增加40.0万元。",
        {"收入预算总额": ("600.04万元", "640.0万元", "399600", "within_rounding")},
    ),
    (
        "another name of the same concept is the same thing",
        "2023年部门预算\n2023年收入预算总额600万元。",
        "2024年部门预算\n2024年收入总计640万元。",
        {"收入总计": ("600万元", "640万元", "400000", None)},
    ),
    (
        "what one of them does not have stands alone",
        "2023年部门预算\n2023年收入预算总额600万元，其中：事业收入20万元。",
        "2024年部门预算\n2024年收入预算总额600万元，其中：其他收入30万元。",
        {
            "收入预算总额": ("600万元", "600万元", "0", None),
            "其他收入": (None, "30万元", None, None),
            "事业收入": ("20万元", None, None, None),
        },
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_pairs(before, after, expected):
    assert told(before, after) == expected


def test_the_earlier_one_is_told_by_year_and_in_one_year_by_stage():
    budget, final = (read(f"2023年部门{kind}\n2023年收入{kind}总额600万元。") for kind in ("预算", "决算"))
    later = read("2024年部门预算\n2024年收入预算总额640万元。")
    assert earlier_first(later, budget) == (budget, later)
    assert earlier_first(final, budget) == (budget, final)
    assert earlier_first(budget, later) == (budget, later)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_document_against_itself_has_not_moved(revenue, other):
    record = read(f"2024年部门预算\n2024年收入预算总额{revenue}万元，其中：其他收入{other}万元。")
    assert all(pair.difference == 0 and pair.before == pair.after for pair in pairs(record, record))
