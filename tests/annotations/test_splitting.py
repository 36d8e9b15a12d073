"""Documents stay in the part that they are in."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.splitting import drawn, part_of

# fmt: off
KNOWN = [  # written down once: a document that changed its part would have been learned from, and would judge
    ("云岭市茶山区档案馆",   "train"),
    ("下镇人民政府",         "dev"),
    ("前镇人民政府",         "test"),
]
# fmt: on


@pytest.mark.parametrize(("issuer", "part"), KNOWN)
def test_a_body_has_always_had_its_part(issuer, part):
    assert part_of(issuer, "a.txt") == part


@given(st.text(min_size=1), st.text(), st.text())
def test_all_documents_of_a_body_are_in_one_part(issuer, one, other):
    assert part_of(issuer, one) == part_of(issuer, other)


@given(st.text())
def test_a_document_without_a_body_has_the_part_of_its_name(name):
    assert part_of(None, name) == part_of("", name) == part_of(name, "x" if name else "")


def test_spaces_and_widths_make_no_other_body():
    assert drawn("第１小学 ") == drawn("第1小学")


def test_the_parts_have_the_size_that_they_should_have():
    counts = Counter(part_of(None, f"{number}.txt") for number in range(10_000))
    assert [round(counts[part] / 10_000, 1) for part in ("train", "dev", "test")] == [0.8, 0.1, 0.1]


def test_a_salt_draws_anew():
    assert drawn("a") != drawn("a", "control")
