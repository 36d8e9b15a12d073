"""A paragraph reaches an encoder without its digits, and every unit knows where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from models.samples import LONGEST, Number, read_units

TEXTS = st.text(st.sampled_from("收入支出0123456789０９年万元，。 \n"), max_size=80)


def test_a_number_is_one_unit_that_says_its_shape():
    assert read_units("收入3.5万元", [Number(2, 7, "amount")]).units == ("收", "入", "<amount>")


def test_titles_stand_in_front_as_context():
    assert read_units("支出", (), ["一、收支", "（一）支出"]).context == tuple("一、收支/（一）支出")


@given(TEXTS)
def test_no_digit_is_a_unit(text):
    assert not any(unit.isdigit() for unit in read_units(text, ()).units)


@given(TEXTS)
def test_every_unit_begins_where_it_says(text):
    sample = read_units(text, ())
    assert all(unit in ("<digit>", text[start]) for unit, start in zip(sample.units, sample.starts, strict=True))


@given(st.integers(0, 900))
def test_a_paragraph_never_exceeds_the_longest_sequence(length):
    text = "收" * length + "3元"
    sample = read_units(text, [Number(length, length + 2, "amount")], ["标题" * 40])
    assert len(sample.units) + len(sample.context) <= LONGEST
    assert all(place < len(sample.units) for place in sample.numbers)


def test_two_paragraphs_that_differ_in_figures_alone_are_one():
    one, other = (read_units(f"2021年收入{n}元", [Number(7, 8 + len(n), "amount")]) for n in ("3", "517"))
    assert one.units == other.units
