"""One piece of a sentence that tells a performance target: its name, its bound and its figure, or its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.linking.clauses import strip_range
from extractor.quantities import find_quantities

BOUNDED = re.compile(  # a bound makes a target of a figure, label or not
    r"[≥≤≧≦]|[>＞<＜]\s?[=＝]|[=＝]\s*\d|(?:不低于|不少于|不小于|不超过|不高于|控制在|[大小]于等于)\s*\d"
    r"|\d\S{0,8}(?:及?以上|以内)$"
)
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
class Region:
    """Where targets are told, by what, and which are taken: also amounts, also figures without a bound."""

    start: int
    end: int
    level1: str | None = None
    level2: str | None = None
    with_money: bool = False
    is_labelled: bool = True
    has_level: bool = False


def goals_of(text: str, region: Region) -> Iterator[Goal]:
    """The targets of one stretch, piece by piece: "疏浚土方≥18万立方米，保证率≥97%" -> two."""
    for piece in PIECE.finditer(text, region.start, region.end):
        worded = (DUE, QUALITY) if region.has_level else (DUE,) if region.is_labelled else ()
        goal = in_words(text, *piece.span(), region, worded) or read_piece(text, *piece.span(), region)
        if goal is not None:
            yield goal


def in_words(text: str, start: int, end: int, region: Region, patterns: tuple[re.Pattern[str], ...]) -> Goal | None:
    """A target that is a time or a quality: 完工时间10月中旬, 村容村貌明显改善."""
    first, last = strip_range(text, start, end)
    match = next((match for pattern in patterns if (match := pattern.search(text[first:last]))), None)
    if match is None or len(match["name"]) < 2:
        return None
    name, target = ((first + at, first + to) for at, to in (match.span("name"), match.span("target")))
    return Goal(region.level1, region.level2, name, target)


def read_piece(text: str, start: int, end: int, region: Region) -> Goal | None:
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


def _at_figure(text: str, begin: int, end: int, place: tuple[int, int], region: Region) -> Goal | None:
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


def _figures(text: str, begin: int, end: int, region: Region) -> Iterator[tuple[int, int]]:
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
