"""Training an encoder: masked words first, then roles, names and links; seeded, and going on after a kill.

Every few steps all that training depends on (weights, optimiser, place) is written beside the metrics. Batches are
drawn from the seed and the number of the epoch alone, so that a training that was killed ends with the weights of one
that was not.
"""

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertForMaskedLM, BertModel

from models.network import Network, Vocabulary
from models.samples import RELATIONS, ROLES, TAGS, Sample

STATE, METRICS = "state.pt", "metrics.jsonl"
MASKED = 0.15
NOTHING = -100  # a label that counts for nothing, as in torch
Told = Callable[[int, int, float], None]
Batch = list[int]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: passes over the data, sequences a step, learning rate, seed, steps between two states."""

    epochs: int = 4
    batch: int = 16
    rate: float = 3e-4
    seed: int = 1
    every: int = 50


def tune(network: Network, samples: Sequence[Sample], folder: Path, plan: Plan, told: Told | None = None) -> float:
    """Train the heads and the encoder on marked paragraphs; returns the mean loss of the last fifty steps.

    Writes a line of JSON for every step into `metrics.jsonl` of the folder. Begins where it was stopped if the folder
    holds the state of the same plan over the same samples.
    """
    encoded = [network.vocabulary.encode(sample) for sample in samples]

    def loss(batch: Batch) -> Tensor:
        ids, mask = pad([encoded[place] for place in batch], network.vocabulary.pad)
        roles, tags, head, tail = network(ids, mask)
        found = [_losses(samples[place], roles[n], tags[n], head[n], tail[n]) for n, place in enumerate(batch)]
        parts = [part for each in found for part in each]
        return torch.stack(parts).sum() / len(batch)

    return _run(network, loss, [len(each) for each in encoded], folder, plan, told)


def pretrain(
    encoder: BertModel,
    vocabulary: Vocabulary,
    texts: Sequence[Sample],
    folder: Path,
    plan: Plan,
    told: Told | None = None,
) -> float:
    """Train an encoder to fill in masked units (Devlin and others, 2019); returns the mean loss of the last steps.

    Scores are computed at masked places alone, which saves a third of the time.
    """
    model = BertForMaskedLM(encoder.config)
    model.bert = encoder
    model.tie_weights()
    encoded = [vocabulary.encode(text) for text in texts]

    def loss(batch: Batch) -> Tensor:
        ids, mask = pad([encoded[place] for place in batch], vocabulary.pad)
        hidden = (torch.rand(ids.shape) < MASKED) & mask.bool() & (ids != vocabulary.begin) & (ids != vocabulary.end)
        hidden[0, 1] = True  # never a batch without any
        wanted = ids[hidden]
        states = encoder(input_ids=ids.masked_fill(hidden, vocabulary.mask), attention_mask=mask).last_hidden_state
        return functional.cross_entropy(model.cls(states[hidden]), wanted)

    return _run(model, loss, [len(each) for each in encoded], folder, plan, told)


def pad(rows: Sequence[Sequence[int]], filler: int) -> tuple[Tensor, Tensor]:
    """Sequences as one tensor (batch, longest), and the mask of what is not filler."""
    longest = max(map(len, rows))
    ids = torch.tensor([[*row, *[filler] * (longest - len(row))] for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return ids, mask


def batches(lengths: Sequence[int], plan: Plan, epoch: int) -> list[Batch]:
    """The sequences of one epoch in batches of like length, in an order that seed and epoch determine."""
    draw = random.Random(f"{plan.seed}/{epoch}")
    order = sorted(range(len(lengths)), key=lambda place: (lengths[place] + draw.random() * 16, place))
    cut = [order[at : at + plan.batch] for at in range(0, len(order), plan.batch)]
    draw.shuffle(cut)
    return cut


def _losses(sample: Sample, roles: Tensor, tags: Tensor, head: Tensor, tail: Tensor) -> Iterator[Tensor]:
    """What each head got wrong of one paragraph; units begin behind [CLS] context [SEP]."""
    first = len(sample.context) + 2
    if sample.roles:
        places = torch.tensor([first + place for place in sample.roles])
        wanted = torch.tensor([ROLES.index(role) for role in sample.roles.values()])
        yield functional.cross_entropy(roles[places], wanted, reduction="mean")
    if sample.tags:
        wanted = torch.tensor([TAGS.index(tag) for tag in sample.tags])
        yield functional.cross_entropy(tags[first : first + len(sample.tags)], wanted)
    if sample.links:
        yield from _link_losses(sample, head, tail, first)


def _link_losses(sample: Sample, head: Tensor, tail: Tensor, first: int) -> Iterator[Tensor]:
    ends = torch.tensor([first + place for place in sample.numbers])
    if not len(ends):
        return
    for relation, name in enumerate(RELATIONS):
        linked: dict[int, set[int]] = {}
        for link in sample.links:
            if link.relation == name:
                linked.setdefault(link.head, set()).add(link.tail)
        for at, targets in linked.items():
            scores = tail[ends, relation] @ head[first + at, relation] / head.shape[-1] ** 0.5
            wanted = torch.tensor([float(place in targets) for place in sample.numbers])
            yield functional.binary_cross_entropy_with_logits(scores, wanted)


def _run(
    model: nn.Module,
    loss: Callable[[Batch], Tensor],
    lengths: Sequence[int],
    folder: Path,
    plan: Plan,
    told: Told | None,
) -> float:
    folder.mkdir(parents=True, exist_ok=True)
    steps = [(epoch, batch) for epoch in range(plan.epochs) for batch in batches(lengths, plan, epoch)]
    optimiser = torch.optim.AdamW(model.parameters(), lr=plan.rate, weight_decay=0.01)
    warm = max(1, len(steps) // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, (len(steps) - step) / max(1, len(steps) - warm))
    )
    mark = hashlib.sha256(json.dumps([asdict(plan), list(lengths)]).encode()).hexdigest()
    done = _resume(model, optimiser, schedule, folder, mark)
    model.train()
    recent: list[float] = []
    with (folder / METRICS).open("a", encoding="utf-8") as metrics:
        for step in range(done, len(steps)):
            torch.manual_seed(plan.seed * 1_000_003 + step)  # of dropout and masks: the same after a kill
            epoch, batch = steps[step]
            value = loss(batch)
            optimiser.zero_grad()
            value.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            lost = value.item()
            recent = [*recent[-49:], lost]
            metrics.write(json.dumps({"step": step + 1, "epoch": epoch, "loss": round(lost, 5)}) + "\n")
            if told is not None:
                told(step + 1, len(steps), sum(recent) / len(recent))
            if (step + 1) % plan.every == 0 or step + 1 == len(steps):
                metrics.flush()
                _keep(model, optimiser, schedule, folder, {"mark": mark, "step": step + 1})
    model.eval()
    return sum(recent) / len(recent) if recent else 0.0


def _keep(model: nn.Module, optimiser: Any, schedule: Any, folder: Path, place: dict[str, Any]) -> None:
    """Write the state beside its place and rename it, so that a kill leaves a whole one."""
    state = {
        "model": model.state_dict(),
        "optimiser": optimiser.state_dict(),
        "schedule": schedule.state_dict(),
        **place,
    }
    partial = folder / f"{STATE}.partial"
    torch.save(state, partial)
    partial.replace(folder / STATE)


def _resume(model: nn.Module, optimiser: Any, schedule: Any, folder: Path, mark: str) -> int:
    """The steps that are done; metrics written after the last state are taken back."""
    path = folder / STATE
    state = torch.load(path, weights_only=True) if path.is_file() else {}
    if state.get("mark") != mark:
        (folder / METRICS).unlink(missing_ok=True)
        return 0
    model.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    schedule.load_state_dict(state["schedule"])
    done = int(state["step"])
    lines = (folder / METRICS).read_text("utf-8").splitlines()[:done]
    (folder / METRICS).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return done
