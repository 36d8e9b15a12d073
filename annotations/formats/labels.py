"""The labels of marks and links, each with its Chinese name: labels.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROWS = Path(__file__).with_suffix(".toml")


@cache
def _read() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(ROWS.read_text("utf-8"))


def label_names() -> Mapping[str, str]:
    """The labels of marks: {"fact": "事实", …}."""
    return _read()["marks"]


def link_names() -> Mapping[str, str]:
    """The labels of links: {"part_of": "其中属于", …}."""
    return _read()["links"]
