"""mingxi compare tells what the documents of an archive say of each other."""

import json

import pytest

from extractor.querying import open_dataset
from tests.api.running import mingxi
from tests.comparing.datasets import write_dataset
from tests.comparing.test_findings import CASES, archive


def dataset(name, folder):
    """The archive of one case."""
    case = next(case for case in CASES["case"] if case["name"] == name)
    documents, sources = archive(case)
    return write_dataset(folder, documents, sources)


def test_an_error_is_told_and_ends_with_2(tmp_path):
    result = mingxi("compare", dataset("单位之和与部门不符", tmp_path))
    assert result.exit_code == 2
    assert "单位合计与部门对照" in result.stdout
    assert "12.50万元与所属2家单位之和11.50万元不符，相差1.00万元" in result.stdout
    assert open_dataset(tmp_path).execute("select count(*) from findings").fetchone() == (8,)


def test_notes_and_warnings_end_with_0(tmp_path):
    result = mingxi("compare", dataset("更正后再次公开，指出不同的数字", tmp_path))
    assert result.exit_code == 0
    assert "更正版本" in result.stdout


def test_english_is_without_chinese_sentences(tmp_path):
    result = mingxi("--lang", "en", "compare", dataset("所述上年“三公”经费与上年文件不同", tmp_path))
    assert "last year" in result.stdout
    assert "18.00万元 apart" in result.stdout
    assert "相差" not in result.stdout


def test_where_nothing_is_found_one_line_says_so(tmp_path):
    result = mingxi("compare", dataset("同一模板、不同单位、不同数字不是重复", tmp_path))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["文件之间没有重复，也没有可以互相核对的数字"]


def test_steps_are_told_beside_the_result(tmp_path):
    result = mingxi("compare", dataset("单位之和与部门不符", tmp_path), "--json", "-")
    assert result.stderr.splitlines() == ["读取文件清单", "查找重复", "核对各年", "核对部门与单位"]
    json.loads(result.stdout)


@pytest.mark.parametrize("target", ["-", "report.json"])
def test_the_report_as_json_has_counts_and_every_violation(target, tmp_path):
    place = target if target == "-" else tmp_path / target
    result = mingxi("compare", dataset("单位之和与部门不符", tmp_path / "archive"), "--json", place)
    told = json.loads(result.stdout if target == "-" else place.read_text("utf-8"))
    assert told["schema"] == "mingxi-compare/1"
    assert sum(each["count"] for each in told["summary"]) == 8
    (finding,) = told["findings"]
    assert (finding["expected"], finding["actual"], finding["difference"]) == ("115000", "125000", "10000")
    assert len(finding["documents"]) == len(finding["facts"]) == 3


def test_a_folder_without_results_is_told(tmp_path):
    result = mingxi("compare", tmp_path)
    assert result.exit_code == 1
    assert "不是批量处理" in result.stderr
