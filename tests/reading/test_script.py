"""Traditional script and bracketed pinyin: what a site's conversion left in a page is said, and nothing is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reading.readers import read_in_place as read
from extractor.reading.script import NEW, OLD, SIMPLIFIED, TRADITIONAL, find_pinyin, is_traditional
from tests.reading.documents import page_html

# fmt: off
TEXTS = [
    ("traditional script", "財政撥款收入預算總額為824萬元，項目支出減少，單位會計", ["traditional_script"]),
    ("simplified script", "2024年财政拨款收入预算总额为824.13万元，比上年减少。", []),
    ("a name in the other script", "臺灣同胞接待費3万元，财政拨款收入预算总额为824.13万元。", []),
    ("letters with their pronunciation", "經(jīng)費(fèi)預(yù)算", ["bracketed_pinyin"]),
    ("both", "財(cái)政撥(bō)款收入預(yù)算總額為(wéi)824萬元，項目支出減少，單位會計",
     ["traditional_script", "bracketed_pinyin"]),
    ("brackets with other words", "因公出国（境）费（abroad），增长（increase）", []),
    ("one bracket may be meant", "重（chóng）新安排", []),
]
# fmt: on


@pytest.mark.parametrize(("text", "codes"), [row[1:] for row in TEXTS], ids=[row[0] for row in TEXTS])
@pytest.mark.parametrize("form", ["text", "page"])
def test_what_is_odd_about_the_script_is_said_and_kept(text: str, codes: list[str], form: str) -> None:
    data = text if form == "text" else page_html(f"<p>{text}</p>")
    document, warnings = read(data.encode())
    assert [warning.code for warning in warnings] == codes
    assert text in document.text


def test_pinyin_is_found_with_its_brackets() -> None:
    text = "經(jīng)費(fèi)"
    assert [text[start:end] for start, end in find_pinyin(text)] == ["(jīng)", "(fèi)"]


def test_every_letter_that_tells_has_its_other_form() -> None:
    assert len(TRADITIONAL) == len(SIMPLIFIED)
    assert not OLD & NEW


@given(st.text(st.sampled_from(sorted(NEW)), max_size=60))
def test_simplified_text_is_never_taken_for_traditional(text: str) -> None:
    assert not is_traditional(text)
