"""What copying does to a document: hard wraps, page numbers between the halves of a sentence, lost and stray signs.

Everything works on markup and leaves the tags alone: a number that is broken by a line still has its tag around it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from models.corpus.tags import TAG, tag

PIECES = re.compile(rf"({TAG.pattern})")
NUMBER = re.compile(r"(?<=\d)(?=\d{3}[.,\d万亿元])")
TABLE_SIGNS = ("\t", "｜")
RESIDUE = ("[bookmark: _GoBack]", "[bookmark: OLE_LINK1]", "-- PAGE_BREAK --")
PAGE_BREAKS = 0.05  # of the lines
PAGE_FORMS = ("- {} -", "— {} —", "{}", "第 {} 页")


@dataclass(frozen=True, slots=True)
class Noise:
    """What happened to one document; `width` is that of its lines, 0 for one line a paragraph."""

    width: int = 0
    has_pages: bool = False
    indent: str = ""
    joins: float = 0.0
    spaces: float = 0.0
    residue: float = 0.0


def draw_noise(random: Random) -> Noise:
    """Draw how a document was copied; most were copied well."""
    return Noise(
        width=random.randint(24, 46) if random.random() < 0.2 else 0,
        has_pages=random.random() < 0.5,
        indent=random.choice(("    ", "　　")) if random.random() < 0.25 else "",
        joins=0.15 if random.random() < 0.12 else 0.0,
        spaces=0.2 if random.random() < 0.06 else 0.0,
        residue=0.05 if random.random() < 0.06 else 0.0,
    )


def spoil(markup: str, noise: Noise, random: Random) -> str:
    """Apply the noise of a document to its markup, line by line."""
    lines = markup.split("\n")
    if noise.joins:
        lines = list(_joined(lines, noise.joins, random))
    page = 1
    spoiled = []
    for copied in lines:
        line = "".join(_spaced(copied, noise.spaces, random)) if noise.spaces else copied
        if noise.residue and copied and random.random() < noise.residue:
            line = random.choice(RESIDUE) + line
        if not is_prose(line):
            spoiled.append(line)
            continue
        if noise.width:
            wrapped, page = _wrapped(line, noise, page, random)
            spoiled.append(wrapped)
        else:
            spoiled.append(noise.indent + line)
    return "\n".join(spoiled)


def is_prose(line: str) -> bool:
    """Whether a line is a paragraph: no heading, no row of a table, no short cell."""
    return len(TAG.sub("", line)) > 12 and not line.startswith("⟪h ") and not any(sign in line for sign in TABLE_SIGNS)


def _joined(lines: list[str], likelihood: float, random: Random) -> Iterator[str]:
    """Lines of which some have lost the break before them."""
    held: str | None = None
    for line in lines:
        is_joined = held is not None and is_prose(held) and is_prose(line) and random.random() < likelihood
        if is_joined:
            held = f"{held}{line}"
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _spaced(line: str, likelihood: float, random: Random) -> Iterator[str]:
    """The same line with stray spaces inside its numbers."""
    for piece in PIECES.split(line):
        if TAG.fullmatch(piece):
            yield piece
        else:
            yield NUMBER.sub(lambda _: " " if random.random() < likelihood else "", piece)


def _wrapped(line: str, noise: Noise, page: int, random: Random) -> tuple[str, int]:
    """The line cut after every so many characters, wherever that falls, and the number of the next page."""
    written: list[str] = []
    column = depth = 0
    for piece in PIECES.split(noise.indent + line):
        if TAG.fullmatch(piece):
            depth += -1 if piece == "⟫" else 1
            written.append(piece)
            continue
        for character in piece:
            if column >= noise.width and character not in "，。；：、）":
                written.append("\n")
                column = 0
                # Never inside a tag: the digits of a page would become those of the number that it breaks.
                if noise.has_pages and not depth and random.random() < PAGE_BREAKS:
                    written.append(random.choice(PAGE_FORMS).format(tag("x", str(page))) + "\n")
                    page += 1
            written.append(character)
            column += 1
    return "".join(written), page
