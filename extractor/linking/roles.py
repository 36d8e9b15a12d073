"""What a number is: a level, a change, a share, a completion, a score, or none of these.

Decided by the words between the number before and this one: "比上年减少" before an amount makes it a change, "占…的"
before a percentage makes it a share.
"""

import re
from dataclasses import dataclass
from typing import Literal

from extractor.data import Direction, Quantity
from extractor.linking.cues import SURPASSES_AT_END, Cues

Role = Literal["level", "change", "share", "completion", "rate", "score", "none"]

LIST_GAP = re.compile(r"\s*(?:[、，,]|和|及|与|以及|或)?\s*(?:和|及|与)?\s*")
COMPLETION = r"{completion}$"
RATE = r"{completion_rate}$"
OTHER_RATE = r"{rate}$"
OF_PLAN = re.compile(r"\s*[）)]?\s*的(?:比例为?)?\s*$")
SHARE = r"{share}$"
SCORE = r"{score}$"
BOUND = r"{bound_behind}"
UNIT_PRICE = r"{unit_price}$"
BOTH_DIRECTIONS = r"{both_directions}"
IN_BRACKET = r"[（(](?P<word>{increase}|{decrease})[）)]"
RANK = r"{rank}$"
MOVES = r"(?:{increase}|{decrease})[到至为](?:(?:19|20)\d{2}\s*年度?的?|今年的?|本年的?)?了?"
MOVED = r"[，,]?\s*(?:{increase}|{decrease})[^，。\d]{0,3}\d[\d,.]*\s*(?:亿|万|千)?元"
SIGNED = r"{signed_change}$"
SIGNS = "+＋-－−﹣"
AHEAD = r"{ahead}$"
OF_RATES, OF_MONTHS = r"{of_rates}$", r"{of_months}$"
AVERAGED = r"{averaged}$"
LIMITS = frozenset(["at_least", "at_most", "more_than", "less_than"])
NEW, NAMED_BEHIND = "新增", r"\s*{named_behind}"
ASIDE = re.compile(r"[（(](?:以下|下同|后同)[^（）()]*[）)]")  # 比上年同期下降（以下简称“下降”）6.3%
TENTHS = "成"  # 约占九成 is a manner of speaking


@dataclass(frozen=True, slots=True)
class Reading:
    """How one number was read: its role, and the words that decide it.

    `listed` says that only a comma stands between this number and the one before: the n-th of "a、b、c".
    """

    role: Role
    direction: Direction | None = None
    of_text: str | None = None
    listed: bool = False
    reaches: bool = False
    evidence: str = ""


def read_role(
    quantity: Quantity, gap: str, after: str, cues: Cues, *, before: Quantity | None, compared: bool = False
) -> Reading:
    """Decide the role of a number from the words before (`gap`) and behind it (`after`).

        gap "，比上年减少", 117.42万元 -> change, decrease
        gap "，占支出预算总额的", 47.94% -> share of 支出预算总额

    `before` is the number in front, for lists (a、b) and for "为预算85亿元的102.34%"; `compared` says that a base was
    named, so that a bare 少 or 多 is a direction.
    """
    clause = re.split(r"[。；;\n：:]", ASIDE.sub("", gap))[-1].rstrip()
    clause = _without_alternatives(clause, cues)
    if before is not None and before.unit == quantity.unit and gap.strip() != "" and LIST_GAP.fullmatch(gap):
        return Reading("none", listed=True, evidence="role:list")
    if quantity.kind == "percent":
        return _read_percent(quantity, clause, gap, cues, before, compared=compared)
    if quantity.qualifier in LIMITS and after.startswith("的") and quantity.kind == "amount":
        return Reading("none", evidence="role:bound")
    bounded = cues.pattern(BOUND).match(after) is not None and not clause.endswith("限额")
    if quantity.kind == "amount" and (bounded or cues.pattern(UNIT_PRICE).search(clause)):
        return Reading("none", evidence="role:bound")
    if quantity.unit == "分" and cues.direction_before(clause) is None:
        return Reading("score" if cues.pattern(SCORE).search(clause) else "none", evidence="role:score")
    if cues.pattern(RANK).search(clause):
        return Reading("none", evidence="role:rank")
    direction = cues.direction_before(clause, compared=compared)
    goes_on = before is not None and before.unit == quantity.unit and gap.strip() == clause.strip()
    reaches = cues.moves_to(clause) or (goes_on and cues.pattern(MOVES).fullmatch(clause.strip()) is not None)
    if direction is None or reaches or _is_base(clause, after, cues) or _is_new(clause, after, cues):
        return Reading("level", reaches=reaches, evidence="role:level")
    return Reading("change", _flat_if_zero(direction, quantity), evidence="role:direction")


def _without_alternatives(clause: str, cues: Cues) -> str:
    """A clause without the direction that nobody struck out, 增加（减少）; one that stands alone counts: （减少）."""
    bare = cues.pattern(BOTH_DIRECTIONS).sub("", clause)
    if cues.direction_before(bare) is None:
        return cues.pattern(IN_BRACKET).sub(r"\g<word>", clause)
    return bare


def _is_base(clause: str, after: str, cues: Cues) -> bool:
    """Whether a number is the base itself, the difference following it: "低于上年预算12万元，减少2万元"."""
    return cues.pattern(SURPASSES_AT_END).search(clause) is not None and cues.pattern(MOVED).match(after) is not None


def _is_new(clause: str, after: str, cues: Cues) -> bool:
    """Whether a sum is new and no growth: "今年新增2.85亿元专项债券"."""
    return clause.endswith(NEW) and cues.pattern(NAMED_BEHIND).match(after) is not None


def _read_percent(
    quantity: Quantity, clause: str, gap: str, cues: Cues, before: Quantity | None, *, compared: bool
) -> Reading:
    direction = cues.direction_before(clause, compared=compared)
    if quantity.unit == "pp":
        beside = cues.pattern(AHEAD).search(clause) or cues.pattern(OF_RATES).search(clause)
        is_none = direction is None or beside is not None
        return Reading("none") if is_none else Reading("change", direction, evidence="role:points")
    if cues.pattern(OF_MONTHS).search(clause):
        return Reading("none", evidence="role:averaged")
    if cues.pattern(AVERAGED).search(clause):
        return Reading("none", evidence="role:averaged")  # of several years, and of no figure
    if before is not None and before.kind == "amount" and OF_PLAN.fullmatch(gap):
        return Reading("completion", evidence="role:of_amount")
    if cues.pattern(COMPLETION).search(clause):
        return Reading("completion", of_text=clause, evidence="role:completion")
    moves = cues.moves_to(clause) or cues.pattern(MOVES).fullmatch(clause.strip())
    if before is not None and before.kind == "percent" and moves:
        return Reading("share", reaches=True, evidence="role:share")
    if cues.pattern(RATE).search(clause):
        return Reading("completion", evidence="role:rate")
    if cues.pattern(OTHER_RATE).search(clause):
        return Reading("rate", evidence="role:rate")
    if TENTHS in quantity.text:
        return Reading("none", evidence="role:tenths")
    if share := cues.pattern(SHARE).search(clause):
        return Reading("share", of_text=(share["of"] or "").strip() or None, evidence="role:share")
    if direction is None and quantity.text[0] in SIGNS and cues.pattern(SIGNED).search(clause):
        direction = "decrease" if quantity.value < 0 else "increase"
    if direction:
        return Reading("change", _flat_if_zero(direction, quantity), evidence="role:direction")
    return Reading("none", evidence="role:percent")


def _flat_if_zero(direction: Direction, quantity: Quantity) -> Direction:
    return "flat" if quantity.value == 0 else direction
