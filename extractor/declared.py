"""Amounts whose unit a document gives once: "文中金额除标明单位外，一律为万元"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.data import Quantity, Section
from extractor.quantities import find_quantities
from extractor.quantities.cells import unit_named
from extractor.quantities.numerals import tidy

DECLARES = re.compile(
    r"(?:单位|金额|数字|数据|数额)[^。；\n\d]{0,16}?(?:[：:]|为|是|以)\s*(?:人民币)?(?P<unit>亿元|万元|千元|元)(?!\s*\d)"
    r"|以(?P<by>亿元|万元|千元|元)为(?:计量)?单位"
    r"|[（(](?P<same>亿元|万元|千元|元)[，,]?下同[）)]"
)
BEHIND = re.compile(r"\s*(?:[，。；、,;（()）→＝=＋+－±]|的|$)")
FROM = re.compile(r"[：:]\s*$")  # 税收收入：428→412
REACH = 8  # characters in front of a number that say where it stands
ARROW = re.compile(r"\s*→")
BEFORE = re.compile(r"[一-鿿）)”→＝=＋+（(±]\s*$")
NEGATIVE = re.compile(r"(?<=[（(])[-－−﹣]\d[\d,.]*(?=[）)])")  # 68350（-550）
PRINTED = re.compile(r"[.,，]\d|^\D*\d{3,}$")  # a decimal, a thousands separator, or three digits and more
PROSE = re.compile(r"[，。；→＝]")  # fields of a table are read as such
YEARS = range(1900, 2100)
ZERO = re.compile(  # 年初预算为0，
    r"(?:预算|决算|支出|收入|经费|费用?|资金|拨款|结转|结余|总[计额])(?:数|额|总额)?\s*(?:均?为|是|[：:])?\s*(?P<zero>0(?:\.0+)?)"
    r"(?=\s*(?:[，。；、）)]|$))"
)


class DeclaredUnits:
    """Which unit has been declared for the paragraphs of each section, as they are read one after the other.

    A declaration holds for its section and those inside it, and until there is another for those that have none.
    """

    def __init__(self, sections: Sequence[Section]) -> None:
        self._parents = {section.id: section.parent for section in sections}
        self._declared: dict[str | None, str] = {}
        self._latest: str | None = None

    def of(self, text: str, section: Section | None) -> str | None:
        """The unit in force for a paragraph, noted first where the paragraph declares one."""
        id = section.id if section is not None else None
        if match := DECLARES.search(text):
            self._declared[id] = match["unit"] or match["by"] or match["same"]
            self._latest = self._declared[id]
        while id is not None and id not in self._declared:
            id = self._parents.get(id)
        return self._declared.get(id, self._latest)


def with_unit(text: str, found: Iterable[Quantity], unit: str | None) -> tuple[Quantity, ...]:
    """The quantities of a paragraph and, under a declared unit, the bare numbers that can only be amounts.

        "本年收入合计1,106.84，比上年增收87.52，增幅8.59%" under 万元 -> 11068400 CNY, 875200 CNY, 8.59 %

    Such a number has decimals, separators or three digits, stands behind a word and in front of a stop, and is no year.
    """
    quantities = tuple(found)
    if unit is None or not PROSE.search(text):
        return quantities
    factor = unit_named(unit).factor
    taken = {quantity.start for quantity in quantities}
    plain = (*find_quantities(text, plain=True), *_negatives(text))
    bare = (q for q in plain if q.kind == "number" and q.start not in taken)
    amounts = [
        replace(q, kind="amount", unit="CNY", value=tidy(q.value * factor), step=tidy(q.step * factor))
        for q in bare
        if _is_amount(text, q)
    ]
    return tuple(sorted((*quantities, *amounts), key=lambda quantity: quantity.start))


def with_zeros(text: str, found: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """The quantities of a paragraph and the zeros behind a name of money, which need no unit to be read.

    "年初预算为0，支出决算为3.07万元。" -> 0 CNY, 30700 CNY

    A zero is as exact as the other amounts of its paragraph; where there is none, it is a word, and no amount.
    """
    amounts = [quantity for quantity in found if quantity.kind == "amount"]
    if not amounts:
        return tuple(found)
    step, taken = min(quantity.step for quantity in amounts), {quantity.start for quantity in found}
    zeros = [
        Quantity("amount", Decimal(0), "CNY", match["zero"], start, match.end("zero"), step)
        for match in ZERO.finditer(text)
        if (start := match.start("zero")) not in taken
    ]
    return tuple(sorted((*found, *zeros), key=lambda quantity: quantity.start))


def _negatives(text: str) -> Iterator[Quantity]:
    """Numbers that stand with a minus in a bracket of their own, which elsewhere are marks of a list."""
    for match in NEGATIVE.finditer(text):
        for number in find_quantities(match[0], plain=True):
            yield replace(number, start=number.start + match.start(), end=number.end + match.start())


def _is_amount(text: str, number: Quantity) -> bool:
    printed = PRINTED.search(number.text) is not None
    is_year = number.value in YEARS and number.text.isdecimal()
    front = text[max(0, number.start - REACH) : number.start]
    stands = BEFORE.search(front) is not None and BEHIND.match(text, number.end) is not None
    moves = FROM.search(front) is not None and ARROW.match(text, number.end) is not None
    return printed and (stands or moves) and not is_year
