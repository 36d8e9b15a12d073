"""A dataset as a person leafs through it: what is listed, and one record whole."""

import pytest

from extractor.browsing import Wanted, find_document, list_documents, summary
from extractor.outputs import as_plain
from extractor.outputs.stored import stored_records
from extractor.pipeline import load
from tests.comparing.datasets import write_dataset

TEXTS = [
    ("甲.txt", "柳溪县文化馆2021年部门预算公开\n2021年收入预算总额为913.26万元，占总额的150%。\n"),
    (
        "乙.txt",
        "柳溪县文化馆2022年部门预算公开\n2022年收入预算总额为100万元。其中：财政拨款收入90万元，占收入预算总额的80%。\n",
    ),
    ("丙.txt", "清溪县档案馆2022年部门决算公开\n2022年收入决算总额为10万元。\n"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_dataset(tmp_path_factory.mktemp("archive"), TEXTS)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, ["甲.txt", "乙.txt", "丙.txt"]),
        ({"organisation": "文化馆"}, ["甲.txt", "乙.txt"]),
        ({"fiscal_year": 2022}, ["乙.txt", "丙.txt"]),
        ({"kind": "department_final"}, ["丙.txt"]),
        ({"name": "丙"}, ["丙.txt"]),
        ({"name": "2021年部门"}, ["甲.txt"]),
        ({"violated": True}, ["甲.txt", "乙.txt"]),
        ({"organisation": "' or 1=1 --"}, []),
    ],
    ids=str,
)
def test_documents_are_listed_by_what_is_wanted_of_them(folder, wanted, names):
    found = list_documents(folder, Wanted(**wanted), limit=10)
    assert sorted(row["name"] for row in found) == sorted(names)


def test_pages_follow_each_other(folder):
    whole = list_documents(folder, Wanted(), limit=10)
    assert [list_documents(folder, Wanted(), limit=1, offset=place)[0] for place in range(3)] == whole


def test_the_summary_counts_what_there_is(folder):
    found = summary(folder)
    assert (found["documents"], found["organisations"], found["first_year"], found["last_year"]) == (3, 2, 2021, 2022)


def test_one_record_is_the_one_that_reading_all_of_them_gives(folder):
    for record in stored_records(folder):
        assert find_document(folder, record["document"]["id"]) == record
    name, text = TEXTS[1]
    own = as_plain(load(model="none").extract(text.encode(), name=name), text=True)
    assert find_document(folder, own["document"]["id"])["document"]["text"] == own["document"]["text"]


def test_a_document_that_is_not_there_is_none(folder):
    assert find_document(folder, "0" * 64) is None
