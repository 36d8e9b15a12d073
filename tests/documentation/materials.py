"""The samples that pages speak of, made from the bundled examples."""

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tests.documentation.blocks import ROOT
from tests.reading.documents import docx, p, pdf

EXAMPLES = ROOT / "examples"
GOLD = ROOT / "annotations" / "gold"
GOLD_DOCUMENTS = 6
LETTERS, LINES = 250, 40


def write_materials(folder: Path) -> None:
    """Write the samples into a new folder."""
    shutil.copytree(EXAMPLES, folder / "examples")
    budget = (EXAMPLES / "town-budget.txt").read_text("utf-8")
    final = (EXAMPLES / "agency-final.html").read_bytes()
    lines = [line for line in budget.splitlines() if line.strip()]
    word = docx("".join(p(line) for line in lines))
    printed = pdf(*_pages(lines))
    made = {
        "公开.txt": budget.encode(),
        "公开.docx": word,
        "预算公开.docx": word,
        "预算公开.pdf": printed,
        "公开.pdf": printed,
        "公开.html": final,
        "决算.html": final,
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    with zipfile.ZipFile(folder / "公开.zip", "w") as archive:
        archive.writestr("预算.txt", budget)
        archive.writestr("决算.html", final)
    for name in ("归档", "县级"):
        (folder / name).mkdir()
        (folder / name / "预算.txt").write_text(budget, "utf-8")
        (folder / name / "决算.html").write_bytes(final)
    (folder / "清单.csv").write_text("path,organisation,year\n归档/预算.txt,柳条沟镇人民政府,2018\n", "utf-8")
    (folder / "my-province").mkdir()
    for path in sorted(GOLD.glob("*.gold"))[:GOLD_DOCUMENTS]:
        shutil.copy(path, folder / "my-province")


def _pages(lines: Sequence[str]) -> list[list[tuple[float, float, float, str]]]:
    """The first lines on pages of a PDF, as many as one font has letters for."""
    letters: set[str] = set()
    for count, line in enumerate(lines):
        letters |= {*line}
        if len(letters) > LETTERS:
            lines = lines[:count]
            break
    return [
        [(72, 780 - 18 * row, 9, line) for row, line in enumerate(lines[start : start + LINES])]
        for start in range(0, len(lines), LINES)
    ]
