"""Projects that sentences tell of: their names, and the parts that are told one after the other."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from annotations.catalogue.indicators import IndicatorWords
from extractor.cells import is_row
from extractor.data import Cell, Document, Phrase, Section
from extractor.goals import PERFORMANCE
from extractor.linking.clauses import first_of
from extractor.mentions import Passage

PIECE = re.compile(r"(?:[^，,；;。]|(?<=\d),(?=\d))+")
IS = re.compile(r"\s*(?:[为是：](?=[^，。；]{2})|(?=\d))")
IN_FRONT = re.compile(r"^\s*(?:(?:19|20)\d{2}\s*年度?(?=安排|投入))?")
LONG = frozenset(["overview", "basis", "plan"])  # parts that may hold commas
TOLD = frozenset(["overview", "basis", "implementer", "plan", "period", "budget"])  # parts that a sentence may tell
ABOUT = re.compile("绩效|自评|重点项目")
NUMERAL = r"(?:[①-⑳]|[（(]?\d{1,2}[）)、．.](?!\d)|[一二三四五六七八九十]是|其中[:：，]?)"
MONEY = r"\d[\d,，]*(?:\.\d+)?\s*(?:亿|万|千)?元"
PLAN = (
    r"(?:全年|年初|年度|当年|本年|本年度|项目|(?:19|20)\d{2}\s*年度?)*(?:支出)?(?:预算|安排|投入|资金|经费|计划投资)"
    r"(?:数|安排|资金|金额|总额|经费|规模|财政拨款)*(?:共计|共|约|为|是|[:：])*\s*"
)
OF_PROJECT = (  # what a sentence goes on with that tells of one project
    rf"(?:支出)?(?:绩效)?(?:自评|评价)(?:综述|(?:综合)?得分|情况)|得分|的?(?:主要|绩效|年度|预期|总体)*目标[为是：:]"
    rf"|[，：:]?(?:计划|拟|共)?{PLAN}{MONEY}|(?:全年|本年|年度|累计|共|实际)+(?:支出|发放|拨付|使用|支付)(?:资金)?(?:共|为)*{MONEY}|[，：:]?{MONEY}[，；。、](?=(?:主要)?用于|由|目标|计划|预期)"
    r"|[，：:]?由[^，。；]{2,24}?(?:实施|负责|承办|承担|牵头)|要求|为当年新设|为例"
)
OF_OURS = r"(?:[本我](?:单位|部门|[局委院校镇乡县市区州省所站馆]))?(?:(?:19|20)\d{2}\s*年度?)?"  # 我校2023年
HEAD = rf"(?:(?<=[。；：，])|^)\s*(?:{NUMERAL})*\s*(?:实施|开展|推进|以|如|该?重点项目(?:情况)?[:：]?)?{OF_OURS}"
QUOTED = r"[“《](?P<quoted>[^”》“《]{3,30})[”》](?:专项|项目|资金)*"
PLAIN = r"(?P<plain>[^，。；：:“”《》]{2,30}?项目)"
NAMED = re.compile(rf"{HEAD}(?:{QUOTED}|{PLAIN})(?={OF_PROJECT})")
SPOKEN_OF = re.compile(  # 重点项目“老旧小区改造”, “老旧小区改造”项目, the best is “…”：预算
    r"项目[“《](?P<behind>[^”》]{3,30})[”》]|[“《](?P<before>[^”》]{3,30})[”》](?:专项)?项目"
    rf"|[“《](?P<planned>[^”》]{{3,30}})[”》](?=[：:]\s*{PLAN}{MONEY}|为例)"
)
INTRODUCED = re.compile(  # 重点项目：打击走私综合治理。该项目由…
    r"重点项目(?:情况)?[:：]\s*(?P<name>[^，。；：、\d]{3,30})(?=[，。](?:该项目|项目|由))"
)
ITEM = re.compile(  # ①农村公路养护补助8,600.00万元，由市公路中心组织实施，目标：…
    rf"(?:^|(?<=[；。：]))\s*(?:[①-⑳]|[（(]?\d{{1,2}}[）)、．.])\s*(?P<name>[^，。；：\d]{{3,30}}?)\s*"
    rf"(?:{MONEY}(?=[，；](?:由|目标|计划|主要|预期))|[，：](?:全年|年度|当年)预算(?:数|安排|为)*\s*{MONEY})"
)
SCORED = re.compile(
    r"(?:^|(?<=[。；]))\s*(?P<name>(?![^，。；]*(?:综合|总体|平均))[^，。；：、\d]{4,24}?)(?:自评)?得分\d[\d.]*分(?=[：:])"
)
UNLIKE = re.compile(  # what stands where a name does, and is none
    r"整体|合计|小计|三公|公共预算|政府性基金|基本支出|决算|类项目$|绩效$|(?:情况|说明|概况|结果|分析|问题|措施)$|^[-—.、]"
    r"|^(?:[本我该各每]|纳入|实行|列入|所有|全部|部分|重点|编[制报]|填报|有关|共[有计]|涉及|其余|其他|其中|上述|以上|主要|年初|年度"
    r"|对(?![外口])|将(?!军)|因(?!病)|经(?![济营])|在(?![线职])|按|如)"
    r"|(?:个|的|等|类|项|批|几|多|些|部分|全部|有关|相关|其他)(?:重点|主要|预算)?项目$"
    r"|(?:安排|实施|开展|设立|新设|新增)的?项目$|^(?:19|20)\d{2}\s*年度?项目$|(?:19|20)\d{2}\s*年度?$"
)
BUDGET = re.compile(rf"(?<![年实])(?:{PLAN}(?P<planned>{MONEY})|[，：]?(?P<bare>{MONEY}))")
BUDGET_BEHIND = re.compile(rf"。\s*[该本]?项目{PLAN}(?P<planned>{MONEY})")
IMPLEMENTER = re.compile(
    r"由(?P<who>[^，。；“”]{2,30}?)(?:具体|组织|负责|牵头|承担|统一)*(?:实施|承办|承担|负责|牵头)"
    r"(?=[，。；]|[一-鿿]{0,4}[，。；])"
    r"|(?:^|(?<=[，。；]))(?P<lead>[^，。；由\d]{2,16}[科处室心局站队办所院馆部组股])(?:牵头|承办)(?=[，。；])"
)
BASIS = re.compile(r"依据(?P<basis>《[^》]+》[^，。；]{0,30}?)(?:设立|立项|实施|安排)")
CARRIED_OUT = re.compile(r"(?:组织)?(?:实施|建设|完成|施工)")


@dataclass(frozen=True, slots=True)
class Part:
    """One labelled stretch: "实施主体" -> kind implementer; `start` is where its label stands.

    `reach` is how far a name goes that a sentence or heading told: to the end of its section. `label` is what a form
    says in front of it or the head of its column; `is_full_year` marks the figure of 全年预算数 in a line of funds.
    """

    kind: str
    start: int
    phrase: Phrase
    unit: str = ""
    cell: Cell | None = None
    reach: int | None = None
    label: Phrase | None = None
    is_full_year: bool = False


def is_project_name(text: str, words: IndicatorWords) -> bool:
    """Whether words name one project: "场馆维修项目" does, "重点项目", "3个项目" and "部门整体支出" do not."""
    bare = text.strip()
    is_long = 2 <= len(bare) <= 60
    return is_long and words.is_project_name(bare) and words.field(bare) is None and UNLIKE.search(bare) is None


def tell(
    document: Document, passage: Passage, sections: Mapping[str, Section], words: IndicatorWords
) -> Iterator[Part]:
    """Names and parts of the projects that one paragraph tells of, where it stands under performance or projects.

    "项目内容为食品抽样检验；年度预算462万元；由区图书馆实施" -> overview, budget, implementer
    """
    if passage.paragraph.block.role is not None or not _may_tell(document, passage, sections):
        return
    if is_row(passage.paragraph.text) or _is_heading(passage):
        return
    names = _names(passage, words)
    reach = passage.section.end if passage.section is not None else None
    for number, (label, start, end) in enumerate(names):
        yield _part("name", document, passage, label, start, end, reach)
        stop = names[number + 1][0] if number + 1 < len(names) else len(passage.text)
        sentence = min(stop, first_of(passage.text, "。", end, stop))
        money = BUDGET.search(passage.text, end, sentence) or BUDGET_BEHIND.search(passage.text, sentence, stop)
        if money is not None:
            yield _part("budget", document, passage, label, *money.span(money.lastgroup or 0))
    yield from _parts(document, passage, words)


def _may_tell(document: Document, passage: Passage, sections: Mapping[str, Section]) -> bool:
    return document.kind == "performance" or is_about_performance(passage.section, sections)


def _is_heading(passage: Passage) -> bool:
    """Whether a paragraph is a heading and nothing else."""
    section, paragraph = passage.section, passage.paragraph
    return section is not None and section.start == paragraph.start and section.heading_end >= paragraph.end


def _names(passage: Passage, words: IndicatorWords) -> list[tuple[int, int, int]]:
    """Where the names of projects stand: where what introduces them begins, their first character and their end."""
    found: list[tuple[int, int, int]] = []
    taken: set[int] = set()
    for pattern in (NAMED, SPOKEN_OF, INTRODUCED, ITEM, SCORED):
        for match in pattern.finditer(passage.text):
            group = next(name for name, text in match.groupdict().items() if text is not None)
            start, end = match.span(group)
            if taken.isdisjoint(range(start, end)) and is_project_name(match[group], words):
                found.append((match.start(), start, end))
                taken.update(range(start, end))
    return sorted(found)


def _parts(document: Document, passage: Passage, words: IndicatorWords) -> Iterator[Part]:
    text = passage.text
    yield from _labelled(document, passage, words)
    for match in IMPLEMENTER.finditer(text):
        group = "who" if match["who"] else "lead"
        yield _part("implementer", document, passage, match.start(), *match.span(group))
    for match in BASIS.finditer(text):
        yield _part("basis", document, passage, match.start(), *match.span("basis"))
    for period in passage.periods:
        if period.kind == "range" and CARRIED_OUT.match(text, period.end):
            yield _part("period", document, passage, period.start, period.start, period.end)


def _labelled(document: Document, passage: Passage, words: IndicatorWords) -> Iterator[Part]:
    """Labels that a verb ties to their text: "项目内容为食品抽样检验", "实施期为2023年3月至12月"."""
    text = passage.text
    labels = [found for piece in PIECE.finditer(text) if (found := _told_label(text, piece, words)) is not None]
    others = (match.start() for match in IMPLEMENTER.finditer(text))
    stops = sorted([len(text) + 1, *(begin for _, begin, *_ in labels), *others])
    for kind, begin, first, comma in labels:
        following = stops[bisect_right(stops, first)] - 1  # the comma in front of the next part
        last = first_of(text, "；;。", first, min(following, len(text))) if kind in LONG else comma
        yield _part(kind, document, passage, begin, first, last)


def _told_label(text: str, piece: re.Match[str], words: IndicatorWords) -> tuple[str, int, int, int] | None:
    """The part that a clause begins with: its kind, where its label begins, and its text up to the comma."""
    begin = piece.start() + len(piece[0]) - len(IN_FRONT.sub("", piece[0]))
    label = words.label_at(text[begin : piece.end()])
    verb = IS.match(text, begin + label.length) if label is not None and label.kind in TOLD else None
    if label is None or verb is None or (not verb[0].strip() and label.kind not in ("budget", "period")):
        return None
    return label.kind, begin, verb.end(), piece.end()


def _part(
    kind: str, document: Document, passage: Passage, label: int, first: int, last: int, reach: int | None = None
) -> Part:
    """A part by offsets into a paragraph."""
    start, end = passage.paragraph.range(first, last)
    return Part(kind, passage.paragraph.position(label), Phrase(document.text[start:end], start, end), reach=reach)


def is_about_performance(section: Section | None, by_id: Mapping[str, Section]) -> bool:
    """Whether a section or one around it is about performance or projects."""
    while section is not None:
        if section.kind in PERFORMANCE or ABOUT.search(section.title):
            return True
        section = by_id.get(section.parent or "")
    return False
