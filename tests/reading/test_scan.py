"""Scans: pages without a text layer are read by OCR, one by one, upright and level, and every block says how surely.

What OCR itself finds is tried on digits, since no font for Chinese may be at hand; what is made of its boxes is tried
with boxes of our own.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from extractor.errors import NoTextLayer
from extractor.reading import Limits, scan
from extractor.reading.readers import Reading
from extractor.reading.readers import read_in_place as read
from extractor.reading.scan import Recognised
from tests.reading.documents import pdf_file

pytestmark = pytest.mark.skipif(not scan.is_installed(), reason="the extra ocr is not installed")

FIGURES = "824.13  11.62%"
SEEN = "824.13\t11.62%"
WIDTH, HEIGHT = 240, 80


def drawing(text: str = FIGURES) -> Any:
    """A picture with a line of text."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (WIDTH, HEIGHT), "white")
    ImageDraw.Draw(image).text((10, 20), text, fill="black", font_size=28)
    return image


def saved(image: Any, form: str, **settings: Any) -> bytes:
    image.save(stream := io.BytesIO(), form, **settings)
    return stream.getvalue()


def scanned_pdf(*images: Any, first: str = "") -> bytes:
    """A PDF whose pages show one picture each; `first` is the text of a page before them."""
    count = len(images)
    kids = " ".join(f"{4 + 3 * n} 0 R" for n in range(count))
    text = f"BT /F 12 Tf 90 700 Td ({first}) Tj ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{'3 0 R ' if first else ''}{kids}]/Count {count + bool(first)}/MediaBox[0 0 595 842]>>",
        f"<</Type/Page/Parent 2 0 R/Contents {4 + 3 * count} 0 R"
        "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
    ]
    for number, image in enumerate(images):
        pixels, place = image.convert("L").tobytes().decode("latin-1"), 4 + 3 * number
        show = f"q 480 0 0 160 50 400 cm /I{number} Do Q"
        objects += [
            f"<</Type/Page/Parent 2 0 R/Contents {place + 1} 0 R/Resources<</XObject<</I{number} {place + 2} 0 R>>>>>>",
            f"<</Length {len(show)}>>stream\n{show}\nendstream",
            f"<</Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}/ColorSpace/DeviceGray"
            f"/BitsPerComponent 8/Length {len(pixels)}>>stream\n{pixels}\nendstream",
        ]
    return pdf_file([*objects, f"<</Length {len(text)}>>stream\n{text}\nendstream"])


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "GIF", "BMP"])
def test_a_picture_is_read_and_says_how_surely(form: str) -> None:
    document, warnings = read(saved(drawing(), form), name=f"a.{form.lower()}")
    assert document.text == SEEN
    assert [block.confidence is not None and block.confidence > 0.9 for block in document.blocks] == [True]
    assert [(warning.code, warning.page) for warning in warnings] == [("ocr", 1)]


def test_every_page_of_a_picture_file_is_read() -> None:
    data = saved(drawing(), "TIFF", save_all=True, append_images=[drawing("730.05")])
    document = read(data, name="a.tiff").document
    assert (document.text, document.pages) == (f"{SEEN}\n730.05", 2)


def test_a_page_with_a_text_layer_keeps_it_beside_scanned_ones() -> None:
    document, warnings = read(scanned_pdf(drawing(), first="Budget 2024"), name="a.pdf")
    assert document.text.split() == ["Budget", "2024", *SEEN.split()]
    assert [(block.page, block.confidence is None) for block in document.blocks] == [(1, True), (2, False)]
    assert [(warning.code, warning.page) for warning in warnings] == [("ocr", 2)]


def test_pages_over_the_limit_are_left_and_named() -> None:
    data = scanned_pdf(drawing(), drawing("730.05"))
    document, warnings = read(data, name="a.pdf", limits=Limits(max_scanned_pages=1))
    assert document.text.split() == SEEN.split()
    assert [(warning.code, warning.page) for warning in warnings] == [("page_without_text", 2), ("ocr", 1)]


# fmt: off
NOTHING: list[tuple[str, Limits, bool, str]] = [
    ("OCR is not installed", Limits(), False, "请安装 OCR（pip install rapidocr onnxruntime）"),
    ("OCR is not wanted", Limits(max_scanned_pages=0), True, "请先做文字识别"),
    ("OCR finds nothing", Limits(), True, "文字识别没有找到文字，请检查扫描质量"),
]
# fmt: on


@pytest.mark.parametrize(
    ("limits", "installed", "words"), [row[1:] for row in NOTHING], ids=[row[0] for row in NOTHING]
)
def test_what_would_help_is_said(limits: Limits, installed: bool, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "is_installed", lambda: installed)
    with pytest.raises(NoTextLayer, match=words):
        read(scanned_pdf(drawing("")), name="a.pdf", limits=limits)


# fmt: off
BRACKETS = [
    ("教育支出(类）培训支出(项)", "教育支出（类）培训支出（项）"),
    ("因公出国(境)费", "因公出国（境）费"),
    ("Budget (2024)", "Budget (2024)"),
    ("(1)办公费", "(1）办公费"),
]
# fmt: on


@pytest.mark.parametrize(("read_as", "printed"), BRACKETS)
def test_brackets_beside_ideographs_are_wide(read_as: str, printed: str) -> None:
    assert scan.as_set(read_as) == printed


# -- with boxes of our own

SIDE = 40  # pixels of a letter


def box(text: str, left: float, top: float, *, score: float = 0.99, fall: float = 0.0) -> Recognised:
    """One text in a row of letters, as wide as high."""
    middles = tuple(left + SIDE * (place + 0.5) for place in range(len(text)))
    return Recognised(text, middles, left, left + SIDE * len(text), top, top + SIDE, score, fall)


Boxes = Sequence[Recognised] | Callable[[Any], Sequence[Recognised]]


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Reading]:
    """Read a page of which OCR gives these boxes; a function of the picture where they depend on it."""

    def reading(
        found: Sequence[Recognised] | Callable[[Any], Sequence[Recognised]], rules: Sequence[Any] = ()
    ) -> Reading:
        from PIL import Image, ImageDraw

        image = Image.new("L", (1200, 1600), "white")
        for line in rules:
            ImageDraw.Draw(image).line(line, fill="black", width=3)
        ImageDraw.Draw(image).rectangle((0, 0, 60, 60), fill="grey")  # the mark of the upper left corner

        def boxes(picture: Any) -> Iterator[Recognised]:
            yield from found(picture) if callable(found) else found

        monkeypatch.setattr(scan, "_recognise", boxes)
        return read(saved(image, "PNG"), name="a.png")

    return reading


def is_upright(picture: Any) -> bool:
    return bool(picture[30, 30, 0] < 200)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_is_turned_until_it_can_be_read(quarters: int, recognised: Callable[..., Reading]) -> None:
    def found(picture: Any) -> Sequence[Recognised]:
        import numpy as np

        if is_upright(np.rot90(picture, -quarters)):
            return [box("一、收入预算情况", 100, 100)]
        tall = Recognised("况情算预入收", (), 100, 140, 100, 400, 0.6)
        return [tall] if quarters % 2 else [box("况情算预入收", 100, 100, score=0.6)]

    document, warnings = recognised(found)
    assert document.text.strip() == "一、收入预算情况"
    assert f"已转正 {quarters * 90} 度" in warnings[0].message


def test_what_ocr_doubts_is_counted_and_rated(recognised: Callable[..., Reading]) -> None:
    document, warnings = recognised([box("一、收入预算", 100, 100), box("共824万元", 100, 300, score=0.7)])
    assert [block.confidence for block in document.blocks] == [0.99, 0.7]
    assert "其中 1 处不易辨认" in warnings[0].message


def test_a_skewed_page_is_levelled(recognised: Callable[..., Reading]) -> None:
    """Two ends of a line that fall by two degrees come to stand on one line."""
    fall = 0.035 * SIDE * 20
    boxes = [box("一二三四五六七八九十" * 2, 100, 100 + 200 * n, fall=fall) for n in range(4)]
    document = recognised([*boxes, box("末", 1000, 100 + 0.035 * 500)]).document
    assert document.text.split("\n")[0].endswith("末")


def test_ruled_fields_become_cells(recognised: Callable[..., Reading]) -> None:
    xs, ys = (100, 500, 900), (200, 300, 400)
    rules = [*(((x, ys[0]), (x, ys[-1])) for x in xs), *(((xs[0], y), (xs[-1], y)) for y in ys)]
    texts = [box("项目", 150, 230), box("金额", 550, 230), box("合计", 150, 330), box("8241", 550, 330)]
    document = recognised(texts, [sum(rule, ()) for rule in rules]).document
    cells = {(b.row, b.column): document.text[b.start : b.end] for b in document.blocks if b.kind == "cell"}
    assert cells == {(0, 0): "项目", (0, 1): "金额", (1, 0): "合计", (1, 1): "8241"}
