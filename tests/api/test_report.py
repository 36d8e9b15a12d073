"""mingxi report of one document: one file, of which nothing leaves and nothing a document says is run."""

import re
from pathlib import Path

import pytest

from api.pages.report import as_report, policy, script, style
from extractor.pipeline import load
from tests.api.running import mingxi
from tests.api.samples import BUDGET


@pytest.fixture(scope="module")
def report():
    return as_report(load(model="none").extract(BUDGET.encode(), name="预算.txt"), "zh")


def test_a_file_becomes_one_page(tmp_path: Path) -> None:
    (tmp_path / "预算.txt").write_text(BUDGET, "utf-8")
    result = mingxi("report", tmp_path / "预算.txt", "--out", tmp_path / "报告.html", "--model", "none")
    assert result.exit_code == 0
    assert "已写入" in result.stderr
    assert (tmp_path / "报告.html").read_text("utf-8").startswith("<!doctype html>")


def test_standard_input_is_a_document_as_well(tmp_path: Path) -> None:
    words = ("report", "-", "--out", tmp_path / "a.html", "--model", "none", "--lang", "en")
    assert mingxi(*words, input=BUDGET.encode()).exit_code == 0
    assert '<html lang="en">' in (tmp_path / "a.html").read_text("utf-8")


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "预算.txt").write_text(BUDGET, "utf-8")
    result = mingxi("report", tmp_path / "预算.txt", "--out", tmp_path / "预算.txt", "--model", "none")
    assert result.exit_code == 1
    assert (tmp_path / "预算.txt").read_text("utf-8") == BUDGET


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    result = mingxi("report", tmp_path / "没有.txt", "--out", tmp_path / "a.html", "--model", "none")
    assert result.exit_code == 1
    assert "没有这个文件" in result.stderr
    assert not (tmp_path / "a.html").exists()


def test_it_names_nothing_outside_of_itself(report):
    assert re.findall(r'(?:src|href)="(?!data:|#)([^"]+)"', report) == []
    assert "url(" not in style()
    assert "import(" not in script()


def test_its_policy_allows_its_own_scripts_and_no_request(report):
    assert "default-src 'none'" in policy()
    assert "connect-src" not in policy()
    assert "unsafe" not in policy()
    assert policy().replace("'", "&#39;") in report


def test_what_a_document_says_stays_data():
    hostile = "</script><script>alert(1)</script><!-- 2024年收入预算总额640万元。"
    report = as_report(load(model="none").extract(hostile.encode(), name="</title>.txt"), "zh")
    assert "alert(1)</script>" not in report
    assert report.count("<script") == 4
    assert "</title>.txt" not in report
