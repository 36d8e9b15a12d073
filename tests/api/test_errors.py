"""Every reason that a reader gives has its English, so that nobody is told half a sentence."""

import re
from pathlib import Path

import pytest

from api.refusals import rows
from extractor import reading
from extractor.errors import MingxiError, NoDocuments, UnreadableDocument, UnsupportedFormat, in_english
from extractor.reading.formats import ARCHIVE_SUFFIXES, KINDS
from extractor.reading.sniff import FOREIGN, OLE_STREAMS, ZIP_PARTS

READERS = Path(reading.__file__).parent
RAISED = re.compile(r"(?:TooLarge|DamagedDocument|UnsupportedFormat)\([^()]*?f?\"([^\"]*[\u4e00-\u9fff][^\"]*)\"")
PICTURES = ("png", "jpeg", "tiff", "gif", "bmp")  # 图片 for short
FOUND = [text for _, text in (*FOREIGN, *OLE_STREAMS) if text] + [text for text in ZIP_PARTS.values() if text]
SAID = [text for path in sorted(READERS.glob("*.py")) for text in RAISED.findall(path.read_text("utf-8"))]


@pytest.mark.parametrize("text", [*FOUND, *SAID])
def test_in_english(text: str) -> None:
    assert in_english(text).isascii()


def test_the_readers_were_found() -> None:
    assert len(SAID) >= 20


def test_an_error_says_what_it_is_about_and_why() -> None:
    error = UnsupportedFormat("a.rar", "压缩包 RAR，请先解压")
    assert (error.name, error.code, str(error)) == ("a.rar", "unsupported_format", error.message)
    assert error.message.startswith("a.rar：不支持的格式（压缩包 RAR，请先解压），可处理 txt、html、")
    assert error.english.startswith(
        "a.rar: unsupported format (an archive, RAR; unpack it first); what can be read is txt"
    )


def kinds(kind: type[MingxiError]) -> set[type[MingxiError]]:
    """An error and everything that is one."""
    return {kind}.union(*map(kinds, kind.__subclasses__()))


@pytest.mark.parametrize("kind", sorted(kinds(UnreadableDocument), key=lambda kind: kind.code))
def test_every_error_of_a_document_has_a_title(kind: type[MingxiError]) -> None:
    assert kind.code in rows()


@pytest.mark.parametrize("error", [UnsupportedFormat("a", "HWP 文档"), NoDocuments("a")])
def test_what_lists_the_formats_names_them_all(error: MingxiError) -> None:
    for message in (error.message.lower(), error.english.lower()):
        for format, kind in KINDS.items():
            assert format in PICTURES or any(suffix.removeprefix(".") in message for suffix in kind.suffixes)
        assert all(suffix.removeprefix(".") in message for suffix in ARCHIVE_SUFFIXES)
