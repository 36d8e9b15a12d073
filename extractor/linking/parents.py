"""The total that a figure is part of: by the words that opened its list, else by what the catalogue knows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractor.data import Quantity, Stage
from extractor.linking.concepts import GENERIC, Meaning
from extractor.linking.drafts import FactDraft, is_below
from extractor.linking.names import ONE_SIDE
from extractor.linking.walk import Walk

PEOPLE = ("人", "名")
WINDOW = 160  # earlier facts among which a total is looked for
LEVELS = ("类", "款", "项")
LEVEL = re.compile(r"（([类款项])）")
CLASS_TAIL = re.compile(r"(?:（[类款]）|支出)+$")


@dataclass(frozen=True, slots=True)
class When:
    """Year and stage of a level; `prior` when the sentence speaks of a later year and only compares with it."""

    year: int | None
    stage: Stage | None = None
    prior: bool = False


def find_parent(walk: Walk, meaning: Meaning, quantity: Quantity, when: When) -> FactDraft | None:
    """The total of a figure: what 其中, 包括 or a bracket opened, if it can be, else a total of its kind stated before.

    公务接待费 of 2018 under 其中：-> the “三公”经费 in front of it;  公务接待费 of 2017 -> the “三公”经费 of 2017
    """
    framed = walk.scope.parent
    if when.prior or (framed is not None and walk.year_stated and framed.year != when.year):
        framed = None
    if framed is not None and _is_other_side(walk, framed, meaning.name):
        framed = None
    if meaning.concept in (None, *GENERIC):
        framed = _above_that_holds(walk, framed, quantity)
    framed = _above_that_it_repeats(framed, quantity)
    known = walk.course.lexicon.parents(meaning.concept)
    if framed is not None and framed.name == meaning.name and framed.stage != when.stage:
        return None  # 完成全年预算（0.80万元）的40%: the plan of the figure in front, no part of it
    if framed is not None and _counts_alike(framed, quantity) and (not known or framed.concept in (None, *known)):
        return _at_stage(walk, framed, when)
    totals = list(_totals(walk, known, quantity, when))
    if (above := _class_above(walk, meaning, totals)) is not None:
        return above
    here = [total for total in totals if total.concept not in GENERIC]
    nearest = next((total for total in here if _is_near(walk, total)), None)
    if framed is not None and _counts_alike(framed, quantity) and _is_deeper(walk, framed, nearest, quantity):
        return framed
    if nearest is not None:
        return nearest
    if framed is not None and _counts_alike(framed, quantity):
        return framed
    return next((total for total in here if total.basis == walk.setting.basis), None)


def _is_deeper(walk: Walk, framed: FactDraft, nearest: FactDraft | None, quantity: Quantity) -> bool:
    """Whether the total that this very sentence lists the parts of stands below the one that the catalogue knows.

    "基本支出400万元，其中商品和服务支出80万元，包括邮电费30万元、培训费50万元" -> 商品和服务支出
    """
    told = framed.quantity
    opened = walk.scope.frames[-1].sentence == walk.course.sentence and walk.speaks_of(framed)
    if nearest is None or not opened or told is None or told.value < quantity.value:
        return False
    return is_below(framed, nearest)


def _is_other_side(walk: Walk, total: FactDraft, name: str) -> bool:
    """Whether a list that an earlier sentence opened has ended: no 支出 is part of a 收入 told lines above."""
    sides = {side for each in (total.name, name) for side in ONE_SIDE if each.endswith(side)}
    return len(sides) > 1 and walk.scope.frames[-1].sentence != walk.course.sentence


def _counts_alike(total: FactDraft, quantity: Quantity) -> bool:
    """Whether a figure can be part of another: 0个团组 are no part of an amount."""
    if total.quantity is None:
        return True
    return total.quantity.kind == quantity.kind and shares_unit(total.quantity, quantity)


def shares_unit(one: Quantity, other: Quantity) -> bool:
    """Whether two figures are of one unit; people are, counted as 人 or as 名: "编制96名，其中：公务员84人"."""
    units = {one.unit, other.unit}
    return len(units) == 1 or units <= {*PEOPLE}


def _above_that_holds(walk: Walk, total: FactDraft | None, quantity: Quantity) -> FactDraft | None:
    """The total, or the one above it where a list below it begins with more than it holds.

    本级支出179亿元，地方支出1076亿元。⏎主要支出项目如下：⏎1.教育支出182亿元 -> the total of both
    """
    if total is None or not walk.scope.frames[-1].trails or not _holds_less(total, quantity):
        return total
    above = total.parent
    if above is None or _holds_less(above, quantity) or not _counts_alike(above, quantity):
        return total
    walk.scope.frames[-1] = replace(walk.scope.frames[-1], parent=above)
    return above


def _holds_less(total: FactDraft, quantity: Quantity) -> bool:
    told = total.quantity
    return told is not None and told.kind == quantity.kind == "amount" and told.value < quantity.value


def _above_that_it_repeats(total: FactDraft | None, quantity: Quantity) -> FactDraft | None:
    """The total, or the one above it of this very figure: "采购86万元：货物42万元、服务44万元；其中公共预算86万元"."""
    above = total.parent if total is not None and total.quantity and total.quantity.value < quantity.value else None
    return above if above is not None and above.quantity and above.quantity.value == quantity.value else total


def _at_stage(walk: Walk, total: FactDraft, when: When) -> FactDraft:
    """The total at the stage of its part: outturns are parts of the outturn, though the plan stood in front of 其中."""
    if when.stage is None or total.stage in (None, when.stage):
        return total
    for fact in reversed(walk.drafts.facts[-WINDOW:]):
        is_same = fact.name == total.name if total.concept is None else fact.concept == total.concept
        if is_same and (fact.year, fact.stage, fact.section) == (total.year, when.stage, total.section):
            return fact
    return total


def _totals(walk: Walk, known: tuple[str, ...], quantity: Quantity, when: When) -> Iterator[FactDraft]:
    """The figures stated so far, the latest first, that a part of this size, year and stage may belong to."""
    stage = when.stage or walk.setting.stage
    wanted = (*known, *GENERIC)
    for fact in reversed(walk.drafts.facts[-WINDOW:]):
        if fact.concept in wanted and fact.quantity is not None and fact.year == when.year:
            fits = _counts_alike(fact, quantity) and fact.quantity.value >= quantity.value
            if fits and fact.stage in (None, stage):
                yield fact


def _is_near(walk: Walk, total: FactDraft) -> bool:
    """Whether a total was stated, or repeated, in this section."""
    return total.section == walk.course.section or total.passage == walk.passage.place


def _class_above(walk: Walk, meaning: Meaning, totals: list[FactDraft]) -> FactDraft | None:
    """The class of an item: 教育支出 of 教育支出（类）普通教育（款）, or the last （款） above a bare （项）."""
    levels = LEVEL.findall(meaning.name)
    if meaning.concept not in GENERIC or not levels:
        return None
    classes = [total for total in totals if total.concept == meaning.concept]
    above = [match.end() for match in LEVEL.finditer(meaning.name)][-2::-1]
    for end in above:
        wanted = CLASS_TAIL.sub("", meaning.name[:end])
        if (found := next((total for total in classes if CLASS_TAIL.sub("", total.name) == wanted), None)) is not None:
            return found
    if above or levels[-1] == "类":
        return None
    higher = LEVELS[: LEVELS.index(levels[-1])]
    return next((total for total in classes if _is_near(walk, total) and _ends_in(total.name, higher)), None)


def _ends_in(name: str, levels: tuple[str, ...]) -> bool:
    return any(name.endswith(f"（{level}）") for level in levels)
