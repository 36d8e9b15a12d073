"""Our own JSONL: a document a line, nothing left out."""

from collections.abc import Iterable, Iterator
from typing import IO

from annotations.formats.documents import MarkedDocument, as_table, from_table, verified
from annotations.formats.errors import MalformedError
from annotations.formats.lines import read_lines, write_line

FORM = "jsonl"


def write(documents: Iterable[MarkedDocument], stream: IO[bytes]) -> None:
    """Write documents, one a line."""
    for document in documents:
        write_line(as_table(document), stream)


def read(stream: IO[bytes]) -> Iterator[MarkedDocument]:
    """The documents of a file; raises an `ExchangeError`."""
    for where, table in read_lines(stream, FORM):
        try:
            document = from_table(table)
            stated = table["sha256"]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise MalformedError(where, FORM, error) from error
        yield verified(document, stated)
