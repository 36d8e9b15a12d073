"""What a marked number reads as. The extractor's own grammar is not used here: gold must not repeat its mistakes."""

import re
from decimal import Decimal
from typing import NamedTuple

MONEY = {
    "亿元": Decimal(10**8),
    "亿": Decimal(10**8),
    "万元": Decimal(10**4),
    "万": Decimal(10**4),
    "千元": Decimal(1000),
    "元": Decimal(1),
}
RATES = {"%": "%", "个百分点": "pp", "百分点": "pp"}
HALF_WIDTH = str.maketrans("０１２３４５６７８９．，－＋％", "0123456789.,-+%")
NUMBER = re.compile(
    rf"""
    (?P<minus> [-—(（]? )                               # (12.5) is negative, as in accounts
    (?P<digits> \d[\d,]* (?: \. (?P<decimals>\d+) )? )
    (?P<unit> {"|".join(sorted((*MONEY, *RATES), key=len, reverse=True))} )?
    """,
    re.VERBOSE,
)
SPACE = re.compile(r"\s")
COUNTER = 2  # characters behind a number that name what is counted: 批次, 人次
STOPS = "。，；、）)"


class Reading(NamedTuple):
    """A value in its base unit, and the size of its last printed digit."""

    value: Decimal
    unit: str
    step: Decimal


def read_number(printed: str, *, value: str | None = None, unit: str | None = None) -> Reading | None:
    """Read the first number of a marked stretch: "913.26万元" -> Reading(9132600, "CNY", 100).

    `value` and `unit` are what the annotator says instead, such as the yuan of a cell whose unit stands in the header.
    Returns None when no number is printed or said.
    """
    text = SPACE.sub("", printed.translate(HALF_WIDTH))
    match = NUMBER.search(text)
    if match is None:
        return Reading(Decimal(value), unit or "", Decimal(1)) if value else None
    number = Decimal(match["digits"].replace(",", ""))
    last_digit = Decimal(10) ** -len(match["decimals"] or "")
    if value:
        said = Decimal(value)
        in_yuan = unit == "CNY" and number and said
        return Reading(said, unit or "", abs(said / number) * last_digit if in_yuan else last_digit)
    scale = MONEY.get(match["unit"], Decimal(1))
    read = -number if match["minus"] else number
    return Reading(read * scale, _unit(match, unit), last_digit * scale)


def _unit(match: re.Match[str], said: str | None) -> str:
    """The unit: as the annotator says, as printed, or the counter behind the number."""
    if said is not None:
        return said
    if match["unit"] is None:
        return match.string[match.end() :][:COUNTER].strip(STOPS)
    return "CNY" if match["unit"] in MONEY else RATES[match["unit"]]
