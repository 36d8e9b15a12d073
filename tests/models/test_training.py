"""A model learns which features of judged rows go with being right, and is measured on documents left out."""

import random

import pytest

from models.training import Example, fit, leave_out


def judged(count=400, seed=1):
    """Facts and changes of twenty documents: right nine times in ten with `good`, one time in four with `bad`."""
    rng = random.Random(seed)
    found = []
    for number in range(count):
        feature = rng.choice(["good", "bad"])
        is_right = rng.random() < (0.9 if feature == "good" else 0.25)
        found.append(Example(rng.choice(["fact", "change"]), (feature, "common"), is_right, f"d{number % 20}"))
    return found


def test_a_model_learns_how_often_a_feature_is_right():
    model = fit(judged(4000), name="mine")
    assert model.probability("fact", ["good", "common"]) == pytest.approx(0.9, abs=0.05)
    assert model.probability("change", ["bad", "common"]) == pytest.approx(0.25, abs=0.05)


def test_the_same_examples_give_the_same_model():
    assert fit(judged(), name="mine") == fit(judged(), name="mine")


def test_a_kind_may_differ_from_the_others():
    rows = [Example("fact", ("x",), True, "a")] * 50 + [Example("reason", ("x",), False, "b")] * 50
    model = fit(rows, name="mine")
    assert model.probability("fact", ["x"]) > 0.7
    assert model.probability("reason", ["x"]) < 0.3


def test_rows_that_are_all_right_teach_nothing():
    with pytest.raises(ValueError, match="both right and wrong"):
        fit([Example("fact", ("x",), True, "a")] * 5, name="mine")


def test_every_row_is_predicted_once_in_order():
    rows = judged()
    assert [prediction.example for prediction in leave_out(rows, folds=4)] == rows


def test_a_document_is_predicted_by_a_model_that_has_not_seen_it():
    """The feature of one document only, always wrong there, cannot be known to be bad from the others."""
    rows = [*judged(), *(Example("fact", ("good", "own"), False, "odd") for _ in range(30))]
    odd = [p.probability for p in leave_out(rows, folds=21) if p.example.document == "odd"]
    assert min(odd) > 0.7


def test_the_folds_are_told():
    told = []
    list(leave_out(judged(), folds=3, told=lambda done, count: told.append((done, count))))
    assert told == [(1, 3), (2, 3), (3, 3)]
