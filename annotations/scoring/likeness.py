"""When a predicted value is the annotated one: numbers by place and value, words without their filler."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Any

from annotations.markup import GoldQuantity, Phrase

Row = Mapping[str, Any]

FILLER = re.compile(
    r"""
      [\s、，。；;：:（）()\[\]「」“”‘’"']      # how a name is set off and spaced
    | 本年度? | 20\d\d年 | 预算数?           # year and stage are compared apart
    | 支出$                                 # 培训费 and 培训费支出 are one
    """,
    re.VERBOSE,
)
LIKENESS = 0.75  # of two names that differ in a few characters
SHORTEST = 2  # characters of a name that may be found inside a longer one
UNITS = {"yuan": "CNY", "元": "CNY", "percent": "%", "百分点": "pp"}
EXACT_UNITS = ("CNY", "%", "pp")  # how a counter is cut (批, 批次) does not matter


def bare(name: str | None) -> str:
    """A name without filler: "2021年“三公”经费支出" -> "三公经费"."""
    return FILLER.sub("", name or "")


def is_same_name(wanted: str | None, found: str | None) -> bool:
    """Whether two names mean one item: equal, one inside the other, or nearly equal; an empty name is none."""
    ours, theirs = bare(wanted), bare(found)
    if not ours or not theirs:
        return False
    if ours == theirs or (min(len(ours), len(theirs)) >= SHORTEST and (ours in theirs or theirs in ours)):
        return True
    return SequenceMatcher(None, ours, theirs).ratio() >= LIKENESS


def overlap(phrase: Phrase, row: Row | None) -> int:
    """How many characters a marked phrase shares with the place of a row; 0 for a row without one."""
    if not row or row.get("start") is None or row.get("end") is None:
        return 0
    shared: int = min(phrase.end, row["end"]) - max(phrase.start, row["start"])
    return max(0, shared)


def closeness(phrase: Phrase, row: Row) -> float:
    """The shared part of two stretches, as a part of both together: 1.0 for the same stretch."""
    shared = overlap(phrase, row)
    return shared / (phrase.end - phrase.start + row["end"] - row["start"] - shared) if shared else 0.0


def is_same_value(wanted: Decimal, found: object) -> bool:
    """Whether a predicted decimal string has the annotated value: 9132600 and "9132600.00" do."""
    try:
        return wanted == Decimal(str(found))
    except InvalidOperation:
        return False


def is_same_quantity(wanted: GoldQuantity, found: Row | None) -> bool:
    """Whether a predicted quantity is the annotated one: at the same place, with its value and unit."""
    if not found or not overlap(wanted, found) or not is_same_value(wanted.value, found.get("value")):
        return False
    unit = found.get("unit") or ""
    return wanted.unit not in EXACT_UNITS or UNITS.get(unit, unit) == wanted.unit


def printed(row: Row | None) -> str:
    """The words of a predicted phrase or quantity, "" for none."""
    return str(row.get("text") or "") if row else ""
