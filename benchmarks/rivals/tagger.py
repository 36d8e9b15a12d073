"""A tagger of characters: a BERT encoder with one linear layer, trained on annotated documents (BIO labels).

Source: token classification as in Devlin et al. (2019), "BERT: Pre-training of Deep Bidirectional Transformers"; BIO as
in Ramshaw and Marcus (1995), "Text Chunking using Transformation-Based Learning".
"""

import random
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from annotations.markup import GoldDocument
from benchmarks.rivals.encoder import load_encoder
from benchmarks.rivals.tags import Tag, tags_of

WINDOW = 280  # characters of a document in one pass
TITLE = 30  # characters of its first line in front of each, which tell budget from final accounts
LAYERS = 3  # of 12: a quarter of the time for an epoch; the last ones are made for whole sentences
EPOCHS = 3
EMPTY = 5  # of windows without a tag, every so many is learned from: they are long lists of duties and terms
BATCH = 4
RATE, RATE_OF_HEAD = 2e-4, 1e-3
WARM_UP = 0.1  # part of the steps
SEED = 7
IGNORED = -100  # what torch's cross entropy leaves out
PADDING, UNKNOWN, START = 0, 1, 2
OUTSIDE = "O"


@dataclass(frozen=True)
class Window:
    """A stretch of a document, `text[start:end]`."""

    start: int
    end: int


def windows(text: str) -> Iterator[Window]:
    """A document in stretches of at most WINDOW characters, which cover it once, in order.

    They end with a line where one ends inside, else with a sentence, else with a clause.
    """
    start = 0
    while start < len(text):
        end = min(start + WINDOW, len(text))
        if end < len(text):
            cuts = [text.rfind(mark, start, end) for mark in ("\n", "。", "，")]
            end = next((cut + 1 for cut in cuts if cut > start), end)
        yield Window(start, end)
        start = end


def letters(text: str) -> list[str]:
    """Characters as the encoder knows them: half-width, white space as its mark for it."""
    folded = (unicodedata.normalize("NFKC", character) for character in text)
    return ["▁" if each.isspace() else each[:1] for each in folded]


@dataclass
class Tagger:
    """A trained network with its characters and labels."""

    network: Any
    numbers: Mapping[str, int]
    labels: Sequence[str]
    seconds: float = 0.0

    def encode(self, text: str, window: Window) -> list[int]:
        """A window as numbers: the start, the document's title, its characters."""
        title = text[:TITLE].split("\n", 1)[0] if window.start else ""
        known = [self.numbers.get(letter, UNKNOWN) for letter in letters(f"{title}\n{text[window.start : window.end]}")]
        return [START, *known]

    def tag(self, text: str) -> list[Tag]:
        """The tags of a document."""
        import torch

        found: list[Tag] = []
        self.network.eval()
        with torch.no_grad():
            for batch in batches(list(windows(text)), 2 * BATCH):
                ids, mask = padded([self.encode(text, window) for window in batch])
                best = self.network(ids, mask).argmax(-1)
                for window, row, places in zip(batch, best.tolist(), mask.sum(1).tolist(), strict=True):
                    own = row[places - (window.end - window.start) : places]
                    found += spans([self.labels[label] for label in own], window.start)
        return found


def spans(marks: Sequence[str], start: int) -> Iterator[Tag]:
    """BIO marks as stretches: a B, or another label than before, begins one; most of its marks say which."""
    begun: int | None = None
    inside: list[str] = []
    for place, mark in enumerate([*marks, OUTSIDE]):
        kind, _, label = mark.partition("-")
        role = label.split("/")[0]
        if begun is not None and (kind != "I" or role != inside[0].split("/")[0]):
            yield Tag(start + begun, start + place, max(inside, key=inside.count))
            begun = None
        if mark != OUTSIDE and begun is None:
            begun, inside = place, [label]
        elif mark != OUTSIDE:
            inside.append(label)


def marks_of(text: str, tags: Sequence[Tag]) -> list[str]:
    """Stretches as BIO marks, one a character."""
    marks = [OUTSIDE] * len(text)
    for tag in tags:
        marks[tag.start : tag.end] = [f"B-{tag.label}", *[f"I-{tag.label}"] * (tag.end - tag.start - 1)]
    return marks


def batches(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Rows in groups."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


def padded(rows: Sequence[Sequence[int]], filler: int = PADDING) -> tuple[Any, Any]:
    """Rows of one length, and where they are real; two tensors (rows, longest)."""
    import torch

    longest = max(map(len, rows))
    ids = torch.tensor([[*row, *[filler] * (longest - len(row))] for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return ids, mask


def network(encoder: Any, labels: int) -> Any:
    """An encoder with a linear layer over its characters."""
    import torch

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder
            self.head = torch.nn.Linear(encoder.config.hidden_size, labels)

        def forward(self, ids: Any, mask: Any) -> Any:
            hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state  # (rows, longest, width)
            return self.head(torch.nn.functional.dropout(hidden, 0.1, self.training))  # (rows, longest, labels)

    return Network()


def train(documents: Sequence[GoldDocument], *, epochs: int = EPOCHS, tell: Callable[[str], object] = print) -> Tagger:
    """Train on documents; the same documents give the same tagger on the same machine."""
    import torch

    torch.manual_seed(SEED)
    begin = time.process_time()
    tagged = {document.name: marks_of(document.text, tags_of(document)) for document in documents}
    labels = [OUTSIDE, *sorted({mark for marks in tagged.values() for mark in marks} - {OUTSIDE})]
    encoder, numbers = load_encoder(LAYERS)
    tagger = Tagger(network(encoder, len(labels)), numbers, labels)
    rows = [row for document in documents for row in _rows(tagger, document, tagged[document.name])]
    head = list(tagger.network.head.parameters())
    groups: list[Any] = [{"params": list(encoder.parameters())}, {"params": head, "lr": RATE_OF_HEAD}]
    optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.01)
    steps = epochs * -(-len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (WARM_UP * steps), (steps - step) / steps)
    )
    shuffled = random.Random(SEED)
    for epoch in range(1, epochs + 1):
        mixed = sorted(shuffled.sample(rows, len(rows)), key=lambda row: len(row[0]))
        grouped = list(batches(mixed, BATCH))  # of like length, so that little is padded
        loss = _epoch(tagger.network, shuffled.sample(grouped, len(grouped)), optimizer, schedule)
        tell(f"epoch {epoch} of {epochs}: loss {loss:.3f}, {time.process_time() - begin:.0f} s of CPU time")
    tagger.seconds = time.process_time() - begin
    return tagger


def _rows(tagger: Tagger, document: GoldDocument, marks: Sequence[str]) -> Iterator[tuple[list[int], list[int]]]:
    """The windows of a document as numbers: what is read, and which label each character should get."""
    for place, window in enumerate(windows(document.text)):
        wanted = [tagger.labels.index(mark) for mark in marks[window.start : window.end]]
        if any(wanted) or place % EMPTY == 0:
            ids = tagger.encode(document.text, window)
            yield ids, [IGNORED] * (len(ids) - len(wanted)) + wanted


def _epoch(model: Any, grouped: Sequence[Any], optimizer: Any, schedule: Any) -> float:
    """One pass over all batches; returns the mean loss of its batches."""
    import torch

    model.train()
    losses = []
    for batch in grouped:
        ids, mask = padded([row for row, _ in batch])
        wanted, _ = padded([row for _, row in batch], IGNORED)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = model(ids, mask)
        loss = torch.nn.functional.cross_entropy(scores.float().flatten(0, 1), wanted.flatten())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


def trained(documents: Sequence[GoldDocument], kept: Path, *, tell: Callable[[str], object] = print) -> Tagger:
    """The tagger of exactly these documents: the one that is kept in a file, or else a new one, then kept there."""
    import torch

    sums = {document.name: crc32(document.text.encode()) for document in documents}
    if kept.is_file():
        state = torch.load(kept, weights_only=True)
        if state["documents"] == sums and state["form"] == [LAYERS, EPOCHS]:
            model = network(load_encoder(LAYERS)[0], len(state["labels"]))
            model.load_state_dict(state["network"])
            return Tagger(model, state["numbers"], state["labels"], state["seconds"])
        tell(f"{kept} has learned otherwise; it is trained anew")
    tagger = train(documents, tell=tell)
    kept.parent.mkdir(parents=True, exist_ok=True)
    made = {"documents": sums, "form": [LAYERS, EPOCHS], "seconds": tagger.seconds}
    parts = {"network": tagger.network.state_dict(), "numbers": tagger.numbers, "labels": tagger.labels}
    torch.save({**made, **parts}, kept)
    return tagger
