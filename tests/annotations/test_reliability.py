"""Confidence is held against what was accepted."""

import pytest

from annotations.scoring import Judgement, reliability


def judged(*rows: tuple[float, bool]) -> list[Judgement]:
    """Judgements of facts."""
    return [Judgement("fact", *row) for row in rows]


def test_calibration_of_an_example_computed_by_hand():
    measured = reliability(judged((0.9, True), (0.9, False), (0.25, False), (0.95, True)))
    assert measured.rows == 4
    assert (measured.accuracy, measured.confidence) == (0.5, 0.75)
    assert measured.bins == ((0.2, 0.3, 1, 0.25, 0.0), (0.8, 0.9, 2, 0.9, 0.5), (0.9, 1.0, 1, 0.95, 1.0))
    assert measured.ece == pytest.approx((1 * 0.25 + 2 * 0.4 + 1 * 0.05) / 4)
    assert measured.brier == pytest.approx((0.01 + 0.81 + 0.0625 + 0.0025) / 4)


@pytest.mark.parametrize(
    ("confidence", "low", "high"), [(0.0, 0.0, 0.1), (0.1, 0.0, 0.1), (0.3, 0.2, 0.3), (0.7, 0.6, 0.7), (1.0, 0.9, 1.0)]
)
def test_a_confidence_on_an_edge_belongs_to_the_bin_below(confidence, low, high):
    (only,) = reliability(judged((confidence, True))).bins
    assert (only.low, only.high) == (low, high)


def test_rows_that_are_right_as_often_as_they_say_are_calibrated():
    assert reliability(judged(*[(0.75, True)] * 3, (0.75, False))).ece == 0.0


def test_nothing_judged_has_no_calibration():
    assert reliability([]) is None


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_that_is_no_probability_is_refused(confidence):
    with pytest.raises(ValueError, match="is no probability"):
        reliability(judged((confidence, True)))
