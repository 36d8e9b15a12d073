r"""CoNLL with one character a line, tagged BIOES: what sequence taggers of Chinese are trained on.

    # name = 预算公开.txt
    # sha256 = 9f86d081…
    收	B-fact.item
    入	E-fact.item
    9	B-fact
    元	E-fact

Whitespace, what cannot be printed, and the backslash are written by their code point (`\a` ends a line); an empty line
stands behind each line of the text. Of marks that overlap the longest is written.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO

from annotations.formats.documents import Mark, MarkedDocument, Marking, flat, text_sum, verified
from annotations.formats.errors import ExchangeError, MalformedError

FORM = "conll"
NAME, SUM = "# name = ", "# sha256 = "
OUTSIDE = "O"


def write(documents: Iterable[MarkedDocument], stream: IO[bytes]) -> None:
    """Write documents one after the other, each under its name and the sum of its text."""
    for document in documents:
        stream.write(f"{NAME}{_line(document.name)}\n{SUM}{text_sum(document.text)}\n".encode())
        tags = _tags(document)
        for character, tag in zip(document.text, tags, strict=True):
            stream.write(f"{_written(character)}\t{tag}\n".encode())
            if character == "\n":
                stream.write(b"\n")
        stream.write(b"\n")


def read(stream: IO[bytes]) -> Iterator[MarkedDocument]:
    """The documents of a file; raises an `ExchangeError`."""
    name, stated, rows = "", "", list[tuple[str, str]]()
    for number, data in enumerate(chain(stream, [NAME.encode()]), start=1):
        try:
            line = data.decode().rstrip("\n")
            if line.startswith(NAME):
                if stated or rows:
                    yield _document(name, stated, rows)
                name, stated, rows = line.removeprefix(NAME), "", []
            elif line.startswith(SUM):
                stated = line.removeprefix(SUM)
            elif line:
                character, tag = line.split("\t")
                rows.append((_read(character), tag))
        except ExchangeError:
            raise
        except (ValueError, OverflowError) as error:
            raise MalformedError(f"{getattr(stream, 'name', FORM)}:{number}", FORM, error) from error


def _line(name: str) -> str:
    return " ".join(name.splitlines())


def _tags(document: MarkedDocument) -> list[str]:
    tags = [OUTSIDE] * len(document.text)
    for mark in flat(document.final.marks):
        if mark.end - mark.start == 1:
            tags[mark.start] = f"S-{mark.label}"
            continue
        tags[mark.start : mark.end] = [f"I-{mark.label}"] * (mark.end - mark.start)
        tags[mark.start] = f"B-{mark.label}"
        tags[mark.end - 1] = f"E-{mark.label}"
    return tags


def _written(character: str) -> str:
    is_plain = character.isprintable() and not character.isspace() and character != "\\"
    return character if is_plain else f"\\{ord(character):x}"


def _read(written: str) -> str:
    character = chr(int(written[1:], 16)) if written.startswith("\\") else written
    if len(character) != 1:
        raise ValueError(f"{written!r} is not one character")
    return character


def _document(name: str, stated: str, rows: list[tuple[str, str]]) -> MarkedDocument:
    if not stated:
        raise MalformedError(name, FORM, f"{SUM.strip()} is missing")
    text = "".join(character for character, _ in rows)
    marks = tuple(
        Mark(f"m{number}", label, start, end, text[start:end])
        for number, (start, end, label) in enumerate(_stretches(name, [tag for _, tag in rows]), start=1)
    )
    return verified(MarkedDocument(name, text, Marking(), Marking(marks)), stated)


def _stretches(name: str, tags: list[str]) -> Iterator[tuple[int, int, str]]:
    """Start, end and label of each stretch; a tag that continues nothing is a mistake of the file."""
    begun: tuple[int, str] | None = None
    for place, tag in enumerate([*tags, OUTSIDE]):
        kind, _, label = tag.partition("-")
        is_open = begun is not None
        if kind in ("I", "E") and begun is not None and begun[1] == label:
            if kind == "E":
                yield begun[0], place + 1, label
                begun = None
        elif kind == "B" and label and not is_open:
            begun = (place, label)
        elif kind == "S" and label and not is_open:
            yield place, place + 1, label
        elif tag != OUTSIDE or is_open:
            raise MalformedError(name, FORM, f"character {place + 1}: {tag}")
