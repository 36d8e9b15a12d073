"""Checks: every annotated contradiction reported, and no error reported that is none."""

from collections.abc import Mapping
from functools import partial

from annotations.markup import GoldDocument
from annotations.markup.documents import GoldCheck
from annotations.scoring.likeness import Row
from annotations.scoring.sheet import Pool, Sheet, rows

FAMILY = 1  # characters of a rule that name its family: S for sums, C for changes


def score_checks(gold: GoldDocument, record: Row, sheet: Sheet, ids: Mapping[str, str]) -> None:
    """Compare violated checks, given the predicted id of each fact and change.

    A check is found when one of its family is about one of the same rows, or rests on one; a contradiction of the text
    itself, about no row, when its very rule is. Warnings that nobody annotated are not false.
    """
    pool = Pool(row for row in rows(record, "checks") if row.get("status") == "violated")
    bases = {name: rows(record, name) for name in ("changes", "ratios")}
    for check in gold.checks:
        about = {ids[name] for name in check.ids if name in ids}
        found = pool.take(partial(_fits, check, about, bases)) is not None
        sheet.count("check", right=int(found), missed=int(not found))
        if not found:
            sheet.note("check", "missed", " ".join((check.rule, *check.ids)), None)
    for row in pool.rest:
        if row.get("severity") == "error":
            sheet.made_up("check", row, f"{row.get('rule')} {row.get('message') or ''}".strip(), row.get("start"))


def _fits(check: GoldCheck, about: set[str], bases: Mapping[str, list[dict[str, str]]], row: Row) -> bool:
    """Whether a violated check is the annotated contradiction."""
    rule = str(row.get("rule") or "?")
    if not check.ids:
        return rule == check.rule
    return rule[:FAMILY] == check.rule[:FAMILY] and bool(about & _rows_of(row, bases))


def _rows_of(row: Row, bases: Mapping[str, list[dict[str, str]]]) -> set[str | None]:
    """The rows that a check is about, and the facts that its changes and ratios rest on."""
    named = {kind: set(row.get(kind) or ()) for kind in ("facts", "changes", "indicators", "ratios")}
    based = {base.get("fact") for kind, found in bases.items() for base in found if base.get("id") in named[kind]}
    return named["facts"] | named["changes"] | named["indicators"] | based
