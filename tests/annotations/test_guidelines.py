"""The guidelines: versioned, and every kind of row has its borderline cases."""

import re

import pytest

from annotations.guidelines import load_guidelines

SECTIONS = {"事实": 8, "变动": 5, "占比": 3, "原因": 5, "项目": 4, "绩效指标": 4}
CONVENTIONS = {
    "a list of three or more with 均无 is one statement": "均无”“均未发生”是**一行**",
    "the executed amount of a project keeps its own words": "名称就是“执行数”，**不改写成项目的名称**",
    "收、支总计 is one total of revenue": "只标一行，是收入总计",
    "a reason without a cue is not marked": "没有引导词的不标",
    "a project is one row however often it is named": "一个项目只有一行，不论名字出现几次",
}


def section(title):
    text = load_guidelines().text
    [found] = re.findall(rf"^## [一二三四五六七八]、{title}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    return found


def test_they_say_their_version():
    version, text = load_guidelines()
    assert re.fullmatch(r"\d+\.\d+", version)
    assert f"版本：{version}\n" in text


@pytest.mark.parametrize(("title", "cases"), SECTIONS.items())
def test_every_kind_of_row_has_cases(title, cases):
    assert section(title).count("\n- ") >= cases


@pytest.mark.parametrize("said", CONVENTIONS.values(), ids=CONVENTIONS)
def test_a_convention_of_the_gold_documents_is_told(said):
    assert said in load_guidelines().text
