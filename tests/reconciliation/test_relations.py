"""Every relation in cases that anyone can read: one where it holds, one where it fails."""

import tomllib
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractor.data import Check
from extractor.reconciliation import Relations, load_relations, reconcile
from extractor.reconciliation.sums import Sum
from tests.reconciliation.writing import write

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "relations.toml").read_text("utf-8"))["case"]
RELATIONS = load_relations()
ORDER = ("violated", "truncation", "within_rounding", "exact", "not_evaluable")


def only(relations: Relations, ids: list[str]) -> Relations:
    """The relations of these ids; breakdowns come along where others follow from them."""
    wanted = [row for row in relations.rows if row.id in ids]
    others = [row for row in relations.rows if isinstance(row, Sum) and not any(isinstance(w, Sum) for w in wanted)]
    return replace(relations, rows=(*others, *wanted))


def checks_of(case: dict[str, Any]) -> list[Check]:
    """The checks that the relation of a case makes, the worst first."""
    names = dict(RELATIONS.names)
    rows, document, sections = write(case, names)
    found = reconcile(rows, document, sections, only(RELATIONS, [case["relation"], *case.get("with", ())])).checks
    rule = case["relation"].partition(".")[0]
    return sorted((check for check in found if check.rule == rule), key=lambda check: ORDER.index(check.status))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['relation']} {case['name']}")
def test_relation(case: dict[str, Any]) -> None:
    checks = checks_of(case)
    assert (checks[0].status if checks else "silent") == case["status"]
    if "severity" in case:
        assert checks[0].severity == case["severity"]
    if "cause" in case:
        assert case["cause"] in {check.cause for check in checks}
    if "says" in case:
        assert case["says"] in checks[0].message


def test_every_relation_holds_in_one_case_and_fails_in_another() -> None:
    found: dict[str, set[bool]] = defaultdict(set)
    for case in CASES:
        found[case["relation"]].add(case["status"] == "violated")
    assert {row.id: {True, False} for row in RELATIONS.rows} == found


def test_messages_are_one_chinese_sentence_that_names_the_figures() -> None:
    for case in CASES:
        for check in checks_of(case):
            assert check.message.endswith("。"), check.message
            assert "\n" not in check.message
            assert any("一" <= character <= "鿿" for character in check.message)
