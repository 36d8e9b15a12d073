"""What a trained network makes of paragraphs, by onnxruntime alone: roles of numbers, names, links.

The graph is loaded when a paragraph is first read, and paragraphs of like length are read together.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import DamagedModelError, ModelError
from models.samples import RELATIONS, ROLES, Sample

FORMAT = 1
GRAPH, WORDS, SUMS = "network.onnx", "network.json", "network.sha256"
TOGETHER = 8192  # units in one pass
BEGIN, END, UNKNOWN, FILLER = ("[CLS]", "<s>"), ("[SEP]", "</s>"), ("[UNK]", "<unk>"), ("[PAD]", "<pad>")

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tagging:
    """A paragraph as the network sees it.

    `roles` gives every number, by its unit, the probability of each role; `links` the probability that a unit points at
    a number, for each relation asked for: links["moves", 7, 3] -> 0.91.
    """

    roles: Mapping[int, Mapping[str, float]]
    tags: Scores
    head: Scores = field(repr=False)
    tail: Scores = field(repr=False)

    def link(self, relation: str, head: int, tail: int) -> float:
        """How likely the row at one unit points at the number at another."""
        place = RELATIONS.index(relation)
        score = float(self.head[head, place] @ self.tail[tail, place]) / self.head.shape[-1] ** 0.5
        return 1 / (1 + float(np.exp(-score)))


class Tagger:
    """A network in a folder that `models.export` wrote; opened when first used."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self.folder = folder
        self._threads = threads

    def read(self, samples: Sequence[Sample]) -> list[Tagging]:
        """Read paragraphs, in their order; those without a unit come back empty."""
        found: dict[int, Tagging] = {}
        encoded = [self._encode(sample) for sample in samples]
        for batch in _together([len(ids) for ids in encoded]):
            longest = max(len(encoded[place]) for place in batch)
            ids = np.full((len(batch), longest), self._filler, dtype=np.int64)
            mask = np.zeros((len(batch), longest), dtype=np.int64)
            for row, place in enumerate(batch):
                ids[row, : len(encoded[place])] = encoded[place]
                mask[row, : len(encoded[place])] = 1
            outputs = self._session.run(None, {"ids": ids, "mask": mask})
            for row, place in enumerate(batch):
                found[place] = _tagging(samples[place], *(output[row] for output in outputs))
        return [found[place] for place in range(len(samples))]

    def check(self) -> None:
        """Raise `ModelError` unless every file is there, is the one whose sum stands beside it, and can be run."""
        if find_spec("onnxruntime") is None:
            raise ModelError(
                str(self.folder),
                "这个模型要用 onnxruntime，请执行 pip install onnxruntime",
                "this model needs onnxruntime: pip install onnxruntime",
            )
        self._checked(GRAPH)
        self._words  # noqa: B018, reads and checks the file

    def _encode(self, sample: Sample) -> list[int]:
        words = self._words
        begin, end, unknown = (self._number(*names) for names in (BEGIN, END, UNKNOWN))
        context, units = ([words.get(unit, unknown) for unit in part] for part in (sample.context, sample.units))
        return [begin, *context, end, *units, end]

    def _number(self, *names: str) -> int:
        return next((self._words[name] for name in names if name in self._words), 0)

    @cached_property
    def _filler(self) -> int:
        return self._number(*FILLER)

    @cached_property
    def _words(self) -> Mapping[str, int]:
        table = json.loads(self._checked(WORDS))
        if table["format"] != FORMAT:
            raise self._damaged(WORDS)
        return {unit: number for number, unit in enumerate(table["units"])}

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(self._checked(GRAPH), options, providers=["CPUExecutionProvider"])

    def _checked(self, name: str) -> bytes:
        """The bytes of a file whose sum is the one that stands beside it."""
        try:
            data = (self.folder / name).read_bytes()
            stated = dict(line.split()[::-1] for line in (self.folder / SUMS).read_text("ascii").splitlines())
        except (OSError, ValueError) as error:
            raise self._damaged(name) from error
        if stated.get(name) != hashlib.sha256(data).hexdigest():
            raise self._damaged(name)
        return data

    def _damaged(self, name: str) -> DamagedModelError:
        return DamagedModelError(
            str(self.folder),
            f"{name} 缺失、损坏或与 {SUMS} 的校验和不符，请重新安装或重新训练",
            f"{name} is missing, damaged or does not match {SUMS}: install or train it again",
        )


def _together(lengths: Sequence[int]) -> list[list[int]]:
    """Places of sequences in batches of like length: [100, 5, 6] -> [[1, 2], [0]] where 100 would cost the others."""
    batches: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lambda place: lengths[place]):
        batch = batches[-1] if batches else []
        room = (len(batch) + 1) * lengths[place] <= TOGETHER
        if batch and room and lengths[place] <= lengths[batch[0]] + 16 + lengths[batch[0]] // 4:
            batch.append(place)
        else:
            batches.append([place])
    return batches


def _tagging(sample: Sample, roles: Scores, tags: Scores, head: Scores, tail: Scores) -> Tagging:
    first = len(sample.context) + 2
    last = first + len(sample.units)
    found = {
        place: dict(zip(ROLES, map(float, softmax(roles[first + place])), strict=True)) for place in sample.numbers
    }
    return Tagging(found, tags[first:last], head[first:last], tail[first:last])


def softmax(scores: Scores) -> Scores:
    """Scores as probabilities."""
    exact = np.exp(scores - scores.max())
    shares: Scores = exact / exact.sum()
    return shares
