"""A tiny network made here: it learns, goes on after a kill, leaves as ONNX, and is read without torch."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.errors import DamagedModelError
from models.export import export_network
from models.network import Network, new_encoder, open_encoder, open_network, save_encoder, save_network
from models.samples import SHAPES, Link, Number, read_units
from models.tagger import GRAPH, SUMS, WORDS, Tagger
from models.tuning import METRICS, STATE, Plan, batches, pad, pretrain, tune

torch.set_num_threads(1)  # threads that wait for each other cost more than such small tensors
PLAN = Plan(epochs=6, batch=4, rate=3e-3, every=5)
SENTENCES = (
    "{}预算总额9万元，比上年增加3万元。",
    "{}为9万元，较上年减少3万元，主要是压缩开支。",
    "2021年{}9万元，增3万元。",
)
ITEMS = ("收入", "支出", "公务接待费", "会议费")


def samples():
    """Twelve paragraphs: a level, the amount of its change, and that the second is of the first."""
    found = []
    for item in ITEMS:
        for sentence in SENTENCES:
            text = sentence.format(item)
            numbers = [Number(text.index(figure), text.index(figure) + 3, "amount") for figure in ("9万元", "3万元")]
            sample = read_units(text, numbers, ["一、预算"])
            level, amount = sample.numbers
            roles, link = {level: "level", amount: "amount"}, Link("moves", amount, level)
            found.append(replace(sample, roles=roles, tags=("O",) * len(sample.units), links=(link,)))
    return found


def network(seed=1):
    torch.manual_seed(seed)
    characters = sorted({unit for sample in samples() for unit in sample.units if len(unit) == 1})
    return Network(*new_encoder(characters, layers=1, hidden=32))


def metrics(folder):
    return [json.loads(line) for line in (folder / METRICS).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A network that has learned the paragraphs, and the folder with its training and its exported form."""
    folder = tmp_path_factory.mktemp("network")
    found = network()
    tune(found, samples(), folder, replace(PLAN, epochs=60))
    export_network(found, folder)
    return found, folder


def test_every_sequence_is_drawn_once_in_an_epoch():
    drawn = batches([3, 50, 4, 60, 5], Plan(batch=2), epoch=1)
    assert sorted(place for batch in drawn for place in batch) == [0, 1, 2, 3, 4]


def test_another_epoch_and_another_seed_draw_otherwise():
    lengths = list(range(10, 90))
    assert batches(lengths, Plan(), 0) == batches(lengths, Plan(), 0)
    assert batches(lengths, Plan(), 0) != batches(lengths, Plan(), 1)
    assert batches(lengths, Plan(), 0) != batches(lengths, Plan(seed=2), 0)


def test_training_lowers_the_loss(trained):
    steps = metrics(trained[1])
    assert steps[-1]["loss"] < steps[0]["loss"] / 3


def test_the_same_seed_gives_the_same_metrics(tmp_path):
    for name in ("one", "two"):
        tune(network(), samples(), tmp_path / name, PLAN)
    assert metrics(tmp_path / "one") == metrics(tmp_path / "two")


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.models.test_network import PLAN, network, samples
from models.tuning import tune

def die(step, steps, loss):
    if step == 8:
        os.kill(os.getpid(), signal.SIGKILL)

tune(network(), samples(), Path(sys.argv[1]), PLAN, die)
"""


def test_a_killed_training_goes_on_and_ends_as_if_it_had_not_been_killed(tmp_path):
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "killed")],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    assert (tmp_path / "killed" / STATE).is_file()
    told = []
    resumed, whole = network(seed=5), network()
    tune(resumed, samples(), tmp_path / "killed", PLAN, lambda step, _, __: told.append(step))
    tune(whole, samples(), tmp_path / "whole", PLAN)
    assert told[0] == 6, "it goes on behind the last state, which was written after the fifth step"
    assert metrics(tmp_path / "killed") == metrics(tmp_path / "whole")
    assert all(torch.equal(one, whole.state_dict()[name]) for name, one in resumed.state_dict().items())


def test_another_plan_begins_anew(tmp_path):
    tune(network(), samples(), tmp_path, PLAN)
    told = []
    tune(network(), samples(), tmp_path, replace(PLAN, seed=2), lambda step, _, __: told.append(step))
    assert told[0] == 1


def test_masked_words_are_learned(tmp_path):
    encoder, vocabulary = new_encoder(sorted("".join(ITEMS)), layers=1, hidden=32)
    pretrain(encoder, vocabulary, samples() * 4, tmp_path, Plan(epochs=10, batch=8, rate=3e-3))
    steps = metrics(tmp_path)
    assert steps[-1]["loss"] < steps[0]["loss"]


def test_any_folder_of_hugging_face_can_be_the_encoder(tmp_path):
    """A BERT whose vocabulary does not know what a number looks like."""
    encoder, vocabulary = new_encoder(list("收入支出"), layers=1, hidden=32)
    plain = tmp_path / "plain"
    save_encoder(encoder, vocabulary, plain)
    words = (plain / "vocab.txt").read_text("utf-8").splitlines()
    (plain / "vocab.txt").write_text("".join(f"{word}\n" for word in words if word not in SHAPES), "utf-8")
    opened, found = open_encoder(str(plain))
    assert set(SHAPES) <= set(found.units)
    tune(Network(opened, found), samples(), tmp_path / "run", Plan(epochs=1))
    assert metrics(tmp_path / "run")


def test_a_network_is_what_it_was_after_being_kept(trained, tmp_path):
    save_network(trained[0], tmp_path)
    ids, mask = pad([trained[0].vocabulary.encode(samples()[0])], 0)
    with torch.no_grad():
        assert torch.equal(open_network(tmp_path)(ids, mask)[0], trained[0](ids, mask)[0])


def test_the_exported_network_says_what_was_marked(trained):
    marked = samples()
    for sample, tagging in zip(marked, Tagger(trained[1]).read(marked), strict=True):
        level, amount = sample.numbers
        assert {place: max(found, key=found.__getitem__) for place, found in tagging.roles.items()} == sample.roles
        assert tagging.link("moves", amount, level) > 0.5 > tagging.link("moves", amount, amount)


def test_without_eight_bits_the_graph_says_what_torch_says(trained, tmp_path):
    export_network(trained[0], tmp_path, compact=False)
    sample = samples()[0]
    ids, mask = pad([trained[0].vocabulary.encode(sample)], 0)
    with torch.no_grad():
        wanted = trained[0](ids, mask)[1][0].numpy()
    first = len(sample.context) + 2
    assert np.allclose(Tagger(tmp_path).read([sample])[0].tags, wanted[first : first + len(sample.units)], atol=1e-4)


def test_paragraphs_come_back_in_their_order_whatever_their_lengths(trained):
    long = read_units("会议费" * 60 + "9元", [Number(180, 182, "amount")])
    mixed = [samples()[0], long, samples()[1]]
    together = Tagger(trained[1]).read(mixed)
    alone = [Tagger(trained[1]).read([each])[0] for each in mixed]
    assert [len(each.tags) for each in together] == [len(each.units) for each in mixed]
    assert all(one.roles.keys() == other.roles.keys() for one, other in zip(together, alone, strict=True))


@pytest.mark.parametrize("name", [GRAPH, WORDS, SUMS])
@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_a_damaged_network_is_one_clear_error(trained, tmp_path, name, damage):
    for file in (GRAPH, WORDS, SUMS):
        (tmp_path / file).write_bytes((trained[1] / file).read_bytes())
    if damage == "missing":
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(b"0" + (tmp_path / name).read_bytes()[:-1])
    with pytest.raises(DamagedModelError, match="--model none"):
        Tagger(tmp_path).check()
