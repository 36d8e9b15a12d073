"""Checks on annotated documents against the checks that their authors annotated, scored by ../shared/eval/score.py.

    python -m benchmarks.reconciliation_gold [FOLDER …] [--errors N]

FOLDER holds NAME.gold files: ../shared/eval/dev and annotations/gold when none is given. The rows are those of the
annotation, so that only reconciliation is measured. `score.py` counts a check as found when it is violated, of the same
family and about one of the same rows, and an error that no annotation matches as false.
"""

import argparse
import contextlib
import importlib.util
import io
import json
import tempfile
from pathlib import Path
from types import ModuleType

from extractor.reconciliation import load_relations, reconcile
from tests import goldrows

FOLDERS = (goldrows.DEV, Path("annotations/gold"))


def scorer() -> ModuleType:
    """The scorer that lies beside the repository."""
    spec = importlib.util.spec_from_file_location("shared_score", goldrows.SHARED / "eval" / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(folder: Path, errors: int) -> str:
    """What the scorer prints for one folder: the line for checks, and the misses."""
    relations = load_relations()
    with tempfile.TemporaryDirectory() as scratch:
        gold, results = Path(scratch, "gold"), Path(scratch, "results")
        gold.mkdir()
        results.mkdir()
        for path in sorted(folder.glob("*.gold")):
            marks, text = goldrows.load(path)
            rows, document = goldrows.rows(marks, text), goldrows.document(marks, text)
            checks = reconcile(rows, document, goldrows.sections(marks), relations).checks
            (gold / f"{path.stem}.json").write_text(json.dumps(marks, ensure_ascii=False), "utf-8")
            found = json.dumps(goldrows.record(rows, checks), ensure_ascii=False)
            (results / f"{path.stem}.json").write_text(found, "utf-8")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            scorer().main([str(gold), str(results), "--errors", "10000"])
    lines = printed.getvalue().splitlines()
    misses = [line for line in lines if "check reported" in line or "inconsistency" in line][:errors]
    return "\n".join([f"{folder}: {line}" for line in lines if line.startswith("check ")] + misses)


def main() -> None:
    """Print one line a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--errors", type=int, default=50)
    arguments = parser.parse_args()
    for folder in arguments.folders or FOLDERS:
        print(score(folder, arguments.errors))


if __name__ == "__main__":
    main()
