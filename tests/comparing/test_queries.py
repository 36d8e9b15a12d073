"""Every query of docs/queries.md runs over a small archive and finds something."""

import re
from pathlib import Path

import pytest

from extractor.bulk.data import Failure, Source
from extractor.bulk.layout import FAILURES
from extractor.comparing.running import compare
from extractor.outputs.columns import typed_table
from extractor.outputs.parts import part_path, write_table
from extractor.querying import open_dataset
from tests.comparing.datasets import id_of, write_dataset
from tests.comparing.test_findings import CASES, archive

ROOT = Path(__file__).parents[2]
DOCUMENTATION = (ROOT / "docs" / "queries.md").read_text("utf-8")
TOLD = ("单位之和与部门不符", "所述上年“三公”经费与上年文件不同", "同一内容换了排版和标点")
PROJECT = """柳溪县水利站2023年部门预算公开
一、重点项目情况
（一）河道清淤项目
1.项目概述：对辖区主要河道进行清淤。
2.立项依据：县政府会议纪要。
3.实施主体：柳溪县水利站。
4.实施方案：分段招标施工。
5.实施周期：2023年1月至2023年12月。
6.年度预算安排：86.50万元。
7.绩效目标：改善水质。
"""
INDICATORS = (
    "柳溪县水利站2023年项目支出绩效目标表\n一级指标\t二级指标\t三级指标\t指标值\n"
    "产出指标\t数量指标\t清淤河道长度\t≥12公里\n效益指标\t社会效益指标\t受益群众满意度\t≥95%\n"
)


def code_blocks(language):
    """The examples of the documentation in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", DOCUMENTATION, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An archive with every list: the bundled examples, and documents that contradict each other."""
    texts = {}
    for name in TOLD:
        case = next(case for case in CASES["case"] if case["name"] == name)
        texts |= {f"{name}/{title}": text for title, text in archive(case)[0]}
    texts |= {"项目.txt": PROJECT, "绩效.txt": INDICATORS}
    texts["镇.txt"] = (ROOT / "examples" / "town-budget.txt").read_text("utf-8")
    first = next(iter(texts.values()))
    copy = Source("/b/备份.txt", name="备份.txt", document=id_of(first))
    place = write_dataset(tmp_path_factory.mktemp("archive"), list(texts.items()), [copy], size=3)
    lost = Failure("0" * 64, "坏.pdf", "damaged_document", "文件已损坏", "the document is damaged")
    write_table(part_path(place, FAILURES, 0), typed_table(Failure, [lost]))
    compare(place)
    return place


@pytest.mark.parametrize("sql", code_blocks("sql"))
def test_a_query_of_the_documentation_finds_something(sql, folder):
    rows = open_dataset(folder).execute(sql).fetchall()
    assert rows
    assert any(value is not None for row in rows for value in row)


@pytest.mark.parametrize("code", code_blocks("python"))
def test_an_example_with_polars_finds_something(code, folder):
    names = {"folder": folder}
    exec(code, names)
    assert names["result"].height


def test_the_documentation_has_a_dozen_queries_and_more():
    assert len(code_blocks("sql")) >= 12
