"""Financial tables: which fields become facts, of which concept, year, stage and money, and which are left alone."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor.data import Document, Fact
from extractor.pipeline import load
from extractor.reading import read
from extractor.tables import TableRows, find_grids, read_tables
from extractor.tables.kinds import load_kinds
from tests.reading.documents import docx, p, tbl, tc, xlsx

YEAR = 2022


def written(rows: str, separator: str = "\t") -> str:
    """A document in short: "单位：元 / 项目 | 预算数 / 合计 | 5" has three lines, the last two parted by tabs."""
    lines = rows.strip().replace(" / ", "\n").split("\n")
    return "\n".join(separator.join(cell.strip(" ") for cell in line.split("|")) for line in lines)


def document_of(data: bytes | str, kind: Any = "department_budget", name: str = "a.txt") -> Document:
    found = read(data.encode() if isinstance(data, str) else data, name=name).document
    return replace(found, kind=kind, fiscal_year=YEAR)


def tables_of(document: Document, facts: int = 0) -> TableRows:
    extractor = load()
    return read_tables(
        document, find_grids(document, ()), lexicon=extractor.lexicon, captions=extractor.captions, facts=facts
    )


def told(facts: tuple[Fact, ...], *names: str) -> list[tuple[Any, ...]]:
    """Of each fact the fields asked for; its value in 元."""
    return [
        tuple(fact.quantity.value if name == "value" and fact.quantity else getattr(fact, name, None) for name in names)
        for fact in facts
    ]


def brief(fact: Fact) -> str:
    """A fact on one line: "公务接待费 tp.reception 42000 2022 budget"."""
    value = f"{fact.quantity.value.normalize():f}" if fact.quantity else fact.state
    return f"{fact.item.text} {fact.concept} {value} {fact.year} {fact.stage}"


THREE_PUBLIC = """一般公共预算“三公”经费支出情况表
单位：元
项目	2021年预算数	2022年预算数
合计	180,000.00	168,000.00
因公出国（境）费用	0.00	0.00
公务接待费	48,000.00	42,000.00
公务用车费	132,000.00	126,000.00
其中：公务用车购置费	0.00	0.00
公务用车运行维护费	132,000.00	126,000.00
"""


def test_columns_tell_the_year_and_rows_the_item() -> None:
    facts = tables_of(document_of(THREE_PUBLIC)).facts
    assert [brief(fact) for fact in facts] == [
        "合计 tp.total 180000 2021 budget",
        "合计 tp.total 168000 2022 budget",
        "因公出国（境）费用 tp.abroad 0 2021 budget",
        "因公出国（境）费用 tp.abroad 0 2022 budget",
        "公务接待费 tp.reception 48000 2021 budget",
        "公务接待费 tp.reception 42000 2022 budget",
        "公务用车费 tp.vehicle 132000 2021 budget",
        "公务用车费 tp.vehicle 126000 2022 budget",
        "公务用车购置费 tp.vehicle_purchase 0 2021 budget",
        "公务用车购置费 tp.vehicle_purchase 0 2022 budget",
        "公务用车运行维护费 tp.vehicle_operation 132000 2021 budget",
        "公务用车运行维护费 tp.vehicle_operation 126000 2022 budget",
    ]
    assert {fact.basis for fact in facts} == {"general_public"}
    by_id = {fact.id: fact for fact in facts}
    wholes = {fact.item.text: by_id[fact.part_of].item.text for fact in facts if fact.part_of}
    assert wholes == {
        "因公出国（境）费用": "合计",
        "公务接待费": "合计",
        "公务用车费": "合计",
        "公务用车购置费": "公务用车费",
        "公务用车运行维护费": "公务用车费",
    }
    assert all(by_id[f.part_of].year == f.year for f in facts if f.part_of)


def test_a_fact_points_at_its_field() -> None:
    document = document_of(THREE_PUBLIC)
    fact = tables_of(document, facts=7).facts[5]
    assert fact.id == "f13"
    assert fact.quantity is not None
    assert (fact.quantity.text, fact.quantity.value, fact.quantity.step) == ("42,000.00", 42000, fact.quantity.step)
    assert f"{fact.quantity.step:f}" == "0.01"
    assert document.text[fact.quantity.start : fact.quantity.end] == "42,000.00"
    assert document.text[fact.item.start : fact.item.end] == "公务接待费"
    assert fact.table is not None
    assert (fact.table.id, fact.table.row, fact.table.column) == ("x1", 3, 2)
    assert fact.evidence == ("role:table", "item:own", "concept:exact")


CASES = tomllib.loads((Path(__file__).parent / "cases" / "tables.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("separator", ["\t", "|", "｜"], ids=["tabs", "bars", "wide bars"])
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_cases(case: dict[str, Any], separator: str) -> None:
    """A table without figures that are understood may still say what it has none of."""
    facts = tables_of(document_of(written(case["table"], separator))).facts
    assert [brief(fact) for fact in facts if case["facts"] or fact.quantity is not None] == case["facts"]


def test_columns_that_only_spaces_part() -> None:
    rows = """
    经费控制情况（万元） 2021年决算数 2022年预算数
    三公经费 8.94 9.50
    其中：公务接待 2.74 3.00
    政府采购金额 —— 318.60
    厉行节约保障措施 出台制度 严格公务卡结算
    """
    facts = tables_of(document_of("\n".join(line.strip() for line in rows.split("\n")))).facts
    assert [brief(fact) for fact in facts] == [
        "三公经费 tp.total 89400 2021 final",
        "三公经费 tp.total 95000 2022 budget",
        "公务接待 tp.reception 27400 2021 final",
        "公务接待 tp.reception 30000 2022 budget",
        "政府采购金额 proc.total none_stated 2021 final",
        "政府采购金额 proc.total 3186000 2022 budget",
    ]


def test_blank_cells_with_a_bar_behind_them_keep_their_side() -> None:
    cells = "项目 行次 决算数 项目 行次 决算数 一、财政拨款收入 1 59 一、教育支出 35 55 - 2 - 二、其他支出 36 4"
    lines = ["| |" if cell == "-" and n % 6 == 0 else f"{cell.strip('-')} |" for n, cell in enumerate(cells.split(" "))]
    facts = tables_of(
        document_of("\n".join(["金额单位：万元 |", "收入 |", "支出 |", *lines]), "department_final")
    ).facts
    assert [brief(fact) for fact in facts if fact.quantity is not None] == [
        "财政拨款收入 rev.fiscal 590000 2022 final",
        "教育支出 exp.func 550000 2022 final",
        "其他支出 exp.func 40000 2022 final",
    ]


def test_words_parted_by_spaces_are_no_table() -> None:
    text = "单位：万元\n部门 预算 公开\n办公室 人事科 财务科\n2022 2021 2020\n合计 5"
    assert not tables_of(document_of(text)).facts


def facts_of(rows: str, kind: Any = "department_budget") -> tuple[Fact, ...]:
    return tables_of(document_of(written(rows), kind)).facts


def test_the_parts_of_a_code_are_put_together() -> None:
    facts = facts_of(
        "支出总表 / 单位：元 / 类 | 款 | 项 | 科目名称 | 合计 / 201 | | | 一般公共服务支出 | 3 "
        "/ 201 | 5 | | 统计信息事务 | 3 / 201 | 05 | 07 | 专项普查活动 | 3"
    )
    assert [fact.dims["function_code"] for fact in facts] == ["201", "20105", "2010507"]
    assert [fact.part_of for fact in facts] == [None, "f1", "f2"]


def test_classes_of_basic_expenditure_say_so() -> None:
    facts = facts_of(
        "基本支出表 / 单位：元 / 科目编码 | 科目名称 | 合计 / 301 | 工资福利支出 | 3 "
        "/ 302 | 商品和服务支出 | 2 / 合计 | | 5"
    )
    assert [fact.dims.get("nature") for fact in facts] == ["gpb.basic", "gpb.basic", None]
    assert [fact.part_of for fact in facts] == ["f3", "f3", None]


def test_numbers_say_what_is_part_of_what() -> None:
    found = facts_of(
        "收支总表 / 单位：元 / 项目 | 预算数 / 一、基本支出 | 5 / 1.工资福利支出 | 3 / 2.公用支出 | 2 "
        "/ 二、项目支出 | 4 / 支出总计 | 9"
    )
    facts = {fact.item.text: fact for fact in found}
    assert facts["工资福利支出"].part_of == facts["公用支出"].part_of == facts["基本支出"].id
    assert facts["工资福利支出"].dims["nature"] == "exp.basic"
    assert facts["基本支出"].part_of == facts["项目支出"].part_of == facts["支出总计"].id


def test_one_name_that_is_not_understood_may_be_a_sum() -> None:
    plain = facts_of("支出表 / 单位：元 / 项目 | 预算数 / 教育支出 | 5 / 某某支出 | 4 / 合计 | 9")
    assert [fact.part_of for fact in plain] == ["f3", "f3", None]
    mixed = facts_of("支出表 / 单位：元 / 项目 | 预算数 / 一、教育支出 | 5 / 1.某某 | 4 / 二、某某某 | 4 / 合计 | 9")
    assert [fact.part_of for fact in mixed] == [None, "f1", None, None]


def test_a_name_that_stands_twice_is_understood_once() -> None:
    facts = facts_of(
        "财政拨款收支总表 / 单位：元 / 项目 | 决算数 / 一、一般公共预算财政拨款 | 5 / 年初财政拨款结转和结余 | 2 "
        "/ 一、一般公共预算财政拨款 | 2 / 收入总计 | 7",
        "department_final",
    )
    assert [brief(fact) for fact in facts] == [
        "一般公共预算财政拨款 rev.fiscal_gpb 5 2022 final",
        "年初财政拨款结转和结余 fiscal.carry_in 2 2022 final",
        "收入总计 fiscal.rev_total 7 2022 final",
    ]


MOVES = (
    "一般公共预算支出表 / 单位：万元 / 科目 | 2021年预算数 | 2022年预算数 | 增减额 | 增减% "
    "/ 教育支出 | 10.00 | 8.00 | -2.00 | -20.00 / 农林水支出 | 4.00 | 4.00 | 0.00 | 0.00 "
    "/ 合计 | 14.00 | 12.00 | -2.00 | -14.29"
)


def test_columns_of_changes_become_changes() -> None:
    document = document_of(written(MOVES))
    rows = tables_of(document)
    assert len(rows.facts) == 6
    by_id = {fact.id: fact for fact in rows.facts}
    assert [(by_id[c.fact].item.text, by_id[c.fact].year, c.direction, c.against) for c in rows.changes] == [
        ("教育支出", 2022, "decrease", "last_year_budget"),
        ("农林水支出", 2022, "flat", "last_year_budget"),
        ("合计", 2022, "decrease", "last_year_budget"),
    ]
    first = rows.changes[0]
    assert first.amount is not None
    assert first.percent is not None
    assert (first.amount.value, first.percent.value, first.amount.text) == (20000, 20, "-2.00")
    assert document.text[first.start : first.end] == "-2.00\t-20.00"


def test_between_three_figures_no_change_is_certain() -> None:
    rows = (
        "支出表 / 单位：万元 / 科目 | 2021年预算数 | 2021年执行数 | 2022年预算数 | 增减额 "
        "/ 教育支出 | 9 | 8 | 7 | -2 / 合计 | 9 | 8 | 7 | -2"
    )
    found = tables_of(document_of(written(rows)))
    assert len(found.facts) == 6
    assert found.changes == ()


# -- tables that come as cells


def test_tables_of_word_documents_are_read() -> None:
    wide = tc("收入", '<w:gridSpan w:val="2"/>'), tc("支出", '<w:gridSpan w:val="2"/>')
    body = p("2022年收支预算总表") + p("单位：元")
    body += tbl(wide, ["项目", "预算数", "项目", "预算数"], ["事业收入", "1.00", "教育支出", "3.00"])
    found = [brief(fact) for fact in tables_of(document_of(docx(body), name="a.docx")).facts]
    assert found == ["事业收入 rev.business 1 2022 budget", "教育支出 exp.func 3 2022 budget"]


def test_tables_of_workbooks_are_read() -> None:
    rows = [
        ["2022年“三公”经费预算表"],
        ["", "单位：万元"],
        ["项目", "预算数"],
        ["合计", (12.5, "0.00")],
        ["公务接待费", (12.5, "0.00")],
    ]
    facts = tables_of(document_of(xlsx({"三公": rows}), name="a.xlsx")).facts
    assert [brief(fact) for fact in facts] == [
        "合计 tp.total 125000 2022 budget",
        "公务接待费 tp.reception 125000 2022 budget",
    ]
    assert [f"{fact.quantity.step:f}" for fact in facts if fact.quantity] == ["100", "100"]


def test_a_title_inside_a_table_stands_above_it() -> None:
    title = [tc("2022年“三公”经费预算表", '<w:gridSpan w:val="2"/>')], [tc("单位：万元", '<w:gridSpan w:val="2"/>')]
    facts = tables_of(
        document_of(docx(tbl(*title, ["项目", "预算数"], ["合计", "1.00"], ["公务接待费", "1.00"])))
    ).facts
    assert [fact.concept for fact in facts] == ["tp.total", "tp.reception"]


# -- laws

NAME = st.sampled_from(["合计", "公务接待费", "一、教育支出", "其中：会议费", "某某", "", "小计", "205"])
VALUE = st.sampled_from(["", "0.00", "1,234.50", "-3.20", "—", "无", "甲", "12%", "(5.00)"])
HEADS = st.sampled_from(["项目", "预算数", "2021年决算数", "基本支出", "增减%", "合计", "科目编码", "甲乙"])


@given(st.lists(HEADS, min_size=3, max_size=3), st.lists(st.tuples(NAME, VALUE, VALUE), min_size=1, max_size=6))
@settings(deadline=None)  # the first one loads the kinds of tables
@example(["项目", "预算数", "项目"], [("", "", ""), ("合计", "0.00", "")])
def test_every_fact_is_what_its_field_says(head: list[str], rows: list[tuple[str, str, str]]) -> None:
    text = "支出预算表\n单位：元\n" + "\n".join("\t".join(row) for row in (head, *rows))
    document = document_of(text)
    found = tables_of(document)
    ids = {fact.id for fact in found.facts}
    printed = [row for row in rows if any(row)]  # a line of nothing but tabs is no row
    for fact in found.facts:
        assert document.text[fact.item.start : fact.item.end] == fact.item.text
        assert fact.part_of is None or (fact.part_of in ids and fact.part_of != fact.id)
        assert fact.table is not None
        assert head[fact.table.column] not in ("项目", "增减%", "科目编码")
        if fact.quantity is not None:
            assert document.text[fact.quantity.start : fact.quantity.end] == fact.quantity.text
            assert fact.quantity.text == printed[fact.table.row - 1][fact.table.column]
    places = [fact.table for fact in found.facts]
    assert len(places) == len(set(places))
    assert {change.fact for change in found.changes} <= ids


def test_every_kind_of_table_is_known_and_names_concepts_that_exist() -> None:
    extractor = load()
    known = {row.budget.removeprefix("bt.") for row in extractor.catalogue.tables}
    concepts = {concept.id for concept in extractor.catalogue.concepts}
    for kind in load_kinds().values():
        assert kind.id in known
        named = {kind.revenue, kind.total, *kind.columns.values(), *kind.current.values()} - {None}
        assert named <= concepts


STACKED = (
    "单位：万元",
    "项 目",
    "预算数",
    "决算数",
    "合 计",
    "8.20",
    "6.50",
    "公务接待费",
    "3.00",
    "1.30",
    "公务用车费",
    "5.20",
    "5.20",
)


@pytest.mark.parametrize("bar", ["", " |"])
def test_cells_one_a_line_are_a_table(bar):
    text = "“三公”经费支出决算表\n" + "\n".join(cell + bar for cell in STACKED)
    facts = tables_of(document_of(text, kind="department_final")).facts
    assert [brief(fact) for fact in facts] == [
        "合 计 tp.total 82000 2022 budget",
        "合 计 tp.total 65000 2022 final",
        "公务接待费 tp.reception 30000 2022 budget",
        "公务接待费 tp.reception 13000 2022 final",
        "公务用车费 tp.vehicle 52000 2022 budget",
        "公务用车费 tp.vehicle 52000 2022 final",
    ]
    assert all(text[fact.quantity.start : fact.quantity.end] == fact.quantity.text for fact in facts if fact.quantity)


def test_cells_one_a_line_with_a_blank_one_that_left_no_line_are_no_table():
    """公务接待费 with one figure under two columns: nothing says which of them it is."""
    text = "单位：万元\n项目\n预算数\n决算数\n公务接待费\n3.00\n公务用车费\n5.20\n5.20"
    assert tables_of(document_of(text)).facts == ()


def test_a_blank_cell_that_left_its_bar_is_blank():
    cells = (
        "单位：万元",
        "项目",
        "预算数",
        "决算数",
        "合计",
        "8.20",
        "6.50",
        "公务接待费",
        "",
        "1.30",
        "公务用车费",
        "5.20",
        "5.20",
    )
    facts = tables_of(document_of("\n".join(f"{cell} |" for cell in cells), kind="department_final")).facts
    assert [brief(fact) for fact in facts if "接待" in fact.item.text and fact.quantity] == [
        "公务接待费 tp.reception 13000 2022 final"
    ]
