"""Bytes in, `Document` out, whatever the format."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple

from extractor.data import Document, Warning  # noqa: A004
from extractor.errors import DamagedDocument, EmptyDocument, TooLarge, UnknownEncoding
from extractor.reading.content import Content
from extractor.reading.docx import read_docx
from extractor.reading.html import read_html
from extractor.reading.limits import Limits
from extractor.reading.office import read_doc
from extractor.reading.pdf import read_pdf
from extractor.reading.scan import read_image
from extractor.reading.script import script_warnings
from extractor.reading.sheet import read_workbook
from extractor.reading.sniff import HTML_SUFFIXES, OLD_WORD_SUFFIXES, OLE, WORD_SUFFIXES, ZIP, Format, sniff
from extractor.reading.text import read_text

__all__ = ["Limits", "Reading", "read"]

UNNAMED = "未命名文件"


class Reading(NamedTuple):
    """A document and what could not be read of it."""

    document: Document
    warnings: tuple[Warning, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: its name for people, its media type, the suffixes that promise it, the function that reads it."""

    label: str
    media_type: str
    suffixes: tuple[str, ...]
    read: Callable[..., Content]


READERS: Mapping[Format, Reader] = {
    "text": Reader("纯文本", "text/plain", (".txt", ".text"), read_text),
    "html": Reader("HTML", "text/html", HTML_SUFFIXES, read_html),
    "docx": Reader(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        WORD_SUFFIXES,
        read_docx,
    ),
    "pdf": Reader("PDF", "application/pdf", (".pdf",), read_pdf),
    "doc": Reader("doc", "application/msword", OLD_WORD_SUFFIXES, read_doc),
    "rtf": Reader("RTF", "application/rtf", (".rtf",), read_doc),
    "xlsx": Reader(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx", ".xlsm"), read_workbook
    ),
    "xls": Reader("xls", "application/vnd.ms-excel", (".xls", ".et"), read_workbook),
    "png": Reader("PNG", "image/png", (".png",), read_image),
    "jpeg": Reader("JPEG", "image/jpeg", (".jpg", ".jpeg", ".jfif"), read_image),
    "tiff": Reader("TIFF", "image/tiff", (".tif", ".tiff"), read_image),
    "gif": Reader("GIF", "image/gif", (".gif",), read_image),
    "bmp": Reader("BMP", "image/bmp", (".bmp",), read_image),
}
FIRST_BYTES: Mapping[Format, bytes] = {
    "docx": ZIP,
    "xlsx": ZIP,
    "pdf": b"%PDF-",
    "doc": OLE,
}  # of the formats that are no text


def read(data: bytes, *, name: str = "", limits: Limits = Limits()) -> Reading:  # noqa: B008, frozen
    """Read one disclosure file.

        read("一、收入预算".encode("gbk"), name="a.txt").document.text -> "一、收入预算"

    The content decides the format, the name only where content is silent; where they disagree a warning says so.
    Raises exactly one `UnreadableDocument` for bytes that cannot become text. Memory and time grow with the size of
    the text and stay under `limits`.
    """
    called = name or UNNAMED
    if len(data) > limits.max_bytes:
        raise TooLarge(called, "文件字节数", len(data), limits.max_bytes)
    if not data.strip():
        raise EmptyDocument(called)
    found = sniff(data, name=called, limits=limits)
    content = _read_as(found, data, called, limits)
    document = Document(
        id=hashlib.sha256(data).hexdigest(),
        name=name,
        media_type=READERS[found].media_type,
        text=content.text,
        text_length=len(content.text),
        blocks=content.blocks,
        pages=content.pages,
    )
    return Reading(document, (*_mismatch(found, called), *content.warnings, *script_warnings(content.text)))


def _read_as(found: Format, data: bytes, name: str, limits: Limits) -> Content:
    """Read bytes as the format found; where they are not even text, they are the remains of what the name says."""
    promised = _promised(name)
    if found != "text" or promised is None or promised not in FIRST_BYTES:
        return READERS[found].read(data, name=name, limits=limits)
    damaged = DamagedDocument(name, READERS[promised].label, "内容无法识别")
    if FIRST_BYTES[promised].startswith(data):
        raise damaged
    try:
        return READERS[found].read(data, name=name, limits=limits)
    except UnknownEncoding:
        raise damaged from None


def _promised(name: str) -> Format | None:
    """The format that the suffix of a name promises."""
    suffix = PurePath(name).suffix.lower()
    return next((each for each, reader in READERS.items() if suffix in reader.suffixes), None)


def _mismatch(found: Format, name: str) -> tuple[Warning, ...]:
    promised = _promised(name)
    if promised in (None, found):
        return ()
    suffix, label = PurePath(name).suffix, READERS[found].label
    return (Warning("extension_mismatch", f"扩展名是 {suffix}，内容实为 {label}，已按 {label} 读取"),)
