"""The network: any encoder of Hugging Face's `transformers`, and heads for roles, names and links; needs `train`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer, BertConfig, BertModel, PreTrainedModel
from transformers.utils import logging as messages

from models.samples import RELATIONS, ROLES, SHAPES, TAGS, Sample
from models.tagger import BEGIN, END, FILLER, UNKNOWN

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
NAMES = (FILLER, UNKNOWN, BEGIN, END, ("[MASK]", "<mask>"))
WIDTH = 64  # of the vectors whose product says whether two units are linked
HEADS = "heads.pt"
LAYERS, HIDDEN = 4, 256  # of an encoder made from scratch


class Vocabulary:
    """The number of each unit: of a character, or of the shape of a number."""

    def __init__(self, units: Sequence[str]) -> None:
        self.units = tuple(units)
        self._numbers = {unit: number for number, unit in enumerate(self.units)}
        named = [next((self._numbers[n] for n in names if n in self._numbers), 0) for names in NAMES]
        self.pad, self.unknown, self.begin, self.end, self.mask = named

    def encode(self, sample: Sample) -> list[int]:
        """The numbers of [CLS] context [SEP] paragraph [SEP]."""
        context, units = map(self._all, (sample.context, sample.units))
        return [self.begin, *context, self.end, *units, self.end]

    def _all(self, units: Sequence[str]) -> list[int]:
        return [self._numbers.get(unit, self.unknown) for unit in units]


class Network(nn.Module):
    """An encoder and its heads.

    `forward` takes ids (batch, units) and their mask. It returns the scores of roles (batch, units, roles) and of tags,
    and for each relation the vectors of both ends (batch, units, relations, width): two units are linked as strongly as
    the product of their vectors says.
    """

    def __init__(self, encoder: PreTrainedModel, vocabulary: Vocabulary) -> None:
        super().__init__()
        size = int(encoder.config.hidden_size)
        self.encoder = encoder
        self.vocabulary = vocabulary
        self.roles = nn.Linear(size, len(ROLES))
        self.tags = nn.Linear(size, len(TAGS))
        self.head = nn.Linear(size, len(RELATIONS) * WIDTH)
        self.tail = nn.Linear(size, len(RELATIONS) * WIDTH)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scores and vectors of every unit."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        shape = (ids.shape[0], ids.shape[1], len(RELATIONS), WIDTH)
        return self.roles(states), self.tags(states), self.head(states).view(shape), self.tail(states).view(shape)


def new_encoder(
    characters: Sequence[str], *, layers: int = LAYERS, hidden: int = HIDDEN
) -> tuple[BertModel, Vocabulary]:
    """A character BERT without any training: 4 layers of 256 unless told otherwise."""
    vocabulary = Vocabulary((*SPECIAL, *SHAPES, *characters))
    config = BertConfig(
        vocab_size=len(vocabulary.units),
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=max(1, hidden // 64),
        intermediate_size=hidden * 4,
        max_position_embeddings=512,
        pad_token_id=vocabulary.pad,
    )
    return BertModel(config, add_pooling_layer=False), vocabulary


def open_encoder(folder: str) -> tuple[PreTrainedModel, Vocabulary]:
    """An encoder of Hugging Face's by its folder, or by name where it is in the cache; nothing is fetched.

    The shapes of numbers are added to its vocabulary where they are not in it.
    """
    _quieten()
    tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    encoder: PreTrainedModel = AutoModel.from_pretrained(folder, local_files_only=True)
    tokenizer.add_tokens([shape for shape in SHAPES if shape not in tokenizer.get_vocab()], special_tokens=True)
    if len(tokenizer) > encoder.config.vocab_size:
        encoder.resize_token_embeddings(len(tokenizer))
    units = tokenizer.convert_ids_to_tokens(list(range(encoder.config.vocab_size)))
    return encoder, Vocabulary([unit or f"[unused{number}]" for number, unit in enumerate(units)])


def save_encoder(encoder: PreTrainedModel, vocabulary: Vocabulary, folder: Path) -> None:
    """Write an encoder as a folder of Hugging Face's, which `open_encoder` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    _quieten()
    encoder.save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(vocabulary.units) + "\n", "utf-8")
    settings = {"tokenizer_class": "BertTokenizer", "do_lower_case": False, "tokenize_chinese_chars": True}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")


def save_network(network: Network, folder: Path) -> None:
    """Write a network: its encoder as a folder of Hugging Face's, its heads beside it."""
    save_encoder(network.encoder, network.vocabulary, folder)
    heads = {name: value for name, value in network.state_dict().items() if not name.startswith("encoder.")}
    torch.save(heads, folder / HEADS)


def open_network(folder: Path) -> Network:
    """The network of a folder that `save_network` wrote."""
    network = Network(*open_encoder(str(folder)))
    network.load_state_dict(torch.load(folder / HEADS, weights_only=True), strict=False)
    return network.eval()


def _quieten() -> None:
    """Keep `transformers` from drawing bars and from reporting that heads which nobody wants here are missing."""
    messages.disable_progress_bar()  # type: ignore[no-untyped-call]
    messages.set_verbosity_error()  # type: ignore[no-untyped-call]
