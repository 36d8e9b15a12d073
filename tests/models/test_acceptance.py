"""A row is as likely right as what speaks for it; a model is kept with its sum, and refused when it was changed."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.acceptance import Acceptance, Scorer, as_table, from_table
from models.errors import DamagedModelError, ModelError, UnknownModelError
from models.registry import SUM, WEIGHTS, load_model, names, save_model

SCORER = Scorer(0.5, {"item:own": 1.5, "name:odd": -3.0})
MODEL = Acceptance("mine", {"fact": SCORER}, 0.45, facts={"documents": 3})
FEATURES = st.lists(st.sampled_from(["item:own", "name:odd", "never seen"]), max_size=30)


def test_what_speaks_for_a_row_makes_it_surer():
    assert SCORER.probability(["item:own"]) > SCORER.probability([]) > SCORER.probability(["name:odd"])


def test_a_feature_without_a_weight_says_nothing():
    assert SCORER.probability(["never seen"]) == SCORER.probability([])


@given(FEATURES)
def test_a_probability_always_leaves_doubt(features):
    assert 0 < SCORER.probability(features) < 1


@given(FEATURES)
def test_the_order_of_features_does_not_matter(features):
    assert SCORER.probability(features) == pytest.approx(SCORER.probability(features[::-1]))


def test_a_kind_that_was_not_learned_has_no_probability():
    assert MODEL.probability("project", ["item:own"]) is None


def test_a_model_is_what_it_was_after_being_kept(tmp_path):
    save_model(MODEL, tmp_path / "mine")
    found = load_model(str(tmp_path / "mine"))
    assert found is not None
    assert replace(found, digest="") == MODEL
    assert found.version == f"mine-{found.digest[:8]}"


def test_the_same_model_is_kept_in_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        save_model(MODEL, tmp_path / name)
    assert (tmp_path / "one" / WEIGHTS).read_bytes() == (tmp_path / "two" / WEIGHTS).read_bytes()


def test_none_is_no_model():
    assert load_model("none") is None


def test_the_shipped_model_can_be_loaded_by_name():
    assert "default" in names()
    model = load_model("default")
    assert model is not None
    assert set(model.scorers) == {"fact", "change", "ratio", "reason", "indicator"}


def test_a_name_that_is_no_model_is_told_what_there_is():
    with pytest.raises(UnknownModelError, match=r"没有这个模型.*default.*--model none"):
        load_model("no-such-model")


DAMAGE = {
    "a weight changed": lambda folder: (folder / WEIGHTS).write_text(
        (folder / WEIGHTS).read_text("utf-8").replace("1.5", "1.6"), "utf-8"
    ),
    "cut short": lambda folder: (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:20]),
    "no weights": lambda folder: (folder / WEIGHTS).unlink(),
    "no sum": lambda folder: (folder / SUM).unlink(),
    "a sum that is none": lambda folder: (folder / SUM).write_bytes(b"\xff\xfe"),
    "an empty sum": lambda folder: (folder / SUM).write_text("", "ascii"),
}


@pytest.mark.parametrize("harm", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_model_is_refused(tmp_path, harm):
    save_model(MODEL, tmp_path)
    harm(tmp_path)
    with pytest.raises(DamagedModelError, match="--model none"):
        load_model(str(tmp_path))


FOREIGN = {
    "another format": {**as_table(MODEL), "format": 2},
    "no scorers": {key: value for key, value in as_table(MODEL).items() if key != "scorers"},
    "scorers that are none": {**as_table(MODEL), "scorers": {"fact": 3}},
    "a weight that is no number": {**as_table(MODEL), "scorers": {"fact": {"bias": 0, "weights": {"a": "x"}}}},
    "a list": [],
}


@pytest.mark.parametrize("table", FOREIGN.values(), ids=FOREIGN)
def test_a_whole_file_that_is_no_model_is_refused(tmp_path, table):
    import hashlib

    data = json.dumps(table).encode()
    (tmp_path / WEIGHTS).write_bytes(data)
    (tmp_path / SUM).write_text(hashlib.sha256(data).hexdigest(), "ascii")
    with pytest.raises(ModelError, match="请重新训练"):
        load_model(str(tmp_path))


def test_a_table_and_its_model_are_one():
    assert from_table(as_table(MODEL)) == MODEL
