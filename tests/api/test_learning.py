"""`mingxi train` and `mingxi evaluate`, as a person meets them; a model that cannot be used is one clear line."""

import json
from importlib.resources import files

import pytest

from models.registry import load_model
from tests.api.running import mingxi

NAMES = ("beijing-culture-2023", "liaoning-library-2023", "jiangxi-halfyear-2024")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three annotated documents in a folder."""
    found = tmp_path_factory.mktemp("gold")
    for name in NAMES:
        (found / f"{name}.gold").write_text(
            (files("annotations") / "gold" / f"{name}.gold").read_text("utf-8"), "utf-8"
        )
    return found


def test_training_writes_a_model_that_can_be_used(folder, tmp_path):
    result = mingxi("train", str(folder), "--out", str(tmp_path / "mine"))
    assert result.exit_code == 0, result.stderr
    metrics = json.loads(result.stdout)
    assert metrics["documents"] == 3
    assert 0 <= metrics["ece"] <= 1
    assert str(tmp_path / "mine") in result.stderr
    model = load_model(str(tmp_path / "mine"))
    assert model is not None
    assert model.facts["rows"] == metrics["rows"] > 100


def test_unlabelled_documents_teach_by_their_sums(folder, tmp_path):
    text = "2021年收入总计1000万元，其中：财政拨款收入800万元，占80%；其他收入200万元，占20%。"
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "公开.txt").write_text(f"2021年某局部门预算\n一、收入预算情况\n{text}\n", "utf-8")
    (archive / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    result = mingxi("train", str(folder), "--self", str(archive), "--out", str(tmp_path / "mine"))
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["proven"] > 0
    assert "坏.pdf" in result.stderr


def test_a_folder_without_a_network_cannot_be_exported(tmp_path):
    result = mingxi("export", str(tmp_path), "--out", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "heads.pt" in result.stderr.splitlines()[0]


def test_evaluating_prints_scores_by_document(folder):
    result = mingxi("evaluate", str(folder), "--model", "none")
    assert result.exit_code == 0, result.stderr
    assert [name for name in NAMES if name in result.stdout] == list(NAMES)
    assert "ALL ROWS" in result.stdout


@pytest.mark.parametrize("command", [("train", "--out", "x"), ("evaluate",)], ids=["train", "evaluate"])
def test_a_path_without_annotations_is_one_line(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = mingxi(*command, "nowhere")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == ["mingxi: nowhere：没有标注文件（*.gold），请检查路径"]


def test_a_wrong_annotation_names_its_file(tmp_path):
    (tmp_path / "a.gold").write_text("⟪q id=f1 没有结束", "utf-8")
    result = mingxi("evaluate", str(tmp_path))
    assert result.exit_code == 1
    assert "a.gold：标注有误" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["extract", "show", "check", "evaluate"])
def test_an_unknown_model_is_one_line_that_names_the_known(command, tmp_path):
    document = tmp_path / "a.txt"
    document.write_text("2021年收入预算总额824.13万元。", "utf-8")
    paths = [] if command == "evaluate" else [str(document)]
    result = mingxi(command, *paths, "--model", "no-such")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert "no-such：没有这个模型" in result.stderr
    assert "default" in result.stderr


def test_a_damaged_model_does_not_keep_rules_from_working(tmp_path):
    model = tmp_path / "model"
    model.mkdir()
    (model / "model.json").write_text("{", "utf-8")
    document = tmp_path / "a.txt"
    document.write_text("2021年收入预算总额824.13万元。", "utf-8")
    assert "--model none" in mingxi("extract", str(document), "--model", str(model)).stderr
    assert mingxi("extract", str(document), "--model", "none").exit_code == 0
