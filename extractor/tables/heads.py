"""The head of a table: which rows it takes, and what each column says about the figures under it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from annotations.catalogue.names import normalise
from extractor.data import Basis, Stage
from extractor.quantities.cells import unit_named
from extractor.tables.fields import Field
from extractor.tables.grids import Grid
from extractor.tables.kinds import basis_of

Side = Literal["revenue", "expenditure"]
Role = Literal["label", "code", "value", "change", "other"]

NUMBER = re.compile(r"[-－−+(（]?\d[\d,，]*(?:\.\d+)?\s*[)）]?[%％]?")
DASH = re.compile(r"[-－−—–─/／]{1,3}|\\")
CODE = re.compile(r"\d{1,3}|[2356]\d{2}(?:\d{2}){0,2}")
LABEL = re.compile(
    r"项目|科目|名称|项目名称|科目名称|(?:支出)?(?:功能|经济)分类(?:科目)?(?:名称)?|(?:部门|政府)?(?:预算)?(?:支出)?经济分类(?:科目)?(?:名称)?"
    r"|(?:功能|经济)分类科目名称|部门经济分类科目名称|内容|指标|收入项目|支出项目|收入|支出|项目及科目|预算科目|类别|支出项目（?类别）?|收支项目|事项"
)
CODES = re.compile(r"编码|代码|编号|^[类款项]$")
OTHER = re.compile(
    r"序号|行次|栏次|备注|说明|占比|比重|比例|完成率|执行率|完成[^，]{0,6}[%％]|进度|得分|分值|原因|同比|排名|占[^，]{0,8}[%％]"
)
CHANGE = re.compile(r"增减|增长|增幅|减幅|增加|减少|变动|[%％]|比上年|较上年|差额|±")
YEAR = re.compile(r"((?:19|20)\d{2})\s*年?度?")
PRIOR = re.compile(r"(?:上年|去年|上一年)度?(?!结转|结余|末)")
CURRENT = re.compile(r"(?:本年|当年|今年)度?(?!收入|支出)")
PLAN = "(?<!公共)(?<!经营)(?<!基金)(?<!财政)预算"  # not the 预算 of 一般公共预算
STAGES: tuple[tuple[re.Pattern[str], Stage], ...] = (
    (re.compile(r"调整(?:后)?的?预算数?|预算调整(?:后)?数?|变更后预算数?"), "budget_adjusted"),
    (re.compile(r"全年预算数?"), "budget_adjusted"),
    (re.compile(r"(?:预算|全年)?(?:预计|实际)?执行数?"), "budget_execution"),
    (re.compile(r"决算数?|实际支出数?"), "final"),
    (re.compile(rf"年初{PLAN}数?|{PLAN}(?:安排)?(?:数|金额|总额)?"), "budget"),
)
SELF = frozenset(["", "合计", "小计", "总计", "共计", "金额", "数", "数额", "总额", "计", "资金", "安排"])
TOTAL = re.compile(r"(?:本年|当年)?(?:财政拨款)?(?:收入|支出|收支)?(?:合计|总计|总额|小计)")
BRACKET = re.compile(r"[（(][^（）()]*[）)]")
UNIT_LABEL = re.compile(r"单位\s*[:：]\s*(?P<unit>[^\s，,；;（）()\d]{1,8})")
UNIT = re.compile(r"[（(]\s*(?:(?:金额)?单位\s*[:：])?\s*(?P<unit>[^（）()\d]{1,4})\s*[）)]")
MOST_HEAD = 6


@dataclass(frozen=True, slots=True)
class Column:
    """What one column is for; of a column of figures: its own item, year, stage, money and unit, as far as it says.

    `fields` are the parts of the head that name something, from the top down: 公务用车费, 购置费. `item` is the last of
    them; None where the rows say what is measured. `head` is the lowest part, whatever it says.
    """

    index: int
    role: Role
    fields: tuple[Field, ...] = ()
    item: Field | None = None
    head: Field | None = None
    year: int | None = None
    stage: Stage | None = None
    basis: Basis | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Half:
    """The columns that belong together: names on the left, the figures of these names on the right."""

    labels: tuple[Column, ...]
    codes: tuple[Column, ...]
    values: tuple[Column, ...]
    side: Side | None = None


def head_height(grid: Grid) -> int:
    """How many rows the head takes.

    项目 | 预算数 over 合计 | 12.50 -> 1; heads with merged fields reach down to where the last of them is divided
    """
    height = 1
    row = 0
    while row < min(height, grid.height - 1, MOST_HEAD):
        fields = grid.row(row)
        for each in fields:
            if each.row == row and each.text and not is_value(each.text):
                divided = each.column_span > 1 and each.column_span < grid.width
                height = max(height, each.row + each.row_span + (divided and each.row_span == 1))
        row += 1
    while height < min(grid.height, MOST_HEAD) and _is_head_row(grid, height):
        height += 1
    return min(height, grid.height)


def _is_head_row(grid: Grid, row: int) -> bool:
    """Whether a row still belongs to the head: column numbers (栏次 1 2 3), or words that only heads have."""
    texts = [normalise(each.text) for each in grid.row(row) if each.text]
    if not texts:
        return False
    if texts[0] in ("栏次", "行次") or (len(texts) > 2 and texts == [str(n) for n in range(1, len(texts) + 1)]):
        return True
    words = [LABEL.fullmatch(text) or CODES.search(text) or residue(text) == "" for text in texts]
    return len(texts) > 1 and all(words) and not any(is_value(text) for text in texts)


def is_value(text: str) -> bool:
    """Whether a field holds a figure or the dash that stands for none."""
    return NUMBER.fullmatch(text) is not None or DASH.fullmatch(text) is not None


def residue(words: str) -> str:
    """What a head says beside year and stage: "2022年预算数" -> "", "公用经费（万元）" -> "公用经费"."""
    bare = UNIT.sub("", normalise(words))
    for pattern in (YEAR, PRIOR, CURRENT, *(pattern for pattern, _ in STAGES)):
        bare = pattern.sub("", bare, count=1)
    return "" if bare in SELF else bare


def read_columns(grid: Grid, height: int, year: int | None, final: bool) -> list[Column]:
    """What each column of a table is for."""
    return [_column(grid, height, index, year, final) for index in range(grid.width)]


def _column(grid: Grid, height: int, index: int, year: int | None, final: bool) -> Column:
    heads = list(dict.fromkeys(f for row in range(height) if (f := grid.at.get((row, index))) is not None and f.text))
    body = [f.text for row in range(height, grid.height) if (f := grid.at.get((row, index))) and f.column == index]
    path = [normalise(head.text) for head in heads]
    role = _role(path, [text for text in body if text])
    if role == "other" and index == 0 and path and not OTHER.search(path[-1]) and not any(map(is_value, body)):
        role = "label"  # 经费控制情况（万元）: whatever heads them, words in front of figures name them
    named = tuple(head for head in heads if residue(head.text))
    if role not in ("value", "change"):
        return Column(index, role, tuple(heads), unit=unit_in(path[-1]) if path and role == "label" else None)
    words = " ".join(path)
    last = residue(named[-1].text) if named else ""
    return Column(
        index,
        role,
        named,
        item=None if not named or TOTAL.fullmatch(last) else named[-1],
        head=heads[-1] if heads else None,
        year=_year(words, year),
        stage=_stage(path, final),
        basis=basis_of(path[-1]) if path else None,
        unit=unit_in(words),
    )


def _stage(path: Sequence[str], final: bool) -> Stage | None:
    """The stage that the lowest telling part of a head names; in final accounts what was carried out is the outturn."""
    for words in reversed(path):
        stage = next((stage for pattern, stage in STAGES if pattern.search(words)), None)
        if stage == "budget_execution" and final:
            return "final"
        if stage == "budget_adjusted" and not final and "调整" not in words and "变更" not in words:
            return "budget"  # 全年预算 of a year that has only begun
        if stage is not None:
            return stage
    return None


def _role(path: Sequence[str], body: Sequence[str]) -> Role:
    last = BRACKET.sub("", path[-1]) if path else ""
    figures = sum(is_value(text) for text in body)
    if OTHER.search(last):
        return "other"
    if CODES.search(last):
        return "code"
    if CHANGE.search(last):
        return "change"
    if LABEL.fullmatch(last):
        return (
            "label" if figures <= len(body) / 2 else "code" if all(CODE.fullmatch(text) for text in body) else "other"
        )
    if not path:
        return "label" if body and not figures else "other"
    return "value" if figures > len(body) / 2 or not body else "other"


def _year(words: str, year: int | None) -> int | None:
    if match := YEAR.search(words):
        return int(match[1])
    if PRIOR.search(words):
        return year - 1 if year else None
    return year


def unit_in(words: str) -> str | None:
    """The unit in brackets or behind 单位：: "金额（万元）" -> "万元"; None for two units, or words that are none."""
    names = [match["unit"] for pattern in (UNIT, UNIT_LABEL) for match in pattern.finditer(words)]
    found = {unit for name in names if (unit := _unit(normalise(name).removeprefix("人民币"))) is not None}
    return found.pop() if len(found) == 1 else None


def _unit(name: str) -> str | None:
    try:
        return unit_named(name).name
    except ValueError:
        return None


def halves(columns: Sequence[Column]) -> list[Half]:
    """The columns of each half: every group of name columns with the columns of figures behind it."""
    groups: list[list[Column]] = [[]]
    for column in columns:
        opens = column.role in ("label", "code") and any(c.role in ("value", "change") for c in groups[-1])
        if opens:
            groups.append([])
        groups[-1].append(column)
    return [_half(group) for group in groups if any(column.role == "value" for column in group)]


def _half(columns: Sequence[Column]) -> Half:
    labels = tuple(column for column in columns if column.role == "label")
    codes = tuple(column for column in columns if column.role == "code")
    values = [column for column in columns if column.role in ("value", "change")]
    if labels:
        values = [replace(value, item=None) if _is_whole(value, labels, values) else value for value in values]
    words = "".join(field.text for column in columns for field in column.fields[:1])
    revenue, expenditure = "收入" in words, "支出" in words
    side: Side | None = None if revenue == expenditure else "revenue" if revenue else "expenditure"
    return Half(labels, codes, tuple(values), side)


def _is_whole(column: Column, labels: Sequence[Column], values: Sequence[Column]) -> bool:
    """Whether the item of a column only names the whole half: 收入预算 over 合计, 财政拨款收入 and 其他收入."""
    if column.item is None:
        return False
    reached = range(column.item.column, column.item.column + column.item.column_span)
    beside = len(values) > 1 or any(label.index in reached for label in labels)
    return beside and all(value.index in reached for value in values)
