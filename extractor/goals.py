"""Performance targets in running text: "数量指标：完成抽检不少于5600批次；质量指标：处置率达到100%"."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotations.catalogue.indicators import IndicatorWords
from extractor.linking.clauses import first_of, strip_range
from extractor.quantities import find_quantities

PERFORMANCE = frozenset(["sec.performance", "sec.projects"])  # sections whose sentences may set targets
BUDGETS = frozenset(["department_budget", "unit_budget"])  # documents that plan
LABEL = re.compile(
    r"(?:(?P<label>(?:数量|质量|时效|成本|经济效益|社会效益|生态效益|可持续影响|服务对象满意度|满意度|产出|效益|绩效|主要|年度|具体|预期)?"
    r"(?:绩效)?(?:指标|目标))(?:(?:设置|设定)?(?:为|是|包括|如下|有)?[：:]|包括(?=[^，。；：]*\d))"
    r"|(?P<aspect>产出|效益|成本|满意度|数量|质量|时效)方面[，,：:]"
    r"|(?:设定|绩效|年初|年度|预期)目标[为是](?=[^。；]{2,40}\d)|目标[与和](?:实际)?完成(?:情况)?对照[：:])\s*"
)
OUTER = re.compile(
    r"(?P<level>(?:产出|效益|满意度|成本)指标)(?:完成情况)?(?:分析)?(?=[。：:]|$)"
)  # levels that are told first
OUTPUT = "产出指标"
OF_OUTPUT = ("数量指标", "质量指标", "时效指标", "成本指标")
UNLEVELLED = ("绩效", "主要", "年度", "具体", "预期")  # 绩效指标 calls all of them
PLANNED = re.compile(  # where a clause begins; in 招生计划完成率 nothing is planned
    r"(?:^|(?<=[，。；：、\s]))(?:全年|年内|本年|今年|(?:19|20)\d{2}\s*年|该?项目)*(?:计划|预期|预计)(?=[^，。；]{2,20}\d)"
    r"|(?<=项目)(?:计划|要求)(?=[^，。；]{2,20}\d)|(?<=”)(?:项目)?要求(?=[^，。；]{2,20}\d)"
)
BOUNDED = re.compile(  # a bound makes a target of a figure, label or not
    r"[≥≤≧≦]|[>＞<＜]\s?[=＝]|[=＝]\s*\d|(?:不低于|不少于|不小于|不超过|不高于|控制在|[大小]于等于)\s*\d"
    r"|\d\S{0,8}(?:及?以上|以内)$"
)
PROSE = re.compile("[，；。]")
ACTUAL = re.compile(r"[；;，,]\s*(?:实际(?![利使]用|到位)|截至|年末|目前)|。\s*实际")
ALSO = re.compile(r"。?\s*其中[：:，,]")  # 绩效目标：稳定队伍。其中：补助96人
NUMERAL = r"[（(]\d{1,2}[）)]"
PIECE = re.compile(rf"(?:{NUMERAL})?(?:(?!{NUMERAL})(?:[^，,；;、。]|(?<=\d),(?=\d)))+")
NUMBERED = re.compile(rf"\s*(?:{NUMERAL}|\d{{1,2}}\s*[)）、．.](?!\d)|[①-⑳])\s*")
LEAD = re.compile(
    r"(?:[本我](?:单位|部门|[局委院校镇乡县市区])|该?项目(?![（(])|计划|预期|预计|确保|力争|使(?!用)|将|其中[：:]?|要求)+"
)
BOUND = re.compile(
    r"(?P<called>(?:年度|绩效)*(?:目标|指标)值(?=[为是]|$))?(?:每[年月周日季]度?)?(?:达到|达|为|是|不少于|不低于|不超过|不高于|至少|控制在|[大小]于等于|大于|小于|等于|[≥≤=＝><＞＜≧≦]+|>=|<=|约|：|:|\s)*$"
)
INSIDE_COLON = re.compile(r"[^，。；\n]*[：:]\s*(?=[^\s\d：:≥≤=＝<>][^\d：:]*\d)")  # 得分91分：繁育原种≥650吨
BEHIND = re.compile(r"\s*(?:[/／][一-鿿]{1,3}(?:[.．·/／][年月周天日次])?|及?以上|以下|以内|内|左右)")
UNKNOWN_UNIT = re.compile(
    r"(?<![\d.,，])\d[\d,，]*(?:\.\d+)?[万亿]?(?:[一-鿿]{1,3}|[a-zA-Z]{1,3}|㎡)(?=(?:及?以[上下内]|左右)?$)"
)
PAIR = re.compile(  # 渠系维修4.2公里（实际4.2公里）: what was to be reached, and what was
    r"[（(，,]\s*(?:(?:全年)?实际(?:(?:完成|达到)?值[为是]?|完成|达到|为)?|完成)\s*(?P<actual>\d[\d,.]*\s*[^\s，。；、（）()\d]{0,6}?)\s*(?=[）)，。；]|$)"
)
RATE = re.compile(r"(?:率|满意度|标准|时限|成本|单价|稿酬)$")  # beside other targets it is one, bound or not
RATED = re.compile(r"(?:率|满意度)$")
OF_MANAGEMENT = re.compile("绩效|目标|自评|公开|预算|资金|执行|支出|占|增长|下降|提高")  # of money, not of the project
LONGEST_PIECE = 80  # characters of a name and its figure
DUE = re.compile(  # 工程完工时间10月中旬
    r"(?P<name>[^，。；：\d]{0,14}(?:时间|时限|期限|及时性|出具))[为是：]?(?P<target>(?:每?[年月]|按|\d{1,2}\s*月|\d+个工作日|及时|一般).{0,14})$"
)
QUALITY = re.compile(  # 村容村貌明显改善
    r"(?P<name>[^，。；：\d]{2,14}?)(?P<target>(?:明显|显著|逐[年步]|持续|不断|稳步|有效|进一步|更加|比较|基本|保持|及时|按[月季年时])[^，。；（）()]{2,4})(?=[（(]|$)"
)
MONEY = re.compile(r"(?:预算|资金|经费|投资|安排|支出)(?:数|金额|总额|合计|共计)?$")
COST = re.compile(r"标准|成本|单价|造价|均|稿酬|费用|增收|每[^，。；]{1,6}补[助贴]")  # amounts that are targets
NO_TARGET = re.compile(  # results and shares: 自评得分91.4分, 信息化运维等8个
    r"(?:得分|评分|分数|等|的|要求|其中|均|目标|指标|任务|占|在|仅|共|已|实际|完成|(?:完成|实际)值)$|^(?:其余|合计|共计|实际|已|提前|平均)"
)
RESULT = re.compile(r"(?:执行率|完成率|支付率|支出率|(?:支出|支付|执行)进度)均?在?$")


@dataclass(frozen=True, slots=True)
class Goal:
    """One target in a sentence: its levels if a label says them, the ranges of its name, target and outcome."""

    level1: str | None
    level2: str | None
    name: tuple[int, int]
    target: tuple[int, int]
    actual: tuple[int, int] | None = None

    @property
    def end(self) -> int:
        """One past its last character."""
        return self.actual[1] if self.actual else self.target[1]


@dataclass(frozen=True, slots=True)
class _Region:
    """Where targets are told, by what, and which are taken: also amounts, also figures without a bound."""

    start: int
    end: int
    level1: str | None = None
    level2: str | None = None
    with_money: bool = False
    is_labelled: bool = True
    has_level: bool = False


Finder = Callable[[str, Sequence[Goal]], Iterator[Goal]]


def find_goals(
    text: str, words: IndicatorWords, *, of_project: bool, planned: bool, above: str = ""
) -> tuple[Goal, ...]:
    """The targets of a paragraph; those behind 计划, or with a bound, only where the paragraph tells of a project.

    "指标：疏浚土方≥18万立方米，保证率≥97%。" -> 疏浚土方 ≥18万立方米, 保证率 ≥97%

    Where the document plans, a bare rate is a target (合格率达到100%); in final accounts it is what came of it.
    `above` is the heading that the paragraph stands under: （1）产出指标 is the first level of 数量指标：.
    """
    found: list[Goal] = []
    for region in _regions(text, words, above):
        found += _goals(text, region)
    if not of_project:
        return tuple(found)
    finders: list[Finder] = [_planned]
    if PROSE.search(text):
        finders += [_bounded, _paired, *((_rates,) if planned else ()), _beside]
    taken = {place for goal in found for place in range(goal.name[0], goal.end)}
    for told in finders:
        for goal in [*told(text, sorted(found, key=_place))]:
            if taken.isdisjoint(range(*goal.target)):
                found.append(goal)
                taken.update(range(goal.name[0], goal.end))
    return tuple(_with_outcome(text, goal) for goal in sorted(found, key=_place))


def _place(goal: Goal) -> tuple[int, int]:
    return goal.name


def _with_outcome(text: str, goal: Goal) -> Goal:
    pair = PAIR.match(text, goal.target[1]) if goal.actual is None else None
    return replace(goal, actual=pair.span("actual")) if pair is not None else goal


def _regions(text: str, words: IndicatorWords, above: str) -> Iterator[_Region]:
    """The stretches behind labels: 数量指标：…, 产出方面，…, 年初设定目标为."""
    for match in LABEL.finditer(text):
        label = match["label"]
        called = (label or "").replace("目标", "指标")  # 成本目标： is 成本指标：
        is_level = bool(label) and not called.startswith(UNLEVELLED)
        is_output = called in OF_OUTPUT and _outer(text, match.start(), above) == OUTPUT
        own = match["aspect"] or (label if is_level and words.is_first(called) else None)
        level1 = OUTPUT if is_output else own
        level2 = label if label and words.is_second(called) and (is_output or own is None) else None
        end = _end(text, match.end(), labelled=True)
        yield _Region(
            match.end(), end, level1, level2, with_money=bool(level1 or level2), has_level=bool(level1 or level2)
        )


def _outer(text: str, end: int, above: str) -> str | None:
    """The first level that was told before a label: by the sentences in front, else by the heading."""
    told = [match["level"] for match in OUTER.finditer(text, 0, end)] or [m["level"] for m in OUTER.finditer(above)]
    return told[-1] if told else None


def _end(text: str, start: int, *, labelled: bool) -> int:
    """Targets run to the full stop, or on behind it with 其中：, to the next label, or to what was done in fact."""
    stop = first_of(text, "。\n", start, len(text))
    if labelled and (also := ALSO.match(text, stop)):
        stop = first_of(text, "。\n", also.end(), len(text))
    if labelled and (following := LABEL.search(text, start, stop)):
        stop = following.start()
    if actual := ACTUAL.search(text, start, stop):
        stop = actual.start()
    return stop


# -- the targets of one stretch


def _goals(text: str, region: _Region) -> Iterator[Goal]:
    for piece in PIECE.finditer(text, region.start, region.end):
        worded = (DUE, QUALITY) if region.has_level else (DUE,) if region.is_labelled else ()
        goal = _in_words(text, *piece.span(), region, worded) or _read_piece(text, *piece.span(), region)
        if goal is not None:
            yield goal


def _in_words(text: str, start: int, end: int, region: _Region, patterns: tuple[re.Pattern[str], ...]) -> Goal | None:
    """A target that is a time or a quality: 完工时间10月中旬, 村容村貌明显改善."""
    first, last = strip_range(text, start, end)
    match = next((match for pattern in patterns if (match := pattern.search(text[first:last]))), None)
    if match is None or len(match["name"]) < 2:
        return None
    name, target = ((first + at, first + to) for at, to in (match.span("name"), match.span("target")))
    return Goal(region.level1, region.level2, name, target)


def _read_piece(text: str, start: int, end: int, region: _Region) -> Goal | None:
    """A name and its figure: "保证率≥97%"; what goes on behind the figure is a sentence and no target."""
    begin, end = strip_range(text, start, end)
    if end - begin > LONGEST_PIECE:
        return None
    for front in (NUMBERED, LEAD):
        if match := front.match(text, begin, end):
            begin = match.end()
    if (colon := INSIDE_COLON.match(text, begin, end)) is not None:
        begin = colon.end()
    goals = (_at_figure(text, begin, end, place, region) for place in _figures(text, begin, end, region))
    return next((goal for goal in goals if goal is not None), None)


def _at_figure(text: str, begin: int, end: int, place: tuple[int, int], region: _Region) -> Goal | None:
    at, behind = place
    bound = BOUND.search(text, begin, at)
    name = strip_range(text, begin, bound.start() if bound else at)
    sign = strip_range(text, max(bound.start(), bound.end("called")), at, "为是：: \t\n")[0] if bound else at
    tail = BEHIND.match(text, behind)
    stop = tail.end() if tail else behind
    printed = text[slice(*name)]
    if len(printed) < 2 or MONEY.search(printed) or NO_TARGET.search(printed):
        return None
    if not region.is_labelled and RESULT.search(printed):
        return None
    if len(text[stop:end].strip(" ）)（(")) > 1 and text[stop : stop + 1] not in "（(／/":
        return None
    return Goal(region.level1, region.level2, name, strip_range(text, sign, stop))


def _figures(text: str, begin: int, end: int, region: _Region) -> Iterator[tuple[int, int]]:
    """Where the figures of a piece stand; an amount counts only where it may be a target."""
    piece = text[begin:end]
    found = find_quantities(piece)
    for quantity in found:
        is_cost = BOUNDED.search(piece) or COST.search(piece[: quantity.start])
        if quantity.kind != "amount" or region.with_money or is_cost:
            yield begin + quantity.start, begin + quantity.end
    unknown = UNKNOWN_UNIT.search(piece) if not found else None
    if unknown is not None and unknown.start():
        yield begin + unknown.start(), begin + unknown.end()


# -- targets that no label opens


def _planned(text: str, _: Sequence[Goal]) -> Iterator[Goal]:
    end = 0
    for match in PLANNED.finditer(text):
        if match.start() >= end:
            end = _end(text, match.start(), labelled=False)
            yield from _goals(text, _Region(match.start(), end, is_labelled=False))


def _bounded(text: str, _: Sequence[Goal]) -> Iterator[Goal]:
    """Figures with a bound, up to where a sentence comes to what was done in fact."""
    for begin, end in _sentences(text):
        actual = ACTUAL.search(text, begin, end) if PAIR.search(text, begin, end) is None else None
        for piece in PIECE.finditer(text, begin, actual.start() if actual else end):
            if BOUNDED.search(piece[0]):
                yield from _goals(text, _Region(*piece.span(), is_labelled=False))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    while begin < len(text):
        end = first_of(text, "。", begin, len(text))
        yield begin, end
        begin = end + 1


def _paired(text: str, _: Sequence[Goal]) -> Iterator[Goal]:
    """Figures with their outcome beside: 改造宿舍楼6栋，实际完成4栋."""
    for pair in PAIR.finditer(text):
        begin = max(text.rfind(mark, 0, pair.start()) for mark in "，。；、：（,;(") + 1
        goal = _read_piece(text, begin, pair.start(), _Region(begin, pair.start(), is_labelled=False))
        if goal is not None:
            yield goal


def _rates(text: str, _: Sequence[Goal]) -> Iterator[Goal]:
    """Rates that a budget states: 检查覆盖率100%."""
    for piece in PIECE.finditer(text):
        goal = _read_piece(text, *piece.span(), _Region(*piece.span(), is_labelled=False))
        name = text[slice(*goal.name)] if goal is not None else ""
        if goal is not None and RATED.search(name) and not OF_MANAGEMENT.search(name):
            yield goal


def _beside(text: str, found: Sequence[Goal]) -> Iterator[Goal]:
    """Rates, times and qualities in a sentence that has targets already: 验收合格率100%, 完工时间10月中旬."""
    for begin, end in _sentences(text):
        known = found[bisect_left(found, (begin, 0), key=_place) : bisect_left(found, (end, 0), key=_place)]
        if known:
            stop = actual.start() if (actual := ACTUAL.search(text, begin, end)) else end
            region = _Region(begin, stop, known[0].level1, known[0].level2, is_labelled=False)
            for piece in PIECE.finditer(text, begin, stop):
                goal = _read_piece(text, *piece.span(), region)
                is_rate = goal is not None and RATE.search(text[slice(*goal.name)])
                told = goal if is_rate else _in_words(text, *piece.span(), region, (DUE, QUALITY))
                yield from (told,) if told is not None else ()


def goal_ranges(goals: tuple[Goal, ...]) -> tuple[tuple[int, int], ...]:
    """What the targets of a paragraph cover: the numbers inside are no figures."""
    return tuple((goal.name[0], goal.end) for goal in goals)
