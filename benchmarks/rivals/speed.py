"""CPU time of each tool for the same text in one run, since wall time on a shared machine says little."""

import os
import time
from collections.abc import Callable, Mapping, Sequence

from benchmarks.rivals.labels import find_labels
from benchmarks.rivals.linking import link
from benchmarks.rivals.readers import Reader
from benchmarks.rivals.results import Speed
from benchmarks.rivals.rows import extracted
from benchmarks.rivals.tagger import Tagger, network
from extractor.pipeline import load
from models.registry import DEFAULT, NONE

ROUNDS = 5
LENGTH = 12_000  # characters: a bert-base model reads them in about a minute
LABELS = 84  # of the classifier that is only timed: its weights are random, and time does not depend on them


def best(read: Callable[[str], object], texts: Sequence[str], rounds: int = ROUNDS) -> float:
    """Seconds of CPU time for all texts, the best of some rounds after one to warm up with."""
    read(texts[0][:200])
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        for text in texts:
            read(text)
        times.append(time.process_time() - begin)
    return min(times)


def measure(readers: Sequence[Reader], tagger: Tagger, texts: Sequence[str]) -> Speed:
    """Microseconds a character: of readers of numbers, of what makes rows, and of a bert-base classifier by itself."""
    import torch

    torch.set_num_threads(1)
    texts = shortened(texts)
    rules, model = load(model=NONE), load(model=DEFAULT)
    base = bert_base(tagger)
    numbers = {reader.name: best(reader.read, texts) for reader in readers}
    rows = {
        "mingxi": best(lambda text: extracted(model, text), texts),
        "mingxi, rules alone": best(lambda text: extracted(rules, text), texts),
        "labels": best(lambda text: link(text, find_labels(text)), texts),
        "tagger": best(lambda text: link(text, tagger.tag(text)), texts, rounds=2),
        "bert-base": best(base.tag, texts, rounds=1),
    }
    characters = sum(map(len, texts))
    return Speed(characters, round(os.getloadavg()[0], 1), per(numbers, characters), per(rows, characters))


def per(seconds: Mapping[str, float], characters: int) -> dict[str, float]:
    """Microseconds a character."""
    return {name: round(1e6 * each / characters, 2) for name, each in seconds.items()}


def shortened(texts: Sequence[str]) -> list[str]:
    """Whole documents until there are LENGTH characters."""
    kept: list[str] = []
    for text in texts:
        if sum(map(len, kept)) < LENGTH:
            kept.append(text)
    return kept


def bert_base(tagger: Tagger) -> Tagger:
    """A classifier of bert-base's size (12 layers of 768) with random weights, in the tagger's place."""
    from transformers import BertConfig, BertModel

    encoder = BertModel(BertConfig(vocab_size=len(tagger.numbers) + 3), add_pooling_layer=False)
    return Tagger(network(encoder, LABELS), tagger.numbers, ["O"] * LABELS)
