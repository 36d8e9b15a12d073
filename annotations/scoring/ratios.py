"""Ratios: of the right kind, between the right facts."""

from collections.abc import Mapping
from functools import partial

from annotations.markup import GoldDocument
from annotations.markup.documents import GoldRatio
from annotations.scoring.likeness import Row, is_same_quantity, printed
from annotations.scoring.sheet import Part, Pool, Sheet, rows


def score_ratios(gold: GoldDocument, record: Row, sheet: Sheet, facts: Mapping[str, str]) -> None:
    """Compare ratios, given the predicted id of each fact; a fact that nobody marked may be anything."""
    pool = Pool(rows(record, "ratios"))
    known = {found: name for name, found in facts.items()}
    for ratio in gold.ratios:
        row = pool.take(partial(_fits, ratio))
        if row is None:
            sheet.missed("ratio", ratio.percent.text, ratio.percent.start)
            continue
        fact, whole = row.get("fact") or "", row.get("of") or ""
        parts = (
            Part("kind", row.get("kind") == ratio.kind, ratio.kind, row.get("kind")),
            Part("fact", ratio.fact is None or known.get(fact) == ratio.fact, ratio.fact, known.get(fact, fact)),
            Part("of", ratio.of is None or known.get(whole) == ratio.of, ratio.of, known.get(whole, whole)),
        )
        sheet.compare("ratio", row, ratio.percent.text, ratio.percent.start, parts)
    for row in pool.rest:
        percent = row.get("percent") or {}
        sheet.made_up("ratio", row, printed(percent), percent.get("start"))


def _fits(ratio: GoldRatio, row: Row) -> bool:
    """Whether a row has the printed percentage."""
    return is_same_quantity(ratio.percent, row.get("percent"))
