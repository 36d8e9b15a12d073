"""PDF: printed lines from the places of characters, cells from ruling, furniture by place and repetition."""

import math
import subprocess
import sys
from typing import Any

import pytest
from pypdfium2 import raw

from extractor.errors import DamagedDocument, EncryptedDocument, NoTextLayer, TooLarge, UnreadableDocument
from extractor.flow import arrange
from extractor.reading import Limits
from extractor.reading.readers import read_in_place as read
from tests.reading.documents import Printed, pdf, pdf_file, rules

LEFT, SIZE = 90.0, 12.0


def lines(*texts: str, top: float = 700.0, indent: float = 0.0) -> list[Printed | str]:
    """Lines of one page, one below the other; a line that starts with 　　 is set in by two ems."""
    printed: list[Printed | str] = []
    for index, text in enumerate(texts):
        bare = text.lstrip("　")
        printed.append((LEFT + indent + SIZE * (len(text) - len(bare)), top - 24 * index, SIZE, bare))
    return printed


def text_of(*pages: list[Printed | str]) -> str:
    return read(pdf(*pages), name="a.pdf").document.text


# fmt: off
LINES = [
    ("top to bottom, whatever the order in the file", [(90, 600, 12, "二"), (90, 700, 12, "一")], "一\n二"),
    ("pieces at one height are one line", [(90, 700, 12, "收入"), (114, 700.5, 12, "预算")], "收入预算"),
    ("a wide gap is a column gap", [(90, 700, 12, "合计"), (200, 700, 12, "12.50")], "合计\t12.50"),
    ("a small gap is a space", [(90, 700, 12, "ab"), (107, 700, 12, "cd")], "ab cd"),
    ("no space between ideograph and digit", [(90, 700, 12, "共"), (103, 700, 12, "12")], "共12"),
    ("a number set off from its title", [(90, 700, 12, "第一部分"), (170, 700, 12, "概况")], "第一部分 概况"),
    (
        "letters spread over a cell are one word",
        [(90, 700, 12, "合"), (150, 700, 12, "计"), "80 690 1 30 re f", "300 690 1 30 re f"],
        "合 计",
    ),
    ("print laid over itself counts once", [(90, 700, 12, "收入"), (90.3, 700, 12, "收入")], "收入"),
]
# fmt: on


@pytest.mark.parametrize(("page", "text"), [row[1:] for row in LINES], ids=[row[0] for row in LINES])
def test_lines(page: list[Printed | str], text: str) -> None:
    assert text_of(page) == text


# fmt: off
ROWS = [
    (
        "rules part cells however narrow the gap",
        [(92, 700, 10, "合计"), (121, 700, 10, "12")],
        [90, 115, 150],
        "合计\t12",
    ),
    ("a blank cell in the middle", [(92, 700, 10, "甲"), (192, 700, 10, "3")], [90, 140, 190, 240], "甲\t\t3"),
    ("a blank cell at the start", [(192, 700, 10, "3")], [90, 140, 190, 240], "\t\t3"),
    ("a blank cell at the end", [(92, 700, 10, "甲")], [90, 140, 190, 240], "甲\t\t"),
    (
        "a border drawn twice is one border",
        [(92, 700, 10, "甲"), (192, 700, 10, "3")],
        [90, 140, 142, 190, 240],
        "甲\t\t3",
    ),
    ("a frame is no table", [(92, 700, 10, "甲")], [90, 240], "甲"),
    ("text beside a table", [(20, 700, 10, "注"), (92, 700, 10, "甲")], [90, 140, 190], "注\t甲\t"),
]
# fmt: on


@pytest.mark.parametrize(("printed", "places", "text"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_rows(printed: list[Printed | str], places: list[float], text: str) -> None:
    assert text_of([*printed, *rules(*places, bottom=690, top=715)]) == text


def test_a_rule_above_or_below_a_line_does_not_part_it() -> None:
    assert text_of([(92, 700, 10, "收入预算"), *rules(80, 110, 300, bottom=600, top=690)]) == "收入预算"


def test_an_indent_is_kept_as_spaces() -> None:
    long = "财政拨款支出预算中一般公共预算拨款支出"
    assert text_of(lines(f"　　{long}", long, f"　　{long}")) == f"　　{long}\n{long}\n　　{long}"


def test_a_page_of_single_lines_is_indented_like_the_others() -> None:
    long = "财政拨款支出预算中一般公共预算拨款支出"
    wrapped, single = lines(f"　　{long}", long), lines(f"　　{long}", f"　　{long}")
    assert text_of(wrapped, wrapped, single).split("\n")[4:] == [f"　　{long}", f"　　{long}"]


def test_blocks_know_their_page() -> None:
    document = read(pdf(lines("一、收入", "二、支出"), lines("三、其他"))).document
    assert document.pages == 2
    assert [(b.kind, b.page) for b in document.blocks] == [("line", 1), ("line", 1), ("line", 2)]


FOOT = 60.0
# fmt: off
FURNITURE = [
    ("a number in dashes", [["- 1 -"]], ["page_number"]),
    ("a number in words", [["第 1 页 共 9 页"]], ["page_number"]),
    ("bare numbers that count the pages", [["3"], ["4"]], ["page_number", "page_number"]),
    ("bare numbers that do not", [["30"], ["41"]], [None, None]),
    ("the same words at the foot of three pages", [["某某局2024年预算"]] * 3, ["running_head"] * 3),
    ("or of two only", [["某某局2024年预算"]] * 2, [None] * 2),
    ("other words on every page", [["甲甲甲甲"], ["乙乙乙乙"], ["丙丙丙丙"]], [None] * 3),
]
# fmt: on


@pytest.mark.parametrize(("feet", "roles"), [row[1:] for row in FURNITURE], ids=[row[0] for row in FURNITURE])
def test_furniture(feet: list[list[str]], roles: list[str | None]) -> None:
    pages = [[*lines("一、收入预算情况", "二、支出预算情况"), (280.0, FOOT, 9.0, foot[0])] for foot in feet]
    document = read(pdf(*pages)).document
    assert [b.role for b in document.blocks if (b.page or 0) and b.start in _last_of_pages(document.blocks)] == roles
    assert {b.role for b in document.blocks if b.start not in _last_of_pages(document.blocks)} == {None}


def _last_of_pages(blocks: Any) -> set[int]:
    return set({block.page: block.start for block in blocks}.values())


def test_a_unit_above_the_tables_of_all_pages_is_no_running_head() -> None:
    pages = [[(400.0, 800.0, 9.0, "单位：万元"), *lines("一、收入", "二、支出")] for _ in range(4)]
    assert {b.role for b in read(pdf(*pages)).document.blocks} == {None}


def test_sentences_are_whole_over_lines_and_pages() -> None:
    first = [
        *lines(
            "　　财政拨款支出预算中，一般公共预算拨",
            "款支出预算3196.86万元，比2024年预",
            "算增加126.36万元；政府性基金拨款支",
        ),
        (280.0, FOOT, 9.0, "- 1 -"),
    ]
    second = [
        *lines("出预算0万元。", "　　（二）公务接待费", "　　2025年安排0.8万元，与上年预算相比", "没有变化。"),
        (280.0, FOOT, 9.0, "- 2 -"),
    ]
    paragraphs = [p.text for p in arrange(read(pdf(first, second)).document) if p.block.role is None]
    assert paragraphs == [
        "财政拨款支出预算中，一般公共预算拨款支出预算3196.86万元，比2024年预算增加126.36万元；政府性基金拨款支出预算0万元。",
        "（二）公务接待费",
        "2025年安排0.8万元，与上年预算相比没有变化。",
    ]


def test_a_page_without_text_is_reported() -> None:
    document, warnings = read(pdf(lines("一、收入"), ["100 600 100 40 re f"]), limits=Limits(max_scanned_pages=0))
    assert document.text == "一、收入"
    assert [(w.code, w.page) for w in warnings] == [("page_without_text", 2)]


def test_turned_pages_read_along_the_text() -> None:
    assert (
        text_of(["q 0 1 -1 0 500 90 cm", (0, 0, 12, "二、支出"), (0, 24, 12, "一、收入"), "Q"]) == "一、收入\n二、支出"
    )


LOCKED = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'ab' * 32}>/U<{'cd' * 32}>/P -4>>/ID[<00><00>]"
NO_PAGES = pdf_file(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"])
MANY = pdf_file(
    [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{'3 0 R ' * 5000}]/Count 5000/MediaBox[0 0 9 9]>>",
        "<</Type/Page/Parent 2 0 R>>",
    ]
)
PROMISED = pdf_file(
    [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1000000000/MediaBox[0 0 9 9]>>",
        "<</Type/Page/Parent 2 0 R>>",
    ]
)
FAULTS: list[tuple[str, bytes, type[UnreadableDocument], str]] = [
    ("a password", pdf(lines("收入"), trailer=LOCKED), EncryptedDocument, "加密"),
    ("no pages", NO_PAGES, DamagedDocument, "损坏"),
    ("no text layer", pdf(["100 600 100 40 re f"], ["100 600 100 40 re f"]), NoTextLayer, "共 2 页，没有文字层"),
    ("more pages than anyone reads", MANY, TooLarge, "页数 5000，上限 3000"),
    ("more pages promised than there are", PROMISED, NoTextLayer, "没有文字层"),
    ("only a header", b"%PDF-1.7\n", DamagedDocument, "文件结尾缺失"),
    ("nothing behind the header", b"%PDF-1.7\n" + b"x" * 3000 + b"%%EOF", DamagedDocument, "损坏"),
]


@pytest.mark.parametrize(("data", "error", "words"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_faults(data: bytes, error: type[UnreadableDocument], words: str) -> None:
    with pytest.raises(error) as caught:
        read(data, name="a.pdf", limits=Limits(max_scanned_pages=0))
    assert type(caught.value) is error
    assert words in caught.value.message


def test_the_cause_of_one_failure_is_not_told_of_the_next() -> None:
    with pytest.raises(EncryptedDocument):
        read(pdf(lines("收入"), trailer=LOCKED))
    with pytest.raises(DamagedDocument):  # pdfium still reports the password of the file before
        read(NO_PAGES)


def test_characters_are_limited() -> None:
    with pytest.raises(TooLarge, match="字符数"):
        read(pdf(lines("收入预算总额")), limits=Limits(max_text=5))


def test_a_file_cut_anywhere_is_damaged() -> None:
    data = pdf(lines("一、收入", "二、支出"))
    for end in range(9, len(data) - 40, 13):
        with pytest.raises(DamagedDocument):
            read(data[:end], name="a.pdf")


def test_reading_a_pdf_prints_nothing() -> None:
    script = (
        "from tests.reading.documents import pdf\nfrom extractor.reading.readers import read_in_place as read\n"
        "read(pdf([(90, 700, 12, '收入')]))\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, check=True, text=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_characters_far_off_the_sheet_are_kept_without_filling_the_memory() -> None:
    long = "财政拨款支出预算中一般公共预算拨款支出"
    assert text_of([*lines(long, long), (1e6, 600, 12, "收入")]).split("\n")[-1] == "　" * 60 + "收入"


def test_characters_without_a_place_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "FPDFText_GetCharAngle", lambda *_: math.nan)
    assert sorted(text_of(lines("收入", "支出")).replace("\n", "").replace("\t", "")) == sorted("收入支出")
