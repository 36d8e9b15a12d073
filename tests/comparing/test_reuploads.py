"""The same text published as text, Word, web page and PDF is one document; with another figure it is a version."""

import re

import pytest

from extractor.comparing.running import compare
from tests.comparing.datasets import stored_findings, write_dataset
from tests.comparing.test_findings import CASES
from tests.reading.documents import docx, p, page_html, pdf

TEMPLATE = CASES["text"]["budget"]
TEXT = TEMPLATE["body"].format(**TEMPLATE).strip()
ROOM, LEADING, TOP = 32, 26, 760  # characters of a line, points of a line, where a page begins


def as_docx(text):
    return docx("".join(p(line) for line in text.split("\n") if line))


def as_html(text):
    return page_html("".join(f"<p>{line}</p>" for line in text.split("\n") if line)).encode()


def as_pdf(text):
    """Lines of a page's width, which never end within a figure, with a number under each page."""
    lines = [part for line in text.split("\n") for part in re.findall(rf"(?:[0-9.]+|.){{1,{ROOM}}}", line)]
    pages = [lines[at : at + 20] for at in range(0, len(lines), 20)]
    return pdf(
        *(
            [(72, TOP - LEADING * row, 14, line) for row, line in enumerate(page)] + [(290, 60, 10, f"- {number} -")]
            for number, page in enumerate(pages, 1)
        )
    )


FORMATS = {"a.txt": str, "b.docx": as_docx, "c.html": as_html, "d.pdf": as_pdf}


def test_one_text_in_four_formats_is_one_finding(tmp_path):
    compare(write_dataset(tmp_path, [(name, write(TEXT)) for name, write in FORMATS.items()]))
    (found,) = stored_findings(tmp_path)
    assert (found["kind"], found["status"], found["names"]) == ("near_duplicate", "exact", list(FORMATS))
    assert 0.8 <= found["similarity"] <= 1


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "a.txt"])
def test_a_figure_that_changes_with_the_format_is_told(name, tmp_path):
    changed = TEXT.replace("公务接待费2.40万元", "公务接待费2.90万元")
    compare(write_dataset(tmp_path, [("a.txt", TEXT), (name, FORMATS[name](changed))]))
    (found,) = stored_findings(tmp_path)
    assert (found["kind"], found["concept"], found["names"]) == ("corrected", "tp.reception", ["a.txt", name])
    assert (found["expected"], found["actual"]) == (24_000, 29_000)
