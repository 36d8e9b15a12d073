"""What a reader sees without a calculator: template residue, numerals that jump, doubled pages, wrong units."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from extractor.data import Phrase
from extractor.numbering import Numeral, read_numeral
from extractor.reconciliation.figures import printed
from extractor.reconciliation.ledger import Ledger, grouped
from extractor.reconciliation.messages import About, Note
from extractor.reconciliation.relations import Concepts, Relation

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene

BESIDE = 12  # characters between 增加（减少） and the number that it is about
NUMBERED = re.compile(r"(?m)^[ \t\u3000]*(?:\[bookmark:[^\]\n]*\][ \t]*)*(?=[第（(①-⑳\d０-９一二三四五六七八九十百])")
QUOTED = 40  # characters of the text that a message quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Relation):
    """`pattern` must not stand in the text, except where what it finds matches `unless`."""

    kind: Literal["text"]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    cause: str | None = None

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each place."""
        for match in self.pattern.finditer(scene.ledger.text):
            if match[0].strip() and not (self.unless and self.unless.search(match[0])):
                at = Phrase(match[0], match.start(), match.end())
                quoted = re.sub(r"\s+", " ", match[0]).strip()[:QUOTED]
                changes = changes_at(scene.ledger, match.start(), match.end())
                yield Note(self, f"{self.name}：“{quoted}”。", About(at, changes=changes), cause=self.cause)


def changes_at(ledger: Ledger, start: int, end: int) -> tuple[str, ...]:
    """The change whose words these are: it overlaps the place, or begins just behind it."""
    found = (change.id for change in ledger.rows.changes if change.start < end + BESIDE and change.end > start)
    return tuple(found)[:1]


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered line: a heading, or an item of a list inside a section."""

    numeral: Numeral
    line: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering(Relation):
    """Numerals of one style run on, 1, 2, 3: among the headings under one heading, and the items of one section."""

    kind: Literal["numbering"]

    def find(self, scene: "Scene") -> Iterable[Note]:
        """The first place in each list where they repeat or jump; a list may begin again at 1."""
        lists = grouped(numbered_lines(scene.ledger))
        found = [note for items in lists.values() for note in self.breaks(items)]
        yield from found
        if lists and not found:
            yield Note(self, f"{self.name}。", good=True)

    def breaks(self, items: list[Item]) -> Iterator[Note]:
        """The first break of one list."""
        for before, item in pairwise(items):
            last, this = before.numeral.ordinal, item.numeral.ordinal
            if this != last + 1 and (this != 1 or last == 1):
                yield self.check(before, item)
                return

    def check(self, before: Item, item: Item) -> Note:
        """One jump or repetition."""
        word = "重复" if before.numeral.ordinal == item.numeral.ordinal else "不连续"
        quoted = item.line.text.strip()[:QUOTED]
        text = f"编号{word}：“{before.numeral.text}”之后是“{item.numeral.text}”（{quoted}）。"
        return Note(self, text, About(item.line))


def numbered_lines(ledger: Ledger) -> Iterator[tuple[tuple[object, ...], Item]]:
    """Every numbered line with the list that it belongs to; lines of the table of contents and cells belong to none."""
    headings = {section.heading_start: section for section in ledger.order}
    skipped = {block.start for block in ledger.document.blocks if block.kind == "cell" or block.role}
    for found in NUMBERED.finditer(ledger.text):
        start, begins = found.start(), found.end() - found.start()
        end = ledger.text.find("\n", found.end())
        line = ledger.text[start : end if end >= 0 else len(ledger.text)]
        numeral = read_numeral(line[begins:])
        if numeral is None or not numeral.ordinal or start in skipped:
            continue
        heading = headings.get(start + begins) or headings.get(start)
        where = ("heading", heading.parent) if heading else ("item", section_at(ledger, start))
        mark = numeral.text.rstrip()[-1:]
        yield (*where, numeral.style, mark), Item(numeral, Phrase(line, start, start + len(line)))


def lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text with the places where they begin."""
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def section_at(ledger: Ledger, position: int) -> str | None:
    """The innermost section around a position."""
    begun = bisect_right(ledger.order, position, key=lambda section: section.start)
    return next((section.id for section in reversed(ledger.order[:begun]) if position < section.end), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated(Relation):
    """No page was printed twice: no run of `lines` lines, with `characters` in those of `shortest` or more."""

    kind: Literal["repeated"]
    lines: int
    shortest: int
    characters: int

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each run of lines that stood before, in the same order."""
        seen: dict[str, int] = {}
        run: list[tuple[int, str]] = []
        previous = -1
        prose = ((at, line) for at, line in lines(scene.ledger.text) if line.strip() and "\t" not in line)
        for rank, (start, line) in enumerate(prose):  # rows of tables have tabs, and two tables may share them
            first = seen.setdefault(line.strip(), rank)
            if first == rank or (run and first != previous + 1):
                yield from self.check(run)
                run = []
            if first != rank:
                run.append((start, line))
            previous = first
        yield from self.check(run)

    def check(self, run: list[tuple[int, str]]) -> Iterator[Note]:
        """One run, if it is long enough: the short cells of a table repeat without being printed twice."""
        prose = [line.strip() for _, line in run if len(line.strip()) >= self.shortest]
        if len(run) >= self.lines and sum(map(len, prose)) >= self.characters:
            start, end = run[0][0], run[-1][0] + len(run[-1][1])
            text = f"以下{len(run)}行与前文重复，疑为同一页重复排印：“{prose[0][:QUOTED]}”。"
            yield Note(self, text, About(Phrase("", start, end)), cause="duplicated_page")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountUnit(Relation):
    """Facts of `concepts` are counts, not money: 大型设备 are sets, not 万元."""

    kind: Literal["count_unit"]
    concepts: Concepts

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each such fact."""
        for concept in self.concepts:
            for fact in scene.ledger.by_concept.get(concept, ()):
                if fact.quantity is None:
                    continue
                wrong = fact.quantity.kind == "amount"
                tail = "应为数量（台、套、辆）而不是金额" if wrong else "单位正确"
                text = f"{fact.item.text}写作{printed(fact.quantity)}，{tail}。"
                yield Note(self, text, About(fact.quantity, (fact.id,)), good=not wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentSign(Relation):
    """Targets whose name matches `pattern` have a percent sign, unless the name itself matches `unless`."""

    kind: Literal["percent_sign"]
    pattern: re.Pattern[str]
    unless: re.Pattern[str]

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each target that is a number of percent."""
        for indicator in scene.ledger.rows.indicators:
            name, target = indicator.level3 or "", indicator.target
            if target is None or target.value is None or not self.pattern.search(name):
                continue
            good = bool(self.unless.search(name) or self.unless.search(target.text))
            text = f"指标“{name}”的指标值“{target.text.strip()}”{'写明了' if good else '缺少'}百分号。"
            yield Note(self, text, About(target, indicators=(indicator.id,)), good=good)
