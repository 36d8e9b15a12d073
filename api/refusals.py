"""What the service refuses, as problem details (RFC 9457): Chinese, and English beside it.

Every problem is a row of refusals.toml; what is wrong with a document says so itself (extractor/errors.py).
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Self

from api.problems import Failure
from api.texts import one_line
from extractor.errors import MingxiError
from extractor.language import ERRORS
from extractor.reading.readers import UNNAMED

ROWS = Path(__file__).with_suffix(".toml")
PROBLEM = "application/problem+json"
UNREADABLE = "unreadable_document"
INTERNAL = "internal_error"


@dataclass(frozen=True, slots=True)
class Row:
    """One problem: title and detail in Chinese and in English."""

    status: int
    title: tuple[str, str]
    detail: tuple[str, str] = ("", "")


@cache
def rows() -> Mapping[str, Row]:
    """Every problem by its code."""
    read = tomllib.loads(ROWS.read_text("utf-8"))
    return {
        code: Row(row["status"], tuple(row.get("title") or ERRORS[code]), tuple(row.get("detail", ("", ""))))
        for code, row in read.items()
    }


class Refusal(MingxiError):  # noqa: N818
    """Why the service does not do what a request asks: Refusal("rate_limited", retry_after=3, limit=600).

    `code` is a row of refusals.toml, `values` are what its detail names.
    """

    def __init__(self, code: str, *, name: str = "", retry_after: float | None = None, **values: object) -> None:
        self.code = code
        self.retry_after = retry_after
        super().__init__(name, *(text.format(**values) for text in rows()[code].detail))


class StoreUnavailable(Refusal):
    """A database that does not answer."""

    def __init__(self) -> None:
        super().__init__("store_unavailable", retry_after=5)


class StorageFull(Refusal):
    """A disk, or the database's disk, without room."""

    def __init__(self) -> None:
        super().__init__("storage_full", retry_after=60)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem as it is answered, logged, counted and kept.

    Problem.of(NoTextLayer("a.pdf", 3)).code -> "no_text_layer"
    """

    type: str
    title: str
    title_en: str
    status: int
    code: str
    detail: str
    detail_en: str

    @classmethod
    def of(cls, error: Exception) -> Self:
        """What is wrong, without the causes of mistakes of ours."""
        if isinstance(error, Told):
            return cls(**asdict(error.problem))
        if not isinstance(error, MingxiError) or isinstance(error, Failure):
            return cls.of(Refusal(INTERNAL))
        code = error.code if error.code in rows() else UNREADABLE
        row = rows()[code]
        told = MingxiError("" if error.name == UNNAMED else error.name, error.reason, error.english_reason)
        return cls(
            type=f"urn:mingxi:{code}",
            title=row.title[0],
            title_en=row.title[1],
            status=row.status,
            code=code,
            detail=one_line(told.message),
            detail_en=one_line(told.english),
        )


class Told(Exception):  # noqa: N818
    """A problem that was found elsewhere, on its way to the client."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def described(codes: Sequence[str]) -> dict[int, list[str]]:
    """The codes by their status, for the description of an interface: {429: ["queue_full", "rate_limited"]}."""
    found: dict[int, list[str]] = {}
    for code in codes:
        found.setdefault(rows()[code].status, []).append(code)
    return found
