"""How sure a row is comes from its evidence, and from the checks it takes part in."""

import re
from pathlib import Path

import pytest

from extractor.confidence import RELIABILITY, doubt_scans, rate
from extractor.data import Block, Change, Check, Fact, Phrase, Rows

EXTRACTOR = Path(__file__).parents[1] / "extractor"
LABEL = re.compile(r'"((?:item|concept|against|of|attach|indicator|change):[a-z_]+)"')
LABELS = sorted({label for path in EXTRACTOR.rglob("*.py") for label in LABEL.findall(path.read_text("utf-8"))})


def fact(*evidence):
    return Fact("f1", Phrase("公务接待费", 0, 5), "tp.reception", None, "reported", 2021, "budget", evidence=evidence)


def check(status, severity="error"):
    return Check("k1", "S01", status, severity, facts=("f1",), message="")


def confidence_of(*checks, evidence=("role:level", "item:own", "concept:exact")):
    return rate(Rows(facts=(fact(*evidence),)), checks).facts[0].confidence


@pytest.mark.parametrize("label", LABELS)
def test_every_step_that_the_code_names_has_a_reliability(label):
    assert label in RELIABILITY


@pytest.mark.parametrize("label", RELIABILITY)
def test_a_reliability_is_a_probability_that_leaves_doubt(label):
    assert 0 < RELIABILITY[label] < 1


def test_a_row_is_as_sure_as_all_its_steps_together():
    assert confidence_of() == pytest.approx(0.99**3, abs=1e-4)


def test_a_row_of_weaker_evidence_is_less_sure():
    assert confidence_of(evidence=("role:level", "item:inherited", "concept:none")) < confidence_of()


def test_a_relation_that_closes_exactly_speaks_for_a_row():
    assert confidence_of(check("exact")) > confidence_of()


def test_a_violated_relation_speaks_against_it():
    assert confidence_of(check("violated")) < confidence_of()


def test_a_relation_that_could_not_be_evaluated_says_nothing():
    assert confidence_of(check("not_evaluable", "info")) == confidence_of()


# fmt: off
SCANS = [
    ("no scan",                            [(0, 5, None), (6, 20, None)],            1.0),
    ("the line of the row",                [(0, 5, 0.8), (6, 20, 0.5)],              0.8),
    ("another line",                       [(5, 20, 0.5)],                           1.0),
    ("two lines that the row runs across", [(0, 2, 0.9), (2, 5, 0.7), (5, 9, 0.1)],  0.7),
]
# fmt: on


@pytest.mark.parametrize(("blocks", "sure"), [row[1:] for row in SCANS], ids=[row[0] for row in SCANS])
def test_a_row_is_no_surer_than_ocr_was_of_its_place(blocks, sure):
    lines = [Block(start, end, "line", confidence=confidence) for start, end, confidence in blocks]
    change = Change("c1", "f1", "flat", None, None, "last_year_budget", 2020, 0, 5, ("role:flat",))
    rated = doubt_scans(rate(Rows(facts=(fact("role:level"),), changes=(change,)), ()), lines)
    assert rated.facts[0].confidence == pytest.approx(RELIABILITY["role:level"] * sure, abs=1e-4)
    assert rated.changes[0].confidence == pytest.approx(RELIABILITY["role:flat"] * sure, abs=1e-4)
