"""Lines put together into paragraphs: the case table, documents wrapped on purpose, and annotated documents."""

import importlib.util
import random
import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extractor.data import Document
from extractor.flow import Paragraph, arrange
from extractor.reading import read
from tests.reading.documents import docx, p, page_html

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
CASES = tomllib.loads((ROOT / "tests" / "cases" / "reading_flow.toml").read_text("utf-8"))["case"]


def texts(document: Document, *roles: str | None) -> list[str]:
    return [paragraph.text for paragraph in arrange(document) if paragraph.block.role in roles]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_arrange(case: dict[str, Any]) -> None:
    document = read(case["text"].encode()).document
    assert texts(document, None) == case["paragraphs"]
    assert texts(document, "page_number", "running_head") == case.get("furniture", [])
    assert texts(document, "contents") == case.get("contents", [])


def test_a_paragraph_maps_back_to_the_text() -> None:
    document = read("支出3,196.86万\n元，比上年\n\n—5—\n\n增加".encode()).document
    paragraph, number = arrange(document)
    assert paragraph.text == "支出3,196.86万元，比上年增加"
    assert [document.text[p.start : p.start + p.length] for p in paragraph.pieces] == [
        "支出3,196.86万",
        "元，比上年",
        "增加",
    ]
    assert document.text[slice(*paragraph.range(2, 12))] == "3,196.86万\n元"
    assert (paragraph.start, paragraph.end) == (0, document.text_length)
    assert number.text == "—5—"


def test_a_caption_that_the_catalogue_knows_does_not_run_on() -> None:
    document = read("财政拨款收支\n财政拨款收支总体平衡，没有结转。".encode()).document
    assert len(arrange(document)) == 2
    joined = "公共服务支出安排\n公共服务支出安排的资金，没有结转。公共服务支出安排公共\n"
    assert len(arrange(read(joined.encode()).document)) == 1
    assert len(arrange(read(joined.encode()).document, is_caption=lambda line: line == "公共服务支出安排")) == 2


def test_paragraphs_of_word_and_web_stay_apart_unless_a_sentence_was_cut() -> None:
    lines = ["一、收入预算情况", "2024年收入预算总额为824.13", "万元，比上年减少108.39万元", "支出预算总额，与收入相同"]
    expected = [lines[0], lines[1] + lines[2], lines[3]]
    assert texts(read(docx("".join(map(p, lines)))).document, None) == expected
    page = page_html("".join(f"<p>{line}</p>" for line in lines))
    assert texts(read(page.encode()).document, None) == expected


def test_cells_are_paragraphs_of_their_own() -> None:
    document = read(page_html("<table><tr><td>支出预算，<td>12万元</table>").encode()).document
    assert texts(document, None) == ["支出预算，", "12万元"]


# -- the annotated documents, as they are and wrapped anew

PARTED = re.compile("[\t｜|]")  # rows of tables, which no page wraps
GOLD = sorted((SHARED / "eval" / "dev").glob("*.gold")) + sorted((ROOT / "annotations" / "gold").glob("*.gold"))
needs_shared = pytest.mark.skipif(
    not (SHARED / "eval" / "gold.py").is_file(), reason=f"the reader of annotated text is not in {SHARED / 'eval'}"
)


def reader() -> ModuleType:
    """The reader of annotated text that lies beside the repository."""
    spec = importlib.util.spec_from_file_location("shared_gold", SHARED / "eval" / "gold.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def annotated(path: Path) -> tuple[str, list[tuple[str, dict[str, str], int, int]]]:
    """The text of an annotated document and its tags: name, attributes, start, end."""
    body = path.read_text("utf-8").partition("\n====CHECKS====\n")[0].partition("\n====META====\n")[0]
    text, tags = reader().parse(body)
    return text, tags


@pytest.mark.shared
@needs_shared
@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_headings_stand_alone_and_sentences_are_whole(path: Path) -> None:
    text, tags = annotated(path)
    document = read(text.encode()).document
    assert document.text == text
    paragraphs = [each for each in arrange(document) if each.block.role not in ("page_number", "running_head")]
    faults = [
        fault for tag in tags if tag[0] not in ("pf", "proj", "ind", "x") for fault in _faults(text, paragraphs, *tag)
    ]
    assert faults == []


def _faults(text: str, paragraphs: list[Paragraph], tag: str, _: dict[str, str], start: int, end: int) -> list[str]:
    """What is wrong with one annotated range: it is in no paragraph, in several, or a heading that runs on."""
    hits = [paragraph for paragraph in paragraphs if paragraph.start < end and start < paragraph.end]
    if len(hits) != 1:
        return [f"{tag} {text[start:end]!r} is in {len(hits)} paragraphs"]
    if tag == "h" and text[end:].lstrip(" 　").startswith("\n") and text[end : hits[0].end].strip():
        return [f"heading {text[start:end]!r} runs on"]
    return []


KNOWN = {("gansu-coop-2020", 56)}
HALF_WIDTH = pytest.mark.xfail(
    reason="a sentence that ends in a half-width point at the margin is taken to go on", strict=True
)
WRAPPED = [
    pytest.param(path, width, id=f"{path.stem}-{width}", marks=HALF_WIDTH if (path.stem, width) in KNOWN else ())
    for path in GOLD
    for width in (56, 80)
]
CELLS = {"\t", "|", "｜"}  # what parts the cells of a row, which no margin cuts


def wrap(text: str, width: int) -> list[str]:
    """An indented paragraph cut at a width in columns, none of its lines beginning with a stop."""
    lines, line, column = [], "　　", 4
    for char in text:
        size = 1 if ord(char) < 0x2000 else 2
        if column + size > width and char not in "，。；：、）”％%":
            lines.append(line)
            line, column = "", 0
        line, column = line + char, column + size
    return [*lines, line]


@pytest.mark.shared
@needs_shared
@pytest.mark.parametrize(("path", "width"), WRAPPED)
def test_a_document_that_is_wrapped_anew_has_the_same_paragraphs(path: Path, width: int) -> None:
    """Indented, cut at the margin, a page number in every thirty lines: nothing is lost and nothing glued."""
    whole = [text for text in texts(read(annotated(path)[0].encode()).document, None) if not CELLS & set(text)]
    lines = [line for text in whole for line in wrap(text, width)]
    pages = [lines[place : place + 30] for place in range(0, len(lines), 30)]
    printed = "\n".join(line for number, page in enumerate(pages) for line in (*page, "", f"— {number} —", ""))
    again = texts(read(printed.encode()).document, None)
    assert [_bare(text) for text in again] == [_bare(text) for text in whole]


def _bare(text: str) -> str:
    """Without spaces, which a cut beside them swallows."""
    return "".join(text.split())


@pytest.mark.shared
@needs_shared
def test_sentences_cut_anywhere_are_mended() -> None:
    """One cut in four paragraphs of ten, at any place: at most one in a hundred paragraphs stays cut or is glued."""
    draw = random.Random(1)
    wrong = total = 0
    for path in GOLD:
        whole = [text for text in texts(read(annotated(path)[0].encode()).document, None) if not PARTED.search(text)]
        lines = []
        for text in whole:
            place = draw.randrange(12, len(text) - 1) if len(text) > 40 and draw.random() < 0.4 else 0
            lines += [text[:place], text[place:]] if place else [text]
        again = {_bare(text) for text in texts(read("\n".join(lines).encode()).document, None)}
        total += len(whole)
        wrong += sum(_bare(text) not in again for text in whole)
    assert wrong <= total / 100
