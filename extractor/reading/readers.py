"""Each format's reader, and reading in place: in this process, without limits on its memory and time."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import NamedTuple

from extractor.data import Document, Warning  # noqa: A004
from extractor.errors import DamagedDocument, EmptyDocument, TooLarge, UnknownEncoding
from extractor.reading.content import Content
from extractor.reading.formats import KINDS, promised
from extractor.reading.limits import Limits
from extractor.reading.script import script_warnings
from extractor.reading.sniff import OLE, ZIP, Format, sniff

UNNAMED = "未命名文件"
FIRST_BYTES: Mapping[Format, bytes] = {
    "docx": ZIP,
    "xlsx": ZIP,
    "pdf": b"%PDF-",
    "doc": OLE,
}  # of the formats that are no text


class Reading(NamedTuple):
    """A document and what could not be read of it."""

    document: Document
    warnings: tuple[Warning, ...] = ()


def reader_of(format: Format) -> Callable[..., Content]:
    """The function that reads a format; its parser is loaded now, so that plain text never waits for one."""
    match format:
        case "text":
            from extractor.reading.text import read_text as reader
        case "html":
            from extractor.reading.html import read_html as reader
        case "docx":
            from extractor.reading.docx import read_docx as reader
        case "pdf":
            from extractor.reading.pdf import read_pdf as reader
        case "doc" | "rtf":
            from extractor.reading.office import read_doc as reader
        case "xlsx" | "xls":
            from extractor.reading.sheet import read_workbook as reader
        case _:
            from extractor.reading.scan import read_image as reader
    return reader


def read_in_place(data: bytes, *, name: str = "", limits: Limits = Limits()) -> Reading:  # noqa: B008, frozen
    """Read one disclosure file in this process.

        read_in_place("一、收入预算".encode("gbk"), name="a.txt").document.text -> "一、收入预算"

    The content decides the format, the name only where content is silent; where they disagree a warning says so.
    Raises exactly one `UnreadableDocument` for bytes that cannot become text. Memory and time grow with the size of
    the text and stay under `limits`, as far as the parsers themselves keep to it.
    """
    called = name or UNNAMED
    if len(data) > limits.max_bytes:
        raise TooLarge(called, "文件字节数", len(data), limits.max_bytes)
    if not data.strip():
        raise EmptyDocument(called)
    found = sniff(data, name=called, limits=limits)
    try:
        content = _read_as(found, data, called, limits)
    except RecursionError as error:
        raise DamagedDocument(called, KINDS[found].label, "嵌套过深") from error
    document = Document(
        id=hashlib.sha256(data).hexdigest(),
        name=name,
        media_type=KINDS[found].media_type,
        text=content.text,
        text_length=len(content.text),
        blocks=content.blocks,
        pages=content.pages,
    )
    return Reading(document, (*_mismatch(found, called), *content.warnings, *script_warnings(content.text)))


def _read_as(found: Format, data: bytes, name: str, limits: Limits) -> Content:
    """Read bytes as the format found; where they are not even text, they are the remains of what the name says."""
    expected = promised(name)
    if found != "text" or expected is None or expected not in FIRST_BYTES:
        return reader_of(found)(data, name=name, limits=limits)
    damaged = DamagedDocument(name, KINDS[expected].label, "内容无法识别")
    if FIRST_BYTES[expected].startswith(data):
        raise damaged
    try:
        return reader_of(found)(data, name=name, limits=limits)
    except UnknownEncoding:
        raise damaged from None


def _mismatch(found: Format, name: str) -> tuple[Warning, ...]:
    expected = promised(name)
    if expected in (None, found):
        return ()
    suffix, label = PurePath(name).suffix, KINDS[found].label
    return (Warning("extension_mismatch", f"扩展名是 {suffix}，内容实为 {label}，已按 {label} 读取"),)
