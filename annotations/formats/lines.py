"""JSON Lines as formats read and write them: one value a line, Chinese as it is."""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from annotations.formats.errors import MalformedError


def write_line(value: object, stream: IO[bytes]) -> None:
    """Write one value and the end of its line."""
    stream.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def read_lines(stream: IO[bytes], form: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The object of each line that has one, with the line's name for messages; raises `MalformedError`."""
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        where = f"{getattr(stream, 'name', form)}:{number}"
        try:
            value = json.loads(line)
        except ValueError as error:  # UnicodeDecodeError is one
            raise MalformedError(where, form, error) from error
        if not isinstance(value, dict):
            raise MalformedError(where, form, f"{type(value).__name__}, not an object")
        yield where, value
