"""Reading for every caller: text in this process, what needs a parser in a sandbox that all threads share."""

import sys
from pathlib import Path
from queue import LifoQueue
from typing import Any

import pytest

from extractor.errors import UnreadableDocument
from extractor.reading import Limits, read, safely
from extractor.reading.readers import Reading, read_in_place
from extractor.reading.sandbox import Sandbox
from tests.reading.documents import docx, gbk_zip, p, page_html, pdf, png, rar, xlsx

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are only shut in on Linux")

OLD_WORD = (Path(__file__).parent / "files" / "budget.doc").read_bytes()
WORD = docx(p("一、收入"))


class Taken(Exception):  # noqa: N818
    """A file has gone to a sandbox."""


@pytest.fixture
def is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def take(*_: Any, **__: Any) -> Reading:
        raise Taken

    monkeypatch.setattr(Sandbox, "read", take)


# fmt: off
PARSED: list[tuple[str, bytes]] = [
    ("a page", page_html("<p>一、收入</p>").encode()),
    ("a Word document", WORD),
    ("a Word document that is cut", WORD[:200]),
    ("an old Word document", OLD_WORD),
    ("RTF", b"{\\rtf1 x}"),
    ("a PDF", pdf([(90, 700, 12, "收入")])),
    ("a workbook", xlsx({"收入": [["合计", 1.0]]})),
    ("a picture", png(9, 9)),
]
# fmt: on


@pytest.mark.usefixtures("is_taken")
@pytest.mark.parametrize("data", [row[1] for row in PARSED], ids=[row[0] for row in PARSED])
@pytest.mark.parametrize("name", ["", "a.txt"])
def test_what_needs_a_parser_goes_to_a_sandbox_whatever_its_name(data: bytes, name: str) -> None:
    with pytest.raises(Taken):
        read(data, name=name)


@pytest.mark.usefixtures("is_taken")
@pytest.mark.parametrize("data", ["一、收入".encode("gbk"), b"1", "收入".encode("utf-16")])
@pytest.mark.parametrize("name", ["", "a.txt", "a.docx"])
def test_text_is_decoded_here(data: bytes, name: str) -> None:
    assert read(data, name=name) == read_in_place(data, name=name)


@pytest.mark.usefixtures("is_taken")
@pytest.mark.parametrize("data", [b"", bytes(range(256)), rar({"a": b"1"}), b"%PDF-1.7" * 1000])
def test_what_its_first_bytes_refuse_is_refused_here(data: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        read(data, name="a.txt", limits=Limits(max_bytes=5000))


@pytest.fixture
def only_one(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A machine with one core."""
    with Sandbox() as sandbox:
        pool: LifoQueue[Sandbox] = LifoQueue()
        pool.put(sandbox)
        monkeypatch.setattr(safely, "_pool", lambda _: pool)
        yield sandbox


@pytest.mark.usefixtures("only_one")
def test_a_document_is_read_while_its_archive_is_open() -> None:
    archive = gbk_zip({"a.docx": WORD, "b.docx": WORD})
    members = safely.unpack_safely(archive, name="a.zip")
    texts = [read(member.content).document.text for member in members if isinstance(member.content, bytes)]
    assert texts == ["一、收入", "一、收入"]


def test_what_was_converted_together_is_not_converted_again(only_one: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(only_one.__class__, "convert", lambda *_, **__: {OLD_WORD: WORD})
    with safely.converted_together([OLD_WORD, OLD_WORD + b"0"]):
        assert read(OLD_WORD, name="a.doc").document.text == "一、收入"
    assert read(OLD_WORD, name="a.doc").document.text != "一、收入"


@pytest.mark.usefixtures("only_one")
def test_an_error_gives_the_sandbox_back() -> None:
    for _ in range(3):
        with pytest.raises(UnreadableDocument):
            read(WORD[:200], name="a.docx")
    assert read(WORD).document.text == "一、收入"
