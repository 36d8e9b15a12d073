"""What a number is: a level, a change, a share, a completion, a score, or none of these.

Decided by the words between the number before and this one: "比上年减少" before an amount makes it a change, "占…的"
before a percentage makes it a share.
"""

import re
from dataclasses import dataclass
from typing import Literal

from extractor.data import Direction, Quantity
from extractor.linking.cues import Cues

Role = Literal["level", "change", "share", "completion", "score", "none"]

LIST_GAP = re.compile(r"\s*(?:[、，,]|和|及|与|以及|或)?\s*(?:和|及|与)?\s*")
PLANNED = (
    r"(?:(?:年初|年度|全年|调整后?|变动后?|当年|本年|预期|既定|收入|支出|财政拨款|的|省|市|县|区|代?编|人大|批准)*)"
)
COMPLETION = re.compile(
    rf"(?:(?:完成|为|是|达到?|相当于)(?:了)?{PLANNED}|占(?=[^，。；]*(?:年初|全年|调整|变动|当年|年度)){PLANNED})(?:预算|计划|任务|指标|目标)(?:数|安排|额|收入|支出|总额|任务|的|比例|比重|为|约)*$"
)
RATE = re.compile(
    r"(?:执行率|完成率|执行进度|支付率|支出进度|支付进度|预算完成(?:率|度)?|完成(?:比例|程度|进度|度))(?:约?为|达到?|是|约|[：:])*$"
)
BARE_COMPLETION = re.compile(r"(?:^|[，,、\s])(?:实际)?完成(?:了|为)?$")
OF_PLAN = re.compile(r"\s*的(?:比例为?)?\s*$")
SHARE = re.compile(
    r"(?:占(?P<of>[^，。；：]{0,40}?)(?:的|比重|比例|比率|百分比|总额|总数|总量|比)*(?:分别|各)?(?:约?为|达到?|是|约|近)*|(?:比重|占比|比例|构成比)(?:分别|各)?(?:约?为|达到?|是|约)*)$"
)
SCORE = re.compile(r"(?:得分|评分|得|分数|成绩|均分|总分|分值)(?:约?为|是|达到?|[：:])*$")
BOUND = re.compile(r"\s*(?:[（(]\s*不?含(?:[^）)]{0,6})[）)])?\s*(?:及其?|[（(]?含[）)]?)?(?:以上|以下|以内|以外)")
UNIT_PRICE = re.compile(
    r"(?:单价|单位价值|单台|单件|单项|单位价格|价值|标准|每人每[年月天日]|人均|每人|每[年月天日]每人)[^，。；]{0,8}$"
)
REACHES = re.compile(r"(?:到|至|为)(?:了)?(?:约|近)?$")
TEMPLATE = re.compile(r"[（(](?:或)?(?:减少|下降|降低|增加|增长|上升|持平)[）)]|[/／](?:减少|下降|增加|增长)")
RANK = re.compile(r"(?:位居|排名|位列|排在|名列)[^，。；]{0,8}$|第\s*$")
AHEAD = re.compile(r"(?:高于|低于|快于|慢于|好于|领先|落后)[^，。；]{0,12}$")


LIMITS = frozenset(["at_least", "at_most", "more_than", "less_than"])
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

        gap "，比上年减少", 108.39万元 -> change, decrease
        gap "，占支出预算总额的", 48.93% -> share of 支出预算总额

    `before` is the number in front, for lists (a、b) and for "为预算85亿元的101.67%"; `compared` says that a base was named,
    so that a bare 少 or 多 is a direction.
    """
    clause = re.split(r"[。；;\n：:]", gap)[-1].rstrip()
    clause = TEMPLATE.sub("", clause)
    if before is not None and before.unit == quantity.unit and gap.strip() != "" and LIST_GAP.fullmatch(gap):
        return Reading("none", listed=True, evidence="role:list")
    if quantity.kind == "percent":
        return _read_percent(quantity, clause, gap, cues, before)
    if quantity.qualifier in LIMITS and after.startswith("的") and quantity.kind == "amount":
        return Reading("none", evidence="role:bound")
    bounded = BOUND.match(after) is not None and quantity.kind == "amount" and not clause.endswith("限额")
    if bounded or UNIT_PRICE.search(clause):
        return Reading("none", evidence="role:bound")
    if quantity.unit == "分":
        return Reading("score" if SCORE.search(clause) else "none", evidence="role:score")
    if RANK.search(clause):
        return Reading("none", evidence="role:rank")
    direction = cues.direction_before(clause, compared=compared)
    if direction is None:
        return Reading("level", reaches=cues.moves_to(clause), evidence="role:level")
    return Reading("change", _flat_if_zero(direction, quantity), evidence="role:direction")


def _read_percent(quantity: Quantity, clause: str, gap: str, cues: Cues, before: Quantity | None) -> Reading:
    direction = cues.direction_before(clause)
    if quantity.unit == "pp":
        return (
            Reading("none")
            if AHEAD.search(clause) or direction is None
            else Reading("change", direction, evidence="role:points")
        )
    if before is not None and before.kind == "amount" and OF_PLAN.fullmatch(gap):
        return Reading("completion", evidence="role:of_amount")
    if COMPLETION.search(clause):
        return Reading("completion", of_text=clause, evidence="role:completion")
    if before is not None and before.kind == "percent" and cues.moves_to(clause):
        return Reading("share", evidence="role:share")
    if RATE.search(clause) or BARE_COMPLETION.search(clause):
        return Reading("completion", evidence="role:rate")
    if TENTHS in quantity.text:
        return Reading("none", evidence="role:tenths")
    if share := SHARE.search(clause):
        return Reading("share", of_text=(share["of"] or "").strip() or None, evidence="role:share")
    if direction:
        return Reading("change", _flat_if_zero(direction, quantity), evidence="role:direction")
    return Reading("none", evidence="role:percent")


def _flat_if_zero(direction: Direction, quantity: Quantity) -> Direction:
    return "flat" if quantity.value == 0 else direction
