"""The marks of a paragraph that are no numbers: stops, 其中, brackets, 持平, 没有, reasons and purposes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.data import Quantity, State
from extractor.linking.clauses import CLOSING, OPENING, last_of, strip_range
from extractor.linking.cues import Cues
from extractor.linking.headed import find_headed
from extractor.linking.reasons import Zone, find_backward, find_consequences, find_leading, find_purposes, find_reasons

SignalKind = Literal[
    "stop",
    "semicolon",
    "placeholder",
    "parts",
    "ends",
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

WITHIN = re.compile(
    r"(?<=[。，；：\n])\s*(?P<name>(?:20\d\d年度?)?[^，。；：、\d]{2,30}?)[中里][，,：:]"
    r"|^(?P<first>(?:20\d\d年度?)?[^，。；：、\d]{2,30}?)[中里][，,：:]"
)
PARTS, PARTS_END, PARTITION, CHAIN, FLAT = r"{parts}", r"{parts_end}", r"{partition}", r"{chain}", r"{flat}"
ABSENT = (
    r"[也均都亦仍暂尚]?{absent}(?:涉及|使用|安排|发生|编制|列支|任何|有|单独|核算|设置|相关|开支|承担|编列|取得|收到)*的?"
    r"(?P<after>(?:[^，。；：、\n（(]|[（(][境含][）)]){2,40}(?:(?:、[^，。；：、\n（(\d]{2,30})+(?=[，。；\n]|$))?)?"
)
ABSENT_AT_END = r"{absent_behind}(?=[，,。；;]|$)"
ABSENT_BEHIND = rf"(?P<before>[^，。；：\n]{{2,40}}?){ABSENT_AT_END}"
ATTACHED, NOT_APPLICABLE, PLACEHOLDER, NOTE = r"{attached}", r"{not_applicable}", r"{placeholder}", r"{note}"
CONDITION = re.compile(r"的[，,]|的$")  # "无政府性基金收支的，以空表列示" says what would be done
WITHOUT_FIGURE = re.compile(r"[（(][^（）()\d]*[）)]")
ONLY_PERCENT = re.compile(r"\s*[一-鿿]{0,4}\s*[-＋+－±]?[\d.]+\s*[%％]\s*")


@dataclass(frozen=True, slots=True)
class Signal:
    """One mark: its kind and range, the range of the name it carries, the state it states, the zone it opens."""

    kind: SignalKind
    start: int
    end: int
    name: tuple[int, int] | None = None
    state: State | None = None
    zone: Zone | None = None


def find_signals(text: str, quantities: Sequence[Quantity], cues: Cues, *, title: str = "") -> tuple[Signal, ...]:
    """All marks of a paragraph in order, without those inside a reason, a purpose or a note.

    "其中：办公费3万元；会议费无变化。" -> parts, semicolon, flat, stop;  `title` is that of the section
    """
    figures = [(quantity.start, quantity.end) for quantity in quantities if quantity.kind == "amount"]
    leading = (*find_headed(text, title, cues), *find_leading(text, figures, cues))
    reasons = (*leading, *find_reasons(text, figures, cues, leading))
    reasons = (*reasons, *find_backward(text, reasons, [(q.start, q.end) for q in quantities], cues))
    reasons = (*reasons, *find_consequences(text, reasons, [(q.start, q.end) for q in quantities], cues))
    purposes = find_purposes(text, reasons, figures, cues)
    zones = [Signal("reason", zone.cue_start, zone.end, zone=zone) for zone in reasons]
    zones += [Signal("purpose", zone.cue_start, zone.end, zone=zone) for zone in purposes]
    covered = [(zone.start, zone.end) for zone in zones]
    signals = [*zones]
    for signal in (
        *_stops(text),
        *_openers(text, cues),
        *_brackets(text, quantities),
        *_flats(text, cues),
        *_absences(text, cues),
        *_placeholders(text, cues),
    ):
        if not any(start <= signal.start < end for start, end in covered):
            signals.append(signal)
    return tuple(sorted(signals, key=lambda signal: (signal.start, signal.end)))


def _stops(text: str) -> Iterator[Signal]:
    for match in re.finditer(r"[。！？；;]", text):
        yield Signal("semicolon" if match[0] in "；;" else "stop", match.start(), match.end())


def _openers(text: str, cues: Cues) -> Iterator[Signal]:
    unbroken = [match.span() for match in WITHOUT_FIGURE.finditer(text)]
    for match in cues.pattern(PARTS).finditer(text):
        if any(start < match.start() and match.end() < end for start, end in unbroken):
            continue  # 专项转移支付（包含基建投资）78万元
        yield Signal("parts", match.start(), match.end())
    for match in cues.pattern(PARTS_END).finditer(text):
        yield Signal("ends", match.start(), match.end())
    for match in WITHIN.finditer(text):
        group = "name" if match["name"] else "first"
        if not text[match.start(group) : match.end()].startswith("其"):
            yield Signal("within", match.start(), match.end(), name=match.span(group))
    for match in cues.pattern(PARTITION).finditer(text):
        yield Signal("partition", match.start(), match.end())
    for match in cues.pattern(CHAIN).finditer(text):
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


def _flats(text: str, cues: Cues) -> Iterator[Signal]:
    for match in cues.pattern(FLAT).finditer(text):
        if not re.match(r"(?:作|的?表述|[：:])", text[match.end() :]):
            yield Signal("flat", match.start(), match.end())


def _absences(text: str, cues: Cues) -> Iterator[Signal]:
    behind: list[tuple[int, int]] = []
    for match in _named_in_front(text, cues):
        start, end = strip_range(text, *match.span("before"))
        start = max(start, last_of(text, "，,。；;：:", start, end))
        if start < end and not cues.pattern(ABSENT).match(text, start):
            behind.append((start, match.end()))
            yield Signal("absent", start, match.end(), (start, end), _state(match[0], cues))
    for match in cues.pattern(ABSENT).finditer(text):
        if any(start <= match.start() < end for start, end in behind):
            continue
        if match["after"] is None:
            yield Signal("absent", match.start(), match.end(), (match.end(), match.end()), "none_stated")
        elif not CONDITION.search(text, match.start("after"), match.end() + 1):
            start, end = strip_range(text, *match.span("after"))
            yield Signal("absent", match.start(), match.end(), (start, end), _state(_clause(text, match), cues))
    for match in cues.pattern(ATTACHED).finditer(text):
        yield Signal("absent", match.start(), match.end(), match.span(), "see_attachment")


def _named_in_front(text: str, cues: Cues) -> Iterator[re.Match[str]]:
    """Absences said behind their name, which is looked for only where there is one: most paragraphs have none."""
    if cues.pattern(ABSENT_AT_END).search(text):
        yield from cues.pattern(ABSENT_BEHIND).finditer(text)


def _placeholders(text: str, cues: Cues) -> Iterator[Signal]:
    for match in cues.pattern(PLACEHOLDER).finditer(text):
        yield Signal("placeholder", match.start(), match.end())


def _clause(text: str, match: re.Match[str]) -> str:
    """An absence with the clause before it: "本单位属事业单位，不编制机关运行经费预算"."""
    return text[last_of(text, "。；;", 0, match.start()) : match.end()]


def _state(words: str, cues: Cues) -> State:
    return "not_applicable" if cues.pattern(NOT_APPLICABLE).search(words) else "none_stated"


def note_ranges(text: str, cues: Cues) -> tuple[tuple[int, int], ...]:
    """Brackets that speak to the author of the document: （注：…取数）."""
    found = []
    for match in cues.pattern(NOTE).finditer(text):
        depth = 0
        for position in range(match.start(), len(text)):
            depth += (text[position] in OPENING) - (text[position] in CLOSING)
            if depth == 0:
                found.append((match.start(), position + 1))
                break
        else:
            found.append((match.start(), len(text)))
    return tuple(found)
