"""Taking the tags out of an annotated text."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from annotations.markup.errors import Problem

TOKEN = re.compile(
    r"""
      ⟪ (?P<head> [^|⟪⟫\n]* ) \|    # ⟪q id=f1 y=2021|
    | (?P<headless> ⟪ )
    | (?P<close> ⟫ )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A marked stretch of the plain text, and the line of the markup that opens it (from 1)."""

    name: str
    attributes: Mapping[str, str]
    text: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class _Opening:
    """A tag whose end has not been read; a broken one is kept, so that its end is not taken for another's."""

    name: str
    attributes: Mapping[str, str]
    start: int
    line: int


@dataclass(frozen=True, slots=True)
class Untagged:
    """A text without its tags; `tags` by start, the outer of two before the inner."""

    text: str
    tags: tuple[Tag, ...]
    problems: tuple[Problem, ...]


def take_tags(markup: str) -> Untagged:
    """Separate text and tags: "收入⟪q id=f1|9元⟫" -> "收入9元" and Tag("q", {"id": "f1"}, "9元", 2, 4, 1).

    Tags that do not open or close properly are problems, and are left out.
    """
    pieces: list[str] = []
    found: list[tuple[_Opening, int]] = []
    open_: list[_Opening] = []
    problems: list[Problem] = []
    length = read = 0
    line = 1
    for token in TOKEN.finditer(markup):
        before = markup[read : token.start()]
        pieces.append(before)
        length, read, line = length + len(before), token.end(), line + before.count("\n")
        if not token["close"]:
            open_.append(_open(token["head"], length, line, problems))
        elif open_:
            found.append((open_.pop(), length))
        else:
            problems.append(Problem(line, "⟫ closes nothing"))
    problems += [Problem(tag.line, f"⟪{tag.name} is never closed") for tag in open_]
    text = "".join([*pieces, markup[read:]])
    tags = [Tag(o.name, o.attributes, text[o.start : end], o.start, end, o.line) for o, end in found if o.name]
    # Equal ranges keep the order in which they close: a number that states two facts states the inner one first.
    return Untagged(text, tuple(sorted(tags, key=lambda tag: (tag.start, -tag.end))), tuple(problems))


def _open(head: str | None, start: int, line: int, problems: list[Problem]) -> _Opening:
    """What stands between ⟪ and |, as a name and attributes."""
    name, attributes = "", {}
    try:
        name, *words = shlex.split(head or "")
        attributes = dict(word.split("=", 1) for word in words)
        if len(attributes) < len(words):
            problems.append(Problem(line, f"⟪{head}|: an attribute is given twice"))
    except ValueError:
        reason = "⟪ without | on its line" if head is None else f"⟪{head}|: not a name and key=value words"
        problems.append(Problem(line, reason))
        name = ""
    return _Opening(name, attributes, start, line)
