"""Our scoring counts what the yardstick beside the repository counts, for good records and for bad ones."""

import copy
import importlib.util
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from annotations.markup import load_gold
from annotations.scoring import score_record
from annotations.scoring.results import ROW_TYPES
from tests.annotations.records import damaged, perfect_record

ROOT = Path(__file__).parents[2]
YARDSTICK = ROOT.parent / "shared" / "eval"
GOLD = sorted((ROOT / "annotations" / "gold").glob("*.gold")) + sorted((YARDSTICK / "dev").glob("*.gold"))


@cache
def yardstick(name: str) -> ModuleType:
    """A module of ../shared/eval."""
    spec = importlib.util.spec_from_file_location(f"shared_{name}", YARDSTICK / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def extracted(text: str) -> dict[str, Any]:
    """What the extractor makes of a document today."""
    from extractor.outputs import as_plain
    from extractor.pipeline import load

    return as_plain(load(model="none").extract(text.encode(), name="document.txt"))


@pytest.mark.shared
@pytest.mark.skipif(not (YARDSTICK / "score.py").is_file(), reason=f"the yardstick is not in {YARDSTICK}")
@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_counts_are_those_of_the_yardstick(path):
    text, marks, _, _ = yardstick("gold").build(path.read_text("utf-8"), path.stem)
    gold, today = load_gold(path), extracted(text)
    for record in (perfect_record(gold), today, {}):
        for share in (0, 0.05, 0.1, 0.3):
            shown = damaged(record, f"{path.stem} {share}", share) if share else record
            tally, score = yardstick("score").Tally(), score_record(gold, copy.deepcopy(shown))
            yardstick("score").document(marks, shown, tally)
            theirs = {name: (tally.tp[name], tally.fp[name], tally.fn[name]) for name in {*tally.tp, *tally.fp}}
            ours = {name: (counts.right, counts.false, counts.missed) for name, counts in score.counts.items()}
            assert theirs == {name: ours[name] for name in theirs}
            assert score.rows.f1 == pytest.approx(row_f1(tally))
            # The yardstick holds no confidence against ratios, reasons and indicators that nothing wanted.
            rows = Counter(judgement[1:3] for judgement in score.judgements if judgement.row in ROW_TYPES)
            assert Counter(tally.conf) <= rows
            assert not any(accepted for _, accepted in rows - Counter(tally.conf))


def row_f1(tally: Any) -> float:
    """F1 of all rows, from the yardstick's counts."""
    right, false, missed = (sum(getattr(tally, part)[name] for name in ROW_TYPES) for part in ("tp", "fp", "fn"))
    return 2 * right / either if (either := 2 * right + false + missed) else 1.0
