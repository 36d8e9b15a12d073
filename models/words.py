"""Where words begin and end, as jieba sees it with the vocabulary of budgets: evidence for boundaries, no tokens."""

import logging
import os
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import jieba

NAME_WEIGHT = 20000  # frequency given to a budget term, so that 政府性基金预算 stays one word


class Segmenter:
    """A private jieba tokenizer, so that no other user of jieba in the process is changed.

    Its dictionary takes a second to load, so that it is loaded when words are first asked for.
    """

    def __init__(self, terms: Iterable[str] = ()) -> None:
        self._terms = tuple(terms)

    @cached_property
    def _tokenizer(self) -> Any:
        logging.getLogger("jieba").setLevel(logging.WARNING)  # it reports loading its dictionary on standard error
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = str(cache_folder())
        tokenizer.initialize()
        for term in self._terms:
            tokenizer.add_word(term, NAME_WEIGHT)
        return tokenizer

    def words(self, text: str) -> Iterator[tuple[int, int]]:
        """The words of a text as offsets: "公务接待费0万元" -> (0, 5), (5, 6), (6, 8).

        Deterministic: jieba's dictionary with the given terms and without its hidden Markov model.
        """
        position = 0
        for word in self._tokenizer.cut(text, HMM=False):
            yield position, position + len(word)
            position += len(word)


class WordEdges(Collection[int]):
    """Where the words of a text begin and end: the offsets 0, 5, 6, 8 of "公务接待费0万元".

    Few rows hang on them and they are slow to find, so that they are found when first asked for.
    """

    def __init__(self, segmenter: Segmenter, text: str) -> None:
        self._segmenter = segmenter
        self._text = text

    @cached_property
    def _offsets(self) -> frozenset[int]:
        return frozenset(edge for word in self._segmenter.words(self._text) for edge in word)

    def __contains__(self, offset: object) -> bool:
        return offset in self._offsets

    def __iter__(self) -> Iterator[int]:
        return iter(self._offsets)

    def __len__(self) -> int:
        return len(self._offsets)


def cache_folder() -> Path:
    """A folder of the user's own for jieba's compiled dictionary: in a shared one anybody could put a false one."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(home) / "mingxi"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return Path("/nonexistent")  # then jieba compiles its dictionary anew each time
    return folder
