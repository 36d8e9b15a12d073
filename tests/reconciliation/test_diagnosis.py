"""Why relations fail together, which one figure would mend them, and when the search says that it stopped."""

from decimal import Decimal
from typing import Any

import pytest

from extractor.data import Check
from extractor.reconciliation import load_relations, reconcile
from extractor.reconciliation.claims import Linear
from extractor.reconciliation.judging import ECHO, STOPPED
from extractor.reconciliation.ledger import Ledger
from extractor.reconciliation.scene import Scene
from extractor.reconciliation.suspects import SOLUTIONS, Search
from tests.reconciliation.writing import write

RELATIONS = load_relations()
BUDGET_BELOW_ITS_INDICATOR: dict[str, Any] = {
    "facts": [
        "n perf.project_count 3个",
        "t exp.project 183.19万元",
        "a project.annual_budget 59.1888万元 name=甲预算 project=p1",
        "b project.annual_budget 30万元 name=乙预算 project=p2",
        "c project.annual_budget 28万元 name=丙预算 project=p3",
    ],
    "projects": ["p1 甲 budget=a", "p2 乙 budget=b", "p3 丙 budget=c"],
    "indicators": ["p2 成本指标 人员工资 =96万元", "p3 成本指标 工作经费 =28万元"],
}
PRIOR_MISTYPED: dict[str, Any] = {
    "facts": [
        "t tp.total 50.00万元",
        "a tp.vehicle 42.00万元 of=t",
        "b tp.reception 8.00万元 of=t",
        "u tp.total 57.55万元 year=2020",
        "c tp.vehicle 45.20万元 year=2020",
        "d tp.reception 12.50万元 year=2020",
    ],
    "changes": ["b -4.35万元 35.22%"],
}
TOTAL_WRONG: dict[str, Any] = {
    "facts": [
        "r rev.total 842.13万元",
        "t exp.total 824.13万元",
        "a exp.basic 640.94万元 of=t",
        "b exp.project 183.19万元 of=t",
        "c rev.fiscal 824.13万元 of=r",
    ],
    "changes": ["r -108.39万元 11.62%", "t -108.39万元 11.62%"],
}
FIGURE_OF_MANY_RELATIONS: dict[str, Any] = {
    "facts": [
        "t exp.total 824.13万元",
        "a exp.basic 604.94万元 of=t",
        "b exp.project 183.19万元 of=t",
        "c exp.econ 403.22万元 name=工资福利支出 of=a",
        "d exp.econ 237.72万元 name=商品和服务支出 of=a",
    ],
    "ratios": ["a/t 77.77%", "b/t 22.23%"],
}


def checks(case: dict[str, Any]) -> tuple[Check, ...]:
    """The violated checks of a case that are about figures."""
    found = reconcile(*write(case, dict(RELATIONS.names)), RELATIONS).checks
    wrong = (check for check in found if check.status == "violated" and check.severity != "info")
    return tuple(check for check in wrong if check.rule[0] in "SHCX")


@pytest.mark.parametrize(
    ("case", "row", "value"),
    [
        (BUDGET_BELOW_ITS_INDICATOR, "b", "960000"),
        (PRIOR_MISTYPED, "d", "123500"),
        (TOTAL_WRONG, "r", "8241300"),
        (FIGURE_OF_MANY_RELATIONS, "a", "6409400"),
    ],
    ids=["a figure that stands elsewhere", "last year's figure", "a total", "a figure of many relations"],
)
def test_hint_names_the_one_figure_and_the_value_that_mends_all(case: dict[str, Any], row: str, value: str) -> None:
    hints = {(check.hint.row, check.hint.value) for check in checks(case) if check.hint and check.rule[0] in "SCHX"}
    assert (row, Decimal(value)) in hints
    assert {one for one, _ in hints} == {row}


def test_hint_says_where_the_document_prints_the_number() -> None:
    reasons = [check.hint.reason for check in checks(BUDGET_BELOW_ITS_INDICATOR) if check.hint]
    assert any("人员工资" in reason and "96万元" in reason for reason in reasons)


def test_reported_values_never_change() -> None:
    rows, document, sections = write(TOTAL_WRONG, dict(RELATIONS.names))
    before = rows.facts
    reconcile(rows, document, sections, RELATIONS)
    assert rows.facts == before


def test_one_defect_is_one_error_and_the_rest_are_echoes() -> None:
    found = checks(FIGURE_OF_MANY_RELATIONS)
    assert [check.severity for check in found if check.rule[0] in "SH"].count("error") == 1
    assert all(ECHO in check.message for check in found if check.severity == "warning" and check.rule == "H01")


def test_two_defects_are_two_errors() -> None:
    case = {
        "facts": ["t exp.total 824.13万元", "a exp.basic 640.94万元 of=t", "b exp.project 183.19万元 of=t"],
        "ratios": ["a/t 48.92%", "b/t 2.3%"],
    }
    assert [check.rule for check in checks(case) if check.severity == "error"] == ["H01", "H01"]


def test_a_wrong_word_is_blamed_before_a_right_number() -> None:
    case = {
        "facts": ["a rev.total 120.00万元", "b rev.total 100.00万元 year=2020"],
        "changes": ["a -20.00万元 20.00%"],
    }
    found = checks(case)
    assert {check.cause for check in found} == {"sign"}
    assert [check.rule for check in found if check.severity == "error"] == ["C02"]
    assert all(check.hint is None for check in found)


def test_a_part_counted_twice_is_named() -> None:
    total = "t - 50.10万元 name=工程投入"
    parts = ("a - 20.05万元 name=一期", "b - 30.05万元 name=二期", "c - 30.04万元 name=三期")
    facts = [total, *(f"{part} of=t" for part in parts)]
    assert checks({"facts": facts, "lead": "构成如下："})[0].cause == "counted_twice"


def test_the_search_stops_and_says_so() -> None:
    facts = [f"t{n} proc.total 50.{n % 90 + 10}万元 year={1000 + n}" for n in range(900)]
    parts = [f"a{n} proc.goods 20.05万元 of=t{n} year={1000 + n}" for n in range(900)]
    more = [f"b{n} proc.works 37.{n % 70 + 20}万元 of=t{n} year={1000 + n}" for n in range(900)]
    found = checks({"facts": [*facts, *parts, *more]})
    assert any(STOPPED in check.message for check in found)
    assert not all(STOPPED in check.message for check in found)


def test_a_long_list_is_searched_in_part() -> None:
    case = {
        "facts": ["t - 999.99万元", *(f"a{n} - 3{n % 10}.0{n % 7}万元 name=第{n}项 of=t before=、" for n in range(120))]
    }
    scene = Scene(Ledger(*write(case, dict(RELATIONS.names))), RELATIONS)
    search = Search(scene.sums, scene.ledger)
    _, complete = search.best(0)
    assert isinstance(scene.sums[0], Linear)
    assert not complete
    assert search.left > SOLUTIONS - 200
