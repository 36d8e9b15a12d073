"""`mingxi retrain`, `models` and `rollback`: one small turn with reviews by somebody who knows the annotation."""

import json
from dataclasses import replace
from importlib.resources import files

import pytest

from annotations.formats import FORMATS, marked
from annotations.markup import load_gold
from annotations.scoring import score_record
from annotations.splitting import part_of
from benchmarks.reviewer import reviewed_by_gold, turned_round
from extractor.learning import examples_of, examples_of_review
from extractor.outputs import as_plain
from extractor.retraining import material
from models.corpus.reviewed import gold_of
from models.registry import DEFAULT
from models.training import fit
from models.versions import Versions
from tests.api.running import mingxi

BASE = ("anhui-execution-2024", "jiangxi-halfyear-2024")
REVIEWED = ("beijing-culture-2023", "liaoning-library-2023", "fujian-threepublic-2025", "hebei-park-2025")
FROZEN = ("hunan-statistics-2022", "jilin-library-2025", "liaoning-soe-2024", "shanxi-law-2024", "tianjin-letters-2022")


def gold(names):
    return [load_gold(files("annotations") / "gold" / f"{name}.gold") for name in names]


@pytest.fixture(scope="module")
def reviews(extractor):
    """What people decided: of documents of bodies that are learned from."""

    def review(document):
        record = as_plain(extractor.extract(document.text.encode(), name=f"{document.name}.txt"), text=True)
        return replace(reviewed_by_gold(document, record), issuer=learned_body())

    return [review(document) for document in gold(REVIEWED)]


def learned_body():
    return next(f"{n}局" for n in range(99) if part_of(f"{n}局", "") == "train")


def write(path, reviews):
    with path.open("wb") as stream:
        FORMATS["jsonl"].write(map(marked, reviews), stream)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory, reviews, extractor):
    """Annotated, frozen and reviewed documents, and a model in use that has learned the wrong way round."""
    found = tmp_path_factory.mktemp("loop")
    for part, names in (("gold", BASE), ("frozen", FROZEN)):
        (found / part).mkdir()
        for name in names:
            source = files("annotations") / "gold" / f"{name}.gold"
            (found / part / f"{name}.gold").write_text(source.read_text("utf-8"), "utf-8")
    write(found / "reviewed.jsonl", reviews)
    write(found / "worse.jsonl", map(turned_round, reviews))
    versions = Versions(found / "models")
    wrong = [e for each in reviews for e in examples_of_review(turned_round(each), extractor)]
    versions.promote(versions.add(fit(wrong, name="reviewed")))
    return found


def retrain(folder, reviewed, *words):
    named = ("--gold", folder / "gold", "--frozen", folder / "frozen", "--models", folder / "models")
    result = mingxi("retrain", folder / reviewed, *named, *words)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout), result.stderr


@pytest.fixture(scope="module")
def turn(folder):
    return retrain(folder, "reviewed.jsonl", "--report", folder / "report.md")


def test_a_better_model_is_taken_into_use(folder, turn):
    told, stderr = turn
    assert told["promoted"]
    assert told["failed"] == []
    assert told["low"] > 0
    assert Versions(folder / "models").current == told["version"]
    assert "已启用" in stderr
    result = mingxi("extract", "-", "--model", folder / "models", input="2024年收入预算总额640万元。".encode())
    assert json.loads(result.stdout)["produced_by"]["model"] == told["version"]


def test_the_report_says_what_was_measured_and_which_rows_changed_sides(folder, turn):
    told, _ = turn
    report = (folder / "report.md").read_text("utf-8")
    assert report == Versions(folder / "models").report(told["version"])
    assert report.startswith(f"# 模型 {told['version']}：变好，已启用")
    assert "✗" not in report
    assert f"## 新做对的 {told['newly_right']} 行" in report
    listed = report[report.index("## 新做对的") : report.index("## 新做错的")]
    assert listed.count("\n- `") == told["newly_right"] > 0


def test_a_model_from_worse_reviews_is_not_taken_into_use(folder, turn):
    told, stderr = retrain(folder, "worse.jsonl", "--lang", "en")
    assert not told["promoted"]
    assert {"gain", "bound"} <= set(told["failed"])
    versions = Versions(folder / "models")
    assert versions.current == turn[0]["version"]
    assert "was not taken into use" in stderr
    report = versions.report(told["version"])
    assert report.startswith(f"# Model {told['version']}: the rule is not met, not taken into use")
    assert "✗" in report
    lines = mingxi("models", "--models", folder / "models").stdout.splitlines()
    states = {line.split("\t")[0]: line.split("\t")[1] for line in lines}
    assert states[turn[0]["version"]] == "在用"
    assert states[told["version"]] == "未启用"
    assert states[DEFAULT] == "随附"


def test_the_version_before_can_be_taken_back(folder, turn):
    versions = Versions(folder / "models")
    first = next(versions.history()).version
    result = mingxi("rollback", "--models", folder / "models")
    assert (result.exit_code, result.stdout) == (0, f"已退回 {first}\n")
    assert versions.current == first
    mingxi("rollback", "--models", folder / "models")
    result = mingxi("rollback", "--models", folder / "models")
    assert (result.exit_code, result.stderr) == (1, "mingxi: 没有可退回的版本，现用的是随附的模型\n")
    versions.promote(turn[0]["version"])


def test_reviews_teach_what_the_annotation_teaches(reviews, extractor):
    for document, reviewed in zip(gold(REVIEWED), reviews, strict=True):
        ours = {(e.kind, e.features, e.is_right) for e in examples_of_review(reviewed, extractor)}
        assert ours == {(e.kind, e.features, e.is_right) for e in examples_of(document, extractor)}


def test_nothing_is_learned_from_rows_that_nobody_has_looked_at(reviews, extractor):
    half = replace(reviews[0], verdicts=reviews[0].verdicts[::2])
    learned = len(list(examples_of_review(half, extractor)))
    assert 0 < learned < len(list(examples_of_review(reviews[0], extractor)))
    assert list(examples_of_review(replace(half, verdicts=()), extractor)) == []


def test_a_reviewed_document_is_scored_without_a_mistake_by_itself(reviews):
    """The record as people say it is, held against the annotation that is made of it."""
    from annotations.review import corrected

    for reviewed in reviews:
        score = score_record(gold_of(reviewed), corrected(reviewed))
        assert [mistake for mistake in score.mistakes if mistake.row != "heading"] == []


# -- what is learned from, what is judged by


def test_a_frozen_text_is_never_learned_from(reviews):
    documents = gold(REVIEWED)
    found = material(documents, documents[:1], reviews)
    assert [each.name for each in found.frozen] == [REVIEWED[0]]
    assert REVIEWED[0] not in {each.name for each in (*found.base, *found.reviewed)}
    assert len(found.base) == len(found.reviewed) == len(REVIEWED) - 1


def test_bodies_that_are_not_learned_from_are_judged_by(reviews):
    documents = gold((*REVIEWED, *BASE, *FROZEN))
    unlearned = next(f"{n}局" for n in range(99) if part_of(f"{n}局", "") == "test")
    found = material(documents, [], [replace(reviews[0], issuer=unlearned, text="x"), *reviews[1:]])
    parts = {each.name: part_of(each.meta.get("organisation"), each.name) for each in documents}
    assert {each.name for each in found.frozen} == {name for name, part in parts.items() if part != "train"} != set()
    assert {each.name for each in found.base} == {name for name, part in parts.items() if part == "train"}
    assert REVIEWED[0] not in {each.name for each in found.reviewed}


# -- complaints

# fmt: off
COMPLAINTS = [
    # what, the words, and what is said
    ("no such file",     ("nowhere.jsonl",),               "nowhere.jsonl：没有这个文件"),
    ("no annotation",    ("worse.jsonl", "--gold", "no"),   "no：没有标注文件"),
    ("a rule of nothing", ("worse.jsonl", "--rule", "empty.toml"), "empty.toml：启用规则有误"),
    ("nothing reviewed", ("--data", "data"),               "没有审校结果可学习"),
    ("another format",   ("empty.toml",),                  None),
    ("a changed text",   ("changed.jsonl",),               "正文与导出时不同"),
]
# fmt: on


@pytest.mark.parametrize(("words", "said"), [case[1:] for case in COMPLAINTS], ids=[case[0] for case in COMPLAINTS])
def test_what_cannot_be_used_is_one_line(words, said, folder, monkeypatch, tmp_path):
    monkeypatch.chdir(folder)
    (folder / "empty.toml").write_text("x", "utf-8")
    text = (folder / "reviewed.jsonl").read_text("utf-8").splitlines()[0]
    (folder / "changed.jsonl").write_text(text.replace("，", "、"), "utf-8")
    result = mingxi("retrain", *words, "--frozen", "frozen", "--models", tmp_path)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert (said or "不是 jsonl 格式的标注") in result.stderr
    assert "Traceback" not in result.stderr
