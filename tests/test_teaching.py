"""Annotated documents teach a network and how far it is to be believed; unlabelled ones teach by their sums."""

from dataclasses import replace
from importlib.resources import files

import pytest
import torch

from annotations.markup import read_markup
from extractor.data import Check
from extractor.labelling import samples_of
from extractor.learning import features_of
from extractor.pipeline import load
from extractor.proving import CIRCULAR, proven_examples, proven_rows
from extractor.teaching import ENCODER
from models.errors import DamagedModelError
from models.network import new_encoder, save_encoder
from models.tagger import GRAPH, WORDS, Tagger
from tests.api.running import mingxi

torch.set_num_threads(1)
MARKED = (
    "2021年某局部门预算\n一、收入预算情况\n"
    "2021年收入预算总额⟪q id=f1 c=rev.total item=收入预算总额 y=2021 st=budget|913.26万元⟫，比上年减少"
    "⟪q ch=c1 part=amount fact=f1 dir=decrease against=last_year_budget|117.42万元⟫，"
    "原因是⟪reason id=r1 explains=c1|压缩开支⟫。\n"
    "====META====\nfiscal_year=2021\n"
)
PROVEN = """2021年某局部门预算
一、收入预算情况
2021年收入预算总计1000万元，其中：财政拨款收入800万元，占80%；其他收入200万元，占20%。
"""


@pytest.fixture(scope="module")
def taught(tmp_path_factory):
    """A model that hears a network, both learned from two documents: far too few, which is all that a test needs."""
    folder = tmp_path_factory.mktemp("taught")
    documents = folder / "documents"
    documents.mkdir()
    for name in ("jilin-library-2025", "gansu-crossing-2023"):
        text = (files("annotations") / "gold" / f"{name}.gold").read_text("utf-8")
        (documents / f"{name}.gold").write_text(text, "utf-8")
    save_encoder(*new_encoder(list("收入支出预算决算万元"), layers=1, hidden=32), folder / "tiny")
    model = folder / "model"
    result = mingxi("train", str(documents), "--encoder", str(folder / "tiny"), "--out", str(model))
    assert result.exit_code == 0, result.stderr
    return model


def test_numbers_reasons_and_links_are_labelled(extractor):
    sample = next(each for each in samples_of(read_markup(MARKED, "marked"), extractor) if each.links)
    level, amount = sample.numbers
    assert sample.roles == {level: "level", amount: "amount"}
    begin = sample.tags.index("B-reason")
    assert "".join(sample.units[begin : begin + sample.tags.count("I-reason") + 1]) == "压缩开支"
    assert {(link.relation, link.head, link.tail) for link in sample.links} == {
        ("moves", amount, level),
        ("explains", begin, amount),
    }


def test_rows_are_told_what_the_network_thinks_of_them(taught, extractor):
    hearing = replace(extractor, tagger=Tagger(taught))
    heard = features_of(hearing.extract(PROVEN.encode()), hearing)
    assert any(feature.startswith("net.role:") for feature in heard["f1"])
    assert any(feature.startswith("net.whole:") for feature in heard["q1"])


def test_a_model_with_a_network_extracts(taught):
    record = load(model=str(taught)).extract(PROVEN.encode())
    assert record.produced_by.model.startswith("model-")
    assert all(0 < fact.confidence < 1 for fact in record.facts)


def test_the_trained_encoder_can_be_exported_again(taught, tmp_path):
    result = mingxi("export", str(taught / ENCODER), "--out", str(tmp_path))
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / WORDS).read_bytes() == (taught / WORDS).read_bytes()
    Tagger(tmp_path).check()


def test_a_model_whose_network_is_damaged_is_refused_when_it_is_loaded(taught, tmp_path):
    for file in taught.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / GRAPH).write_bytes(b"")
    with pytest.raises(DamagedModelError, match=r"network\.onnx"):
        load(model=str(tmp_path))


def test_without_a_network_nothing_is_heard(extractor):
    heard = features_of(extractor.extract(PROVEN.encode()), extractor)
    assert not [feature for features in heard.values() for feature in features if feature.startswith("net.")]


def test_paragraphs_without_numbers_are_not_read(taught, extractor):
    """The folder holds no network, so that reading one would raise."""
    hearing = replace(extractor, tagger=Tagger(taught / "nowhere"))
    assert hearing.extract("一、部门职责\n负责文化工作。".encode()).facts == ()


def check(*facts, status="exact"):
    return Check(f"k{facts}", "S01", status, "error", facts=facts)


@pytest.mark.parametrize(
    ("checks", "proven"),
    [
        pytest.param([check("f1", "f2"), check("f1", "f3")], {"f1"}, id="two sums with nothing else in common"),
        pytest.param([check("f1", "f2"), check("f1", "f2", "f3")], set(), id="two sums over one other figure"),
        pytest.param([check("f1", "f2"), check("f1", "f3", status="violated")], set(), id="one that does not hold"),
        pytest.param(
            [check("f1", "f2"), check("f1", "f3", status="within_rounding")], set(), id="one that nearly does"
        ),
    ],
)
def test_a_row_is_proven_by_two_independent_sums(checks, proven):
    assert set(proven_rows(tuple(checks))) == proven


def test_proven_rows_teach_without_their_proof(extractor):
    found = list(proven_examples(extractor.extract(PROVEN.encode()), extractor))
    assert found
    assert all(example.is_right for example in found)
    assert not [feature for example in found for feature in example.features if feature.startswith(CIRCULAR)]
