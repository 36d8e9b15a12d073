"""Markdown as the reference needs it: cells and tables."""

from collections.abc import Iterable, Sequence

MARKUP = str.maketrans({char: f"\\{char}" for char in "|[]*_"})


def cell(text: object) -> str:
    r"""A text inside a table: "a|b\nc" -> "a\|b c"."""
    return " ".join(str(text).split()).replace("<", "&lt;").translate(MARKUP)


def code(text: object) -> str:
    r"""A name inside a table: "a|b" -> "`a\|b`"; nothing stays nothing."""
    return f"`{str(text).replace('|', chr(92) + '|')}`" if str(text) else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells are Markdown already."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def page(title: str, *parts: str) -> str:
    """A page: its heading, then its parts, a blank line between them."""
    return "\n\n".join([f"# {title}", *(part.strip("\n") for part in parts if part)]) + "\n"
