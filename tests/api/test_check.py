"""mingxi check: what it says, where it writes it, and the status it ends with."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import html

from api.checking import Checker
from api.findings import Report, in_unit, report_of
from api.inputs import Input
from api.report_html import as_html, printable
from api.report_json import as_json
from extractor.data import Block, Check, Coverage, Hint, Quantity, Record
from tests.api.records import RECORD
from tests.api.running import mingxi
from tests.api.samples import BUDGET

# The project is 240 of 640, which is 37.5 %: printed as 230.
RIGHT = BUDGET.replace("项目支出230万元", "项目支出240万元")
HINT = "建议：若将项目支出230万元改为240万元，则2条不符的关系全部成立。"
REMEDY = "若将项目支出230万元改为240万元，则全部成立。"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
TEXT = "第一章 支出\n支出640万元，其中项目支出230万元，占37.5%。\n另有<script>alert(1)</script>&amp;1元。"
Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Write a document and return its path."""

    def save(text: str, name: str = "预算.txt") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return save


def figure(text: str) -> Quantity:
    start = TEXT.index(text)
    percent = text.endswith("%")
    kind, unit, step = ("percent", "%", "0.1") if percent else ("amount", "CNY", "10000")
    value = Decimal(text[:-1]) if percent else Decimal(text[:-2]) * 10000
    return Quantity(kind, value, unit, text, start, start + len(text), Decimal(step))  # type: ignore[arg-type]


def record(*, message: str = "支出640万元与各项之和不符。", name: str = "合计＝分项之和") -> Record:
    """A record of TEXT with one error, one warning about a hostile place, one check that holds, and a missing item."""
    total, part = figure("640万元"), figure("230万元")
    facts = (replace(RECORD.facts[0], quantity=total), replace(RECORD.facts[4], quantity=part))
    ratio = replace(RECORD.ratios[0], percent=figure("37.5%"))
    place = TEXT.index("<script>")
    residue = Check(
        "k2", "L01", "violated", "warning", cause="template_residue", message="模板文字。", start=place, end=place + 8
    )
    checks = (
        Check(
            "k1", "S05", "violated", "error", ("f1", "f6"), (), (), (), Decimal(6300000), Decimal(6400000),
            Decimal(100000), Decimal(10000), "ten_fold", Hint("f6", Decimal(2400000), REMEDY),
            message, total.start, total.end, name,
        ),
        residue,
        replace(residue, id="k3"),
        Check("k4", "H01", "exact", "info", ("f6",), ratios=("q1",), message="占比相符。"),
        Check("k5", "P01", "violated", "warning", message="没有找到应公开的内容：政府采购情况。", cause="missing"),
        Check("k6", "S01", "not_evaluable", "info", message="收支总额无法核对：缺少收入总额。"),
    )  # fmt: skip
    coverage = (Coverage("a", "收入情况", "present"), Coverage("b", "政府采购情况", "missing"))
    document = replace(RECORD.document, text=TEXT, text_length=len(TEXT), blocks=(Block(0, len(TEXT), "line", page=2),))
    sections = (replace(RECORD.sections[0], start=0, end=len(TEXT), heading_end=6),)
    return replace(
        RECORD, document=document, sections=sections, facts=facts, changes=(), ratios=(ratio,), checks=checks,
        coverage=coverage,
    )  # fmt: skip


def page(*reports: Report, lang: str = "zh", failures: tuple[str, ...] = ()) -> html.HtmlElement:
    return html.document_fromstring(as_html(reports, failures, "共一个", lang))


def words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def test_an_error_is_told_with_sentence_figures_and_hint(save: Save) -> None:
    result = mingxi("check", save(BUDGET))
    assert result.exit_code == 2
    lines = [line.strip() for line in result.stdout.splitlines()]
    start = lines.index("错误 S05 支出合计＝基本支出＋项目支出等")
    assert lines[start + 1].startswith("支出预算总额640万元与基本支出400万元＋项目支出230万元＝630万元，相差10万元")
    assert lines[start + 2].startswith("“2024年支出预算总额为640万元，其中：")
    assert lines[start + 3 : start + 6] == [
        "第二部分单位预算情况说明 › 二、支出预算情况",
        "文中640万元，对照630万元，相差10万元，允许误差1.5万元",
        HINT,
    ]


def test_a_terminal_shows_the_figures_apart(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("FORCE_COLOR", "1"), ("TERM", "xterm-256color"), ("COLUMNS", "40")):
        monkeypatch.setenv(name, value)
    Checker("zh", everything=False).add(Input(None, Path("a")), record())
    printed = capsys.readouterr().out
    assert re.findall(r"\x1b\[1;7m(.*?)\x1b\[0m", printed)[:2] == ["640万元", "230万元"]
    assert "“支出640万元，其中项目支出230万元，" in COLOUR.sub("", printed)


def test_what_holds_is_told_when_asked_for(save: Save) -> None:
    path = save(RIGHT)
    plain, full = (mingxi("check", path, *more).stdout for more in ([], ["--all"]))
    assert "相符 S05" not in plain
    assert "相符 S05 支出合计＝基本支出＋项目支出等" in full
    assert "无法核对" in full


def test_what_is_missing_is_told_once(save: Save) -> None:
    printed = mingxi("check", save(RIGHT)).stdout
    assert "没有找到应公开的内容" not in printed
    line = next(line for line in printed.splitlines() if line.strip().startswith("没有找到"))
    assert "政府采购情况" in line


# fmt: off
ENDINGS = [
    ("no errors", {"a.txt": RIGHT}, [], 0),
    ("an error", {"a.txt": BUDGET}, [], 2),
    ("no errors, and a file that is not there", {"a.txt": RIGHT}, ["none.txt"], 1),
    ("an error wins over a file that is not there", {"a.txt": BUDGET}, ["none.txt"], 2),
    ("nothing could be read", {}, ["none.txt"], 1),
]
# fmt: on


@pytest.mark.parametrize(("files", "others", "status"), [row[1:] for row in ENDINGS], ids=[row[0] for row in ENDINGS])
@pytest.mark.parametrize("target", [None, "--json", "--html"])
def test_the_status_tells_the_truth(
    save: Save, tmp_path: Path, files: dict[str, str], others: list[str], status: int, target: str | None
) -> None:
    paths = [save(text, name) for name, text in files.items()] + [tmp_path / name for name in others]
    more = [target, tmp_path / "report"] if target else []
    assert mingxi("check", *paths, *more).exit_code == status
    assert (tmp_path / "report").exists() == bool(target)


def test_several_documents_end_with_all_of_them(save: Save) -> None:
    printed = mingxi("check", save(BUDGET, "a.txt"), save(RIGHT, "b.txt")).stdout
    total = next(line for line in printed.splitlines() if line.startswith("2个文件："))
    assert total.startswith("2个文件：错误1项，")


def test_json_on_standard_output_is_nothing_else(save: Save) -> None:
    result = mingxi("check", save(BUDGET), "--json", "-")
    found = json.loads(result.stdout)
    assert found["schema"] == "mingxi-check/1"
    assert found["summary"]["error"] == 1
    assert found["documents"][0]["checks"][0]["hint"]["value"] == "2400000"


def test_json_says_what_a_person_is_told() -> None:
    found = json.loads(as_json([report_of(record())], ["b.txt：没有这个文件"]))
    assert found["summary"] == {"documents": 1, "failed": 1, "error": 1, "warning": 3, "info": 0}
    assert found["failed"] == ["b.txt：没有这个文件"]
    document = found["documents"][0]
    assert document["coverage"] == {"present": ["收入情况"], "missing": ["政府采购情况"]}
    assert [(row["id"], row["times"]) for row in document["checks"]] == [("k1", 1), ("k2", 2), ("k5", 1)]
    first = document["checks"][0]
    assert first["name"] == "合计＝分项之和"
    assert list(first["printed"]) == ["actual", "expected", "difference", "tolerance"]
    assert list(first["printed"].values()) == ["640万元", "630万元", "10万元", "1万元"]
    quoted = first["quotes"][0]
    assert quoted["text"] == "支出640万元，其中项目支出230万元，占37.5%。"
    assert [TEXT[mark["start"] : mark["end"]] for mark in quoted["figures"]] == ["640万元", "230万元"]
    assert (quoted["path"], quoted["page"]) == (["第一部分单位概况"], 2)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_links_each_check_to_its_place(lang: str) -> None:
    tree = page(report_of(record(), everything=True), lang=lang)
    names = [*tree.xpath("//@id")]
    assert len(set(names)) == len(names)
    links = tree.xpath("//a/@href")
    assert links
    assert {link.removeprefix("#") for link in links} <= set(names)
    place = tree.xpath("//article[@id='d1-k1']//a/@href")[0].removeprefix("#")
    assert tree.get_element_by_id(place).text_content() == "640万元"
    assert tree.xpath(f"//mark[@id='{place}']/a/@href") == ["#d1-k1"]


def test_a_page_says_what_a_person_is_told() -> None:
    tree = page(report_of(record(), everything=True), failures=("b.txt：没有这个文件",))
    article = tree.get_element_by_id("d1-k1")
    assert words(article.find("h3")) == "错误 S05 合计＝分项之和"
    assert [words(mark) for mark in article.iter("mark")] == ["640万元", "230万元"]
    assert [words(row) for row in article.iter("dd")] == ["640万元", "630万元", "10万元", "1万元"]
    assert "可能的原因：多写或少写一位，差十倍" in words(article)
    assert words(article.find_class("hint")[0]) == f"建议：{REMEDY}"
    assert [node.get("class") for node in tree.iter("article")] == ["error", "warning", "exact", "not_evaluable"]
    disclosed = [[words(cell) for cell in row] for row in tree.find_class("coverage")[0].iter("tr")]
    assert disclosed == [["已公开 1", "收入情况"], ["没有找到 1", "政府采购情况"]]
    assert "b.txt：没有这个文件" in words(tree.get_element_by_id("failed"))


def test_a_page_shows_the_whole_text_as_it_is() -> None:
    tree = page(report_of(record()))
    assert tree.find_class("text")[0].text_content() == TEXT


HOSTILE = "</div><script>alert(1)</script><img src=x onerror=alert(1)>\"' {{ 7 * 7 }}"


def test_a_hostile_text_stays_text() -> None:
    bad = record(message=HOSTILE, name=HOSTILE)
    document = replace(bad.document, title=HOSTILE, organisation=HOSTILE, name=HOSTILE)
    bad = replace(bad, document=document, coverage=(Coverage("a", HOSTILE, "missing"),))
    tree = page(report_of(bad), failures=(HOSTILE,))
    assert not tree.xpath("//script | //img | //iframe | //link")
    assert not tree.xpath("//@onerror | //@onclick")
    assert words(tree.get_element_by_id("d1-k1").find("p")) == HOSTILE
    assert "{{ 7 * 7 }}" in words(tree)


def test_a_page_needs_nothing_else() -> None:
    tree = page(report_of(record()))
    assert tree.xpath("//meta[@name='viewport']")
    assert not tree.xpath("//@src")
    style = words(tree.find(".//style"))
    assert "url(" not in style
    assert "@import" not in style
    assert "color-scheme: light dark" in style
    assert "@media print" in style


def test_a_page_has_no_control_characters() -> None:
    assert printable("收\x00入\x1b\t\n　总计\ufeff") == "收\ufffd入\ufffd\t\n　总计\ufffd"


# fmt: off
REFUSED = [
    (["--html", "."], "这是文件夹，应为文件"),
    (["--json", "."], "这是文件夹，应为文件"),
    (["--html", "{file}"], "不能写入要核对的文件"),
    (["--json", "{file}"], "不能写入要核对的文件"),
]
# fmt: on


@pytest.mark.parametrize(("words", "reason"), REFUSED)
def test_a_report_never_overwrites_a_document(save: Save, words: list[str], reason: str) -> None:
    path = save(BUDGET)
    result = mingxi("check", path, *(word.format(file=path) for word in words))
    assert result.exit_code == 2
    assert reason in result.stderr
    assert path.read_text("utf-8") == BUDGET


def test_a_report_that_cannot_be_written_is_one_line(save: Save) -> None:
    path = save(BUDGET)
    result = mingxi("check", path, "--html", path / "report.html")
    assert result.exit_code == 1
    assert result.stderr.startswith("mingxi: 结果无法写入")


@pytest.mark.parametrize(
    ("value", "like", "is_gap", "written"),
    [
        ("9000000", "640万元", False, "900万元"),
        ("-5000", "640万元", True, "0.5万元"),
        ("46.53", "37.5%", True, "46.53个百分点"),
        ("0.006201", "37.5%", True, "0.0062个百分点"),
        ("95.45", "37.5%", False, "95.45%"),
    ],
)
def test_computed_values_have_the_printed_unit(value: str, like: str, is_gap: bool, written: str) -> None:
    assert in_unit(Decimal(value), figure(like), is_gap=is_gap) == written
