"""A plain-text disclosure as people publish it: .docx, .doc, .html, .pdf, .xlsx and a scan at 200 dpi.

Paragraphs are those that the text has once its wrapped lines are joined; lines with tabs become the rows of a table.
LibreOffice writes .doc and .pdf (Debian: libreoffice-writer, and fonts-noto-cjk or another Chinese font); the scan is
the .pdf, rendered, in grey, compressed as a copier does.
"""

import io
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from html import escape
from itertools import groupby
from pathlib import Path

from extractor.flow import arrange
from extractor.reading import read
from tests.reading.documents import docx, p, page_html, r, tc, tr, typed_docx, xlsx

DPI = 200
JPEG_QUALITY = 75
TABLE_WIDTH = 9000  # twentieths of a point, on a sheet of A4
INNER = ("insideH", "insideV")
Rows = list[list[str]]
Part = str | Rows
Files = Mapping[str, bytes]
IsCaption = Callable[[str], bool]


def parts(text: str, is_caption: IsCaption) -> Iterator[Part]:
    """Paragraphs and tables of a text, in order."""
    lines = [paragraph.text for paragraph in arrange(read(text.encode()).document, is_caption=is_caption)]
    for in_table, group in groupby(lines, key=lambda line: "\t" in line):
        if in_table:
            rows = [line.split("\t") for line in group]
            width = max(map(len, rows))
            yield [row + [""] * (width - len(row)) for row in rows]
        else:
            yield from group


def as_docx(found: Sequence[Part]) -> bytes:
    """A Word document; it ends with a paragraph, as Word has it."""
    body = [p(_escaped(part)) if isinstance(part, str) else _ruled_table(part) for part in found]
    return typed_docx(docx("".join([*body, p()])))


def as_html(found: Sequence[Part]) -> bytes:
    """A page of a government site."""
    return page_html("".join(map(_html, found))).encode()


def as_xlsx(found: Sequence[Part]) -> bytes:
    """A workbook of one sheet: a paragraph takes a row."""
    rows: Rows = []
    for part in found:
        rows += [[part]] if isinstance(part, str) else part
    return xlsx({"Sheet1": [list(map(_no_formula, row)) for row in rows]})


def _ruled_table(rows: Rows) -> str:
    """A table as Word draws it: rules around every cell, columns of one width, type smaller than the text's."""
    width = TABLE_WIDTH // len(rows[0])
    sides = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", *INNER))
    columns = f'<w:gridCol w:w="{width}"/>' * len(rows[0])
    cell = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    drawn = (tr(*(tc(p(r(_escaped(text), '<w:sz w:val="18"/>')), cell) for text in row)) for row in rows)
    start = f"<w:tbl><w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
    return f"{start}{''.join(drawn)}</w:tbl>"


def _no_formula(text: str) -> str:
    """A text that a spreadsheet does not compute: "=98" with a space before it, as people type it."""
    return f" {text}" if text.startswith("=") else text


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _html(part: Part) -> str:
    if isinstance(part, str):
        return f"<p>{_escaped(part)}</p>"
    rows = "".join(f"<tr>{''.join(f'<td>{_escaped(cell)}</td>' for cell in row)}</tr>" for row in part)
    return f"<table>{rows}</table>"


def by_libreoffice(files: Files, kind: str) -> Files:
    """Word documents as another kind (doc, pdf, rtf), all with one start."""
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(files.values()):
            Path(folder, f"{number}.docx").write_bytes(data)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
        command += ["--outdir", f"{folder}/out", *(f"{folder}/{number}.docx" for number in range(len(files)))]
        subprocess.run(command, check=True, capture_output=True)
        return {name: Path(folder, "out", f"{number}.{kind}").read_bytes() for number, name in enumerate(files)}


def as_scan(printed: bytes) -> bytes:
    """A PDF of pictures of the pages of a PDF."""
    import pypdfium2 as pdfium

    with closing(pdfium.PdfDocument(printed)) as document:
        pages = [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]
    first, *others = pages
    first.save(stream := io.BytesIO(), "PDF", save_all=True, append_images=others, resolution=DPI, quality=JPEG_QUALITY)
    return stream.getvalue()
