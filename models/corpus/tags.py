"""Gold markup as text: tag("q", "9元", id="f1", y=2021) -> ⟪q id=f1 y=2021|9元⟫."""

import re
import shlex

TAG = re.compile(r"⟪[^|⟪⟫]*\||⟫")
SAFE = re.compile(r"[^\s\"'\\|⟪⟫]+")


def tag(name: str, content: str, **attributes: object) -> str:
    """Write a tag; attributes that are None are left out, those with spaces or quotes are quoted."""
    said = "".join(f" {key}={_quoted(str(value))}" for key, value in attributes.items() if value is not None)
    return f"⟪{name}{said}|{content}⟫"


def untagged(markup: str) -> str:
    """The text without its tags: "收入⟪x|9⟫元" -> "收入9元"."""
    return TAG.sub("", markup)


def _quoted(value: str) -> str:
    if not value:
        return '""'
    return value if SAFE.fullmatch(value) else shlex.quote(value.replace("|", "/"))
