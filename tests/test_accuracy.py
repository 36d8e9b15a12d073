"""How much of whole documents is read: floors under what is reached today, over documents written for this project.

Floors are what a change may not fall below, not targets; the figures of each document: `make score`.
"""

import json
from pathlib import Path

import pytest

from annotations.markup import gold_documents, load_gold
from annotations.scoring import score_record, total
from benchmarks.rivals.documents import UNLIKE as ODD
from extractor.outputs import as_json

DEV = Path(__file__).parents[2] / "shared" / "eval" / "dev"
there = pytest.mark.skipif(not DEV.is_dir(), reason=f"the annotated documents of others are not at {DEV}")
BUNDLED = {
    "ALL ROWS": 0.925,
    "fact": 0.945,
    "change": 0.92,
    "ratio": 0.89,
    "reason": 0.87,
    "indicator": 0.97,
    "project.field": 0.97,
    "heading": 0.97,
}
UNLIKE = {"ALL ROWS": 0.66, "fact": 0.70, "ratio": 0.51}  # documents that no rule was made for
OTHERS = {"ALL ROWS": 0.99, "indicator": 0.98, "project.field": 0.99, "heading.parent": 0.99, "check": 0.95}


def score(extractor, documents):
    records = (
        json.loads(as_json(extractor.extract(gold.text.encode(), name=f"{gold.name}.txt"))) for gold in documents
    )
    return total([score_record(gold, record) for gold, record in zip(documents, records, strict=True)])


def f1(scored, measure):
    return scored.rows.f1 if measure == "ALL ROWS" else scored.counts[measure].f1


@pytest.fixture(scope="module")
def bundled(extractor):
    return score(extractor, [gold for gold in gold_documents() if gold.name not in ODD])


@pytest.fixture(scope="module")
def unlike(extractor):
    return score(extractor, [gold for gold in gold_documents() if gold.name in ODD])


@pytest.fixture(scope="module")
def others(extractor):
    return score(extractor, [load_gold(path) for path in sorted(DEV.glob("*.gold"))])


@pytest.mark.parametrize(("measure", "floor"), BUNDLED.items())
def test_the_documents_of_this_project_are_read(bundled, measure, floor):
    assert f1(bundled, measure) >= floor


@pytest.mark.parametrize(("measure", "floor"), UNLIKE.items())
def test_documents_unlike_the_others_are_read(unlike, measure, floor):
    assert f1(unlike, measure) >= floor


@pytest.mark.shared
@there
@pytest.mark.parametrize(("measure", "floor"), OTHERS.items())
def test_the_documents_of_others_are_read(others, measure, floor):
    assert f1(others, measure) >= floor
