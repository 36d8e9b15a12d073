"""What the profiles expect: present, stated empty, only attached, missing."""

from typing import Any

import pytest

from extractor.reconciliation import load_relations, reconcile
from tests.reconciliation.writing import write

RELATIONS = load_relations()


def coverage(case: dict[str, Any]) -> dict[str, str]:
    """The status of every expected item."""
    found = reconcile(*write(case, dict(RELATIONS.names)), RELATIONS).coverage
    return {item.item: item.status for item in found}


@pytest.mark.parametrize(
    ("case", "item", "status"),
    [
        ({"facts": ["a rev.total 10万元"]}, "revenue", "present"),
        ({"facts": ["a rev.total 0万元"]}, "revenue", "present"),
        ({"facts": ["a govfund.statement none"]}, "gov_fund", "stated_empty"),
        ({"facts": ["a - attached name=部门预算表"]}, "tables", "attached"),
        ({"facts": ["a rev.total 10万元"]}, "procurement", "missing"),
        ({"text": "政府采购预算见下。"}, "procurement", "present"),
        ({"sections": ["s1 sec.assets 资产"], "text": "资产"}, "assets", "present"),
    ],
)
def test_status(case: dict[str, Any], item: str, status: str) -> None:
    assert coverage(case)[item] == status


@pytest.mark.parametrize(
    ("case", "asked"),
    [
        ({"year": 2021}, True),
        ({"year": 2019}, False),
        ({"kind": "performance"}, False),
    ],
)
def test_an_item_is_asked_of_its_kinds_since_its_year(case: dict[str, Any], asked: bool) -> None:
    assert ("state_capital" in coverage({"facts": ["a rev.total 10万元"], **case})) == asked


def test_a_region_adds_to_the_national_list_by_name_or_code() -> None:
    plain = coverage({})
    by_name, by_code = coverage({"region": "江西省南昌市"}), coverage({"region": "某市", "code": "360103"})
    assert "bt.summary" not in plain
    assert "bt.summary" in by_name
    assert by_name.keys() == by_code.keys()
    assert plain.keys() < by_name.keys()
