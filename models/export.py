"""A trained network as a file for onnxruntime, its weights in eight bits; needs `train`."""

import hashlib
import json
import logging
import tempfile
import warnings
from pathlib import Path

import torch

from models.network import Network
from models.tagger import FORMAT, GRAPH, SUMS, WORDS

LONG = 512


def export_network(network: Network, folder: Path, *, compact: bool = True) -> None:
    """Write a network for `models.tagger`: its graph, its vocabulary and the sums of both.

    Weights become int8 with a scale for each channel, which halves the time and quarters the size of a transformer;
    `compact=False` leaves them as they are. The graph comes from torch.onnx, which depends on nothing that holds
    `transformers` back.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        whole = Path(place) / "whole.onnx"
        _trace(network.eval(), whole)
        if compact:
            _compact(whole, folder / GRAPH)
        else:
            (folder / GRAPH).write_bytes(whole.read_bytes())
    words = {"format": FORMAT, "units": list(network.vocabulary.units)}
    (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False) + "\n", "utf-8")
    lines = (f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in (GRAPH, WORDS))
    (folder / SUMS).write_text("".join(lines), "ascii")


def _trace(network: Network, path: Path) -> None:
    batch, length = torch.export.Dim("batch", min=1, max=4096), torch.export.Dim("length", min=4, max=LONG)
    ids = torch.ones((2, 16), dtype=torch.long)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # torch speaks of its own future
        torch.onnx.export(
            network,
            (ids, torch.ones_like(ids)),
            path,
            input_names=["ids", "mask"],
            output_names=["roles", "tags", "head", "tail"],
            dynamic_shapes=({0: batch, 1: length}, {0: batch, 1: length}),
            dynamo=True,
            external_data=False,
            verbose=False,
        )


def _compact(whole: Path, path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)
    quantize_dynamic(whole, path, per_channel=True, weight_type=QuantType.QInt8)
