"""Zip containers from strangers: checked before a byte is unpacked, counted while unpacking."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from extractor.errors import DamagedDocument, EncryptedDocument, TooLarge
from extractor.reading.limits import Limits

DIRECTORY_ENTRY = b"PK\x01\x02"
ENCRYPTED = 0x1  # general purpose bit 0 of an entry, APPNOTE 4.4.4
PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what Office writes; others hide larger bombs
MOST_COMPRESSION = 500  # times; XML of a large table reaches about 50, zeros reach 1,000
SMALL_PART = 10_000_000  # bytes below which compression is nobody's danger
CHUNK = 1 << 20
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)


@dataclass(slots=True)
class Parts:
    """The parts of one container by name; what is unpacked counts against `limits.max_inflated`."""

    name: str
    format: str
    limits: Limits
    entries: Mapping[str, zipfile.ZipInfo]
    archive: zipfile.ZipFile
    inflated: int = 0

    def read(self, part: str) -> bytes:
        """Unpack one part, stopping where the limit is reached, whatever the directory promised."""
        if part not in self.entries:
            raise DamagedDocument(self.name, self.format, f"缺少 {part}")
        chunks = []
        try:
            with self.archive.open(self.entries[part]) as stream:
                while chunk := stream.read(CHUNK):
                    self.inflated += len(chunk)
                    if self.inflated > self.limits.max_inflated:
                        raise TooLarge(self.name, "解压后字节数", self.inflated, self.limits.max_inflated)
                    chunks.append(chunk)
        except ZIP_ERRORS as error:
            raise DamagedDocument(self.name, self.format, f"{part}：{error}") from error
        return b"".join(chunks)

    def __contains__(self, part: str) -> bool:
        return part in self.entries


def open_parts(data: bytes, *, name: str, format: str, limits: Limits) -> Parts:
    """Open a container after checking its directory: sizes, names, methods, passwords. Sniffing counted the parts."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS as error:
        raise DamagedDocument(name, format, str(error)) from error
    infos = archive.infolist()
    for info in infos:
        _check_entry(info, name=name, format=format, limits=limits)
    total = sum(info.file_size for info in infos)
    if total > limits.max_inflated:
        raise TooLarge(name, "解压后字节数", total, limits.max_inflated)
    return Parts(name, format, limits, {info.filename: info for info in infos}, archive)


def _check_entry(info: zipfile.ZipInfo, *, name: str, format: str, limits: Limits) -> None:
    path = info.filename.replace("\\", "/")
    if path.startswith("/") or ":" in path or ".." in path.split("/"):
        raise DamagedDocument(name, format, f"不安全的路径 {info.filename[:80]!r}")
    if info.flag_bits & ENCRYPTED:
        raise EncryptedDocument(name, format)
    if info.compress_type not in PLAIN_METHODS:
        raise DamagedDocument(name, format, f"不支持的压缩方法 {info.compress_type}")
    if info.file_size > SMALL_PART and info.file_size > MOST_COMPRESSION * max(1, info.compress_size):
        raise TooLarge(name, "压缩倍数", info.file_size // max(1, info.compress_size), MOST_COMPRESSION)
