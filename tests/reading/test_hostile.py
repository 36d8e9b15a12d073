"""Files made to harm: each ends in a reading or an error that explains itself, within its time, and the sandbox lives on."""

import io
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.fuzz import run
from extractor.errors import (
    DamagedDocument,
    EmptyDocument,
    MissingReader,
    ReadingStopped,
    TooLarge,
    UnreadableDocument,
    UnsupportedFormat,
)
from extractor.reading import Limits, scan
from extractor.reading.sandbox import Sandbox
from tests.reading.documents import OFFICE, PACKAGE, docx, gbk_zip, p, page_html, pdf, pdf_file, png, zipped

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LIMITS = Limits(max_seconds=20)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as sandbox:
        sandbox.read(b"1")
        yield sandbox


def part(xml: str) -> bytes:
    """A .docx whose main part is this."""
    relation = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument" Target="d.xml"/>'
    return zipped({"_rels/.rels": f"{relation}</Relationships>", "word/document.xml": xml, "d.xml": xml})


def bomb(size: int) -> bytes:
    """A .docx of 1 MB and more whose main part inflates to so many bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(p("一")))) as sound, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in sound.namelist():
            with bad.open(name, "w", force_zip64=True) as written:
                content = sound.read(name)
                if name == "word/document.xml":
                    end = content.index(b"</w:body>")
                    written.write(content[:end])
                    for _ in range(size // 1_000_000):
                        written.write(b"<w:p/>" * 166_666 + b"    ")
                    written.write(content[end:])
                else:
                    written.write(content)
    return stream.getvalue()


def pages(count: int) -> bytes:
    """A PDF with so many pages, all of them one object."""
    kids = "4 0 R " * count
    return pdf_file(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            f"<</Type/Pages/Kids[{kids}]/Count {count}>>",
            "<<>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
        ]
    )


def own_pages(count: int) -> bytes:
    """A PDF with so many pages, each of its own and with text."""
    return pdf(*([(90, 700, 12, "一、收入")] for _ in range(count)))


def flate_bomb(size: int) -> bytes:
    """A PDF whose page has a content stream that inflates to so many bytes of operators."""
    packed = zlib.compress(b"0 0 1 1 re f " * (size // 13), 9).decode("latin-1")
    return pdf_file(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
            f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n{packed}\nendstream",
        ]
    )


def page_loop() -> bytes:
    """A PDF whose tree of pages has itself as a branch."""
    return pdf_file(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999>>"])


def overlapping_zip() -> bytes:
    """A zip whose directory names one entry 3,000 times: 40 kB that unpack to 300 MB and more."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(1_000_000))
        info = archive.getinfo("a.txt")
        for number in range(3000):
            copy = zipfile.ZipInfo(f"{number}.txt")
            for field in ("CRC", "compress_size", "file_size", "header_offset", "compress_type"):
                setattr(copy, field, getattr(info, field))
            archive.filelist.append(copy)
    return stream.getvalue()


# fmt: off
HARM: list[tuple[str, bytes, str, tuple[type[UnreadableDocument], ...]]] = [
    ("billion laughs in a docx", part(f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><d>&l9;</d>'), "a.docx", (DamagedDocument,)),
    ("billion laughs in a page", f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><html><p>&l9;</p></html>'.encode(), "a.html", ()),
    ("XXE in a docx", part('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'), "a.docx", (DamagedDocument,)),
    ("XXE in UTF-16", part('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>').replace(b"x", b"x"), "a.docx",
     (DamagedDocument,)),
    ("a docx of elements in elements", part("<a>" * 200_000), "a.docx", (DamagedDocument,)),
    ("a page of elements in elements", b"<html>" + b"<div>" * 500_000 + b"x", "a.html", (DamagedDocument,)),
    ("a page of 3 million tags", b"<html>" + b"<b>" * 3_000_100, "a.html", (TooLarge,)),
    ("a table of a billion cells", page_html("<table>" + "<tr><td colspan=1000 rowspan=1000>1" * 1000).encode(), "a.html",
     (TooLarge,)),
    ("a picture of 500 million pixels", png(25_000, 20_000, rows=b""), "a.png", (TooLarge, MissingReader)),
    ("a picture that ends in its first row", png(2000, 2000, rows=b"\0\0"), "a.png", (DamagedDocument, MissingReader)),
    ("a PDF whose pages are its own branch", page_loop(), "a.pdf", (DamagedDocument, TooLarge, EmptyDocument)),
    ("a PDF that inflates to 1 GB", flate_bomb(1_000_000_000), "a.pdf", (UnreadableDocument,)),
    ("a PDF with 50,000 pages that are one", pages(50_000), "a.pdf", (TooLarge,)),
    ("a PDF with 50,000 pages", own_pages(50_000), "a.pdf", (TooLarge,)),
    ("a docx of 1 MB that inflates to 1 GB", bomb(1_000_000_000), "a.docx", (TooLarge,)),
    ("a compound file of nothing", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 100_000, "a.xls", (UnsupportedFormat,)),
]
# fmt: on


@pytest.mark.parametrize(("data", "name", "errors"), [row[1:] for row in HARM], ids=[row[0] for row in HARM])
def test_a_harmful_file_ends_in_an_error(
    sandbox: Sandbox, data: bytes, name: str, errors: tuple[type[UnreadableDocument], ...]
) -> None:
    begun = time.monotonic()
    try:
        text = sandbox.read(data, name=name).document.text
    except UnreadableDocument as error:
        assert isinstance(error, errors), error  # noqa: PT017
        assert not isinstance(error, ReadingStopped) or not error.detail
    else:
        assert not errors
        assert "haha" not in text
        assert "root:" not in text
    assert time.monotonic() - begun < 3 * LIMITS.max_seconds
    assert sandbox.read(b"1", name="a.txt").document.text == "1"


ARCHIVES: list[tuple[str, bytes, type[UnreadableDocument] | None]] = [
    ("a bomb", zipped({"a.txt": bytes(99_000_000), **{f"{n}.txt": bytes(99_000_000) for n in range(5)}}), TooLarge),
    ("a bomb of bombs", zipped({f"{n}.zip": zipped({"a": bytes(90_000_000)}) for n in range(9)}), TooLarge),
    ("one entry many times", overlapping_zip(), TooLarge),
    ("a million entries", zipped({f"{n}": b"" for n in range(6000)}), TooLarge),
    ("paths that climb", gbk_zip({"../../etc/cron.d/a": b"1", "/root/.ssh/a": b"2"}), None),
]


@pytest.mark.parametrize(("data", "error"), [row[1:] for row in ARCHIVES], ids=[row[0] for row in ARCHIVES])
def test_a_harmful_archive(
    sandbox: Sandbox, data: bytes, error: type[UnreadableDocument] | None, tmp_path: Path
) -> None:
    if error:
        with pytest.raises(error):
            list(sandbox.unpack(data, name="a.zip"))
    else:
        found = [member.content for member in sandbox.unpack(data, name="a.zip")]
        assert all(isinstance(content, DamagedDocument) for content in found)
    assert not list(tmp_path.iterdir())
    assert sandbox.read(b"1", name="a.txt").document.text == "1"


def test_pixels_are_counted_before_they_are_decoded() -> None:
    if not scan.is_installed():
        pytest.skip("the extra ocr is not installed")
    from extractor.reading.picture import open_pictures

    with pytest.raises(TooLarge, match="像素数 500000000"):
        next(open_pictures(png(25_000, 20_000, rows=b""), name="a.png", limits=Limits()))


def test_damaged_files_read_or_say_why(sandbox: Sandbox) -> None:
    """A short run of benchmarks/fuzz.py: 40 damaged files of each format, the same ones every time."""
    outcome = run(400, 20260101, sandbox, ocr_every=0)
    assert not outcome.broken
    assert sum(outcome.counts.values()) == 400
    assert outcome.memory[-1] < outcome.memory[1] + 50_000
