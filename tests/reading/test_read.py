"""What holds for every format: content decides, bad bytes have one error, blocks fit the text, paragraphs map back."""

import io
import re
import struct
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor import errors
from extractor.data import Document
from extractor.errors import (
    DamagedDocument,
    EmptyDocument,
    EncryptedDocument,
    TooLarge,
    UnknownEncoding,
    UnreadableDocument,
    UnsupportedFormat,
)
from extractor.flow import arrange
from extractor.reading import Limits
from extractor.reading.readers import read_in_place as read
from tests.reading.documents import docx, numbered, numbering, p, page_html, pdf, r, rules, tbl, tc, zipped

SHARED = Path(__file__).resolve().parents[3] / "shared"
SAMPLES = SHARED / "samples"
WITHOUT_OCR = Limits(max_scanned_pages=0)  # pages without text would take seconds each
WORD = docx(p("一、收入") + tbl(["项目", "金额"], ["合计", "12.50"]))
PAGE = page_html("<h2>一、收入</h2><p>共12.50万元。</p>").encode()
PRINT = pdf([(90, 700, 12, "一、收入"), (90, 60, 9, "- 1 -")])
TEXT = "一、收入\n共12.50万元。".encode()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)

# fmt: off
FORMATS = [
    (TEXT, "a.txt", "text/plain", []),
    (TEXT, "", "text/plain", []),
    (PAGE, "a.html", "text/html", []),
    (PAGE, "a.txt", "text/html", ["扩展名是 .txt，内容实为 HTML，已按 HTML 读取"]),
    (PRINT, "预算.PDF", "application/pdf", []),
    (PRINT, "a.docx", "application/pdf", ["扩展名是 .docx，内容实为 PDF，已按 PDF 读取"]),
    (b"\n\n" + PRINT, "a.pdf", "application/pdf", []),
    (WORD, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", []),
    (
        WORD,
        "a.doc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ["扩展名是 .doc，内容实为 docx，已按 docx 读取"],
    ),
    (TEXT, "a.pdf", "text/plain", ["扩展名是 .pdf，内容实为 纯文本，已按 纯文本 读取"]),
    (TEXT, "a.docx", "text/plain", ["扩展名是 .docx，内容实为 纯文本，已按 纯文本 读取"]),
    ("<p>收入</p>".encode(), "a.html", "text/html", []),
    ("<p>收入</p>".encode(), "a.txt", "text/plain", []),
    ("<项目>共2项".encode(), "a.txt", "text/plain", []),
]
# fmt: on


@pytest.mark.parametrize(("data", "name", "media_type", "messages"), FORMATS)
def test_content_decides_the_format(data: bytes, name: str, media_type: str, messages: list[str]) -> None:
    document, warnings = read(data, name=name)
    assert (document.media_type, document.name) == (media_type, name)
    assert [warning.message for warning in warnings] == messages


# fmt: off
FAULTS: list[tuple[str, bytes, str, type[UnreadableDocument], str]] = [
    ("no bytes", b"", "a.txt", EmptyDocument, "文件是空的"),
    ("only spaces", b" \r\n\t", "a.docx", EmptyDocument, "文件是空的"),
    ("binary bytes", bytes(range(256)), "a.bin", UnknownEncoding, "无法识别文字编码"),
    ("binary bytes that call themselves PDF", bytes(range(256)), "a.pdf", DamagedDocument, "PDF 文件已损坏"),
    ("two bytes of a docx", WORD[:2], "a.docx", DamagedDocument, "docx 文件已损坏"),
    ("four bytes of a PDF", PRINT[:4], "a.pdf", DamagedDocument, "PDF 文件已损坏"),
    ("a password on an Office file", OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", EncryptedDocument, "加密"),
    ("an old workbook", OLE + "Workbook".encode("utf-16-le"), "a.xls", DamagedDocument, "xls"),
    ("another compound file", OLE, "a.msg", UnsupportedFormat, "复合文档"),
    ("a workbook", zipped({"xl/workbook.xml": "x"}), "a.docx", DamagedDocument, "xlsx"),
    ("an OpenDocument", zipped({"META-INF/manifest.xml": "x"}), "a.odt", UnsupportedFormat, "OpenDocument"),
    ("a zip of files", zipped({"a.txt": "x"}), "a.zip", UnsupportedFormat, "请先解压"),
    ("an empty zip", zipped({}), "a.zip", UnsupportedFormat, "空的压缩包"),
    ("a bomb", docx(p("预" * 1000) * 30_000), "a.docx", TooLarge, "解压后字节数"),
    ("a bomb of zeros", zipped({"word/document.xml": bytes(80_000_000)}), "a.docx", TooLarge, "解压后字节数"),
]
# fmt: on


@pytest.mark.parametrize(
    ("data", "name", "error", "words"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_bad_bytes_have_one_error(data: bytes, name: str, error: type[UnreadableDocument], words: str) -> None:
    with pytest.raises(error) as caught:
        read(data, name=name)
    assert type(caught.value) is error
    assert words in caught.value.message
    assert caught.value.message.startswith(f"{name}：")
    assert caught.value.english.startswith(f"{name}: ")


def test_a_file_without_a_name_is_called_so() -> None:
    with pytest.raises(EmptyDocument, match="未命名文件"):
        read(b"")


def test_every_error_has_a_code_of_its_own() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.MingxiError)]
    assert len({kind.code for kind in kinds}) == len(kinds)


def test_the_error_tree_is_drawn_as_it_is() -> None:
    drawn = re.findall(r"(?:├|└)── (\w+)", errors.__doc__ or "")
    assert drawn == [name for name, kind in vars(errors).items() if isinstance(kind, type)][1:]


def test_a_zip_with_too_many_parts_is_refused_before_it_is_opened() -> None:
    with pytest.raises(TooLarge, match="压缩包条目数"):
        read(zipped({f"word/{number}": "" for number in range(60)}), limits=Limits(max_entries=50))


def test_a_docx_cut_anywhere_is_damaged() -> None:
    for end in range(4, len(WORD) - 1, 11):
        with pytest.raises(DamagedDocument):
            read(WORD[:end], name="a.docx")


def test_other_compression_than_office_uses_is_refused() -> None:
    with pytest.raises(DamagedDocument, match="压缩方法"):
        read(zipped({"word/document.xml": "x"}, method=zipfile.ZIP_LZMA))


def test_a_broken_checksum_is_damage() -> None:
    data = bytearray(zipped({"word/document.xml": "收入" * 9}, method=zipfile.ZIP_STORED))
    data[data.find("收入".encode())] ^= 1
    with pytest.raises(DamagedDocument):
        read(bytes(data))


# -- what holds for all documents

WORDS = st.text(alphabet="预算收入万元，。（）“”项目123. 　\t一二、：", min_size=0, max_size=40)
PARAGRAPHS = st.lists(WORDS, min_size=1, max_size=8)
TABLE = st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=4)
SAFE = str.maketrans({"<": "〈", "&": "＆"})


def _word(paragraphs: list[str], table: list[list[str]]) -> bytes:
    rows = [[tc(p(r(text)), f'<w:gridSpan w:val="{1 + len(text) % 3}"/>') for text in row] for row in table]
    body = "".join(numbered(text or "甲", level=len(text) % 2) for text in paragraphs)
    return docx(body + tbl(*rows), numbering=numbering(("chineseCounting", "%1、"), ("decimal", "%2.")))


def _page(paragraphs: list[str], table: list[list[str]]) -> bytes:
    cells = (f"<tr>{''.join(f'<td rowspan={1 + len(c) % 3}>{c}</td>' for c in row)}</tr>" for row in table)
    return page_html(f"<p>{'</p><p>'.join(paragraphs)}</p><table>{''.join(cells)}</table>").encode()


def _print(paragraphs: list[str], table: list[list[str]]) -> bytes:
    page = [(90 + 7 * (len(text) % 9), 760 - 17 * n, 10 + n % 3, text) for n, text in enumerate(paragraphs) if text]
    grid = [(100 + 90 * c, 500 - 15 * n, 9, text) for n, row in enumerate(table) for c, text in enumerate(row) if text]
    return pdf([*page, *grid, *rules(95, 185, 275, 365, bottom=400, top=520)], [(280, 60, 9, "- 2 -")])


def _plain(paragraphs: list[str], table: list[list[str]]) -> bytes:
    return "\n".join([*paragraphs, *("\t".join(row) for row in table)]).encode()


@pytest.mark.parametrize("write", [_word, _page, _print, _plain])
@settings(max_examples=25, deadline=None)
@given(paragraphs=PARAGRAPHS, table=TABLE)
def test_blocks_fit_the_text_and_paragraphs_map_back(
    write: Callable[[list[str], list[list[str]]], bytes], paragraphs: list[str], table: list[list[str]]
) -> None:
    try:
        document = read(write(paragraphs, table)).document
    except EmptyDocument:
        return
    check(document)


def check(document: Document) -> None:
    """Blocks lie inside the text, in order, apart, none over a line end; every joined character is where it says."""
    assert document.text_length == len(document.text)
    end = 0
    for block in document.blocks:
        assert end <= block.start <= block.end <= document.text_length
        assert "\n" not in document.text[block.start : block.end]
        assert (block.kind == "cell") == (block.table is not None)
        end = block.end
    covered = "".join(document.text[block.start : block.end] for block in document.blocks)
    assert "".join(covered.split()) == "".join(document.text.split())
    last = 0
    for paragraph in arrange(document):
        assert paragraph.start >= last
        last = paragraph.start
        for offset, char in enumerate(paragraph.text):
            assert document.text[paragraph.position(offset)] == char
        assert paragraph.range(0, len(paragraph.text)) == (paragraph.start, paragraph.end)
        assert "\n" not in paragraph.text


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "a.txt", "a.html", "a.docx", "a.pdf"]))
def test_any_bytes_read_or_say_why(data: bytes, name: str) -> None:
    read_or_refuse(data, name)


def read_or_refuse(data: bytes, name: str) -> None:
    """Read, and let nothing pass but one of the errors that explain themselves."""
    document = None
    with suppress(*UnreadableDocument.__subclasses__()):
        document = read(data, name=name, limits=WITHOUT_OCR).document
    if document is not None:
        check(document)


MUTATIONS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255), st.integers(0, 3)), min_size=1, max_size=6)


@pytest.mark.parametrize("data", [WORD, PAGE, PRINT, TEXT], ids=["docx", "html", "pdf", "txt"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutations=MUTATIONS)
def test_mutated_documents_read_or_say_why(data: bytes, mutations: list[tuple[float, int, int]]) -> None:
    mutated = bytearray(data)
    for where, byte, kind in mutations:
        place = int(where * max(0, len(mutated) - 1))
        if kind == 0:
            mutated[place : place + 1] = bytes([byte])
        elif kind == 1:
            del mutated[place : place + byte]
        elif kind == 2:
            mutated[place:place] = bytes([byte]) * (byte % 7)
        else:
            mutated[place:place] = mutated[:byte]
    read_or_refuse(bytes(mutated), "")


@settings(max_examples=100, deadline=None)
@given(st.floats(0, 1), st.integers(0, 255))
def test_mutated_parts_of_a_docx_read_or_say_why(where: float, byte: int) -> None:
    """Mutations inside the XML, which the checksum of a zip would otherwise catch."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORD)) as sound, zipfile.ZipFile(stream, "w") as broken:
        for info in sound.infolist():
            content = bytearray(sound.read(info))
            content[int(where * (len(content) - 1))] = byte
            broken.writestr(info.filename, bytes(content))
    read_or_refuse(stream.getvalue(), "a.docx")


def test_a_directory_that_points_nowhere() -> None:
    place = WORD.rfind(b"PK\x05\x06")
    for field, size in ((8, 2), (10, 2), (12, 4), (16, 4)):
        broken = bytearray(WORD)
        broken[place + field : place + field + size] = struct.pack("<I", 0xFFFFFFF0)[:size]
        read_or_refuse(bytes(broken), "a.docx")


# -- time

# fmt: off
SCALES: list[tuple[str, Callable[[int], bytes]]] = [
    ("plain lines", lambda n: "2021年收入预算总额为824.13万元，比上年减少108.39万元。\n".encode() * n),
    (
        "wrapped lines",
        lambda n: ("　　2024年收入预算总额为824.13万元，比上年\n减少108.39万元，减少11.62%。\n" * n).encode(),
    ),
    ("one long line", lambda n: "824.13万元，".encode() * 3 * n),
    ("one long line without a mark, then numbers", lambda n: b"a" * 20 * n + b"\n1" * 5 * n),
    ("spaces", lambda n: b"x" + b" " * 30 * n + b"\ny"),
    ("leaders", lambda n: "目录\n".encode() + b"." * 30 * n + b"x\ny"),
    ("unclosed bookmarks", lambda n: b"[bookmark: " * 3 * n),
    ("brackets and stops", lambda n: "。（".encode() * 10 * n),
    ("numbers", lambda n: b"1\n" * 10 * n),
    ("paragraphs of a page", lambda n: b"<html>" + "<p>收入</p>".encode() * 3 * n),
    ("open tags", lambda n: b"<html>" + b"<b>" * 3 * n),
    ("cells", lambda n: b"<html><table>" + b"<tr><td>a<td>b" * n),
    ("tables in cells", lambda n: b"<html><table><tr>" + b"<td><table><tr><td>a<td>b</table>" * n),
    ("paragraphs of a docx", lambda n: docx(p("收入") * n)),
    ("numbered paragraphs", lambda n: docx(numbered("收入") * n, numbering=numbering(("decimal", "%1.")))),
]
# fmt: on


@pytest.mark.slow
@pytest.mark.parametrize("write", [row[1] for row in SCALES], ids=[row[0] for row in SCALES])
def test_time_grows_with_size(write: Callable[[int], bytes]) -> None:
    """Eight times the input takes far less than 64 times as long; process time, so that others disturb less."""

    def cost(size: int) -> float:
        data = write(size)
        begun = time.process_time()
        with suppress(UnreadableDocument):
            arrange(read(data, name="a.html" if data[:1] == b"<" else "").document)
        return time.process_time() - begun

    small = min(cost(500) for _ in range(3))
    large = min(cost(4000) for _ in range(2))
    assert large < 30 * max(small, 0.005)


# -- the real documents beside the repository

needs_shared = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the sample documents are not at {SAMPLES}")
# fmt: off
READABLE = [
    (
        "seed.txt",
        "（二）支出预算情况",
        "2021年桃源街办支出预算总额为824.13万元，比上年减少108.39万元，减少11.62%。主要原因：压缩公用经费开支。",
    ),
    ("budget_wanli_2024.pdf", "2024年部门预算编制说明", "财政拨款收入支出减少的主要原因是项目调整。"),
    (
        "budget_office_2025.pdf",
        "二、机关运行经费预算",
        "2025年上海市普陀区人民政府办公室下属1家机关和1家事业单位财政拨款的机关运行经费预算为213.28万元。",
    ),
    ("budget_justice_2026.pdf", "六、年度预算安排", "795万元"),
    (
        "final_socialwork_2024.pdf",
        "二、收入决算情况说明",
        "本年收入合计307.82万元，其中：财政拨款收入307.82万元，占100.00%。",
    ),
    (
        "template_final.pdf",
        "二、部门决算单位构成（仅有一个单位的部门，本部分内容为“机构设置”）",
        "按上述格式依次说明到各项级科目，预决算持平的不用说明变动原因。",
    ),
]
# fmt: on


@pytest.mark.shared
@needs_shared
@pytest.mark.parametrize(("file", "heading", "paragraph"), READABLE)
def test_samples(file: str, heading: str, paragraph: str) -> None:
    document = read((SAMPLES / file).read_bytes(), name=file, limits=WITHOUT_OCR).document
    check(document)
    texts = [each.text for each in arrange(document)]
    assert heading in texts
    assert paragraph in texts


# fmt: off
CELLS = [
    ("budget_wanli_2024.pdf", "\t\t八、城乡社区支出\t119,385,303"),
    ("budget_wanli_2024.pdf", "201\t05\t\t统计信息事务\t257,700\t257,700\t0\t0\t0"),
    ("budget_office_2025.pdf", "867.50\t839.00\t28.50\t\t\t\t213.28"),
    ("final_socialwork_2024.pdf", "四、上级补助收入\t\t四、公共安全支出\t"),
]
# fmt: on


@pytest.mark.shared
@needs_shared
@pytest.mark.parametrize(("file", "row"), CELLS)
def test_blank_cells_of_samples_keep_their_place(file: str, row: str) -> None:
    assert row in read((SAMPLES / file).read_bytes()).document.text.split("\n")
