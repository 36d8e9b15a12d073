"""Plain text: every encoding by its bytes, every line end as one, no character lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import EmptyDocument, TooLarge, UnknownEncoding
from extractor.reading import Limits
from extractor.reading.encoding import decode
from extractor.reading.readers import read_in_place as read
from extractor.reading.text import LINE_END, line_blocks, unify_line_ends

SIMPLIFIED = "一、收入预算\n2024年共1,234.56万元（其中：“三公”经费0万元）。\n"
TRADITIONAL = "一、收入預算\n2024年共1,234.56萬元（其中：「三公」經費0萬元）。\n"
# fmt: off
ENCODINGS = [
    (SIMPLIFIED, "utf-8", "utf-8"),
    (SIMPLIFIED, "utf-8-sig", "utf-8"),
    (SIMPLIFIED, "utf-16", "utf-16-le"),
    (SIMPLIFIED, "utf-16-le", "utf-16-le"),  # without a mark: its digits and line ends have zero bytes
    (SIMPLIFIED, "utf-16-be", "utf-16-be"),
    (SIMPLIFIED, "utf-32", "utf-32-le"),
    (SIMPLIFIED, "utf-32-be", "utf-32-be"),
    (SIMPLIFIED, "gbk", "gb18030"),
    (SIMPLIFIED + "镕㐂𠮷", "gb18030", "gb18030"),
    (TRADITIONAL, "gbk", "gb18030"),
    (TRADITIONAL, "big5", "big5hkscs"),
    (TRADITIONAL, "utf-8", "utf-8"),
    ("收入", "gbk", "gb18030"),
    ("支", "gbk", "gb18030"),  # whose two bytes happen to be UTF-8 for a Hebrew accent
    ("預算", "big5", "big5hkscs"),
    ("budget 2024\n", "ascii", "utf-8"),
]
# fmt: on


@pytest.mark.parametrize(("text", "encoding", "found"), ENCODINGS)
def test_encodings(text: str, encoding: str, found: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded is not None
    assert (decoded.text, decoded.encoding, decoded.broken) == (text, found, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "big5hkscs", "utf-32"])
def test_a_file_cut_anywhere_keeps_all_but_its_last_character(encoding: str) -> None:
    text = TRADITIONAL if encoding == "big5hkscs" else SIMPLIFIED
    data = text.encode(encoding)
    for end in range(12, len(data)):
        decoded = decode(data[:end])
        assert decoded is not None, end
        assert text.startswith(decoded.text.removesuffix("\ufffd")), end
        assert decoded.broken <= 1


def test_a_page_that_declares_its_encoding_is_believed_where_that_fits() -> None:
    assert decode("收入".encode("gbk"), declared="GB2312") == decode("收入".encode("gbk"))
    assert decode("收入".encode("gbk"), declared="utf-8") == decode("收入".encode("gbk"))


def test_a_few_broken_bytes_stay_visible_and_are_reported() -> None:
    data = SIMPLIFIED.encode() * 20 + b"\xff" + SIMPLIFIED.encode() * 20
    document, warnings = read(data, name="a.txt")
    assert document.text.count("\ufffd") == 1
    assert [(w.code, "1 处" in w.message) for w in warnings] == [("undecodable_bytes", True)]


def test_the_replacement_sign_of_the_file_itself_is_no_broken_byte() -> None:
    assert read("收入\ufffd预算".encode()).warnings == ()


# fmt: off
NO_TEXT = [
    "收入\0预算".encode(),  # zero bytes are no text
    bytes(range(256)),
    b"\xff\xfe\x00\xd8\x00\xd8A\x00",  # half a surrogate pair behind a mark
    b"\x01\x02\x03\x04",
    "收入".encode("shift_jis") + b"\x80\xff\x80\xff",
    b"\x80",
]
# fmt: on


@pytest.mark.parametrize("data", NO_TEXT)
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(UnknownEncoding) as caught:
        read(data, name="a.txt")
    assert caught.value.message == "a.txt：无法识别文字编码，请另存为 UTF-8 文本后重试"


@pytest.mark.parametrize("data", [b"", b" \n\t ", "\u3000\n".encode(), "\u3000".encode("utf-16"), b"\xef\xbb\xbf"])
def test_nothing_to_read(data: bytes) -> None:
    with pytest.raises(EmptyDocument):
        read(data)


@pytest.mark.parametrize(
    ("limits", "words"),
    [(Limits(max_text=30), "字符数"), (Limits(max_bytes=10), "文件字节数"), (Limits(max_blocks=1), "行数")],
)
def test_limits(limits: Limits, words: str) -> None:
    with pytest.raises(TooLarge, match=words):
        read(SIMPLIFIED.encode(), limits=limits)


def test_sixty_megabytes_of_text_are_refused_before_they_are_decoded() -> None:
    with pytest.raises(TooLarge, match="文本字节数"):
        read(b"2024 " * 12_000_000)


# fmt: off
LINES = [
    ("a\r\nb\rc\nd", "a\nb\nc\nd"),
    ("a\vb\fc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
    ("a\r\r\nb", "a\n\nb"),
]
# fmt: on


@pytest.mark.parametrize(("text", "unified"), LINES)
def test_line_ends(text: str, unified: str) -> None:
    assert unify_line_ends(text) == unified


def test_a_block_is_a_line_with_its_margins() -> None:
    document = read("\n　　一、收入 \n\n二\n".encode()).document
    assert [(b.kind, document.text[b.start : b.end]) for b in document.blocks] == [
        ("line", "　　一、收入 "),
        ("line", "二"),
    ]


@given(st.text())
def test_unifying_changes_nothing_but_line_ends(text: str) -> None:
    unified = unify_line_ends(text)
    assert re.sub(r"\n", "", unified) == re.sub(LINE_END, "", text).replace("\n", "")
    assert unified.count("\n") == text.count("\n") + len(LINE_END.findall(text)) - text.count("\r\n")
    assert unify_line_ends(unified) == unified


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_decoding_utf_8_loses_no_character(text: str) -> None:
    decoded = decode(f"预{text}".encode())
    assert decoded is None or decoded.text == f"预{text}"


@given(
    st.text(alphabet="预算收入支出年万元，。（）0123456789\n", min_size=1),
    st.sampled_from(["gb18030", "utf-16", "utf-8"]),
)
def test_decoding_chinese_loses_no_character(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded is not None
    assert decoded.text == text


@given(st.text())
def test_line_blocks_hold_all_that_is_not_blank(text: str) -> None:
    unified = unify_line_ends(text)
    kept = [unified[block.start : block.end] for block in line_blocks(unified)]
    assert kept == [line for line in unified.split("\n") if line.strip()]
