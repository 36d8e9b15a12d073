"""Which format bytes are in: their content decides, their name only where content is silent."""

import io
import re
import zipfile
from typing import Literal

from extractor.errors import EncryptedDocument, TooLarge, UnsupportedFormat
from extractor.reading.archive import DIRECTORY_ENTRY, ZIP_ERRORS
from extractor.reading.limits import Limits

Format = Literal["text", "html", "docx", "pdf", "doc", "rtf", "png", "jpeg", "tiff", "gif", "bmp", "xlsx", "xls"]

PDF_HEADER = re.compile(rb"%PDF-\d")
PDF_HEADER_RANGE = 1024  # ISO 32000-1, note to 7.5.2: readers accept it anywhere in the first 1024 bytes
ZIP = b"PK\x03\x04"
ZIP_EMPTY = b"PK\x05\x06"
RAR = b"Rar!\x1a\x07"
SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = b"{\\rtf"
WORD_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*>\s*<\?mso-application[^>]*Word\.Document")  # Word 2003
OWN: tuple[tuple[re.Pattern[bytes], Format], ...] = (  # first bytes -> what we read
    (re.compile(re.escape(RTF)), "rtf"),
    (WORD_XML, "rtf"),
    (re.compile(rb"\x89PNG\r\n"), "png"),
    (re.compile(rb"\xff\xd8\xff"), "jpeg"),
    (re.compile(rb"II\*\0|MM\0\*"), "tiff"),
    (re.compile(rb"GIF8[79]a"), "gif"),
    (re.compile(rb"BM.{4}\0{4}", re.S), "bmp"),
)
FOREIGN = (  # first bytes -> what to tell the user
    (RAR, "压缩包 RAR，请先解压"),
    (SEVEN_ZIP, "压缩包 7z，请先解压"),
    (b"\x1f\x8b", "压缩包 gzip，请先解压"),
    (ZIP_EMPTY, "空的压缩包 zip"),
    (b"MIME-Version:", "网页存档 MHT，请另存为 html"),
)
OLE_STREAMS: tuple[tuple[str, str | None], ...] = (  # name of a stream in a compound file -> what the file is
    ("WordDocument", None),  # what we read
    ("Workbook", None),  # what we read
    ("PowerPoint Document", "旧版 PowerPoint 演示文稿 ppt"),
    ("HwpSummaryInformation", "HWP 文档"),
)
ZIP_PARTS: dict[str, str | None] = {  # start of a part's name that only this format has -> what the file is
    "word/": None,  # what we read
    "xl/": None,  # what we read
    "ppt/": "PowerPoint 演示文稿 pptx",
    "META-INF/manifest.xml": "OpenDocument，请另存为 docx",
    "OFD.xml": "版式文档 OFD，请另存为 PDF",
}
WORD_SUFFIXES = (".docx", ".docm", ".dotx")
OLD_WORD_SUFFIXES = (".doc", ".dot", ".wps", ".wpt")
# The lead is atomic: where no page follows, its comments must not be divided up in every possible way.
HTML_START = re.compile(rb"(?>(?:<!--.*?-->|<\?xml[^>]*>|\s)*)<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
HTML_TAG = re.compile(
    rb"<(?:html|head|body|meta|title|table|tr|td|div|p|span|font|b|strong|a|br|[uo]l|li|h[1-6])\b[^<>]*>", re.I
)
HTML_SUFFIXES = (".html", ".htm", ".shtml", ".xhtml")
HTML_RANGE = 4096  # a page shows its tags in its first bytes


def sniff(data: bytes, *, name: str, limits: Limits) -> Format:
    """Name the format of some bytes: b"%PDF-1.7 …" -> "pdf", whatever the file is called.

    Text is what remains when nothing else is recognised. Raises `UnsupportedFormat` for formats that are recognised
    but have no reader, and `EncryptedDocument` for Office files under a password.
    """
    if data.startswith(ZIP):
        return _sniff_zip(data, name=name, limits=limits)
    if data.startswith(OLE):
        return _sniff_ole(data, name=name)
    for pattern, own in OWN:
        if pattern.match(data):
            return own
    for start, found in FOREIGN:
        if data.startswith(start):
            raise UnsupportedFormat(name, found)
    if PDF_HEADER.search(data[: PDF_HEADER_RANGE + 8]):
        return "pdf"
    return "html" if is_html(data, name=name) else "text"


def is_html(data: bytes, *, name: str) -> bool:
    """Whether the bytes open like a page, or carry tags and are named like one."""
    start = data[:HTML_RANGE]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", errors="ignore").encode("utf-8", errors="ignore")
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if HTML_START.match(start):
        return True
    tags = len(HTML_TAG.findall(start))
    return bool(tags) and (name.lower().endswith(HTML_SUFFIXES) or (start.startswith(b"<") and tags > 2))


def _sniff_zip(data: bytes, *, name: str, limits: Limits) -> Format:
    """A container is told by the names of its parts, which stand in clear even where the directory is cut off."""
    if (entries := data.count(DIRECTORY_ENTRY)) > limits.max_entries:
        raise TooLarge(name, "压缩包条目数", entries, limits.max_entries)
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except ZIP_ERRORS:
        names = [part for part in ZIP_PARTS if part.encode() in data]
    for part, found in ZIP_PARTS.items():
        if any(entry.startswith(part) for entry in names):
            if found is None:
                return "xlsx" if part == "xl/" else "docx"
            raise UnsupportedFormat(name, found)
    if name.lower().endswith(WORD_SUFFIXES):
        return "docx"  # cut so short that no part is left; the reader will say so
    raise UnsupportedFormat(name, "压缩包 zip，请先解压")


def _sniff_ole(data: bytes, *, name: str) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedDocument(name, "Office")
    for stream, found in OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            if found is None:
                return "xls" if stream == "Workbook" else "doc"
            raise UnsupportedFormat(name, found)
    if name.lower().endswith(OLD_WORD_SUFFIXES):
        return "doc"  # cut before its directory, or of another writer, which LibreOffice may know
    raise UnsupportedFormat(name, "旧版 Office 复合文档")
