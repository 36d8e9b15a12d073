"""Files made to harm: each ends in a reading or in an error that explains itself, and the sandbox lives on."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping

import pytest

from benchmarks.documents import own_seeds
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
from extractor.reading import Limits, office, scan
from extractor.reading.sandbox import Sandbox
from tests.reading.documents import OFFICE, PACKAGE, docx, gbk_zip, p, page_html, pdf, pdf_file, png, zipped

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
LIMITS = Limits(max_seconds=3, max_unpacked=100_000_000)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as sandbox:
        sandbox.read(b"1")
        yield sandbox


def part(xml: str | bytes) -> bytes:
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
    shrinker = zlib.compressobj(1)
    packed = b"".join(
        [*(shrinker.compress(b"0 0 1 1 re f " * 80_000) for _ in range(size // 1_040_000)), shrinker.flush()]
    )
    return pdf_file(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
            f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n{packed.decode('latin-1')}\nendstream",
        ]
    )


def zeros(files: Mapping[str, int]) -> bytes:
    """A zip of files that hold so many zero bytes each."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, size in files.items():
            with archive.open(name, "w", force_zip64=True) as written:
                for _ in range(size // 1_000_000):
                    written.write(bytes(1_000_000))
    return stream.getvalue()


def page_loop() -> bytes:
    """A PDF whose tree of pages has itself as a branch."""
    return pdf_file(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999>>"])


def overlapping_zip() -> bytes:
    """A zip whose directory names one entry 3,000 times: 40 kB that unpack to 3 GB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(1_000_000))
        info = archive.getinfo("a.txt")
        for _ in range(3000):
            copy = zipfile.ZipInfo("a.txt")
            for field in ("CRC", "compress_size", "file_size", "header_offset", "compress_type"):
                setattr(copy, field, getattr(info, field))
            archive.filelist.append(copy)
    return stream.getvalue()


# fmt: off
HARM: list[tuple[str, Callable[[], bytes], str, tuple[type[UnreadableDocument], ...]]] = [
    ("billion laughs in a docx", lambda: part(f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><d>&l9;</d>'), "a.docx",
     (DamagedDocument,)),
    ("billion laughs in a page",
     f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><html><p>&l9;</p></html>'.encode, "a.html", ()),
    ("XXE in a docx", lambda: part(XXE), "a.docx", (DamagedDocument,)),
    ("XXE in UTF-16", lambda: part(XXE.encode("utf-16")), "a.docx", (DamagedDocument,)),
    ("a docx of elements in elements", lambda: part("<a>" * 200_000), "a.docx", (DamagedDocument,)),
    ("a page of elements in elements", lambda: b"<html>" + b"<div>" * 500_000 + b"x", "a.html", (DamagedDocument,)),
    ("a page of 3 million tags", lambda: b"<html>" + b"<b>" * 3_000_100, "a.html", (TooLarge,)),
    ("a table of a billion cells",
     lambda: page_html("<table>" + "<tr><td colspan=1000 rowspan=1000>1" * 1000).encode(), "a.html", (TooLarge,)),
    ("a picture of 500 million pixels", lambda: png(25_000, 20_000, rows=b""), "a.png", (TooLarge, MissingReader)),
    ("a picture that ends in its first row", lambda: png(2000, 2000, rows=b"\0\0"), "a.png",
     (DamagedDocument, MissingReader)),
    ("a PDF whose pages are its own branch", page_loop, "a.pdf", (DamagedDocument, TooLarge, EmptyDocument)),
    ("a PDF that inflates to 1 GB", lambda: flate_bomb(1_000_000_000), "a.pdf", (ReadingStopped, TooLarge)),
    ("a PDF with 50,000 pages that are one", lambda: pages(50_000), "a.pdf", (TooLarge,)),
    ("a PDF with 50,000 pages", lambda: own_pages(50_000), "a.pdf", (TooLarge,)),
    ("a docx of 1 MB that inflates to 1 GB", lambda: bomb(1_000_000_000), "a.docx", (TooLarge,)),
    ("a compound file of nothing", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 100_000, "a.xls",
     (UnsupportedFormat,)),
]
# fmt: on


@pytest.mark.parametrize(("make", "name", "errors"), [row[1:] for row in HARM], ids=[row[0] for row in HARM])
def test_a_harmful_file_ends_in_an_error(
    sandbox: Sandbox, make: Callable[[], bytes], name: str, errors: tuple[type[UnreadableDocument], ...]
) -> None:
    ending = ended(sandbox, make(), name)
    if isinstance(ending, UnreadableDocument):
        assert isinstance(ending, errors), ending
        assert not isinstance(ending, ReadingStopped) or not ending.detail
    else:
        assert not errors
        assert "haha" not in ending
        assert "root:" not in ending
    assert sandbox.read(b"1", name="a.txt").document.text == "1"


def ended(sandbox: Sandbox, data: bytes, name: str) -> str | UnreadableDocument:
    """The text of a file, or the error that reading it ended in."""
    try:
        return sandbox.read(data, name=name).document.text
    except UnreadableDocument as error:
        return error


# fmt: off
ARCHIVES: list[tuple[str, Callable[[], bytes], str]] = [
    ("a bomb", lambda: zeros({f"{n}.txt": 90_000_000 for n in range(2)}), "解压后字节数"),
    ("a bomb of bombs", lambda: zipped(dict.fromkeys(map(str, range(9)), zeros({"a": 20_000_000}))), "解压后字节数"),
    ("more entries than any archive has", lambda: zipped({f"{n}": b"" for n in range(6000)}), "压缩包条目数"),
]
# fmt: on


@pytest.mark.parametrize(("make", "what"), [row[1:] for row in ARCHIVES], ids=[row[0] for row in ARCHIVES])
def test_a_harmful_archive_ends_in_an_error(sandbox: Sandbox, make: Callable[[], bytes], what: str) -> None:
    with pytest.raises(TooLarge, match=what):
        list(sandbox.unpack(make(), name="a.zip"))
    assert sandbox.read(b"1", name="a.txt").document.text == "1"


def test_one_entry_named_many_times_is_unpacked_once_or_not_at_all(sandbox: Sandbox) -> None:
    """Newer versions of Python see that the entries overlap, older ones inflate them up to the limit."""
    try:
        found = [member.content for member in sandbox.unpack(overlapping_zip(), name="a.zip")]
    except TooLarge:
        return
    assert sum(isinstance(content, bytes) for content in found) <= 1


def test_paths_that_climb_out_of_an_archive_are_not_read(sandbox: Sandbox) -> None:
    data = gbk_zip({"../../etc/cron.d/a": b"1", "/root/.ssh/a": b"2", "C:/a": b"3", "a/../../b": b"4"})
    found = [member.content for member in sandbox.unpack(data, name="a.zip")]
    assert [type(content) for content in found] == [DamagedDocument] * 4


@pytest.mark.skipif(not scan.is_installed(), reason="the extra ocr is not installed")
def test_pixels_are_counted_before_they_are_decoded() -> None:
    from extractor.reading.picture import open_pictures

    with pytest.raises(TooLarge, match="像素数 500000000"):
        next(open_pictures(png(25_000, 20_000, rows=b""), name="a.png", limits=Limits()))


def test_damaged_files_read_or_say_why(sandbox: Sandbox) -> None:
    """A short run of benchmarks/fuzz.py: 15 damaged files of each format, the same ones every time."""
    sound = {name: data for name, data in own_seeds().items() if not office.is_convertible(data)}
    count = 15 * len(sound)
    outcome = run(count, 20260101, sandbox, sound, ocr_every=0)
    assert not outcome.broken
    assert sum(outcome.counts.values()) == count
