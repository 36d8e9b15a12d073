"""What people see, Chinese first and English on request: the rows of texts.toml."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from extractor.language import LANGUAGES, VALUES, Rows, one_line, pick, printable, word

__all__ = [
    "HELP",
    "LANGUAGES",
    "SYSTEM",
    "TEXTS",
    "VALUES",
    "Rows",
    "one_line",
    "pick",
    "printable",
    "say",
    "word",
]

ROWS = Path(__file__).with_suffix(".toml")


@cache
def tables() -> Mapping[str, Rows]:
    """Every table of texts.toml, its rows as pairs of Chinese and English."""
    read = tomllib.loads(ROWS.read_text("utf-8"))
    return {name: {key: (zh, en) for key, (zh, en) in rows.items()} for name, rows in read.items()}


class Table(Mapping[str, tuple[str, str]]):
    """One table of texts.toml, which is read when its first text is asked for."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __getitem__(self, key: str) -> tuple[str, str]:
        return tables()[self.name][key]

    def __iter__(self) -> Iterator[str]:
        return iter(tables()[self.name])

    def __len__(self) -> int:
        return len(tables()[self.name])


HELP = Table("help")
TEXTS = Table("texts")
SYSTEM = Table("system")


def say(key: str, lang: str, **values: object) -> str:
    """Fill in a text: "summary" in "zh" with done=3, failed=1 -> "完成 3 个，未完成 1 个"."""
    return pick(TEXTS, key, lang).format(**values)
