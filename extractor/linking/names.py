"""The name in front of a number: where it begins and ends, and what remains when it says only "支出决算为"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from extractor.data import Stage
from extractor.linking.clauses import MARGIN, clause_start, strip_range
from extractor.numbering import read_numeral

LEAD = re.compile(
    r"""(?:
        其中 | 包括 | 包含 | 分别(?:是|为) | (?:一|二|三|四|五|六|七|八)是 | 另外?有? | 此外 | 以及 | 还有 | 并且?(?=安排) | 和(?!解|谐) | 及(?!时) | 与(?![^，。]{0,12}相比) | 即 | 其余 | 而
      | 加上? | 再加上? | 减去? | 扣除 | 主要(?:是|包括|有|用于)? | 具体(?:是|为|情况是|情况如下|包括)? | 按[^，。；：]{2,14}(?:划?分|来看|看)(?:类)? | 从[^，。；：]{2,14}(?:看|来看)
      | 共?有(?!关) | 共计? | 安排(?!预算稳定) | 拨付 | 计划(?!生育) | 预计 | 拟(?=[^，。]{2}) | 全年(?=安排|实现|完成) | 控制在 | 用于 | 通过 | 由(?=[^，。]{2,10}(?:承担|负担)) | 分别 | 各 | 对(?=[^，。]{2,12}进行)
      | (?:当年|全年)?实现(?=[^，。]{2,16}(?:收入|支出)) | 完成(?=[^，。]{2,16}(?:收入|支出|投资)) | 截至目前 | 由(?=(?:上年|去年|(?:19|20)\d{2}\s*年)) | 在[^，。]{1,8}中 | 使用
    )\s*[：:]?\s*""",
    re.VERBOSE,
)
PERIOD = re.compile(
    r"(?:截至|截止|至|在)?\s*(?:(?:19|20)\d{2}|二[〇○零Ｏ]\S{2})\s*年?\s*(?:度|\d{1,2}\s*月(?:\s*\d{1,2}\s*日|底|末|份)?|底|末|年末|年底|初)?\s*[，,]?\s*(?:年末|年底|期末)?\s*的?"
)
RELATIVE = re.compile(
    r"(?:上年度?|去年|上一年度?|本年(?!收入|支出|度?财政)|本年度|今年|当年(?!财政|收入|支出)|年末(?!结转|结余)|年初(?=安排)|全年(?=安排|共))(?:度)?的?(?!结转|结余)\s*"
)
OWN = re.compile(
    r"(?:本|我|该|全)(?:部门|单位|局|委|办|处|中心|院|校|所|站|镇|乡|街道|厅|会|队|馆|园|级|市|区|县|省|州|旗|系统)(?:本级|机关|系统|汇总)?(?:共|的)?\s*|所?下属[^，。]{0,24}的|(?:部门|单位)(?=[^，。]{0,4}(?:收入|支出|“?三公))"
)
COPULA = re.compile(
    r"\s*(?:(?<![小合总累])计$|(?:上年|去年|今年|本年|当年|上年度|全年)(?:度)?$|(?:约|共|总共|一共|合计|累计|预计|计划|实际|具体|全部|均|各|都|已|只|仅|分别|达到|将)*(?:为|是|达到?|有|共|约|至)|[：:=]|约|近|共计|分别|各|大于|小于)\s*$"
)
VERB = re.compile(
    r"(?:共|总|实际|预计|计划|已|全年|累计|合计|当年|本年)*(?:(?<![小合总累])计|安排|投入|完成|实现|下达|批复|拨付|核定|列支|发生|收到|落实|达|编制|使用|开支|支付)(?:了|预算|资金|金额|数|支出|经费|预算数)*\s*$|(?:共|总共|实际|累计|全年|已|预计)支出\s*$"
)
STAGE_PHRASE = re.compile(
    r"(?:的)?(?:(?:上年|去年|当年|本年|今年|年度)*(?:年初|期初|全年|年度|当年|调整后?|变动后?|财政拨款)*的?(?:支出|收入)?(?:预算|决算)(?:数|安排|金额|批复|数额|安排数)?|(?:预算|实际|预计|全年)*执行(?:数|金额|情况)|实际(?:支出|完成|收入|发生|支付|执行)(?:数|金额|额)?|年初(?:安排|计划)数?)\s*$"
)
ACTUAL = "actual"  # 实际支出, 执行数: final accounts where those are being read, else execution
STAGE_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "budget_adjusted",
        re.compile(
            r"(?:全年|调整后?|变动后?|调整变动后?)的?(?:支出|收入)?预算(?:数|安排|金额|总额)*$|预算(?:调整|变动)数?$"
        ),
    ),
    (
        ACTUAL,
        re.compile(
            r"(?:预算|实际|预计)?执行(?:数|金额|情况)*$|实际(?:支出|完成|收入|发生|支付|执行|使用)(?:数|金额|额)*$|实际$"
        ),
    ),
    ("final", re.compile(r"决算(?:支出|收入)?(?:数|金额|总额|合计|总计)*$")),
    (
        "budget",
        re.compile(
            r"(?:年初|期初|当年|年度)(?:支出|收入|财政拨款)?预算(?:数|安排|金额|批复|总额|支出|收入)*$|(?<!公共)(?<!基金)(?<!经营)(?<!本)预算(?:数|安排|金额|总额|批复|合计|总计|共|的|支出)*$|年初(?:安排|计划)(?:数)?$|今年安排$|(?:预算|本年|当年)安排$"
        ),
    ),
)
BARE = re.compile(
    r"(?:年初|全年|调整后?|变动后?|当年|本年|今年|年度|实际|预计|共|部门|单位|总|收入|支出|经费|资金|预算|决算|执行|批复|下达|安排|完成|使用|编制|数|额|金额|总额|总计|合计|的|为|是|约|达到?|增加到|减少到|增至|降至|有|上年|去年|上年度|均|各|发生|所需|需)*"
)


TOTAL = re.compile(r"(?:收入|支出)(?:总计|合计|总额)$|总(?:收入|支出)$|^收支")


@dataclass(frozen=True, slots=True)
class Segment:
    """The words that name a number: the range of the name, what was taken off before it, and where it might end instead.

    `ends` are the possible ends of the name, the longest first: 三公经费支出预算数, 三公经费.
    """

    start: int
    end: int
    lead: str
    ends: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of the name."""
        return self.start >= self.end


def name_before(text: str, floor: int, end: int, *, own: re.Pattern[str] | None = None) -> Segment:
    """The noun phrase in front of the number that starts at `end`, looking back no further than `floor`.

        "其中：2023年公务接待费预算安排" -> name 公务接待费预算安排, lead 其中：2023年, it may also end behind 公务接待费

    `own` matches the names of the document's organisation, which are no part of an item.
    """
    begin = clause_start(text, floor, end)
    start, stop = strip_range(text, begin, end)
    start = _strip_lead(text, start, stop, own)
    stop = _strip(COPULA, text, start, stop)
    start, stop = strip_range(text, start, stop)
    start = _open_quote(text, begin, start, stop)
    return Segment(start, stop, text[begin:start], tuple(_ends(text, start, stop)))


def _ends(text: str, start: int, stop: int) -> Iterator[int]:
    """Where a name may end: with everything, without its verb, without the words for its stage."""
    while stop > start:
        yield stop
        shorter = _strip(VERB, text, start, stop, once=True)
        if shorter in (stop, start):
            shorter = _strip(STAGE_PHRASE, text, start, stop, once=True)
        if shorter in (stop, start):
            return
        stop = strip_range(text, start, shorter)[1]


def _strip_lead(text: str, start: int, stop: int, own: re.Pattern[str] | None) -> int:
    patterns = (PERIOD, RELATIVE, OWN, LEAD) if own is None else (PERIOD, RELATIVE, OWN, own, LEAD)
    while start < stop:
        numeral = read_numeral(text[start:stop])
        match = next((m for p in patterns if (m := p.match(text, start, stop))), None)
        if numeral and numeral.length < stop - start:
            start += numeral.length
        elif match and match.end() > start:
            start = match.end()
        elif text[start] in MARGIN or text[start] in "”’":
            start += 1
        else:
            break
    return start


def _strip(pattern: re.Pattern[str], text: str, start: int, stop: int, *, once: bool = False) -> int:
    """Take what the pattern matches off the end, again and again or once."""
    while match := pattern.search(text, start, stop):
        if match.start() == match.end():
            break
        stop = max(match.start(), start)
        if once or stop == start:
            break
    return stop


def _open_quote(text: str, begin: int, start: int, end: int) -> int:
    """Take the opening quote back in when the name holds its closing one: “三公”经费."""
    closed = "”" in text[start:end] and "“" not in text[start:end]
    return start - 1 if closed and start > begin and text[start - 1] == "“" else start


def is_bare(name: str) -> bool:
    """Whether a name names nothing of its own: 支出决算, 年初预算数, or nothing at all; 收入总计 names a total."""
    plain = re.sub(r"\s", "", name)
    return BARE.fullmatch(plain) is not None and TOTAL.search(plain) is None


def stage_of(words: str, here: Stage | None) -> Stage | None:
    """The stage that the words in front of a number end in, where figures of stage `here` are being read.

    "年初预算为" -> budget;  "支出决算为" -> final;  "执行数" -> final in final accounts, else budget_execution
    """
    bare = re.sub(r"[为是：:约共达计]+$", "", re.sub(r"\s", "", words))
    stage = next((stage for stage, pattern in STAGE_WORDS if pattern.search(bare)), None)
    if stage == "budget_adjusted" and here == "budget" and "调整" not in bare:
        return "budget"  # 全年预算 of a year that has only begun
    if stage == ACTUAL:
        return "final" if here == "final" else "budget_execution"
    return cast("Stage | None", stage)
