"""A network taught by annotated documents, and a scorer of rows that has learned how far it is to be believed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from annotations.markup import GoldDocument
from extractor.labelling import samples_of
from extractor.learning import examples_of
from extractor.pipeline import Extractor
from models.export import export_network
from models.network import Network, new_encoder, open_encoder, save_network
from models.samples import Sample
from models.tagger import Tagger
from models.training import Example
from models.tuning import Plan, tune

NEW = "new"  # an encoder made from scratch
RUN, ENCODER = (
    "training",
    "encoder",
)  # folders beside the network: the state of its training, and itself for transformers
Told = Callable[[int, int, float], None]


def teach(
    documents: Sequence[GoldDocument], rules: Extractor, folder: Path, encoder: str, plan: Plan, told: Told
) -> Iterator[Example]:
    """Train a network, write it into a folder, and yield judged rows with what a network thought of them.

    The rows of each half of the documents are heard by a network of the other half: one that has seen a document is too
    sure of it, and would be believed too much. The network that is written has seen all of them.
    """
    samples = {document.name: [*samples_of(document, rules)] for document in documents}
    for half in range(2):
        own, others = documents[half::2], documents[1 - half :: 2]
        with TemporaryDirectory() as place:
            run = folder / RUN / f"half-{half + 1}"
            _train([s for each in others for s in samples[each.name]], Path(place), run, encoder, plan, told)
            hearing = replace(rules, tagger=Tagger(Path(place)))
            for document in own:
                yield from examples_of(document, hearing)
    everything = [sample for each in documents for sample in samples[each.name]]
    network = _train(everything, folder, folder / RUN / "whole", encoder, plan, told)
    save_network(network, folder / ENCODER)


def _train(samples: Sequence[Sample], folder: Path, run: Path, encoder: str, plan: Plan, told: Told) -> Network:
    """One network, trained and exported."""
    import torch

    torch.manual_seed(plan.seed)
    if encoder == NEW:
        characters = {unit for each in samples for unit in (*each.units, *each.context) if len(unit) == 1}
        network = Network(*new_encoder(sorted(characters)))
    else:
        network = Network(*open_encoder(encoder))
    tune(network, samples, run, plan, told)
    export_network(network, folder)
    return network
