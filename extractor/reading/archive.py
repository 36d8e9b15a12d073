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
        """Unpack one part; `TooLarge` where the limit is reached, whatever size the directory promised."""
        if part not in self.entries:
            raise DamagedDocument(self.name, self.format, f"缺少 {part}")
        self._check(self.inflated + self.entries[part].file_size)
        chunks = []
        try:
            with self.archive.open(self.entries[part]) as stream:
                while chunk := stream.read(CHUNK):
                    self.inflated += len(chunk)
                    self._check(self.inflated)
                    chunks.append(chunk)
        except ZIP_ERRORS as error:
            raise DamagedDocument(self.name, self.format, f"{part}：{error}") from error
        return b"".join(chunks)

    def _check(self, size: int) -> None:
        if size > self.limits.max_inflated:
            raise TooLarge(self.name, "解压后字节数", size, self.limits.max_inflated)

    def __contains__(self, part: str) -> bool:
        return part in self.entries


def open_parts(data: bytes, *, name: str, format: str, limits: Limits) -> Parts:
    """Open a container after checking its directory: names, methods, passwords. Sniffing counted the parts.

    Nothing is unpacked yet, and what is never read never costs anything, so only `read` counts bytes.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS as error:
        raise DamagedDocument(name, format, str(error)) from error
    infos = archive.infolist()
    for info in infos:
        _check_entry(info, name=name, format=format)
    return Parts(name, format, limits, {info.filename: info for info in infos}, archive)


def _check_entry(info: zipfile.ZipInfo, *, name: str, format: str) -> None:
    path = info.filename.replace("\\", "/")
    if path.startswith("/") or ":" in path or ".." in path.split("/"):
        raise DamagedDocument(name, format, f"不安全的路径 {info.filename[:80]!r}")
    if info.flag_bits & ENCRYPTED:
        raise EncryptedDocument(name, format)
    if info.compress_type not in PLAIN_METHODS:
        raise DamagedDocument(name, format, f"不支持的压缩方法 {info.compress_type}")
