"""Targets as printed: which comparator, value and unit they say, alone or with a sign and a unit in cells beside."""

from decimal import Decimal

import pytest

from extractor.bounds import read_target
from extractor.cells import TableCell

TARGETS = [
    (">=98", "", "", ("≥", "98", None)),
    ("不低于95%", "", "", ("≥", "95", "%")),
    ("控制在162万元以内", "", "", ("≤", "1620000", "CNY")),
    ("8", "≤", "万元/村", ("≤", "80000", "CNY")),
    ("12.8", "≥", "万平方米", ("≥", "128000", "平方米")),
    ("24", "≤", "小时", ("≤", "24", "小时")),
    ("≥5600治疗量", "", "", ("≥", "5600", "治疗量")),
    ("≥5年", "", "", ("≥", "5", "年")),
    ("3", "=", "千米", ("=", "3", "千米")),
]
WORDS = ["12月10日前", "2024年9月底前", "2024年", "明显改善", "按季度", "11月底前完成"]


@pytest.mark.parametrize(("text", "sign", "unit", "wanted"), TARGETS)
def test_a_target_says_how_much(text, sign, unit, wanted):
    target = read_target(TableCell(text, 0, len(text)), "名称", unit=unit, comparator=sign)
    comparator, value, base = wanted
    assert (target.comparator, target.value, target.unit) == (comparator, Decimal(value), base)
    assert target.kind == "quantitative"


@pytest.mark.parametrize("text", WORDS)
def test_a_time_or_a_quality_is_no_number(text):
    target = read_target(TableCell(text, 0, len(text)), "名称")
    assert (target.value, target.kind) == (None, "qualitative")
