"""Where words begin and end, as jieba sees it with the vocabulary of budgets: evidence for boundaries, no tokens."""

import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import jieba

NAME_WEIGHT = 20000  # frequency given to a budget term, so that 政府性基金预算 stays one word


class WordEdges:
    """A private jieba tokenizer, so that no other user of jieba in the process is changed."""

    def __init__(self, terms: Iterable[str] = ()) -> None:
        logging.getLogger("jieba").setLevel(logging.WARNING)  # it reports loading its dictionary on standard error
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.tmp_dir = str(cache_folder())
        self._tokenizer.initialize()
        for term in terms:
            self._tokenizer.add_word(term, NAME_WEIGHT)

    def words(self, text: str) -> Iterator[tuple[int, int]]:
        """The words of a text as offsets: "公务接待费0万元" -> (0, 5), (5, 6), (6, 8).

        Deterministic: jieba's dictionary with the given terms and without its hidden Markov model.
        """
        position = 0
        for word in self._tokenizer.cut(text, HMM=False):
            yield position, position + len(word)
            position += len(word)


def cache_folder() -> Path:
    """A folder of the user's own for jieba's compiled dictionary: in a shared one anybody could put a false one."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(home) / "mingxi"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return Path("/nonexistent")  # then jieba compiles its dictionary anew each time
    return folder
