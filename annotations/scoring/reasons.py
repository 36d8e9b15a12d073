"""Reasons: the right words, and exactly what they explain."""

from collections.abc import Mapping
from functools import partial

from annotations.markup import GoldDocument
from annotations.scoring.likeness import Row, closeness, printed
from annotations.scoring.sheet import Part, Pool, Sheet, rows

SAME_WORDS = 0.8  # a cue word more or less at the edge does not change what the reason is


def score_reasons(gold: GoldDocument, record: Row, sheet: Sheet, explained: Mapping[str, str]) -> None:
    """Compare reasons, given the predicted id of each fact and change."""
    pool = Pool(rows(record, "reasons"))
    known = {found: name for name, found in explained.items()}
    for reason in gold.reasons:
        row = pool.take_nearest(partial(closeness, reason), SAME_WORDS)
        if row is None:
            sheet.missed("reason", reason.text, reason.start)
            sheet.count("reason.span", missed=1)
            continue
        sheet.count("reason.span", right=1)
        found = set(row.get("explains") or ())
        is_right = found == {explained.get(name) for name in reason.explains}
        names = sorted(known.get(name, name) for name in found)
        parts = (Part("explains", is_right, " ".join(reason.explains), " ".join(names)),)
        sheet.compare("reason", row, reason.text, reason.start, parts)
    for row in pool.rest:
        sheet.made_up("reason", row, printed(row), row.get("start"))
        sheet.count("reason.span", false=1)
