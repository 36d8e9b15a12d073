"""The documents of an uploaded archive: one line of JSON each, a record or the problem with that member."""

import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from anyio import CapacityLimiter, to_thread

from api.inputs import Input
from api.opening import members
from api.problems import InternalError
from api.refusals import described, of_document
from api.texts import say
from extractor.errors import MingxiError
from extractor.reading import Limits

MEDIA_TYPE = "application/x-ndjson"
Extract = Callable[[bytes, str], str]  # bytes and name of a document to its record as JSON


@dataclass(frozen=True, slots=True)
class Lines:
    """An archive whose documents are extracted one by one, as they are taken away."""

    members: Iterator[Input]
    extract: Extract

    async def written(self, turn: CapacityLimiter) -> AsyncIterator[str]:
        """The lines; other requests have their turn between two of them."""
        while line := await to_thread.run_sync(self._next, limiter=turn):
            yield line + "\n"

    def _next(self) -> str | None:
        """The next line; None behind the last one. What stops the archive half-way is its last line."""
        name = ""
        try:
            member = next(self.members, None)
            if member is None:
                return None
            name = member.name
            return self.extract(member.read(), name)
        except MingxiError as error:
            return _problem(name or error.name, of_document(error))
        except Exception as error:
            logging.getLogger(__name__).exception("a document could not be extracted")
            told = InternalError(name, error)
            return _problem(name, described(told.code, 500, *(say("internal_hidden", lang) for lang in ("zh", "en"))))


def open_lines(data: bytes, name: str, extract: Extract, limits: Limits) -> Lines:
    """Open an archive as far as its first document, so that what is wrong with all of it is still an answer of its own.

    Raises `UnreadableDocument`, and `NoDocuments` for an archive that holds none.
    """
    source = Input(Path(name) if name else None, Path(name or "archive"))
    found = members(source, data, Counter(), limits)
    first = next(found)
    return Lines(chain([first], found), extract)


def _problem(name: str, body: dict[str, str | int]) -> str:
    return json.dumps({"name": name, **body}, ensure_ascii=False, separators=(",", ":"))
