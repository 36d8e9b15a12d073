"""Annotations as other tools have them: one format, one module, both directions.

    form = FORMATS["label-studio"]
    with path.open("rb") as stream:
        for document in form.read(stream):
            reviewed_of(document).verdicts

Every format reads what it has written. What it cannot hold is listed in `drops`, what a mark loses that is moved in the
tool in `forgets`; the tests hold both against what happens.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Literal

from annotations.formats import conll, docbin, doccano, jsonl, labelstudio
from annotations.formats.answers import marked, reviewed_of
from annotations.formats.documents import MarkedDocument
from annotations.formats.errors import ExchangeError

Loss = Literal[
    "ids",  # marks are numbered anew
    "scores",
    "values",  # what is known of a mark beside its place: value, year, state …
    "links",
    "overlaps",  # of marks that overlap the longest is kept
    "proposed",  # what was proposed, where something else is decided
    "undecided",  # whether anybody has answered: what is proposed comes back as decided
    "meta",
]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its file name's end, how it is written and read, and what is lost on the way."""

    suffix: str
    write: Callable[[Iterable[MarkedDocument], IO[bytes]], None]
    read: Callable[[IO[bytes]], Iterator[MarkedDocument]]
    drops: frozenset[Loss] = frozenset()
    forgets: frozenset[Loss] = frozenset()


LINEAR: frozenset[Loss] = frozenset(("ids", "scores", "values", "links", "overlaps", "proposed", "undecided", "meta"))
BY_PLACE: frozenset[Loss] = frozenset(("ids", "scores", "values"))
FORMATS: Mapping[str, Format] = {
    jsonl.FORM: Format(".jsonl", jsonl.write, jsonl.read),
    docbin.FORM: Format(".spacy", docbin.write, docbin.read),
    labelstudio.FORM: Format(".json", labelstudio.write, labelstudio.read),
    doccano.FORM: Format(".jsonl", doccano.write, doccano.read, frozenset(["undecided"]), BY_PLACE),
    conll.FORM: Format(".conll", conll.write, conll.read, LINEAR),
}

__all__ = ["FORMATS", "ExchangeError", "Format", "Loss", "MarkedDocument", "marked", "reviewed_of"]
