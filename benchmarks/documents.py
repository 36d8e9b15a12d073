"""One sound document of each format that is read, for what is measured on damaged copies of them."""

import io
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from extractor.reading import office, scan
from tests.reading.documents import docx, gbk_zip, numbered, numbering, p, page_html, pdf, rar, rules, tbl, typed_docx

ROOT = Path(__file__).parents[1]
OLD_WORD = ROOT / "tests" / "reading" / "files" / "budget.doc"
LINES = (
    "2024年部门预算公开",
    "一、收入预算情况说明",
    "2024年收入预算总额为913.26万元，比上年减少117.42万元，减少11.39%。主要原因：压缩公用经费开支。",
    "二、支出预算情况说明",
    "其中：基本支出702.15万元，项目支出211.11万元。",
)
TABLE = (("项目", "预算数", "决算数"), ("合计", "913.26", "800.00"), ("基本支出", "702.15", "640.00"))


@cache
def seeds() -> Mapping[str, bytes]:
    """The documents by name; those that a missing program would have to write are left out."""
    own = own_seeds()
    return {**own, **_by_libreoffice(own["a.docx"])}


@cache
def own_seeds() -> Mapping[str, bytes]:
    """Those of them that are written here, without LibreOffice, which takes seconds to start."""
    word = typed_docx(
        docx(
            "".join(
                [
                    *map(p, LINES),
                    numbered("工资福利支出"),
                    numbered("商品和服务支出", level=1),
                    tbl(*TABLE),
                    p("附：无"),
                ]
            ),
            numbering=numbering(("chineseCounting", "（%1）"), ("decimal", "%2.")),
        )
    )
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in TABLE)
    page = page_html("".join(f"<p>{line}</p>" for line in LINES) + f"<table>{rows}</table>").encode()
    texts = [(90.0, 760.0 - 20 * number, 12.0, line[:36]) for number, line in enumerate(LINES)]
    cells = [(100.0 + 90 * c, 500.0 - 20 * r, 10.0, cell) for r, row in enumerate(TABLE) for c, cell in enumerate(row)]
    grid = rules(95, 185, 275, 365, bottom=450, top=520)
    files = {"说明/收入.txt": "\n".join(LINES).encode("gbk"), "决算.docx": word}
    found = {
        "a.txt": "\n".join((*LINES, *map("\t".join, TABLE))).encode("gb18030"),
        "a.html": page,
        "a.docx": word,
        "a.pdf": pdf([*texts, *cells, *grid], [(280, 60, 9, "- 2 -")]),
        "a.doc": OLD_WORD.read_bytes(),
        "a.zip": gbk_zip({**files, "内.zip": gbk_zip(files)}),
        "a.rar": rar(files),
    }
    return {**found, **_pictures(), **_seven_zip(files)}


def _by_libreoffice(word: bytes) -> dict[str, bytes]:
    """What LibreOffice makes of a Word document: fonts and compressed streams, as in the wild."""
    if not office.has_libreoffice():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "b.docx").write_bytes(word)
        Path(folder, "b.csv").write_text("\n".join(map(",".join, TABLE)), "utf-8")
        for kind, source in (("pdf", "b.docx"), ("rtf", "b.docx"), ("xls", "b.csv"), ("xlsx", "b.csv")):
            command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
            subprocess.run([*command, "--outdir", folder, f"{folder}/{source}"], check=True, capture_output=True)
        return {f"b.{kind}": Path(folder, f"b.{kind}").read_bytes() for kind in ("pdf", "rtf", "xls", "xlsx")}


def _pictures() -> dict[str, bytes]:
    """A small scan: a line of digits, since no font for Chinese may be at hand."""
    if not scan.is_installed():
        return {}
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (240, 80), "white")
    ImageDraw.Draw(image).text((10, 20), "913.26  11.39%", fill="black", font_size=28)
    found = {}
    for kind in ("PNG", "JPEG", "TIFF"):
        image.save(stream := io.BytesIO(), kind)
        found[f"a.{kind.lower()}"] = stream.getvalue()
    return found


def _seven_zip(files: Mapping[str, bytes]) -> dict[str, bytes]:
    with suppress(ImportError, OSError, TypeError):
        import libarchive

        written: list[bytes] = []
        with libarchive.custom_writer(lambda data: written.append(bytes(data)) or len(data), "7zip") as archive:
            for path, content in files.items():
                archive.add_file_from_memory(path, len(content), content)
        return {"a.7z": b"".join(written)}
    return {}
