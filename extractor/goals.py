"""Performance targets in running text: "数量指标：完成抽检不少于5600批次；质量指标：处置率达到100%"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotations.catalogue.indicators import IndicatorWords
from extractor.linking.clauses import first_of, strip_range
from extractor.quantities import find_quantities

PERFORMANCE = frozenset(["sec.performance", "sec.projects"])  # sections whose sentences may set targets
LABEL = re.compile(
    r"(?:(?P<label>(?:数量|质量|时效|成本|经济效益|社会效益|生态效益|可持续影响|服务对象满意度|满意度|产出|效益|绩效|主要|年度|具体|预期)?"
    r"(?:绩效)?(?:指标|目标))(?:(?:设置|设定)?(?:为|是|包括|如下|有)?[：:]|包括(?=[^，。；：]*\d))"
    r"|(?P<aspect>产出|效益|成本|满意度|数量|质量|时效)方面[，,：:])\s*"
)
UNLEVELLED = ("绩效", "主要", "年度", "具体", "预期")  # 绩效指标 calls all of them
PLANNED = re.compile(r"(?:该?项目)?(?:计划|预期|预计)(?=[^，。；]{2,20}\d)")
BOUNDED = re.compile(  # a bound makes a target of a figure, label or not
    r"[≥≤≧≦]|[>＞<＜]\s?[=＝]|(?:不低于|不少于|不小于|不超过|不高于|控制在|[大小]于等于)\s*\d|\d\S{0,8}(?:及?以上|以内)$"
)
PROSE = re.compile("[，；。]")
ACTUAL = re.compile(r"[；;，,]\s*(?:实际|截至|年末|目前)")
NUMERAL = r"[（(]\d{1,2}[）)]"
PIECE = re.compile(rf"(?:{NUMERAL})?(?:(?!{NUMERAL})[^，,；;、。])+")
NUMBERED = re.compile(rf"\s*(?:{NUMERAL}|\d{{1,2}}\s*[)）、．.](?!\d)|[①-⑳])\s*")
LEAD = re.compile(r"(?:该?项目|计划|预期|预计|确保|力争|使|将|其中)+")
BOUND = re.compile(
    r"(?:每[年月周日季]度?)?(?:达到|达|为|是|不少于|不低于|不超过|不高于|至少|控制在|[大小]于等于|大于|小于|等于|[≥≤=＝><＞＜≧≦]+|>=|<=|约|：|:|\s)+$"
)
BEHIND = re.compile(r"\s*(?:以上|以下|以内|及以上|左右)")
DEADLINE = re.compile(r"\d{1,2}\s*月(?:底|末|份)?(?:前|之前|以前)[^，。；]{0,6}")
MONEY = re.compile(r"(?:预算|资金|经费|投资|安排|支出)$")


@dataclass(frozen=True, slots=True)
class Goal:
    """One target in a sentence: its levels if a label says them, the range of its name and of the target."""

    level1: str | None
    level2: str | None
    name: tuple[int, int]
    target: tuple[int, int]


def find_goals(text: str, words: IndicatorWords, *, of_project: bool) -> tuple[Goal, ...]:
    """The targets of a paragraph; those behind 计划, or with a bound, only where the paragraph tells of a project.

    "指标：疏浚土方≥18万立方米，保证率≥97%。" -> 疏浚土方 ≥18万立方米, 保证率 ≥97%
    """
    found: list[Goal] = []
    for match in LABEL.finditer(text):
        label = match["label"]
        is_level = label is not None and not label.startswith(UNLEVELLED)
        level1 = match["aspect"] or (label if is_level and label and words.is_first(label) else None)
        level2 = label if label and words.is_second(label) and level1 is None else None
        end = _end(text, match.end(), labelled=True)
        found += _goals(text, match.end(), end, (level1, level2), with_money=bool(level1 or level2))
    if of_project and not found:
        for match in PLANNED.finditer(text):
            if not any(goal.name[0] <= match.start() < goal.target[1] for goal in found):
                end = _end(text, match.start(), labelled=False)
                found += _goals(text, match.start(), end, (None, None), with_money=False)
    if of_project and not found and PROSE.search(text):
        for piece in PIECE.finditer(text):
            if BOUNDED.search(piece[0]):
                found += _goals(text, piece.start(), piece.end(), (None, None), with_money=False)
    return tuple(found)


def _end(text: str, start: int, *, labelled: bool) -> int:
    """Targets run to the full stop, to the next label, or to what was done in fact."""
    stop = first_of(text, "。\n", start, len(text))
    if labelled and (following := LABEL.search(text, start, stop)):
        stop = following.start()
    if actual := ACTUAL.search(text, start, stop):
        stop = actual.start()
    return stop


def _goals(
    text: str, start: int, stop: int, levels: tuple[str | None, str | None], *, with_money: bool
) -> Iterator[Goal]:
    for piece in PIECE.finditer(text, start, stop):
        begin, end = strip_range(text, *piece.span())
        for front in (NUMBERED, LEAD):
            if match := front.match(text, begin, end):
                begin = match.end()
        quantity = next((q for q in find_quantities(text[begin:end]) if q.kind != "amount" or with_money), None)
        if quantity is not None:
            at, behind = begin + quantity.start, begin + quantity.end
            bound = BOUND.search(text, begin, at)
            name = strip_range(text, begin, bound.start() if bound else at)
            sign = strip_range(text, bound.start(), at, "为是：: \t\n")[0] if bound else at
            tail = BEHIND.match(text, behind)
            if name[1] - name[0] >= 2 and not MONEY.search(text[slice(*name)]):
                yield Goal(*levels, name, strip_range(text, sign, tail.end() if tail else behind))


def goal_ranges(goals: tuple[Goal, ...]) -> tuple[tuple[int, int], ...]:
    """What the targets of a paragraph cover: the numbers inside are no figures."""
    return tuple((goal.name[0], goal.target[1]) for goal in goals)
