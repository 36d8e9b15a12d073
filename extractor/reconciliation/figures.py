"""Printed numbers with a name: what relations are about, and what messages quote."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from extractor.data import Quantity
from extractor.reconciliation.intervals import scale

FILLER = re.compile(r"[\s“”\"'‘’「」（）()\[\]、，。：:；;]|20\d\d年度?|本年度?|预算数?|决算数?|支出$")
NAMES = 2**14  # names remembered in their plain form; documents repeat theirs, and each other's
LONGEST = 24  # characters of a name in a message
UNITS = {Decimal(10**8): "亿元", Decimal(10**4): "万元", Decimal(10**3): "千元", Decimal(1): "元"}

Key = tuple[str, str]


def printed(quantity: Quantity) -> str:
    """A figure as printed, without line breaks and spaces; a bare cell gets its unit back: "913.26" -> "913.26万元"."""
    text = "".join(quantity.text.split())
    return f"{text}{UNITS[scale(quantity)]}" if quantity.kind == "amount" and text[-1:].isdigit() else text


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number of one row: the value of a fact, the amount or percent of a change, a ratio, a target.

    `name` is what the document calls it and `label` name and number as printed, "基本支出702.15万元"; `key` tells
    figures apart; `size` is the printed unit, 10000 for 万元.
    """

    row: str
    part: str
    name: str
    quantity: Quantity
    key: Key = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", (self.row, self.part))

    @property
    def size(self) -> Decimal:
        """The printed unit."""
        return scale(self.quantity)

    @property
    def label(self) -> str:
        """Name and number as a message prints them."""
        return f"{self.name}{printed(self.quantity)}"

    @property
    def value(self) -> Decimal:
        """The number in base units."""
        return self.quantity.value


@lru_cache(maxsize=NAMES)
def plain_name(text: str) -> str:
    """A name without spaces, quotes, brackets, years and 预算/支出, for comparing: "“三公”经费预算数" -> "三公经费"."""
    return FILLER.sub("", text)


def short(text: str) -> str:
    """A printed name on one line, its end kept when it is long: the last part of 类款项 says what it is."""
    line = "".join(text.split())
    return line if len(line) <= LONGEST else "…" + line[-LONGEST:]


def value_of(figure: Figure) -> Decimal:
    """The number of a figure."""
    return figure.quantity.value


def between(figures: Sequence[Figure], low: Decimal, high: Decimal) -> Sequence[Figure]:
    """The figures of an ascending list with values from `low` to `high`."""
    return figures[bisect_left(figures, low, key=value_of) : bisect_right(figures, high, key=value_of)]
