"""What printed numbers stand for."""

from decimal import Decimal

import pytest

from extractor.data import Quantity
from extractor.reconciliation.claims import quotient
from extractor.reconciliation.intervals import Interval, cut, nearest, rounded, scale, steps
from extractor.reconciliation.slips import definite, likely_slip, slips, transposed
from tests.reconciliation.writing import Writing

Pair = tuple[str, str]


def quantity(printed: str) -> Quantity:
    return Writing().number(printed)


@pytest.mark.parametrize(
    ("printed", "size"),
    [
        ("824.13万元", "10000"),
        ("50万元", "10000"),
        ("241.15亿元", "100000000"),
        ("8,241,300.00元", "1"),
        ("9.5%", "1"),
        ("49人", "1"),
    ],
)
def test_scale_is_the_printed_unit(printed: str, size: str) -> None:
    assert scale(quantity(printed)) == Decimal(size)


@pytest.mark.parametrize(
    ("value", "step", "nearest_value"),
    [
        ("48.9267", "0.01", "48.93"),
        ("-0.125", "0.01", "-0.13"),
        ("8241350", "1", "8241350"),
        ("1e40", "0.0001", "1e40"),  # more digits than decimal arithmetic keeps by default
    ],
)
def test_nearest_keeps_the_digits_of_a_step(value: str, step: str, nearest_value: str) -> None:
    assert nearest(Decimal(value), Decimal(step)) == Decimal(nearest_value)


def test_scale_of_a_bare_cell_follows_from_its_step() -> None:
    cell = Quantity("amount", Decimal(8241300), "CNY", "824.13", 0, 6, Decimal(100))
    assert scale(cell) == Decimal(10000)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (["640.94万元", "50万元"], ["100", "100"]),  # an integer among two decimals has two decimals too
        (["640万元", "50万元"], ["10000", "10000"]),  # among integers it has none
        (["59.1888万元", "30万元"], ["1", "100"]),  # at most two decimals are taken on trust
        (["824.13万元", "8,241,300.00元"], ["100", "0.01"]),  # each unit has siblings of its own
        (["49人", "10人"], ["0", "0"]),  # counted things are exact
    ],
)
def test_steps_among_siblings(printed: list[str], expected: list[str]) -> None:
    quantities = [quantity(one) for one in printed]
    assert steps([(one, scale(one)) for one in quantities]) == [Decimal(step) for step in expected]


def test_rounded_and_cut() -> None:
    assert rounded(Decimal("824.13"), Decimal("0.01")) == Interval(Decimal("824.125"), Decimal("824.135"))
    assert cut(Decimal("22.22"), Decimal("0.01")) == Interval(Decimal("22.22"), Decimal("22.23"))
    assert cut(Decimal("-22.22"), Decimal("0.01")) == Interval(Decimal("-22.23"), Decimal("-22.22"))


@pytest.mark.parametrize(
    ("part", "whole", "reach"),
    [
        (("1", "2"), ("4", "5"), ("20", "50")),
        (("-2", "-1"), ("4", "5"), ("20", "50")),  # a percentage has no sign
        (("-1", "2"), ("4", "5"), ("-25", "50")),
        (("1", "2"), ("-1", "1"), None),  # a whole that may be zero
    ],
)
def test_a_quotient_holds_all_percentages(part: Pair, whole: Pair, reach: Pair | None) -> None:
    over, under = (Interval(*map(Decimal, pair)) for pair in (part, whole))
    assert quotient(over, under) == (reach and Interval(*map(Decimal, reach)))


@pytest.mark.parametrize(
    ("printed", "meant", "cause"),
    [
        ("1,024.40万元", "1024400", "ten_fold"),
        ("651,209.30万元", "651209.30", "unit_slip"),
        ("98.89%", "89.89", "transposed_digits"),
        ("0.21%", "20.80", "ratio_as_percent"),
        ("0.94%", "9.40", "ten_fold"),
    ],
)
def test_likely_slip(printed: str, meant: str, cause: str) -> None:
    slip = likely_slip(quantity(printed), rounded(Decimal(meant), Decimal("0.1")))
    assert slip
    assert slip.cause == cause


def test_no_slip_leads_anywhere() -> None:
    assert likely_slip(quantity("824.13万元"), rounded(Decimal(5000000), Decimal(100))) is None


def test_a_bound_without_an_end_is_met_by_chance() -> None:
    anything = Interval(Decimal("-Infinity"), Decimal(6409450))
    assert not definite(quantity("824.13万元"), anything)
    assert likely_slip(quantity("824.13万元"), anything) is None
    assert likely_slip(quantity("651,209.30万元"), anything)


def test_transposed_keeps_the_first_digit_from_being_zero() -> None:
    assert set(transposed(quantity("10.2万元"))) == {Decimal(120000)}
    assert {slip.cause for slip in slips(quantity("10.2万元"))} == {"unit_slip", "ten_fold", "transposed_digits"}
