"""Which format a client accepts, by its Accept header (RFC 9110, 12.5.1)."""

from collections.abc import Sequence
from typing import NamedTuple

from api.refusals import Refusal


class Range(NamedTuple):
    """One part of the header: "text/*;q=0.5" -> Range("text", "*", 0.5)."""

    type: str
    subtype: str
    quality: float

    def fit(self, media_type: str) -> int:
        """How exactly it names a media type: 3 itself, 2 its kind, 1 anything, 0 not at all."""
        type, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == (type, subtype):
            return 3
        if (self.type, self.subtype) == (type, "*"):
            return 2
        return 1 if (self.type, self.subtype) == ("*", "*") else 0


def negotiate(header: str, offered: Sequence[str]) -> str:
    """The media type that a client likes best, of equals the first that is offered.

        negotiate("text/csv, */*;q=0.1", ["application/json", "text/csv"]) -> "text/csv"

    Raises a `Refusal` where it accepts none of them.
    """
    ranges = [range for part in header.split(",") if (range := _range(part)) is not None]
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda each: _quality(each, ranges))
    if _quality(best, ranges) <= 0:
        raise Refusal("not_acceptable", accept=header[:100], offered=", ".join(offered))
    return best


def _range(part: str) -> Range | None:
    name, *parameters = (each.strip().lower() for each in part.split(";"))
    type, _, subtype = name.partition("/")
    if not type:
        return None
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key == "q":
            try:
                quality = float(value)
            except ValueError:
                quality = 0.0
    return Range(type, subtype or "*", quality)


def _quality(media_type: str, ranges: Sequence[Range]) -> float:
    """The quality of the range that names a media type most exactly."""
    fit, quality = max((range.fit(media_type), range.quality) for range in ranges)
    return quality if fit else 0.0
