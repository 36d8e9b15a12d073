"""The formats that are read: what people call them, their media types, and the suffixes that promise them."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from extractor.reading.sniff import HTML_SUFFIXES, OLD_WORD_SUFFIXES, WORD_SUFFIXES, Format

ARCHIVE_SUFFIXES = (".zip", ".7z", ".rar")


@dataclass(frozen=True, slots=True)
class Kind:
    """One format: its name for people, its media type, the suffixes that promise it."""

    label: str
    media_type: str
    suffixes: tuple[str, ...]


KINDS: Mapping[Format, Kind] = {
    "text": Kind("纯文本", "text/plain", (".txt", ".text")),
    "html": Kind("HTML", "text/html", HTML_SUFFIXES),
    "docx": Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", WORD_SUFFIXES),
    "pdf": Kind("PDF", "application/pdf", (".pdf",)),
    "doc": Kind("doc", "application/msword", OLD_WORD_SUFFIXES),
    "rtf": Kind("RTF", "application/rtf", (".rtf",)),
    "xlsx": Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx", ".xlsm")),
    "xls": Kind("xls", "application/vnd.ms-excel", (".xls", ".et")),
    "png": Kind("PNG", "image/png", (".png",)),
    "jpeg": Kind("JPEG", "image/jpeg", (".jpg", ".jpeg", ".jfif")),
    "tiff": Kind("TIFF", "image/tiff", (".tif", ".tiff")),
    "gif": Kind("GIF", "image/gif", (".gif",)),
    "bmp": Kind("BMP", "image/bmp", (".bmp",)),
}
SUFFIXES = frozenset([*ARCHIVE_SUFFIXES, *(suffix for kind in KINDS.values() for suffix in kind.suffixes)])


def promised(name: str) -> Format | None:
    """The format that the suffix of a name promises: "决算.WPS" -> "doc"."""
    suffix = PurePath(name).suffix.lower()
    return next((format for format, kind in KINDS.items() if suffix in kind.suffixes), None)


def utf8_name(name: str) -> str:
    """The name of a file as a record may hold it: one in another encoding loses the bytes that are no UTF-8."""
    return os.fsencode(name).decode("utf-8", errors="replace")


def is_readable(file: PurePath) -> bool:
    """Whether a file's suffix promises a document or an archive."""
    return file.suffix.lower() in SUFFIXES


def visible_files(folder: Path) -> Iterator[Path]:
    """The files of a folder that a person sees in it, by name; `~$` marks the lock files of Word."""
    for path in sorted(folder.iterdir()):  # level by level: a folder may hold millions
        if path.name.startswith((".", "~$")):
            continue
        if path.is_dir():
            if not path.is_symlink():  # which may lead in a circle
                yield from visible_files(path)
        elif path.is_file():
            yield path
