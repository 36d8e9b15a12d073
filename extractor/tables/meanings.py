"""What a row, a column, or both together measure: a concept of the catalogue where their names are understood."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from annotations.catalogue.names import normalise
from extractor.data import Basis, Phrase, Quantity
from extractor.linking.concepts import ECONOMIC, FUNCTION, Lexicon, Meaning, Place
from extractor.numbering import RANKS, read_numeral
from extractor.tables.grids import Grid
from extractor.tables.heads import UNIT, Column, Half, Side, residue
from extractor.tables.kinds import Kind

OF_WHICH = re.compile(r"(?:其中|包括)\s*[:：]?\s*")
BARE_TOTAL = re.compile(r"合计|总计|总额|共计")
SIDE_TOTAL = re.compile(r"(?:收入|支出)(?:合计|总计|总额)")
CURRENT_TOTAL = re.compile(r"(?:本年|当年|本年度)(?:收入|支出)(?:合计|小计|总计)?")
NOT_ADDED = re.compile(r"小计|[加减]\s*[:：]|注\s*[:：]|[（(]?空[)）]?|…+|\.{2,}|。+")
BASIS_ONLY = re.compile(r"(?:一般)?公共(?:财政)?预算.{0,6}|政府性?基金.{0,8}|国有资本(?:经营)?.{0,8}")
TOTALS = frozenset(
    ["exp.total", "exp.current_total", "gpb.exp_total", "govfund.exp", "statecap.exp", "fiscal.exp_total"]
)
SPENDING = ("exp.", "gpb.", "govfund.", "statecap.")
NATURE = "nature"  # the dimension that tells 公共安全支出 × 基本支出 from 公共安全支出
NATURES = frozenset(["exp.basic", "exp.project", "gpb.basic", "gpb.project"])
DIGITS = re.compile(r"\d+")
AMOUNT = Quantity("amount", Decimal(0), "CNY", "", 0, 0, Decimal(1))  # what a field without a number would hold
OF_BASIS: Mapping[Basis, tuple[str, str]] = {  # the total of income and of expenditure in columns of one kind of money
    "general_public": ("rev.fiscal_gpb", "gpb.exp_total"),
    "gov_fund": ("rev.fiscal_gov_fund", "govfund.exp"),
    "state_capital": ("rev.fiscal_state_capital", "statecap.exp"),
}
CODE_LENGTHS = {FUNCTION: (3, 5, 7), ECONOMIC: (3, 5)}
SIDE_SECTIONS: Mapping[Side, tuple[str, ...]] = {
    "revenue": ("sec.revenue", "bt.revenue"),
    "expenditure": ("sec.expenditure", "bt.expenditure"),
}


@dataclass(frozen=True, slots=True)
class Label:
    """The name of one row: as evidence, as compared, its class code; `is_part` behind 其中：, `rank` of its numeral."""

    phrase: Phrase
    name: str
    code: str = ""
    is_part: bool = False
    rank: int | None = None

    @property
    def is_total(self) -> bool:
        """Whether it names no item but the sum of a column."""
        return bool(
            BARE_TOTAL.fullmatch(self.name) or SIDE_TOTAL.fullmatch(self.name) or CURRENT_TOTAL.fullmatch(self.name)
        )


@dataclass(frozen=True, slots=True)
class Sense:
    """What a field measures: the item as printed, its meaning, and the money where the field itself says whose."""

    item: Phrase
    meaning: Meaning
    basis: Basis | None = None


def read_label(grid: Grid, row: int, half: Half, above: str) -> Label | None:
    """The name of a row in one half: "一、公共安全支出" -> 公共安全支出, 204 | 06 | 01 -> code 2040601.

    `above` is the code of the row before, whose class holds where it is printed only once. None for a row without a
    name, or with one that is none of its own (小计, 减：…).
    """
    named = [cell for column in half.labels if (cell := grid.at.get((row, column.index))) and cell.text]
    coded = [cell for column in half.codes if (cell := grid.at.get((row, column.index))) and cell.text]
    cell = next((cell for cell in (*reversed(named), *reversed(coded)) if not DIGITS.fullmatch(cell.text)), None)
    if cell is None or cell.row != row:
        return None
    start = _name_start(cell.text)
    numeral = read_numeral(cell.text.lstrip())
    is_part = OF_WHICH.match(cell.text) is not None
    printed = cell.text[start:].strip()
    name = UNIT.sub("", normalise(printed))
    if not name or NOT_ADDED.match(name):
        return None
    phrase = Phrase(printed, cell.start + start, cell.start + start + len(printed))
    rank = RANKS[numeral.style] if numeral is not None else None
    return Label(phrase, name, _code(grid, row, half, above), is_part, rank)


def _name_start(text: str) -> int:
    """Where the name begins behind 其中：, its number and the spaces that indent it."""
    start = 0
    while start < len(text):
        numeral = read_numeral(text[start:])
        match = OF_WHICH.match(text, start)
        if match and match.end() > start:
            start = match.end()
        elif numeral and numeral.length < len(text) - start:
            start += numeral.length
        elif text[start].isspace():
            start += 1
        else:
            break
    return start


def _code(grid: Grid, row: int, half: Half, above: str) -> str:
    """The class code of a row, its parts put together: 204 | 06 | 01 -> "2040601"; a part that Excel cut gets its 0."""
    cells = [grid.at.get((row, column.index)) for column in half.codes]
    parts = [each.text for each in dict.fromkeys(cells) if each is not None]
    if not any(DIGITS.fullmatch(part) for part in parts):
        return ""
    if len(parts) > 1 and not parts[0] and above:
        parts[0] = above[:3]
    digits = [part for part in parts if part]
    if not all(DIGITS.fullmatch(part) for part in digits):
        return ""
    return digits[0] + "".join(part.zfill(2) for part in digits[1:])


@dataclass(frozen=True)
class Reader:
    """Gives the fields of one half of a table their meaning; `has_current` where it has 本年收入合计 beside 总计."""

    lexicon: Lexicon
    kind: Kind
    half: Half
    has_current: bool = False

    @property
    def sections(self) -> tuple[str, ...]:
        """Kinds of places whose weak names count here."""
        side = SIDE_SECTIONS[self.half.side] if self.half.side and self.kind.id in ("summary", "other") else ()
        return (*self.kind.sections, *side)

    def sense(self, label: Label | None, column: Column, quantity: Quantity | None, parent: str | None) -> Sense | None:
        """What the field at a row and column measures; None where that is not certain.

            合计 × 公用经费 -> exp.basic_public;  公共安全支出 × 合计 -> exp.func, × 基本支出 -> of that nature

        `label` is None where only the head names anything; `parent` is the concept of the item that 其中： divides.
        """
        if label is None or (label.is_total and column.item is not None):
            return self._of_column(column, quantity)
        if label.is_total:
            return Sense(label.phrase, self._total(label, quantity))
        if self.kind.rows == "nothing":
            return None
        own = Sense(label.phrase, self._of_row(label, quantity, parent))
        return own if column.item is None else self._crossed(own, column, quantity)

    def _crossed(self, own: Sense, column: Column, quantity: Quantity | None) -> Sense | None:
        """The item of a row in a column of its own: of one kind of money, or of one nature of expenditure."""
        assert column.item is not None
        if column.basis is not None and BASIS_ONLY.fullmatch(residue(column.item.text)):
            return replace(own, basis=column.basis)
        found = self._of_column(column, quantity)
        concept = found.meaning.concept if found is not None else None
        if concept is None or self.half.side == "revenue" or not concept.startswith(SPENDING):
            return None
        if concept in TOTALS or concept == self.kind.total:
            return own
        return replace(own, meaning=replace(own.meaning, dims={**own.meaning.dims, NATURE: concept}))

    def _of_column(self, column: Column, quantity: Quantity | None) -> Sense | None:
        """The meaning of a head: by the columns of the table's kind, else by the catalogue under the group above it."""
        if column.item is None:
            if column.head is None:
                return None
            total = Label(column.head.phrase, normalise(column.head.text))
            return Sense(total.phrase, self._total(total, quantity)) if total.is_total else None
        name = residue(column.item.text)
        concept = self.kind.columns.get(name)
        if concept is None and column.basis is not None and column.basis in OF_BASIS and BASIS_ONLY.fullmatch(name):
            concept = OF_BASIS[column.basis][self.half.side != "revenue"]
        group = column.fields[-2] if len(column.fields) > 1 else None
        if concept is not None:
            return Sense(column.item.phrase, self._known(name, concept))
        parent = self._resolve(residue(group.text), quantity, None).concept if group is not None else None
        return Sense(column.item.phrase, self._below(name, quantity, parent))

    def _total(self, label: Label, quantity: Quantity | None) -> Meaning:
        """The meaning of 合计, 收入总计 or 本年支出合计: the total of the table's kind, on the side it stands."""
        side = self.half.side
        if "收入" in label.name or "支出" in label.name:
            side = "revenue" if "收入" in label.name else "expenditure"
        concept = self.kind.revenue if side == "revenue" else self.kind.total
        if side is None:
            concept = self.kind.total or self.kind.revenue
        if CURRENT_TOTAL.fullmatch(label.name):
            concept = self.kind.current.get(label.name)
        elif self.has_current and concept in self.kind.current.values():
            return Meaning(label.name)  # 总计 beside 本年支出合计 has 年末结转 in it
        return self._known(label.name, concept) if concept else self._resolve(label.name, quantity, None)

    def _of_row(self, label: Label, quantity: Quantity | None, parent: str | None) -> Meaning:
        if label.code:
            concept = ECONOMIC if label.code.startswith("3") else FUNCTION if label.code.startswith("2") else None
            if concept is None or len(label.code) not in CODE_LENGTHS[concept]:
                return Meaning(label.name)
            kind = "economic" if concept == ECONOMIC else "function"
            dims = {f"{kind}_code": label.code, f"{kind}_name": label.name}
            return Meaning(label.name, concept, None, False, dims, "concept:class")
        return self._below(label.name, quantity, parent)

    def _below(self, name: str, quantity: Quantity | None, parent: str | None) -> Meaning:
        """The meaning of a name under the item above it, else under the total, else by itself."""
        total = self.kind.revenue if self.half.side == "revenue" else self.kind.total
        for above in (parent, total, None):
            meaning = self._resolve(name, quantity, above)
            if meaning.concept is not None:
                return meaning
        return Meaning(name)

    def _resolve(self, name: str, quantity: Quantity | None, parent: str | None) -> Meaning:
        return self.lexicon.resolve(name, quantity or AMOUNT, Place(self.sections, parent))

    def _known(self, name: str, concept: str) -> Meaning:
        found = self.lexicon.concept(concept)
        return Meaning(name, concept, found.basis if found else None, bool(found and found.stock), {}, "concept:exact")
