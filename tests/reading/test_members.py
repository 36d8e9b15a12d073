"""Archives: the members that they have, by the names that people gave them, and what is wrong with single ones."""

import importlib.util
import io
import struct
import sys
import zipfile
import zlib
from contextlib import suppress

import pytest

from extractor.errors import (
    DamagedDocument,
    EncryptedDocument,
    MissingReader,
    TooLarge,
    UnreadableDocument,
    UnsupportedFormat,
)
from extractor.reading import Limits
from extractor.reading.members import archive_format, open_archive, zip_path
from tests.reading.documents import docx, gbk_zip, p, rar, typed_docx, zipped

TEXT = "收入预算824.13万元".encode()
WORD = docx(p("一、收入"))
FILES = {"预算公开/收入.txt": TEXT, "预算公开/附表/支出.docx": WORD}
LIMITS = Limits()


def _has_libarchive() -> bool:
    if importlib.util.find_spec("libarchive") is None:
        return False
    with suppress(OSError, TypeError, AttributeError):
        import libarchive  # noqa: F401

        return True
    return False


needs_libarchive = pytest.mark.skipif(not _has_libarchive(), reason="libarchive (extra archives) is not installed")


def seven_zip(files: dict[str, bytes]) -> bytes:
    import libarchive

    written: list[bytes] = []
    with libarchive.custom_writer(lambda data: written.append(bytes(data)) or len(data), "7zip") as archive:
        for path, content in files.items():
            archive.add_file_from_memory(path, len(content), content)
    return b"".join(written)


def opened(data: bytes, limits: Limits = LIMITS) -> dict[str, bytes | type[UnreadableDocument]]:
    """The members by path, errors by their class."""
    found = list(open_archive(data, name="a.zip", limits=limits))
    assert len({member.path for member in found}) == len(found)
    return {m.path: m.content if isinstance(m.content, bytes) else type(m.content) for m in found}


def test_a_zip_with_names_in_gbk() -> None:
    assert opened(gbk_zip(FILES)) == FILES


def test_a_zip_with_names_in_utf8() -> None:
    assert opened(zipped(FILES)) == FILES


@needs_libarchive
def test_a_7z() -> None:
    assert opened(seven_zip(FILES)) == FILES


@needs_libarchive
def test_a_rar_with_names_in_gbk() -> None:
    assert opened(rar(FILES)) == FILES


# fmt: off
NAMES = [
    ("UTF-8 without its flag", "收入.txt".encode(), b"", "收入.txt"),
    ("GBK beyond GB 2312", "镕.txt".encode("gbk"), b"", "镕.txt"),
    ("a backslash between folders", "预算\\收入.txt".encode("gbk"), b"", "预算/收入.txt"),
    ("the true name beside a lost one", b"____.txt", "决算表.txt".encode(), "决算表.txt"),
]
# fmt: on


@pytest.mark.parametrize(("raw", "true", "path"), [row[1:] for row in NAMES], ids=[row[0] for row in NAMES])
def test_names_of_a_zip(raw: bytes, true: bytes, path: str) -> None:
    info = zipfile.ZipInfo(raw.decode("cp437"))
    if true:  # the extra field of Info-ZIP, 0x7075
        field = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + true
        info.extra = b"\x0a\x00\x02\x00xx" + b"up" + struct.pack("<H", len(field)) + field
    assert zip_path(info) == path


def test_folders_and_what_systems_leave_behind_are_no_documents() -> None:
    extra = {"空/": b"", "__MACOSX/._a.txt": b"x", "a/.DS_Store": b"x", "a/Thumbs.db": b"x"}
    assert opened(zipped({**extra, "a.txt": TEXT})) == {"a.txt": TEXT}


def test_an_archive_in_an_archive_is_opened_and_one_more_level_is_not() -> None:
    inner = gbk_zip({**FILES, "更内.zip": gbk_zip(FILES)})
    assert opened(zipped({"内.zip": inner, "a.txt": TEXT})) == {
        "内.zip/预算公开/收入.txt": TEXT,
        "内.zip/预算公开/附表/支出.docx": WORD,
        "内.zip/更内.zip": UnsupportedFormat,
        "a.txt": TEXT,
    }


def test_a_damaged_archive_in_an_archive_is_one_member() -> None:
    found = opened(zipped({"内.zip": gbk_zip(FILES)[:40], "a.txt": TEXT}))
    assert found == {"内.zip": DamagedDocument, "a.txt": TEXT}


# fmt: off
UNSAFE = ["../a.txt", "a/../../b.txt", "/etc/passwd", "\\\\server\\a.txt", "C:\\a.txt", "..\\a.txt"]
# fmt: on


@pytest.mark.parametrize("path", UNSAFE)
def test_a_path_that_leaves_the_archive_is_an_error_of_its_member(path: str) -> None:
    assert opened(gbk_zip({path: TEXT, "b.txt": TEXT})) == {path.replace("\\", "/"): DamagedDocument, "b.txt": TEXT}


@needs_libarchive
@pytest.mark.parametrize("path", ["../a.txt", "/etc/passwd"])
def test_in_a_rar_and_a_7z_too(path: str) -> None:
    for data in (rar({path: TEXT, "b.txt": TEXT}), seven_zip({path: TEXT, "b.txt": TEXT})):
        assert opened(data) == {path: DamagedDocument, "b.txt": TEXT}


def test_a_link_is_an_error_of_its_member() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert opened(stream.getvalue()) == {"a.txt": DamagedDocument}


def test_a_password_is_an_error_of_its_member() -> None:
    data = bytearray(gbk_zip({"a.txt": TEXT, "b.txt": TEXT}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert opened(bytes(data)) == {"a.txt": EncryptedDocument, "b.txt": TEXT}


def test_a_member_whose_bytes_are_damaged() -> None:
    data = bytearray(gbk_zip({"a.txt": TEXT, "b.txt": TEXT}))
    data[data.index(TEXT) + 3] ^= 1
    assert opened(bytes(data)) == {"a.txt": DamagedDocument, "b.txt": TEXT}


LARGE: list[tuple[str, dict[str, bytes], Limits, str]] = [
    ("too many entries", {f"{n}": b"" for n in range(30)}, Limits(max_entries=20), "压缩包条目数"),
    ("too many bytes in all", {f"{n}": bytes(60) for n in range(30)}, Limits(max_unpacked=1000), "解压后字节数"),
    (
        "too many bytes in nested ones",
        {f"{n}.zip": zipped({"a": bytes(600)}) for n in range(2)},
        Limits(max_unpacked=1000),
        "解压后字节数",
    ),
    (
        "too many entries in nested ones",
        {f"{n}.zip": zipped({f"{m}": b"" for m in range(15)}) for n in range(2)},
        Limits(max_entries=20),
        "压缩包条目数",
    ),
]


@pytest.mark.parametrize(("files", "limits", "words"), [row[1:] for row in LARGE], ids=[row[0] for row in LARGE])
def test_an_archive_over_a_limit_is_stopped(files: dict[str, bytes], limits: Limits, words: str) -> None:
    with pytest.raises(TooLarge, match=words):
        opened(zipped(files), limits)


def test_one_member_over_the_limit_of_a_document_leaves_the_others() -> None:
    files = {"a.txt": bytes(2000), "b.txt": TEXT}
    assert opened(zipped(files), Limits(max_bytes=1000)) == {"a.txt": TooLarge, "b.txt": TEXT}


# fmt: off
FORMATS = [
    ("a zip", zipped({"a.txt": "x"}), "zip"),
    ("an empty zip", zipped({}), "zip"),
    ("a zip cut short", zipped({"a.txt": "x"})[:30], "zip"),
    ("a zip with a folder called word", zipped({"word/预算.doc": "x"}), "zip"),
    ("a Word document", WORD, None),
    ("a workbook", zipped({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), None),
    ("a Word document cut short", typed_docx(WORD)[:200], None),
    ("an OFD", zipped({"OFD.xml": "x"}), None),
    ("a RAR", b"Rar!\x1a\x07\x01\x00", "rar"),
    ("a 7z", b"7z\xbc\xaf\x27\x1c\x00\x04", "7z"),
    ("text", TEXT, None),
]
# fmt: on


@pytest.mark.parametrize(("data", "format"), [row[1:] for row in FORMATS], ids=[row[0] for row in FORMATS])
def test_archives_are_told_from_documents(data: bytes, format: str | None) -> None:
    assert archive_format(data) == format


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libarchive", None)
    with pytest.raises(MissingReader, match="libarchive13"):
        opened(rar(FILES))


def test_what_is_no_archive_says_so() -> None:
    with pytest.raises(UnsupportedFormat):
        opened(TEXT)
