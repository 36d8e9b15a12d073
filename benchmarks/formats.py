"""Whether a document gives the same rows in every format: `python -m benchmarks.formats [--scans N] [--show N]`.

The bundled examples and annotated documents are written in each format (rendering.py); the rows read from each are
compared with those read from the plain text, by what they say and not by where it stands. Without LibreOffice the
formats that it writes are left out.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from annotations.markup import gold_documents
from benchmarks.rendering import Files, as_docx, as_html, as_scan, as_xlsx, by_libreoffice, parts
from extractor.data import Fact, Quantity, Record
from extractor.pipeline import Extractor, load
from extractor.reading import office, scan
from extractor.reading.safely import converted_together

EXAMPLES = Path(__file__).parents[1] / "examples"
SPACE = re.compile(r"\s+")
KINDS = ("facts", "changes", "ratios", "reasons", "projects", "indicators")
FLOORS = {"docx": 0.99, "html": 0.99, "xlsx": 0.97, "doc": 0.97, "pdf": 0.97, "scan": 0.93}
Said = tuple[str, ...]  # what a row says


@dataclass(slots=True)
class Agreement:
    """How many rows two records share, of each kind; what only one of them says."""

    shared: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    lost: list[tuple[str, str, Said]] = field(default_factory=list)
    added: list[tuple[str, str, Said]] = field(default_factory=list)

    def add(self, name: str, kind: str, wanted: Counter[Said], found: Counter[Said]) -> None:
        """Count the rows of one kind in one document."""
        self.shared[kind] += (wanted & found).total()
        self.wanted[kind] += wanted.total()
        self.found[kind] += found.total()
        self.lost += [(name, kind, said) for said in wanted - found]
        self.added += [(name, kind, said) for said in found - wanted]

    def f1(self, *kinds: str) -> float:
        """F1 of some kinds together."""
        shared, both = (sum(map(counts.__getitem__, kinds)) for counts in (self.shared, self.wanted + self.found))
        return 2 * shared / both if both else 1.0


def said_by(record: Record) -> Mapping[str, Counter[Said]]:
    """What the rows of a record say, without their places and ids."""
    facts = {fact.id: _fact(fact) for fact in record.facts}
    projects = {project.id: _bare(project.name.text) for project in record.projects}

    def item(id: str | None) -> str:
        return " ".join(facts[id]) if id in facts else ""

    return {
        "facts": Counter((*said, item(fact.part_of)) for fact, said in zip(record.facts, facts.values(), strict=True)),
        "changes": Counter(
            (item(row.fact), row.direction, _value(row.amount), _value(row.percent), row.against)
            for row in record.changes
        ),
        "ratios": Counter((row.kind, item(row.fact), item(row.of), _value(row.percent)) for row in record.ratios),
        "reasons": Counter((_bare(row.text), row.category, str(len(row.explains))) for row in record.reasons),
        "projects": Counter((projects[row.id], item(row.budget)) for row in record.projects),
        "indicators": Counter(
            (
                projects.get(row.project or "", ""),
                *map(_bare, (row.level1, row.level2, row.level3)),
                *(_bare(each.text) if each else "" for each in (row.target, row.actual)),
            )
            for row in record.indicators
        ),
    }


def _fact(fact: Fact) -> Said:
    return (
        _bare(fact.item.text),
        fact.concept or "",
        _value(fact.quantity),
        fact.state,
        str(fact.year),
        str(fact.stage),
    )


def _value(quantity: Quantity | None) -> str:
    return f"{quantity.value.normalize():f}{quantity.unit}" if quantity else ""


def _bare(text: str | None) -> str:
    """A text without spaces; wide and narrow forms of a character are one, since fonts and OCR take them so."""
    return SPACE.sub("", unicodedata.normalize("NFKC", text or ""))


def written(extractor: Extractor, scans: int) -> Iterator[tuple[str, Files]]:
    """Every document in each format; `scans` of them as scans."""
    texts = {document.name: document.text for document in gold_documents()}
    texts |= {path.stem: path.read_text("utf-8") for path in sorted(EXAMPLES.glob("*.txt"))}
    found = {name: list(parts(text, extractor.is_caption)) for name, text in texts.items()}
    yield "txt", {name: text.encode() for name, text in texts.items()}
    formats: Mapping[str, Callable[..., bytes]] = {"docx": as_docx, "html": as_html, "xlsx": as_xlsx}
    for kind, write in formats.items():
        yield kind, {name: write(each) for name, each in found.items()}
    if office.has_libreoffice():
        word = {name: as_docx(each) for name, each in found.items()}
        yield "doc", by_libreoffice(word, "doc")
        printed = by_libreoffice(word, "pdf")
        yield "pdf", printed
        if scan.is_installed():
            chosen = sorted(printed)[:: max(1, len(printed) // max(1, scans))][:scans]
            yield "scan", {name: as_scan(printed[name]) for name in chosen}


def compare(
    extractor: Extractor, kind: str, files: Files, wanted: Mapping[str, Mapping[str, Counter[Said]]]
) -> Agreement:
    """Read the documents of one format and compare their rows with those of the text."""
    agreement = Agreement()
    suffix = "pdf" if kind == "scan" else kind
    with converted_together(list(files.values()) if kind == "doc" else []):
        for name, data in files.items():
            found = said_by(extractor.extract(data, name=f"{name}.{suffix}"))
            for row in KINDS:
                agreement.add(name, row, wanted[name][row], found[row])
    return agreement


def _line(kind: str, files: Files, agreement: Agreement) -> str:
    kinds = "".join(f"{agreement.f1(row):>12.3f}" for row in KINDS)
    rows = sum(agreement.wanted.values())
    return f"{kind:6}{len(files):>10}{rows:>8}{agreement.f1(*KINDS):>8.3f}{kinds}"


def _shown(name: str, rows: Sequence[tuple[str, str, Said]], most: int) -> Iterator[str]:
    return (f"    {name} {document} {kind}: {' | '.join(said)}" for document, kind, said in rows[:most])


@click.command()
@click.option("--scans", default=6, show_default=True, help="How many documents are read as scans, spread over all.")
@click.option("--show", default=0, show_default=True, help="How many differing rows of each format are printed.")
@click.option("--only", multiple=True, help="Only these formats.")
def main(scans: int, show: int, only: tuple[str, ...]) -> None:
    """Print the F1 of rows by format; exit 1 where one is under its floor."""
    extractor = load()
    wanted: dict[str, Mapping[str, Counter[Said]]] = {}
    is_low = False
    click.echo(f"{'':6}{'documents':>10}{'rows':>8}{'F1':>8}" + "".join(f"{kind:>12}" for kind in KINDS))
    for kind, files in written(extractor, scans):
        if kind == "txt":
            wanted = {name: said_by(extractor.extract(data, name=f"{name}.txt")) for name, data in files.items()}
        if kind == "txt" or (only and kind not in only):
            continue
        agreement = compare(extractor, kind, files, wanted)
        click.echo(_line(kind, files, agreement))
        for line in (*_shown("lost", agreement.lost, show), *_shown("added", agreement.added, show)):
            click.echo(line)
        is_low |= agreement.f1(*KINDS) < FLOORS.get(kind, 0.0)
    raise SystemExit(is_low)


if __name__ == "__main__":
    main()
