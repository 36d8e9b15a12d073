"""Word documents (.docx)."""

from extractor.errors import UnsupportedFormat
from extractor.reading.content import Content
from extractor.reading.limits import Limits


def read_docx(data: bytes, *, name: str, limits: Limits) -> Content:
    """Not read yet."""
    raise UnsupportedFormat(name, "docx")
