"""Sentences with figures, written by stage: how a plan, its adjustment, its execution and its account are told."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from models.corpus.language import PatternError
from models.corpus.setting import STAGES

FILE = "stages.tsv"


@cache
def load_written() -> tuple[tuple[str, str], ...]:
    """Stage and text of each line, once: ("budget", "拟安排支出28亿元……"); PatternError for a wrong line."""
    return tuple(read_written((files(__package__) / FILE).read_text("utf-8")))


def read_written(content: str) -> Iterator[tuple[str, str]]:
    """Read lines of a stage and a text, parted by a tab."""
    for line in content.splitlines():
        stage, _, text = line.partition("\t")
        if stage not in set(STAGES.values()) or not text:
            raise PatternError(line, f"{FILE} has lines of a stage, a tab and a text")
        yield stage, text
