"""Archives: every file in a zip, 7z or rar, nested one level, by its path.

Names are as people gave them (GBK where the archive does not say UTF-8). A path that would leave the archive, a link, a
password, damage or a limit is an error of that member and leaves the others readable. Nothing is written to disk.
"""

import ctypes
import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal

from extractor.errors import (
    DamagedDocument,
    EncryptedDocument,
    MissingReader,
    TooLarge,
    UnreadableDocument,
    UnsupportedFormat,
)
from extractor.reading.archive import CHUNK, DIRECTORY_ENTRY, ENCRYPTED, ZIP_ERRORS
from extractor.reading.limits import Limits
from extractor.reading.sniff import RAR, SEVEN_ZIP, ZIP, ZIP_EMPTY, ZIP_PARTS

ArchiveFormat = Literal["zip", "7z", "rar"]

UTF8_NAME = 0x800  # general purpose bit 11, APPNOTE 4.4.4
UNICODE_PATH = b"\x75\x70"  # extra field 0x7075, APPNOTE 4.6.9
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
OFFICE_PARTS = ("[Content_Types].xml", "META-INF/manifest.xml", "OFD.xml")  # a document that only looks like an archive
NO_DOCUMENTS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
DEEPEST = 1  # archives in an archive, and no archives in these
PACKAGE = "libarchive (pip install libarchive-c; Debian: libarchive13)"


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its bytes, or why they cannot be had."""

    path: str
    content: bytes | UnreadableDocument


@dataclass(slots=True)
class Budget:
    """What the archive may still cost, its nested ones included."""

    name: str
    limits: Limits
    unpacked: int = 0
    entries: int = 0

    def count_entry(self) -> None:
        """Count a file or folder."""
        self.entries += 1
        if self.entries > self.limits.max_entries:
            raise TooLarge(self.name, "压缩包条目数", self.entries, self.limits.max_entries)

    def collect(self, path: str, read: Callable[[], bytes]) -> bytes:
        """All of one file, counted while it inflates, whatever size the directory promised."""
        chunks, size = [], 0
        while chunk := read():
            size += len(chunk)
            self.unpacked += len(chunk)
            if self.unpacked > self.limits.max_unpacked:
                raise TooLarge(self.name, "解压后字节数", self.unpacked, self.limits.max_unpacked)
            if size > self.limits.max_bytes:
                raise TooLarge(path, "文件字节数", size, self.limits.max_bytes)
            chunks.append(chunk)
        return b"".join(chunks)


def archive_format(data: bytes, limits: Limits = Limits()) -> ArchiveFormat | None:  # noqa: B008, frozen
    """Which archive some bytes are; documents that are zip containers are none: a .docx -> None."""
    if data.startswith(SEVEN_ZIP):
        return "7z"
    if data.startswith(RAR):
        return "rar"
    if not data.startswith((ZIP, ZIP_EMPTY)):
        return None
    if data.count(DIRECTORY_ENTRY) > limits.max_entries:
        return "zip"  # which will be refused when it is opened, before so many names are looked through
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except ZIP_ERRORS:
        return None if any(part.encode() in data for part in (*OFFICE_PARTS, *ZIP_PARTS)) else "zip"
    is_word = any(name.startswith("word/document") for name in names)  # some writers leave the list of types out
    return None if is_word or not set(OFFICE_PARTS).isdisjoint(names) else "zip"


def open_archive(data: bytes, *, name: str, limits: Limits) -> Iterator[Member]:
    """The files of an archive in its order, those of an archive in it as `内.zip/决算.docx`.

        a zip with "预算/a.txt" (GBK) and "../b.txt" -> Member("预算/a.txt", b"…"), Member("../b.txt", DamagedDocument)

    Raises, before or after some members, an `UnreadableDocument` for what stops the whole archive: damage to its
    directory, a password on it, a missing reader, too many or too large files.
    """
    yield from _open(data, "", Budget(name, limits), 0)


def _open(data: bytes, folder: str, budget: Budget, depth: int) -> Iterator[Member]:
    format = archive_format(data, budget.limits)
    if format is None:
        raise UnsupportedFormat(folder or budget.name, "不是压缩包")
    listed = _zip_members(data, folder, budget) if format == "zip" else _other_members(data, format, folder, budget)
    for member in listed:
        inner = archive_format(member.content, budget.limits) if isinstance(member.content, bytes) else None
        if inner is None:
            yield member
        elif depth == DEEPEST:
            yield Member(member.path, UnsupportedFormat(member.path, f"压缩包 {inner}，嵌套过深"))
        else:
            yield from _nested(member, budget, depth + 1)


def _nested(member: Member, budget: Budget, depth: int) -> Iterator[Member]:
    """The files of an archive in the archive; where it cannot be opened it is one unreadable member."""
    assert isinstance(member.content, bytes)
    try:
        yield from _open(member.content, f"{member.path}/", budget, depth)
    except UnreadableDocument as error:
        if isinstance(error, TooLarge) and error.name == budget.name:
            raise
        yield Member(member.path, error)


def _is_document(path: str) -> bool:
    return not path.endswith("/") and not any(
        path.startswith(each) or path.rsplit("/", 1)[-1] == each for each in NO_DOCUMENTS
    )


def _unsafe(path: str, format: str) -> UnreadableDocument | None:
    """Why a path may not be used: it starts at a root or a drive, climbs, or holds what no path holds."""
    parts = path.replace("\\", "/").split("/")
    if parts[0] == "" or parts[0].endswith(":") or ".." in parts or "\x00" in path:
        return DamagedDocument(path, format, f"不安全的路径 {path[:80]!r}")
    return None


# -- zip


def _zip_members(data: bytes, folder: str, budget: Budget) -> Iterator[Member]:
    name = folder.rstrip("/") or budget.name
    if (entries := data.count(DIRECTORY_ENTRY)) > budget.limits.max_entries:
        raise TooLarge(budget.name, "压缩包条目数", entries, budget.limits.max_entries)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS as error:
        raise DamagedDocument(name, "zip", str(error)[:100]) from error
    for info in archive.infolist():
        budget.count_entry()
        path = folder + zip_path(info)
        if _is_document(path.removeprefix(folder)):
            yield Member(path, _unsafe(path, "zip") or _zip_content(archive, info, path, budget))


def _zip_content(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, budget: Budget
) -> bytes | UnreadableDocument:
    if stat.S_ISLNK(info.external_attr >> 16):
        return DamagedDocument(path, "zip", "是链接")
    if info.flag_bits & ENCRYPTED:
        return EncryptedDocument(path, "zip")
    if info.compress_type not in METHODS:
        return DamagedDocument(path, "zip", f"不支持的压缩方法 {info.compress_type}")
    try:
        with archive.open(info) as stream:
            return budget.collect(path, lambda: stream.read(CHUNK))
    except TooLarge as error:
        if error.name == budget.name:
            raise
        return error
    except ZIP_ERRORS as error:
        return DamagedDocument(path, "zip", str(error)[:100])


def zip_path(info: zipfile.ZipInfo) -> str:
    r"""The path of an entry: UTF-8 where the entry says so or it can be nothing else, else GB18030.

    b"\xd4\xa4\xcb\xe3.doc" -> "预算.doc"
    """
    if info.flag_bits & UTF8_NAME:
        return info.orig_filename.replace("\\", "/")
    raw = info.orig_filename.encode("cp437", "replace")
    path = _unicode_path(info.extra, raw)
    for encoding in ("utf-8", "gb18030"):
        if path is not None:
            break
        path = _decoded(raw, encoding)
    return (path or info.orig_filename).replace("\\", "/")


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The path that Info-ZIP and WinZip put beside the name, if it belongs to this name."""
    while len(extra) >= 4:
        size = int.from_bytes(extra[2:4], "little")
        field, extra = extra[:2] + extra[4 : 4 + size], extra[4 + size :]
        if field[:3] == UNICODE_PATH + b"\x01" and int.from_bytes(field[3:7], "little") == zlib.crc32(raw):
            return _decoded(field[7:], "utf-8")
    return None


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


# -- 7z and rar, by libarchive


def _other_members(data: bytes, format: ArchiveFormat, folder: str, budget: Budget) -> Iterator[Member]:
    name = folder.rstrip("/") or budget.name
    libarchive = _libarchive(name, format)
    reader = {"7z": "7zip", "rar": "rar5" if data.startswith(RAR + b"\x01\x00") else "rar"}[format]
    try:
        with libarchive.memory_reader(data, format_name=reader) as entries:
            for number, entry in zip(count(1), entries, strict=False):
                budget.count_entry()
                path = folder + _entry_path(entry, number)
                if entry.isreg and _is_document(path.removeprefix(folder)):
                    yield Member(path, _unsafe(path, format) or _entry_content(libarchive, entry, path, format, budget))
                elif not entry.isdir and _is_document(path.removeprefix(folder)):
                    yield Member(path, DamagedDocument(path, format, "是链接"))
    except libarchive.ArchiveError as error:
        raise _explain(error, name, format) from error


def _libarchive(name: str, format: str) -> Any:
    """The library's binding, which fails to load where the library is not there."""
    try:
        import libarchive
    except (ImportError, OSError, AttributeError, TypeError) as error:
        raise MissingReader(name, format, PACKAGE) from error
    return libarchive


def _entry_path(entry: Any, number: int) -> str:
    """The path of an entry; libarchive hands over undecoded what is neither UTF-8 nor Unicode."""
    found = entry.pathname
    raw = found.encode("utf-8", "surrogateescape") if isinstance(found, str) else found or b""
    path = _decoded(raw, "utf-8") or _decoded(raw, "gb18030") or f"{number}"
    return path.replace("\\", "/")


def _entry_content(libarchive: Any, entry: Any, path: str, format: str, budget: Budget) -> bytes | UnreadableDocument:
    blocks = iter(entry.get_blocks())
    try:
        return budget.collect(path, lambda: next(blocks, b""))
    except TooLarge as error:
        if error.name == budget.name:
            raise
        return error
    except libarchive.ArchiveError as error:
        if libarchive.ffi.libarchive.archive_entry_is_encrypted(ctypes.c_void_p(entry._entry_p)):
            return EncryptedDocument(path, format)
        return _explain(error, path, format)


def _explain(error: Exception, name: str, format: str) -> UnreadableDocument:
    message = str(getattr(error, "msg", error))
    if "ncrypt" in message:
        return EncryptedDocument(name, format)
    return DamagedDocument(name, format, message[:100])
