"""Performance targets in running text: "数量指标：完成抽检不少于5600批次；质量指标：处置率达到100%"."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from annotations.catalogue.indicators import IndicatorWords
from extractor.linking.clauses import first_of
from extractor.pieces import BOUNDED, DUE, PIECE, QUALITY, Goal, Region, goals_of, in_words, read_piece

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
PROSE = re.compile("[，,；;。]")
ACTUAL = re.compile(r"[；;，,]\s*(?:实际(?![利使]用|到位)|截至|年末|目前)|。\s*实际")
ALSO = re.compile(r"。?\s*其中[：:，,]")  # 绩效目标：稳定队伍。其中：补助96人
COMMAS, SEMICOLONS = "，,", "；;"
PAIR = re.compile(  # 渠系维修4.2公里（实际4.2公里）: what was to be reached, and what was
    r"[（(，,]\s*(?:(?:全年)?实际(?:(?:完成|达到)?值[为是]?|完成|达到|为)?|完成)\s*(?P<actual>\d[\d,.]*\s*[^\s，。；、（）()\d]{0,6}?)\s*(?=[）)，。；]|$)"
)
RATE = re.compile(r"(?:率|满意度|标准|时限|成本|单价|稿酬)$")  # beside other targets it is one, bound or not
RATED = re.compile(r"(?:率|满意度)$")
OF_MANAGEMENT = re.compile("绩效|目标|自评|公开|预算|资金|执行|支出|占|增长|下降|提高")  # of money, not of the project


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
        found += goals_of(text, region)
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
    level = _outer(text, 0, above)
    levelled = (replace(goal, level1=goal.level1 or level) for goal in sorted(found, key=_place))
    return tuple(_with_outcome(text, goal) for goal in levelled)


def _place(goal: Goal) -> tuple[int, int]:
    return goal.name


def _with_outcome(text: str, goal: Goal) -> Goal:
    pair = PAIR.match(text, goal.target[1]) if goal.actual is None else None
    return replace(goal, actual=pair.span("actual")) if pair is not None else goal


def _regions(text: str, words: IndicatorWords, above: str) -> Iterator[Region]:
    """The stretches behind labels: 数量指标：…, 产出方面，…, 年初设定目标为."""
    for match in LABEL.finditer(text):
        label = match["label"]
        called = (label or "").replace("目标", "指标")  # 成本目标： is 成本指标：
        is_level = bool(label) and not called.startswith(UNLEVELLED)
        is_output = called in OF_OUTPUT and _outer(text, match.start(), above) == OUTPUT
        own = match["aspect"] or (label if is_level and words.is_first(called) else None)
        level1 = OUTPUT if is_output else own
        level2 = label if label and words.is_second(called) and (is_output or own is None) else None
        levels = bool(level1 or level2)
        for start, end in _told(text, match.end()):
            yield Region(start, end, level1, level2, with_money=levels, has_level=levels)


def _outer(text: str, end: int, above: str) -> str | None:
    """The first level that was told before a label: by the sentences in front, else by the heading."""
    told = [match["level"] for match in OUTER.finditer(text, 0, end)] or [m["level"] for m in OUTER.finditer(above)]
    return told[-1] if told else None


def _told(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The stretches behind a label, parted by outcomes told beside each: "≥8台，实际8台；深度≥640米，实际622米"."""
    end = _end(text, start, labelled=True)
    yield start, end
    stop = _stop(text, start)
    while end < stop and text[end] in COMMAS and (begin := first_of(text, SEMICOLONS, end, stop) + 1) < stop:
        following = first_of(text, SEMICOLONS, begin, stop)
        outcome = ACTUAL.search(text, begin, following)
        if outcome is None or BOUNDED.search(text[begin : outcome.start()]) is None:
            return
        end = outcome.start()
        yield begin, end


def _stop(text: str, start: int) -> int:
    """Where the targets behind a label end, outcomes and all."""
    stop = first_of(text, "。\n", start, len(text))
    following = LABEL.search(text, start, stop)
    return following.start() if following is not None else stop


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


# -- targets that no label opens


def _planned(text: str, _: Sequence[Goal]) -> Iterator[Goal]:
    end = 0
    for match in PLANNED.finditer(text):
        if match.start() >= end:
            end = _end(text, match.start(), labelled=False)
            yield from goals_of(text, Region(match.start(), end, is_labelled=False))


def _bounded(text: str, _: Sequence[Goal]) -> Iterator[Goal]:
    """Figures with a bound, up to where a sentence comes to what was done in fact."""
    for begin, end in _sentences(text):
        actual = ACTUAL.search(text, begin, end) if PAIR.search(text, begin, end) is None else None
        for piece in PIECE.finditer(text, begin, actual.start() if actual else end):
            if BOUNDED.search(piece[0]):
                yield from goals_of(text, Region(*piece.span(), is_labelled=False))


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
        goal = read_piece(text, begin, pair.start(), Region(begin, pair.start(), is_labelled=False))
        if goal is not None:
            yield goal


def _rates(text: str, _: Sequence[Goal]) -> Iterator[Goal]:
    """Rates that a budget states: 检查覆盖率100%."""
    for piece in PIECE.finditer(text):
        goal = read_piece(text, *piece.span(), Region(*piece.span(), is_labelled=False))
        name = text[slice(*goal.name)] if goal is not None else ""
        if goal is not None and RATED.search(name) and not OF_MANAGEMENT.search(name):
            yield goal


def _beside(text: str, found: Sequence[Goal]) -> Iterator[Goal]:
    """Rates, times and qualities in a sentence that has targets already: 验收合格率100%, 完工时间10月中旬."""
    for begin, end in _sentences(text):
        known = found[bisect_left(found, (begin, 0), key=_place) : bisect_left(found, (end, 0), key=_place)]
        if known:
            stop = actual.start() if (actual := ACTUAL.search(text, begin, end)) else end
            region = Region(begin, stop, known[0].level1, known[0].level2, is_labelled=False)
            for piece in PIECE.finditer(text, begin, stop):
                goal = read_piece(text, *piece.span(), region)
                is_rate = goal is not None and RATE.search(text[slice(*goal.name)])
                told = goal if is_rate else in_words(text, *piece.span(), region, (DUE, QUALITY))
                yield from (told,) if told is not None else ()


def goal_ranges(goals: tuple[Goal, ...]) -> tuple[tuple[int, int], ...]:
    """What the targets of a paragraph cover: the numbers inside are no figures."""
    return tuple((goal.name[0], goal.end) for goal in goals)
