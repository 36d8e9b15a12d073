"""Old Word files: with LibreOffice, without it, several at once, and what is wrong with them."""

from pathlib import Path

import pytest

from extractor.errors import DamagedDocument, EncryptedDocument, MissingReader, UnreadableDocument
from extractor.reading import Limits, office
from extractor.reading.readers import read_in_place as read
from tests.reading.documents import docx, p

OLD_WORD = (Path(__file__).parent / "files" / "budget.doc").read_bytes()
TEXT = """2024年部门预算公开
一、收入预算情况说明
2024年收入预算总额为824.13万元，比上年减少108.39万元，减少11.62%。主要原因：压缩公用经费开支。
二、支出预算情况说明
其中：基本支出640.94万元，项目支出183.19万元。
（一）工资福利支出
1. 商品和服务支出
项目	预算数	决算数
合计	824.13	800.00
基本支出	640.94	640.00
附件：无"""
ANSI = "".join(f"\\'{byte:02x}" for byte in "收入预算".encode("gbk"))
RTF = rf"{{\rtf1\ansi\ansicpg936\deff0{{\fonttbl{{\f0\fcharset134 SimSun;}}}}\f0 {ANSI}824.13\par}}".encode()
WORD_2003 = (
    '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">'
    "<w:body><w:p><w:r><w:t>收入预算824.13</w:t></w:r></w:p></w:body></w:wordDocument>"
).encode()
OLE_OF_NOTHING = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "WordDocument".encode("utf-16-le")
LIMITS = Limits()

needs_libreoffice = pytest.mark.skipif(not office.has_libreoffice(), reason=f"{office.PACKAGE} is not installed")


@pytest.fixture
def no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "has_libreoffice", lambda: False)


@needs_libreoffice
@pytest.mark.parametrize("name", ["预算.doc", "预算.wps", ""])
def test_libreoffice_reads_old_word_files(name: str) -> None:
    document, warnings = read(OLD_WORD, name=name)
    assert (document.text, document.media_type, warnings) == (TEXT, "application/msword", ())
    assert [block.kind for block in document.blocks[-10:]] == ["cell"] * 9 + ["paragraph"]


@pytest.mark.usefixtures("no_libreoffice")
def test_without_libreoffice_they_are_read_in_python() -> None:
    document, warnings = read(OLD_WORD, name="预算.doc")
    assert (document.text, warnings) == (TEXT, ())


@needs_libreoffice
@pytest.mark.parametrize(("data", "name"), [(RTF, "a.rtf"), (RTF, "a.doc"), (WORD_2003, "a.doc"), (WORD_2003, "a.xml")])
def test_libreoffice_reads_its_relatives(data: bytes, name: str) -> None:
    document, _ = read(data, name=name)
    assert (document.text, document.media_type) == ("收入预算824.13", "application/rtf")


@pytest.mark.usefixtures("no_libreoffice")
def test_a_missing_program_is_named() -> None:
    with pytest.raises(MissingReader) as caught:
        read(RTF, name="a.rtf")
    assert caught.value.message == "a.rtf：读取 RTF 需要 LibreOffice (Debian: libreoffice-writer)，请先安装"
    assert "LibreOffice (Debian: libreoffice-writer) is needed to read RTF" in caught.value.english


def _encrypted() -> bytes:
    """The old Word file with the flag of a password set in its header (FibBase.fEncrypted)."""
    place = OLD_WORD.index(b"\xec\xa5", 512)
    data = bytearray(OLD_WORD)
    data[place + 0x0B] |= 0x01
    return bytes(data)


FAULTS: list[tuple[str, bytes, type[UnreadableDocument]]] = [
    ("a password", _encrypted(), EncryptedDocument),
    ("no directory", OLE_OF_NOTHING, DamagedDocument),
    ("only its first half", OLD_WORD[:5000], DamagedDocument),
    ("its first bytes", OLD_WORD[:6], DamagedDocument),
]


@needs_libreoffice
@pytest.mark.parametrize(("data", "error"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_faults(data: bytes, error: type[UnreadableDocument]) -> None:
    with pytest.raises(error) as caught:
        read(data, name="a.doc")
    assert type(caught.value) is error


@pytest.mark.usefixtures("no_libreoffice")
@pytest.mark.parametrize(("data", "error"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_faults_without_libreoffice(data: bytes, error: type[UnreadableDocument]) -> None:
    with pytest.raises((error, MissingReader)):
        read(data, name="a.doc")


@needs_libreoffice
def test_files_are_converted_together_and_a_bad_one_harms_no_other() -> None:
    made = office.to_docx([OLD_WORD, OLE_OF_NOTHING, RTF, OLD_WORD[:5000], OLD_WORD], limits=LIMITS)
    assert [None if docx is None else read(docx).document.text for docx in made] == [
        TEXT,
        None,
        "收入预算824.13",
        None,
        TEXT,
    ]


def test_what_breaks_libreoffice_is_left_out_of_the_next_try(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []

    def convert(files: list[bytes], *_: object) -> tuple[list[bytes | None], bool]:
        runs.append(len(files))
        broken = files.index(b"breaks") if b"breaks" in files else len(files)
        return [data if place < broken else None for place, data in enumerate(files)], broken == len(files)

    monkeypatch.setattr(office, "has_libreoffice", lambda: True)
    monkeypatch.setattr(office, "_convert_together", convert)
    files = [b"1", b"2", b"breaks", b"3", b"breaks", b"4"]
    assert office.to_docx(files, limits=LIMITS) == [b"1", b"2", None, b"3", None, b"4"]
    assert runs == [6, 3, 1]


def test_a_file_that_was_converted_before_is_not_converted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "to_docx", lambda *_, **__: pytest.fail("converted again"))
    with office.prepared(docx(p("一、收入"))):
        assert read(OLD_WORD, name="a.doc").document.text == "一、收入"


@pytest.mark.parametrize(
    ("data", "is_old"), [(OLD_WORD, True), (RTF, True), (WORD_2003, True), (docx(p("甲")), False), (b"<?xml?>", False)]
)
def test_what_libreoffice_is_for(data: bytes, is_old: bool) -> None:
    assert office.is_convertible(data) == is_old


@pytest.mark.parametrize(
    ("files", "expected"),
    [((), True), (("libsclo.so",), False), (("libswlo.so",), True), (("libsclo.so", "libswlo.so"), True)],
)
def test_libreoffice_without_its_writer_is_none(tmp_path: Path, files: tuple[str, ...], expected: bool) -> None:
    for name in files:
        (tmp_path / name).touch()
    assert office.can_write(tmp_path) is expected
