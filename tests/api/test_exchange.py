"""`mingxi annotations`: records out to a tool, answers in, and reviews as training data in parts."""

import json
from dataclasses import replace

import pytest

from annotations.formats import FORMATS, marked
from annotations.review import Reviewed, Verdict
from annotations.review.rows import LISTS
from annotations.splitting import part_of
from api.annotation_commands import FORMS
from api.running import open_store
from api.settings import Settings
from tests.api.running import mingxi
from tests.api.samples import BUDGET
from tests.service.stored import put_decision


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """A folder with a record as `mingxi extract --text` writes it."""
    folder = tmp_path_factory.mktemp("records")
    (folder / "预算.txt").write_text(BUDGET, "utf-8")
    result = mingxi("extract", folder / "预算.txt", "--text", "--out", folder / "out")
    assert result.exit_code == 0, result.stderr
    return folder / "out"


def test_the_command_knows_every_format():
    assert set(FORMS) == set(FORMATS)


@pytest.mark.parametrize("form", FORMS)
def test_records_go_out_and_come_back(form, records, tmp_path):
    path = tmp_path / f"out{FORMATS[form].suffix}"
    result = mingxi("annotations", "export", records, "--format", form, "--out", path)
    assert result.exit_code == 0, result.stderr
    assert f"已导出 1 份到 {path}" in result.stderr
    assert (f"{form} 格式不能保存：" in result.stderr) is bool(FORMATS[form].drops)
    back = mingxi("annotations", "import", path, "--format", form, "--out", tmp_path / "back.jsonl")
    assert back.exit_code == 0, back.stderr
    with (tmp_path / "back.jsonl").open("rb") as stream:
        [document] = FORMATS["jsonl"].read(stream)
    assert document.text == BUDGET
    assert document.final.marks


def test_answers_of_a_tool_are_counted(records, tmp_path):
    tasks = tmp_path / "tasks.json"
    mingxi("annotations", "export", records, "--format", "label-studio", "--out", tasks)
    [task] = json.loads(tasks.read_text("utf-8"))
    kept = [each for each in task["predictions"][0]["result"] if not str(each.get("id")).startswith("r")]
    ids = {each["id"] for each in kept if "id" in each}
    kept = [each for each in kept if "id" in each or {each["from_id"], each["to_id"]} <= ids]
    task["annotations"] = [{"result": kept, "completed_by": 1, "updated_at": "2026-11-26T08:00:00Z"}]
    tasks.write_text(json.dumps([task]), "utf-8")
    result = mingxi("annotations", "import", tasks, "--format", "label-studio", "--lang", "en")
    assert result.exit_code == 0, result.stderr
    assert "rejected 1, added 0" in result.stderr
    assert json.loads(result.stdout)["decided"] is not None


def test_reviews_of_the_service_are_training_data_in_parts(tmp_path):
    """A document of each part: what is frozen is only written if it is asked for."""
    settings = Settings(data=tmp_path / "data")
    store = open_store(settings)
    put_decision(store, "default")
    store.close()
    words = ("annotations", "export", "--format", "jsonl", "--data", settings.data, "--out")
    result = mingxi(*words, tmp_path / "all.jsonl")
    assert result.exit_code == 0, result.stderr
    line = json.loads((tmp_path / "all.jsonl").read_text("utf-8"))
    assert line["decided"] is not None
    part = part_of(line["meta"]["issuer"], line["name"])
    result = mingxi(*words, tmp_path / "parts", "--split", "--with-frozen")
    assert result.exit_code == 0, result.stderr
    sizes = {path.stem: len(path.read_text("utf-8").splitlines()) for path in (tmp_path / "parts").iterdir()}
    assert sizes == {each: int(each == part) for each in ("train", "dev", "test")}


def test_documents_of_frozen_bodies_stay_out(tmp_path, records):
    from api.exchanging import export_parts, read_records

    [document] = read_records([str(records)])
    bodies = {part_of(f"{n}局", ""): f"{n}局" for n in range(99)}
    some = [replace(document, meta={**document.meta, "issuer": body}) for body in bodies.values()]
    export_parts(some, "jsonl", tmp_path, "zh", with_frozen=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dev.jsonl", "train.jsonl"]
    for path in tmp_path.iterdir():
        [line] = map(json.loads, path.read_text("utf-8").splitlines())
        assert line["meta"]["issuer"] == bodies[path.stem]


def test_the_labelling_interface_is_printed():
    result = mingxi("annotations", "config")
    assert result.exit_code == 0
    assert result.stdout.startswith("<View>")


# fmt: off
COMPLAINTS = [
    # what, the words, and what is said
    ("no such file",     "import no.json --format jsonl",                          "no.json：没有这个文件"),
    ("another format",   "import a.txt --format label-studio",                     "不是 label-studio 格式的标注"),
    ("no record",        "export a.txt --format jsonl --out x",                    "a.txt：不是带正文的明细结果"),
    ("an empty folder",  "export empty --format jsonl --out x",                    "empty：目录中没有 json 或 jsonl"),
    ("nothing reviewed", "export --data data --format jsonl --out x",              "没有可导出的内容"),
    ("nothing to part",  "export --data data --format jsonl --out x --split",      "没有可导出的内容"),
]
# fmt: on


@pytest.mark.parametrize(("words", "said"), [case[1:] for case in COMPLAINTS], ids=[case[0] for case in COMPLAINTS])
def test_what_cannot_be_used_is_one_line(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("x", "utf-8")
    (tmp_path / "empty").mkdir()
    result = mingxi("annotations", *words.split())
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert said in result.stderr
    assert not (tmp_path / "x").exists()


def test_a_review_in_a_file_is_what_was_exported(tmp_path, records):
    """The verdicts of a document that goes out as JSONL are there again when it is read."""
    [record] = (json.loads(path.read_text("utf-8")) for path in records.iterdir())
    rows = {name: record[name] for name in LISTS.values()}
    fact = rows["facts"][0]
    verdict = Verdict("i1", "fact", "accepted", fact, fact, ("li",), 1.0)
    reviewed = Reviewed("a" * 64, "a", None, BUDGET, rows, (verdict,))
    with (tmp_path / "a.jsonl").open("wb") as stream:
        FORMATS["jsonl"].write([marked(reviewed)], stream)
    result = mingxi("annotations", "import", tmp_path / "a.jsonl", "--format", "jsonl")
    assert "采纳 1 行，更正 0 行，否决 0 行，补充 0 行" in result.stderr
    assert result.stdout == (tmp_path / "a.jsonl").read_text("utf-8")
