"""Bytes in, `Document` out, whatever the format, and whoever sent them."""

from extractor.errors import UnreadableDocument
from extractor.reading.limits import Limits
from extractor.reading.readers import UNNAMED, Reading, read_in_place
from extractor.reading.sniff import OLE, ZIP, sniff

__all__ = ["Limits", "Reading", "read"]


def read(data: bytes, *, name: str = "", limits: Limits = Limits()) -> Reading:  # noqa: B008, frozen
    """Read one disclosure file: plain text here, everything that needs a parser in a process of its own.

        read("一、收入预算".encode("gbk"), name="a.txt").document.text -> "一、收入预算"

    The content decides the format, the name only where content is silent; where they disagree a warning says so, and
    another one where the process is shut in less than it could be. Raises exactly one `UnreadableDocument` for bytes
    that cannot become text, or not within `limits`.
    """
    if _needs_parser(data, name, limits):
        from extractor.reading.safely import read_safely

        return read_safely(data, name=name, limits=limits)
    return read_in_place(data, name=name, limits=limits)


def _needs_parser(data: bytes, name: str, limits: Limits) -> bool:
    """Whether more than decoding is done to bytes; containers are not looked into here."""
    if len(data) > limits.max_bytes:
        return False
    if data.startswith((ZIP, OLE)):
        return True
    try:
        return sniff(data, name=name or UNNAMED, limits=limits) != "text"
    except UnreadableDocument:
        return False  # refused by its first bytes, which reading in place will say
