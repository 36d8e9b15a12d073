"""The code blocks of a page: what each is written in, what stands in it, and why it is not run if it is not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(
    r"^(?:<!-- (?P<mark>not run: (?P<reason>[^\n]+)|output(?: of: (?P<command>[^\n]+))?) -->\n)?"
    r"```(?P<language>[^\n`]*)\n(?P<text>.*?)^```$",
    re.M | re.S,
)
RUN = ("sh", "python")
SHOWN = ("text", "json", "toml", "csv")  # what a program prints or a file says
PAGES = sorted(
    path.relative_to(ROOT)
    for pattern in ("README*.md", "CONTRIBUTING.md", "docs/*.md", "docs/zh/*.md", "docs/decisions/*.md")
    for path in ROOT.glob(pattern)
)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block; `is_output` says that it is what the block before it prints, or `command`."""

    page: Path
    line: int
    language: str
    text: str
    reason: str | None
    is_output: bool
    command: str | None = None

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(page: Path) -> Iterator[Block]:
    """Every block of a page, in its order."""
    text = (ROOT / page).read_text("utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start("language")) + 1
        is_output = (found["mark"] or "").startswith("output")
        yield Block(page, line, found["language"].strip(), found["text"], found["reason"], is_output, found["command"])


def code(block: Block) -> str:
    """What a block does, without what it says of it: comments, and the strings that describe functions."""
    said = re.compile(r'\s+#(?= )[^\n]*$|^\s*"""[^\n]*"""$', re.M)
    return "\n".join(line.rstrip() for line in said.sub("", block.text).splitlines() if line.strip())


def original(page: Path) -> Path | None:
    """The English page of a Chinese one: docs/zh/checks.md -> docs/checks.md."""
    return page.parents[1] / page.name if page.parent.name == "zh" else None
