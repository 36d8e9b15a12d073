"""The words around a number that make it inexact or a bound: 约, 不低于, ≥, 以上, 左右."""

import re
from collections.abc import Mapping

from extractor.data import Qualifier

BEFORE: Mapping[Qualifier, str] = {
    "at_least": r"不[得能应]?[低少小]于|不下于?|至少|最[少低]|[大高]于\s?(?:或者?)?\s?等于|[≥≧⩾]|[>＞]\s?[=＝]",
    "at_most": r"[不未][得能应]?(?:超过?|[高多大]于)|至多|最[多高]|[小低]于\s?(?:或者?)?\s?等于|[≤≦⩽]|[<＜]\s?[=＝]",
    "more_than": r"超过|超出|超|[高大多]于|突破|逾|不止|(?<![通经不超])过|(?<![A-Za-z\"'/])[>＞]",
    "less_than": r"[低少小]于|不足|不到|不满|未满|未达到?|[<＜]",
    "approximately": r"大[约概致]|将近|接近|(?<![节合签预条违公契制])约计?|(?<![附最临邻])近|≈|(?<![\w%％‰）\s])[~～]",
}
AFTER: Mapping[Qualifier, str] = {
    "at_least": r"(?:或者?|及其?|含)?以上(?![年级述])|之上|或者?更[多高]",
    "at_most": r"(?:或者?|及其?|含)?以[下内](?![年级述])|之[下内]",
    "approximately": r"左右|上下(?![游级])",
}
FILLER = r"(?:了|有|是|为|在|达到?|到)?\s{0,2}$"
PREFIX = re.compile("(?:" + "|".join(f"(?P<{name}>{words})" for name, words in BEFORE.items()) + r")\s?" + FILLER)
SUFFIX = re.compile(
    r"\s{0,2}(?:[（(]\s?含[^（()）\n]{0,10}[）)])?\s?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in AFTER.items())
    + ")"
)
# by law 以上 and 以下 include the number itself (民法典 第一千二百五十九条)
LONGEST_PREFIX = 12
ENDINGS = frozenset("于少低多高≥≧⩾≤≦⩽=＝>＞<＜过出超破逾止足到满约概致计近≈~～了有是为在达下 \u3000\xa0\n")
BEGINNINGS = frozenset("或及含以之左上（( \u3000\xa0\n")
FEW: Mapping[str, Qualifier] = {"来": "approximately"}


def qualifier_before(text: str, start: int) -> Qualifier | None:
    """What the words directly before `start` say: "…不低于|95%" -> at_least."""
    if start == 0 or text[start - 1] not in ENDINGS:
        return None
    match = PREFIX.search(text[max(start - LONGEST_PREFIX, 0) : start])
    return match.lastgroup if match else None  # type: ignore[return-value]  # every group is named after a qualifier


def qualifier_after(text: str, end: int) -> Qualifier | None:
    """What the words directly behind `end` say: "200万元|（含）以上" -> at_least."""
    if end >= len(text) or text[end] not in BEGINNINGS:
        return None
    match = SUFFIX.match(text, end)
    return match.lastgroup if match else None  # type: ignore[return-value]


def qualify(before: Qualifier | None, after: Qualifier | None, few: str) -> Qualifier | None:
    """Weigh the words: a bound beats an estimate (约90%以上), what is printed first beats the rest."""
    inside: Qualifier | None = FEW.get(few, "more_than") if few else None
    found = [word for word in (before, after, inside) if word is not None]
    return next((word for word in found if word != "approximately"), found[0] if found else None)
