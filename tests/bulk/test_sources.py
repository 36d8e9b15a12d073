"""What a bulk run may be given: folders, globs, manifests, lists; whatever names nothing says so and stops nothing."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from extractor.bulk.sources import Passed, find_sources
from tests.bulk.archives import budget, bulk, rows


@pytest.fixture
def folder(tmp_path):
    """A folder with two documents and something else in it."""
    inner = tmp_path / "资料" / "2023"
    inner.mkdir(parents=True)
    (inner / "甲.txt").write_text(budget(1), "utf-8")
    (inner / "乙.txt").write_text(budget(2), "utf-8")
    (inner / "读我.md").write_text("nothing", "utf-8")
    (inner / ".隐藏.txt").write_text("nothing", "utf-8")
    return tmp_path / "资料"


def found(*words, stdin=()):
    return list(find_sources([str(word) for word in words], iter(stdin), Passed()))


def names_of(sources):
    return {each.path.rpartition("/")[2] for each in sources}


def test_a_folder_is_everything_readable_in_it(folder):
    passed = Passed()
    names = [each.name for each in find_sources([str(folder)], iter(()), passed)]
    assert names == ["资料/2023/乙.txt", "资料/2023/甲.txt"]
    assert passed.suffixes == {".md": 1}


def test_a_glob_is_the_files_that_it_matches(folder):
    assert names_of(found(f"{folder}/**/*.txt")) == {"甲.txt", "乙.txt"}
    assert [each.error for each in found(f"{folder}/*.pdf")] == ["unreachable_source"]


MANIFESTS = {
    "a table": ("清单.csv", "path,organisation,year\n2023/甲.txt,甲局,2023\n2023/丙.txt,丙局,2022年度\n", "utf-8"),
    "a table in Chinese, as Excel writes it": (
        "清单.csv",
        "序号,文件路径,单位名称,年份\r\n1,2023/甲.txt,甲局,2023年\r\n2,2023/丙.txt,丙局,2022\r\n",
        "gb18030",
    ),
    "objects": (
        "清单.jsonl",
        '{"path": "2023/甲.txt", "organisation": "甲局", "year": 2023}\n'
        '{"path": "2023/丙.txt", "organisation": "丙局", "year": 2022}\n',
        "utf-8",
    ),
}


@pytest.mark.parametrize(("name", "text", "encoding"), MANIFESTS.values(), ids=MANIFESTS)
def test_a_manifest_says_where_documents_are_and_whose(folder, name, text, encoding):
    (folder / name).write_bytes(text.encode(encoding))
    first, second = found(folder / name)
    assert (first.organisation, first.year, first.error) == ("甲局", 2023, None)
    assert (second.organisation, second.year, second.error) == ("丙局", 2022, "unreachable_source")


def test_rows_of_a_manifest_that_say_nothing_are_failures(folder, tmp_path):
    (folder / "清单.jsonl").write_text('{"organisation": "甲局"}\n{"path": \n["2023/甲.txt"]\n', "utf-8")
    assert [each.error for each in found(folder / "清单.jsonl")] == ["unreachable_source"] * 3
    summary = bulk(folder / "清单.jsonl", tmp_path / "out")
    assert (summary.documents, summary.lost) == (0, 3)
    assert len(rows(tmp_path / "out", "failures")) == 3


def test_what_a_manifest_states_goes_with_the_source(folder, tmp_path):
    (folder / "清单.csv").write_text(
        "path,organisation,year,url\n2023/甲.txt,甲局,2023,https://example.org/a\n", "utf-8"
    )
    bulk(folder / "清单.csv", tmp_path / "out")
    (source,) = rows(tmp_path / "out", "sources")
    assert (source["organisation"], source["year"], source["url"]) == ("甲局", 2023, "https://example.org/a")


LISTS = {
    "paths": lambda folder: [f"{folder}/2023/甲.txt\n", "\n", f"{folder}/2023/乙.txt\n"],
    "a folder": lambda folder: [f"{folder}\n"],
    "objects": lambda folder: [json.dumps({"path": f"{folder}/2023/{name}.txt"}) + "\n" for name in "甲乙"],
    "a table": lambda folder: ["path\n", f"{folder}/2023/甲.txt\n", f"{folder}/2023/乙.txt\n"],
}


@pytest.mark.parametrize("lines", LISTS.values(), ids=LISTS)
def test_standard_input_is_a_list(folder, lines):
    assert names_of(found("-", stdin=lines(folder))) == {"甲.txt", "乙.txt"}


@pytest.mark.parametrize("word", ["没有的文件.txt", "没有的/*.pdf"])
def test_what_is_not_there_is_told_and_the_rest_is_done(folder, tmp_path, word):
    summary = bulk([tmp_path / word, folder], tmp_path / "out")
    assert (summary.documents, summary.lost) == (2, 1)
    (failure,) = rows(tmp_path / "out", "failures")
    assert failure["document"] is None
    assert failure["error"] == "unreachable_source"


def test_a_folder_without_documents_is_told(tmp_path):
    (tmp_path / "空").mkdir()
    assert [each.error for each in found(tmp_path / "空")] == ["no_documents"]


def test_a_name_in_another_encoding_is_found_again(tmp_path):
    folder = tmp_path / "旧名"
    folder.mkdir()
    name = os.fsdecode("决算.txt".encode("gbk"))
    (folder / name).write_text(budget(4), "utf-8")
    assert bulk(folder, tmp_path / "out").counts.documents == 1
    assert bulk(folder, tmp_path / "out").new.documents == 0
    (source,) = rows(tmp_path / "out", "sources")
    assert source["name"].endswith(".txt")


class Pages(BaseHTTPRequestHandler):
    """A site with one document."""

    asked = 0

    def do_GET(self):
        type(self).asked += 1
        body = budget(9).encode() if self.path == "/a.txt" else b""
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_an_address_is_fetched_once(tmp_path):
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        site = f"http://127.0.0.1:{server.server_port}"
        summary = bulk([f"{site}/a.txt", f"{site}/b.txt"], tmp_path / "out")
        assert (summary.counts.documents, summary.lost) == (1, 1)
        assert [row["error"] for row in rows(tmp_path / "out", "failures")] == ["unreachable_source"]
        asked = Pages.asked
        assert bulk(f"{site}/a.txt", tmp_path / "out").new.documents == 0
        assert Pages.asked == asked
        server.shutdown()
    (document,) = rows(tmp_path / "out", "documents")
    assert document["name"] == "a.txt"
