"""Annotated documents: what domain.md says about the seed by hand, and the scores on all others."""

import importlib.util
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractor.data import Check
from extractor.reconciliation import load_relations, reconcile
from tests import goldrows

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not goldrows.DEV.is_dir(), reason=f"needs the annotated documents of {goldrows.DEV}"),
]
OWN = Path(__file__).parents[2] / "annotations" / "gold"
LEAST_RECALL, LEAST_PRECISION = 0.95, 0.9
RELATIONS = load_relations()


def checks_of(path: Path) -> tuple[Check, ...]:
    """All checks of one annotated document."""
    gold, text = goldrows.load(path)
    rows, document = goldrows.rows(gold, text), goldrows.document(gold, text)
    return reconcile(rows, document, goldrows.sections(gold), RELATIONS).checks


@pytest.fixture(scope="module")
def seed() -> tuple[Check, ...]:
    return checks_of(goldrows.DEV / "seed.gold")


@pytest.mark.parametrize(
    ("letter", "rule", "severity", "row"),
    [
        ("A", "H01", "error", "f22"),
        ("B", "H01", "error", "f23"),
        ("C", "H02", "warning", "f22"),
        ("D", "X03", "error", "f19"),
        ("E", "X05", "error", "f25"),
        ("F", "H01", "info", "f18"),
        ("G", "S17", "warning", "f18"),
        ("H", "X10", "warning", "f37"),
        ("J", "L04", "warning", "f34"),
        ("K", "L04", "info", ""),
        ("M", "L01", "warning", ""),
        ("N", "L01", "warning", ""),
        ("P", "P01", "warning", "f43"),
        ("Q", "L05", "info", "f22"),
        ("R", "L02", "info", ""),
        ("S", "L03", "info", ""),
        ("T", "N01", "info", ""),
        ("U", "L01", "info", ""),
    ],
)
def test_seed_defects_are_found(seed: tuple[Check, ...], letter: str, rule: str, severity: str, row: str) -> None:
    wrong = [check for check in seed if check.status == "violated" or check.cause == "balancing_share"]
    mine = [check for check in wrong if check.rule == rule and check.severity == severity]
    assert any(not row or row in check.facts for check in mine), letter


def test_seed_errors_are_those_five(seed: tuple[Check, ...]) -> None:
    errors = [
        (check.rule, check.facts[-1]) for check in seed if check.status == "violated" and check.severity == "error"
    ]
    assert sorted(rule for rule, _ in errors) == ["H01", "H01", "X03", "X05"]


@pytest.mark.parametrize(
    "rule", ["S01", "S02", "S05", "S06", "S07", "S12", "S13", "S14", "S15", "S16", "C01", "C05", "D01"]
)
def test_seed_relations_that_hold_are_no_errors(seed: tuple[Check, ...], rule: str) -> None:
    mine = [check for check in seed if check.rule == rule]
    assert any(check.status in ("exact", "within_rounding") for check in mine)
    assert not any(check.status == "violated" for check in mine)


def test_seed_hint_mends_the_project_budget(seed: tuple[Check, ...]) -> None:
    hints = {
        (check.rule, check.hint.row, check.hint.value) for check in seed if check.hint and check.rule in ("S17", "X10")
    }
    assert hints == {("S17", "f37", Decimal(960000)), ("X10", "f37", Decimal(960000))}


@pytest.mark.parametrize("folder", [goldrows.DEV, OWN], ids=["dev", "own"])
def test_scores(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = sorted(folder.glob("*.gold"))
    gold, results = tmp_path / "gold", tmp_path / "results"
    for place in (gold, results):
        place.mkdir()
    for path in paths:
        marks, text = goldrows.load(path)
        record = goldrows.record(goldrows.rows(marks, text), checks_of(path))
        (gold / f"{path.stem}.json").write_text(json.dumps(marks, ensure_ascii=False), "utf-8")
        (results / f"{path.stem}.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    scores = score(gold, results, tmp_path / "scores.json")
    capsys.readouterr()
    assert scores["check"]["r"] >= LEAST_RECALL, scores["check"]
    assert scores["check"]["p"] >= LEAST_PRECISION, scores["check"]


def score(gold: Path, results: Path, out: Path) -> dict[str, Any]:
    """What the scorer beside the repository says."""
    spec = importlib.util.spec_from_file_location("shared_score", goldrows.SHARED / "eval" / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main([str(gold), str(results), "--json", str(out)])
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found
