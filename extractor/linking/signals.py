"""The marks of a paragraph that are no numbers: stops, 其中, brackets, 持平, 没有, reasons and purposes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.data import Quantity, State
from extractor.linking.clauses import CLOSING, OPENING, last_of, strip_range
from extractor.linking.reasons import Zone, find_backward, find_purposes, find_reasons

SignalKind = Literal[
    "stop",
    "semicolon",
    "placeholder",
    "parts",
    "within",
    "partition",
    "opens",
    "closes",
    "chain",
    "flat",
    "absent",
    "reason",
    "purpose",
]

PARTS = re.compile(
    r"其中(?!的|一)[，,：:]?|(?<!不)(?:包括|包含)(?!在内|以下单位)[：:]?|具体(?:支出|收入|安排|构成)?(?:情况|构成|内容)?(?:如下|是|为)?[：:]|(?:支出|收入)?(?:主要)?(?:用于)?以下(?:几个)?方面[：:]?"
    r"|(?:主要)?内容(?:如下|为)[：:]?|(?:构成|组成)(?:如下|为|是|情况)?[：:]|情况如下[：:]?|分别(?:是|为)[：:]|分项(?:目)?(?:看|情况)[：:，,]?|主要包括[：:]?"
)
WITHIN = re.compile(
    r"(?<=[。，；：\n])\s*(?P<name>(?:20\d\d年度?)?[^，。；：、\d]{2,30}?)(?:中|里)[，,：:]|^(?P<first>(?:20\d\d年度?)?[^，。；：、\d]{2,30}?)(?:中|里)[，,：:]"
)
PARTITION = re.compile(
    r"(?:按照?|从)(?:[^，。；：:\d]{0,12})(?:功能|经济|性质|类别|类型|结构|科目|来源|用途|构成|部门|项目|级次)(?:[^，。；：:\d]{0,8}?)(?:划分|分类|分类划分|看|来看|分析|分类科目|分为|分|科目|类)?(?:[，,：:]|(?=[^，。；]{2,24}\d))"
)
CHAIN = re.compile(r"加上?(?=[^，。；减强快大]{2,})|再加")
FLAT = re.compile(
    r"(?:基本|总体)?持平|(?:均|都)?(?:无|没有|未发生)(?:增减)?(?:变化|变动|增减|差异|差额|增长)(?:变动|变化)?|(?:均)?无增减|(?:基本)?保持不变|(?:与[^，。；]{2,24}?)(?:基本)?(?:一致|相同|相等)|零增长|不增不减|(?:金额|数额)?(?:均)?不变|等于(?:年初|全年|当年|调整)?预算数?"
)
ABSENT = re.compile(
    r"(?:(?:也|均|都|亦|仍|暂|尚)?(?:没有|无(?!增减|变化|变动|法|偿|障|线|需|须|形|纸|害|人|论|党|锡|为|偏|差异|疑|关)|未(?=购置|更新)|未(?:安排|发生|编制|列支|列入|设置|涉及|开展|使用|产生|组织|有|纳入|核定|下达)|不(?:涉及|安排|存在|发生|承担|单独|使用|编制|具有|适用)))"
    r"(?:涉及|使用|安排|发生|编制|列支|任何|有|单独|核算|设置|相关|开支|承担)*的?(?P<after>(?:[^，。；：、\n（(]|[（(](?:境|含)[）)]){2,40})?"
)
ABSENT_BEHIND = re.compile(
    r"(?P<before>[^，。；：\n]{2,40}?)(?:(?:本年|本年度|今年|当年|全年|也|均|都|暂)*(?:未安排|未发生|没有安排|无安排|未编制|没有发生|未列支|为空|不涉及|不适用)|[：:]\s*无)(?=[，,。；;]|$)"
)
ATTACHED = re.compile(r"(?:详见|见|参见)(?:附件|附表|附后|后附)[^，。；）)]{0,6}")
NOT_APPLICABLE = re.compile(
    r"不(?:涉及|适用|单独|承担|使用|具有)|(?:属于?|为|系)[^，。；]{0,10}事业单位|非(?:行政|参公)单位"
)
CONDITION = re.compile(r"的[，,]|的$")  # "无政府性基金收支的，以空表列示" says what would be done
PLACEHOLDER = re.compile(r"(?:[XxＸ×＊*]{1,6}(?:[.．][XxＸ×＊*]+)?|[_＿]{2,})\s*(?=亿元|万元|元|人|个|辆|批|台|次)")
ONLY_PERCENT = re.compile(r"\s*[\d.]+\s*[%％]\s*")
NOTE = re.compile(r"[（(]\s*(?:注|备注|说明|填表说明)\s*[：:]")


@dataclass(frozen=True, slots=True)
class Signal:
    """One mark: its kind and range, the range of the name it carries, the state it states, the zone it opens."""

    kind: SignalKind
    start: int
    end: int
    name: tuple[int, int] | None = None
    state: State | None = None
    zone: Zone | None = None


def find_signals(text: str, quantities: Sequence[Quantity]) -> tuple[Signal, ...]:
    """All marks of a paragraph in order, without those inside a reason, a purpose or a note.

    "其中：办公费3万元；会议费无变化。" -> parts, semicolon, flat, stop
    """
    figures = [(quantity.start, quantity.end) for quantity in quantities if quantity.kind == "amount"]
    reasons = find_reasons(text, figures)
    reasons = (*reasons, *find_backward(text, reasons, [(q.start, q.end) for q in quantities]))
    purposes = find_purposes(text, reasons)
    zones = [Signal("reason", zone.cue_start, zone.end, zone=zone) for zone in reasons]
    zones += [Signal("purpose", zone.cue_start, zone.end, zone=zone) for zone in purposes]
    covered = [(zone.start, zone.end) for zone in zones]
    signals = [*zones]
    for signal in (
        *_stops(text),
        *_openers(text),
        *_brackets(text, quantities),
        *_flats(text),
        *_absences(text),
        *_placeholders(text),
    ):
        if not any(start <= signal.start < end for start, end in covered):
            signals.append(signal)
    return tuple(sorted(signals, key=lambda signal: (signal.start, signal.end)))


def _stops(text: str) -> Iterator[Signal]:
    for match in re.finditer(r"[。！？；;]", text):
        yield Signal("semicolon" if match[0] in "；;" else "stop", match.start(), match.end())


def _openers(text: str) -> Iterator[Signal]:
    for match in PARTS.finditer(text):
        yield Signal("parts", match.start(), match.end())
    for match in WITHIN.finditer(text):
        group = "name" if match["name"] else "first"
        if not text[match.start(group) : match.end()].startswith("其"):
            yield Signal("within", match.start(), match.end(), name=match.span(group))
    for match in PARTITION.finditer(text):
        yield Signal("partition", match.start(), match.end())
    for match in CHAIN.finditer(text):
        yield Signal("chain", match.start(), match.end())


def _brackets(text: str, quantities: Sequence[Quantity]) -> Iterator[Signal]:
    """Brackets that hold figures; （含）, （境） and the like are part of a name."""
    stack: list[int] = []
    for position, character in enumerate(text):
        if character in OPENING[:2]:
            stack.append(position)
        elif character in CLOSING[:2] and stack:
            opened = stack.pop()
            holds = any(opened < quantity.start and quantity.end <= position for quantity in quantities)
            if holds and not ONLY_PERCENT.fullmatch(text, opened + 1, position):
                yield Signal("opens", opened, opened + 1)
                yield Signal("closes", position, position + 1)


def _flats(text: str) -> Iterator[Signal]:
    for match in FLAT.finditer(text):
        if not re.match(r"(?:作|的?表述|[：:])", text[match.end() :]):
            yield Signal("flat", match.start(), match.end())


def _absences(text: str) -> Iterator[Signal]:
    for match in ABSENT_BEHIND.finditer(text):
        start, end = strip_range(text, *match.span("before"))
        start = max(start, last_of(text, "，,。；;：:", start, end))
        if start < end and not ABSENT.match(text, start):
            yield Signal("absent", start, match.end(), (start, end), _state(match[0]))
    for match in ABSENT.finditer(text):
        if match["after"] is not None and not CONDITION.search(text, match.start("after"), match.end() + 1):
            start, end = strip_range(text, *match.span("after"))
            yield Signal("absent", match.start(), match.end(), (start, end), _state(_clause(text, match)))
    for match in ATTACHED.finditer(text):
        yield Signal("absent", match.start(), match.end(), match.span(), "see_attachment")


def _placeholders(text: str) -> Iterator[Signal]:
    for match in PLACEHOLDER.finditer(text):
        yield Signal("placeholder", match.start(), match.end())


def _clause(text: str, match: re.Match[str]) -> str:
    """An absence with the clause before it: "本单位属事业单位，不编制机关运行经费预算"."""
    return text[last_of(text, "。；;", 0, match.start()) : match.end()]


def _state(words: str) -> State:
    return "not_applicable" if NOT_APPLICABLE.search(words) else "none_stated"


def note_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Brackets that speak to the author of the document: （注：…取数）."""
    found = []
    for match in NOTE.finditer(text):
        depth = 0
        for position in range(match.start(), len(text)):
            depth += (text[position] in OPENING) - (text[position] in CLOSING)
            if depth == 0:
                found.append((match.start(), position + 1))
                break
        else:
            found.append((match.start(), len(text)))
    return tuple(found)
