"""mingxi show: what a person sees, on a narrow and a wide terminal, and in a pipe."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from api.showing import family, show_facts, show_record
from extractor import data
from extractor.data import Check, Fact, Indicator, Record, Target
from extractor.pipeline import load
from extractor.reading.confinement import NOTES
from tests.api.records import RECORD, REMEDY, WRONG_SHARE, phrase
from tests.api.running import mingxi
from tests.api.samples import BUDGET

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
Show = Callable[..., str]


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Show:
    """What show prints: in a pipe, or on a terminal of so many columns."""

    def show(record: Record = RECORD, *, lang: str = "zh", columns: int = 0) -> str:
        for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS"):
            monkeypatch.delenv(name, raising=False)
        if columns:
            for name, value in (("FORCE_COLOR", "1"), ("TERM", "xterm-256color"), ("COLUMNS", str(columns))):
                monkeypatch.setenv(name, value)
        show_record(record, lang)
        return capsys.readouterr().out

    return show


def part(printed: str, title: str) -> list[str]:
    """The lines under one heading."""
    lines = [line.rstrip() for line in COLOUR.sub("", printed).split("\n")]
    start = next(place for place, line in enumerate(lines) if line.split(" ")[0] == title) + 1
    return lines[start : lines.index("", start)]


def rows(printed: str, title: str) -> list[list[str]]:
    """The cells of one table, without its heading."""
    return [re.split(r" {2,}", line.strip()) for line in part(printed, title)[2:]]


def test_the_title_says_whose_document_it_is(show: Show) -> None:
    assert show().splitlines()[:2] == ["云岭市茶山区档案馆2024年单位预算", "云岭市茶山区档案馆  2024  单位预算"]


def test_sections_are_a_tree(show: Show) -> None:
    assert part(show(), "章节") == [
        "第一部分 单位概况  part.profile",
        "└── 一、 主要职责  profile.duties",
        "第二部分 单位预算情况说明  part.narrative",
        "├── 一、 收入预算情况  sec.revenue",
        "└── 二、 其他",
    ]


def test_parts_are_set_in_below_their_totals(show: Show) -> None:
    assert part(show(columns=80), "指标") == [
        "名称                            数值   年度   阶段   置信度",
        "───────────────────────────────────────────────────────────",
        "收入预算总额                 640万元   2024   预算     0.97",
        "  财政拨款收入               600万元   2024   预算     0.97",
        "  其他收入                    40万元   2024   预算     0.97",
        "支出预算总额                 640万元   2024   预算     0.97",
        "  项目支出                   230万元   2024   预算     0.97",
        "    其中：行政运行   41,234,567.89元   2024   预算     0.97",
    ]


def test_changes_ratios_reasons_and_projects_say_what_they_are_about(show: Show) -> None:
    printed = show()
    assert rows(printed, "增减变化") == [
        ["收入预算总额", "增", "40万元", "6.67%", "上年预算", "0.00"],
        ["支出预算总额", "持平", "其他", "0.00"],
    ]
    assert rows(printed, "占比与完成率") == [
        ["项目支出", "占比 支出预算总额", "37.5%", "0.00"],
        ["支出预算总额", "完成率 年初预算", "98%", "0.00"],
    ]
    assert rows(printed, "原因") == [["新增档案数字化项目，经费20万元", "收入预算总额、项目支出", "新增项目", "0.00"]]
    assert rows(printed, "项目") == [["档案数字化", "档案馆", "2024年1月至12月", "40万元", "0.00"]]


def test_what_is_wrong_comes_first_with_its_remedy(show: Show) -> None:
    assert part(show(), "核对") == [
        "错误1项  提示1项  说明1项  相符1项  四舍五入以内1项  无法核对1项",
        f"错误 H01  {WRONG_SHARE}",
        f"          建议：{REMEDY}",
        "提示 C03  收入预算总额增加40万元，没有说明原因。",
        "说明 L02  编号重复：“[bold]一、[/]”。",
    ]


def test_the_same_complaint_is_made_once(show: Show) -> None:
    empty = Check("k", "L01", "violated", "warning", message="空格未填写：“XX万元”。")
    other = replace(empty, message="空格未填写：“XX个”。")
    assert part(show(replace(RECORD, checks=(empty, other, empty, empty))), "核对")[1:] == [
        "提示 L01 ×3  空格未填写：“XX万元”。",
        "提示 L01     空格未填写：“XX个”。",
    ]


def test_on_a_terminal_errors_are_red_and_sentences_hang(show: Show) -> None:
    printed = show(columns=60)
    assert "\x1b[1;31m错误 H01\x1b[0m" in printed
    assert part(printed, "核对")[2:5] == [
        "错误 H01  项目支出230万元÷支出预算总额640万元应为35.94%，文",
        "          中为37.5%，相差1.56个百分点。",
        f"          建议：{REMEDY}",
    ]


@pytest.mark.parametrize("columns", [50, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal_and_no_figure_is_cut(columns: int, show: Show) -> None:
    printed = COLOUR.sub("", show(columns=columns))
    assert max(map(cell_len, printed.split("\n"))) <= columns
    assert "…" not in printed
    for figure in ("640万元", "230万元", "41,234,567.89元", "6.67%", "37.5%", "经费20万元", "35.94%"):
        assert figure in printed


@pytest.mark.parametrize(("columns", "has_room"), [(80, False), (160, True), (0, True)])
def test_a_wide_terminal_and_a_pipe_have_room_for_concepts(columns: int, has_room: bool, show: Show) -> None:
    assert ("rev.total" in show(columns=columns)) == has_room


def test_a_pipe_has_no_colours_no_folds_and_no_blanks_at_the_end(show: Show) -> None:
    long = "项目名称很长" * 40
    printed = show(replace(RECORD, facts=(replace(RECORD.facts[0], item=phrase(long)),)))
    assert "\x1b" not in printed
    assert re.search(rf"^{long} +640万元 +2024 ", printed, re.M)
    assert not re.search(" $", printed, re.M)


def test_english_is_there_on_request(show: Show) -> None:
    printed = show(lang="en")
    assert part(printed, "Checks")[0] == "1 error  1 warning  1 note  1 exact  1 within rounding  1 not evaluable"
    assert part(printed, "Facts")[0].split() == ["item", "value", "year", "stage", "concept", "confidence"]


def test_what_a_stranger_wrote_is_neither_markup_nor_a_command(show: Show) -> None:
    item = phrase("[red]收入\n总额[/red]\x1b[2J")
    assert "[red]收入总额[/red]\ufffd[2J" in show(replace(RECORD, facts=(replace(RECORD.facts[0], item=item),)))


def test_states_and_dates_stand_in_for_figures(show: Show) -> None:
    facts = (
        Fact("f1", phrase("车辆"), state="none_stated", dims={"as_of": "2023-12-31"}, confidence=0.5),
        Fact("f2", phrase("政府采购"), state="see_attachment", year=2024, stage="final", confidence=0.8),
    )
    printed = show(replace(RECORD, facts=facts), columns=80)
    assert rows(printed, "指标") == [
        ["车辆", "无", "2023-12-31", "0.50"],
        ["政府采购", "见附件", "2024", "决算", "0.80"],
    ]
    assert re.search(r"\x1b\[31m +0\.50", printed)
    assert re.search(r"\x1b\[33m +0\.80", printed)


def indicator(name: str, target: str, actual: str | None = None) -> Indicator:
    """One row of a performance table."""
    values = [each and Target(each, None, None, None, "qualitative", 0, 1) for each in (target, actual)]
    return Indicator("i1", None, "产出指标", "数量指标", name, values[0] or None, values[1] or None, None, None, 0, 1)


def test_indicators_have_actual_values_where_any_has(show: Show) -> None:
    plan = (indicator("加工档案", "≥90%"), indicator("满意度", "较高"))
    assert rows(show(replace(RECORD, indicators=plan)), "绩效指标") == [
        ["产出指标／数量指标", "加工档案", "≥90%", "0.00"],
        ["产出指标／数量指标", "满意度", "较高", "0.00"],
    ]
    final = (indicator("加工档案", "≥90%", "95%"), indicator("满意度", "较高"))
    assert rows(show(replace(RECORD, indicators=final)), "绩效指标") == [
        ["产出指标／数量指标", "加工档案", "≥90%", "95%", "0.00"],
        ["产出指标／数量指标", "满意度", "较高", "0.00"],
    ]


def test_what_could_not_be_read_is_said(show: Show) -> None:
    warning = data.Warning("page_without_text", "第 3 页没有文字层，可能是图片或曲线", page=3)
    assert show(replace(RECORD, warnings=(warning,))).endswith("\n\n读取提示\n  第 3 页没有文字层，可能是图片或曲线\n")


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_how_the_reader_was_shut_in_is_no_news_about_the_document(note: data.Warning, show: Show) -> None:
    assert show(replace(RECORD, warnings=(note,))) == show(RECORD)


def test_a_document_without_rows_says_so(show: Show) -> None:
    empty = replace(RECORD, sections=(), facts=(), changes=(), ratios=(), reasons=(), projects=(), checks=())
    assert show(empty).splitlines()[2:] == ["没有找到可提取的明细"]


# fmt: off
FAMILIES: list[tuple[str, list[tuple[str, str | None]], str]] = [
    ("nothing", [], ""),
    ("parts behind their total", [("a", None), ("b", "a"), ("c", "b"), ("d", "a")], "a0 b1 c2 d1"),
    ("a part that comes later", [("a", None), ("b", None), ("c", "a")], "a0 c1 b0"),
    ("a part before its total", [("c", "a"), ("a", None)], "a0 c1"),
    ("a total that is not there", [("a", "x"), ("b", "a")], "a0 b1"),
    ("parts of each other", [("a", None), ("b", "c"), ("c", "b")], "a0 b0 c0"),
    ("its own part", [("a", "a"), ("b", "a")], "a0 b0"),
]
# fmt: on


@pytest.mark.parametrize(("given", "order"), [row[1:] for row in FAMILIES], ids=[row[0] for row in FAMILIES])
def test_family(given: list[tuple[str, str | None]], order: str) -> None:
    facts = [Fact(name, phrase(name), part_of=total) for name, total in given]
    assert " ".join(f"{fact.id}{depth}" for fact, depth in family(facts)) == order


def test_a_table_of_facts_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    show_facts(RECORD, "en")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "预算.txt"
    assert lines[1].split() == ["item", "value", "year", "stage", "concept", "confidence"]
    assert len(lines) == 3 + len(RECORD.facts)


def test_a_real_record_is_shown_with_its_checks(show: Show) -> None:
    record = load().extract(BUDGET.encode(), name="预算.txt")
    assert record.checks
    assert {"章节", "指标", "核对"} <= {line.split(" ")[0] for line in show(record).splitlines()}


def test_show_reads_several_files_and_complains_like_extract(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BUDGET, "utf-8")
    result = mingxi("show", tmp_path / "a.txt", tmp_path / "nix.txt")
    assert result.exit_code == 1
    assert "640万元" in result.stdout
    assert result.stderr == f"mingxi: {tmp_path}/nix.txt：没有这个文件或文件夹，请检查路径\n完成 1 个，未完成 1 个\n"
