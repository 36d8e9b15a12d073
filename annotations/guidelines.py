"""The guidelines for annotators, which pages show, and their version, which every decision carries."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

VERSION = re.compile(r"^版本：(\d+\.\d+)$", re.MULTILINE)


class Guidelines(NamedTuple):
    """What reviewers are told, as Markdown in Chinese: Guidelines("1.0", "# 标注与审校指南…")."""

    version: str
    text: str


@cache
def load_guidelines() -> Guidelines:
    """The guidelines of this release; raises ValueError where they do not say their version."""
    text = (files("annotations") / "guidelines.md").read_text("utf-8")
    found = VERSION.search(text)
    if found is None:
        raise ValueError("guidelines.md has no line 版本：N.N")
    return Guidelines(found[1], text)
