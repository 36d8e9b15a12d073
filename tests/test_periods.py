"""Printed times: a table of cases, properties over generated text, and the period fields of the annotated documents."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.periods import Period, find_periods, parse_project_period

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "periods.toml").read_text("utf-8"))
DEV = Path(__file__).parents[2] / "shared" / "eval" / "dev"
ALPHABET = "0123456789２０一二三十〇零年度月日号底份至到-—～、./ \n上去本今当前下次明全半季第起截万元"
SIZES = (1_000, 40_000)
DATES = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def shown(period: Period) -> dict[str, Any]:
    """The fields of a period that are not None, without its place."""
    fields = {name: getattr(period, name) for name in ("kind", "text", "year", "first", "last", "offset")}
    return {name: value for name, value in fields.items() if value is not None}


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["name"])
def test_find_periods(case: dict[str, Any]) -> None:
    found = find_periods(case["text"])
    assert [shown(period) for period in found] == case["found"]
    assert all(case["text"][period.start : period.end] == period.text for period in found)


@pytest.mark.parametrize("field", TABLE["field"], ids=lambda field: field["text"] or "empty")
def test_parse_project_period(field: dict[str, Any]) -> None:
    first, last = field["period"]
    assert parse_project_period(field["text"]) == (first or None, last or None)


@settings(deadline=None, max_examples=400)
@given(st.text(ALPHABET, max_size=60))
def test_ranges_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for period in find_periods(text):
        assert end <= period.start < period.end <= len(text)
        assert text[period.start : period.end] == period.text
        assert (period.kind == "relative") == (period.offset is not None)
        assert (period.first is None) == (period.last is None)
        assert (period.first or "") <= (period.last or "") or len(period.first or "") != len(period.last or "")
        end = period.end
    parse_project_period(text)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_searched(text: str) -> None:
    assert all(text[period.start : period.end] == period.text for period in find_periods(text))
    parse_project_period(text)


@settings(deadline=None)
@given(
    DATES,
    st.sampled_from(["{0}年{1}月{2}日", "{0} 年 {1} 月 {2} 日", "{0}-{1:02}-{2:02}", "{0}/{1}/{2}", "{0}.{1}.{2}"]),
)
def test_printed_dates_read_back(day: date, form: str) -> None:
    (period,) = find_periods("截至" + form.format(day.year, day.month, day.day) + "，")
    assert (period.kind, period.first, period.last) == ("date", day.isoformat(), day.isoformat())


@settings(deadline=None)
@given(
    DATES,
    DATES,
    st.sampled_from(["{}年{}月-{}年{}月", "{}、{}--{}、{}", "{}.{}-{}.{}", "{}{:02}-{}{:02}", "{}年{}月至{}年{}月"]),
)
def test_printed_ranges_read_back(one: date, two: date, form: str) -> None:
    first, last = sorted([one, two])
    text = form.format(first.year, first.month, last.year, last.month)
    expected = (f"{first:%Y-%m}", f"{last:%Y-%m}")
    assert parse_project_period(text) == expected
    (period,) = find_periods(text)
    assert (period.kind, period.first, period.last) == ("range", *expected)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("unit", ["2021年，", "截至2020年8月31日，", "2021、1--2021、12；", "比上年", "202001-202012 "])
def test_repeated_periods_are_all_found(unit: str, size: int) -> None:
    assert len(find_periods(unit * (size // len(unit)))) == size // len(unit)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("unit", ["1", "2021", "2021-", "一", "二〇", "202101", "1-", " ", "至", "年", "1\n"])
def test_long_runs_of_pieces_are_no_period(unit: str, size: int) -> None:
    run = unit * (size // len(unit))
    assert find_periods(run) == ()
    assert [period.text for period in find_periods(run + "。本年")] == ["本年"]


@pytest.mark.shared
@pytest.mark.skipif(not DEV.is_dir(), reason=f"the annotated documents are not at {DEV}")
def test_annotated_project_periods_are_read() -> None:
    fields = [
        project["fields"]["period"]["text"]
        for path in sorted(DEV.glob("*.json"))
        for project in json.loads(path.read_text("utf-8"))["projects"]
        if "period" in project["fields"]
    ]
    assert len(fields) >= 6
    assert [field for field in fields if None in parse_project_period(field)] == []
