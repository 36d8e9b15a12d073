"""Reasons and purposes: the stretches of a paragraph that explain figures and so hold none of their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.catalogue.names import CLASS_MARK
from extractor.linking.clauses import SENTENCE_ENDS, bracket_depths, first_of, last_of, strip_range
from extractor.linking.cues import Cues

CUE, BACKWARD, GOES_ON, THEN = r"{reason}", r"{reason_before}", r"{goes_on}", r"{reason_then}"
FORWARD = r"(?:^|(?<=[。；;\n]))\s*(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]\s*)?{reason_leading}"
INFLUENCE = r"{influence}"
OTHER_MATTER = r"\d|[，,]是|方面|{flat}|{absent}|{parts}|{purpose}|{reason}|{placeholder}"  # behind a semicolon
MOVES = re.compile(
    r"(?:增|减|升|降|高|低|大于|小于|未达|多|少)[^，。]{0,6}$"
    r"|(?:大于|小于|高于|低于|未达到?|超过|超出)[^，。]{0,8}(?:预算|计划|其他)[^，。]{0,4}$"
)
ENUMERATED = r"\s*{enumeration}[，,：:]?\s*"
NEXT_MARK = r"(?<=[；;，,。])\s*(?![一首①]|其一|[（(]?1[)）、.．]){enumeration}"
LEADING, TRAILING = r"{reason_lead}", r"{reason_tail}$"
NOTHING = re.compile(
    r"(?:无|略|[Xx×＊*]+|如下|(?:主要|均|也)?(?:[与和同][^，。；]{1,24}(?:相同|一致)|同(?:[上前]|以上|收入|支出)[^，。；]{0,8})|及[^，。；]{2,10})?"
)
CAUSAL = re.compile(r"因|由于|受|源于|得益|归因")
HENCES = re.compile(r"由于|因为|鉴于|因")  # 由于来访减少，因此支出下降
HENCE = re.compile(r"[，,]\s*(?:故|因此|因而|所以)")
BROUGHT = re.compile(  # 严控开支，促使接待费下降: what a reason brought about is none
    r"[，,](?:从而|进而)?(?:促使|使得?|致使)[^，。；;]{0,24}(?:下降|减少|降低|增加|增长|上升)(?=[。；;]|$)"
)
LED_TO = re.compile(r"[，,]\s*(?:故|因此|因而|所以)(?:也)?(?:导致|造成|致使|使得?|引起)")  # 车辆老化，故导致维护费增加
ANNOUNCED = re.compile(r"现[就将把][^。；]{0,40}如下")  # 因收到债券，…，现将调整方案公示如下
CONTENT = re.compile(r"[^，。；、]{2,24}\s*(?:约|为|共)?\s*\d[\d,，. ]*\s*(?:亿|万|千)?元")
LEVEL_CLAUSE = re.compile(
    r"\s*(?:其中[：:]?)?[^，。；]{2,20}(?:支出|收入|经费|费|预算|决算|资金)(?:预算|决算|数)?(?:为|是|安排|共计?|合计|达)?\s*"
)
NEXT_ITEM = re.compile(
    rf"{LEVEL_CLAUSE.pattern}|\s*[^，。；]{{2,20}}(?:债券|债务)(?:为|共计?|合计)?\s*"
    r"|\s*(?:年终)?结转(?:下年|次年)(?:使用|支出)?(?:为)?\s*"
)  # behind a purpose
RESPECTIVELY = "分别"
WITHIN_NAME = re.compile(r"[（(][^（）()\d，。；]{1,6}[）)]$")  # 因公出国（境）费
LONGEST_WITHIN = 8
SHORTEST = 4
USED_FOR, NOT_PURPOSE, PARTS = r"{purpose}", r"{no_purpose}", r"{parts}"
NAMED_SPENDING = re.compile(
    rf"[^，。；]{{2,60}}(?:支出|经费|资金)(?:{CLASS_MARK})?[^，。；\d]{{0,8}}\d"
    r"|[^，。；\d]{2,60}(?:事业|工程|等)\d[\d,.]*\s*[亿万千]?元(?=[；。]|$)"
)  # 用于…的日常支出17万元 is a name
NEXT_FIGURE = re.compile(r"[，,；;]\s*(?:其中)?[：:]?\s*\d[\d,，.]*\s*(?:亿|万|千)?元")


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch that explains: where its cue begins, the range of the text, the subject that the cue names, the cue.

    One that `leads` explains what follows in its sentence.
    """

    cue_start: int
    start: int
    end: int
    subject: str = ""
    cue: str = ""
    leads: bool = False


def find_leading(text: str, figures: Sequence[tuple[int, int]], cues: Cues) -> tuple[Zone, ...]:
    """Reasons with which a sentence begins: "因人员增加，基本支出由60万元增加到64万元" -> 人员增加.

    They end at the comma in front of the clause with the first figure, and hold none themselves.
    """
    found: list[Zone] = []
    for cue in cues.pattern(FORWARD).finditer(text):
        stop = first_of(text, "。；;\n", cue.end(), len(text))
        figure = next((start for start, _ in figures if cue.end() <= start < stop), None)
        if figure is None:
            continue
        comma = last_of(text, "，,", cue.end(), figure)
        begin, end = _influence(text, cue, *strip_range(text, cue.end(), comma), cues)
        if end - begin >= SHORTEST:
            found.append(Zone(cue.start(), begin, end, "", cue[0], leads=True))
    return tuple(found)


def find_reasons(
    text: str, figures: Sequence[tuple[int, int]], cues: Cues, leading: Sequence[Zone] = ()
) -> tuple[Zone, ...]:
    """The reasons of a paragraph, without their cues and full stops.

        "…减少11.39%，主要原因：压缩公用经费开支。" -> one zone over 压缩公用经费开支
        "原因：一是来访减少；二是集中调度。" -> two zones

    `figures` are the ranges of amounts; a reason ends before a clause that goes on with the next item's figure, and
    "主要是人员经费120万元" names a part, not a reason.
    """
    depths = bracket_depths(text)
    zones: list[Zone] = []
    done = 0
    for cue in cues.pattern(CUE).finditer(text):
        if any(zone.cue_start <= cue.start() < zone.end for zone in leading):
            continue
        if cue.start() < done or (not CAUSAL.search(cue[0]) and CONTENT.match(text, cue.end())):
            continue
        if HENCES.search(cue[0]) and ANNOUNCED.search(text, cue.end(), first_of(text, "。", cue.end(), len(text))):
            continue
        end = _reason_end(text, cue, depths, figures, cues)
        subject = _subject(text, cue.start())
        for part_start, part_end in _enumerate(text, cue.end(), end, cues):
            begin, stop = _influence(text, cue, part_start, part_end, cues)
            if not NOTHING.fullmatch(text[begin:stop]):
                zones.append(Zone(cue.start(), begin, stop, subject, cue[0]))
        done = max(end, cue.end())
    return tuple(zones)


def _subject(text: str, cue_start: int) -> str:
    """What the cue's clause says is explained, or the clause before when that only says how something moved.

    "收入预算增加的主要原因是" -> 收入预算增加的;  "税收收入下降，主要是" -> 税收收入下降
    """
    begin = _clause(text, cue_start)
    words = text[begin:cue_start].strip()
    if words or begin == 0 or text[begin - 1] not in "，,":
        return words
    clause = text[_clause(text, begin - 1) : begin - 1].strip()
    return clause if MOVES.search(clause) and not re.search(r"\d", clause) else ""


def _clause(text: str, end: int) -> int:
    """Where the clause that ends at `end` begins; a bracket inside a name, 因公出国（境）费, is no end of one."""
    begin = last_of(text, "，,。；;）)：:", 0, end)
    while (inside := WITHIN_NAME.search(text, max(0, begin - LONGEST_WITHIN), begin)) is not None:
        begin = last_of(text, "，,。；;）)：:", 0, inside.start())
    return begin


def _influence(text: str, cue: re.Match[str], start: int, end: int, cues: Cues) -> tuple[int, int]:
    """受X影响 alone says X; with a consequence behind it the whole is the reason: 受X影响，来访减少."""
    head = text[start:end]
    taken = cue[0].rstrip().endswith("受")
    if not (taken or head.startswith("受")):
        return start, end
    tail = cues.pattern(INFLUENCE).search(head)
    if tail is None:
        return (start - 1, end) if taken else (start, end)
    if tail.end() < len(head):
        return (start - 1, end) if taken else (start, end)
    return (start, start + tail.start()) if taken else (start + 1, start + tail.start())


def _reason_end(
    text: str, cue: re.Match[str], depths: Sequence[int], figures: Sequence[tuple[int, int]], cues: Cues
) -> int:
    """Reasons run to the full stop, to a semicolon that no enumeration goes on behind, or to the next item."""
    start = cue.end()
    stop = _closing(text, start, depths)
    mark = cues.pattern(ENUMERATED).match(text, start)
    position = part = mark.end() if mark else start
    while (position := first_of(text, "；;", position, stop)) < stop:
        following = cues.pattern(NEXT_MARK).match(text, position + 1) if mark else None
        if following is None and RESPECTIVELY not in cue[0] and not _only_tells(text, position + 1, stop, cues):
            stop = position
            break
        position = following.end() if following else position + 1
        part = position if following else part
    while mark and stop < len(text) and text[stop] in "。；;":
        following = cues.pattern(NEXT_MARK).match(text, stop + 1)
        if following is None:
            break
        stop = first_of(text, "。；;", following.end(), len(text))
        part = following.end()
    if ends := BROUGHT.search(text, start, stop):
        stop = ends.start()
    if hence := (HENCES.match(cue[0]) and HENCE.search(text, start, stop)) or LED_TO.search(text, start, stop):
        stop = hence.start()
    if onward := cues.pattern(GOES_ON).search(text, start, stop):
        stop = onward.start()
    return _before_next_item(text, part, stop, figures)


def _only_tells(text: str, start: int, stop: int, cues: Cues) -> bool:
    """Whether what stands behind a semicolon only goes on with the story: "人员增加；新聘教师工资纳入预算"."""
    end = first_of(text, "；;", start, stop)
    return end - start > SHORTEST and cues.pattern(OTHER_MATTER).search(text, start, end) is None


def _closing(text: str, start: int, depths: Sequence[int]) -> int:
    """The end of the sentence, or the bracket that closes around `start`."""
    depth = depths[start] if start < len(depths) else 0
    for position in range(start, len(text)):
        if text[position] in SENTENCE_ENDS and text[position] != "\n":
            return position
        if text[position] in "）)" and 0 < depths[position] <= depth:
            return position
    return len(text)


def _before_next_item(
    text: str, start: int, stop: int, figures: Sequence[tuple[int, int]], clause: re.Pattern[str] = LEVEL_CLAUSE
) -> int:
    """Cut where a later clause is "name + amount" rather than part of the story."""
    for figure_start, figure_end in figures:
        if not start <= figure_start < stop:
            continue
        comma = last_of(text, "，,", start, figure_start)
        plain_end = (
            figure_end >= len(text) or text[figure_end] in "，,。；;、（(：:" or text.startswith("用于", figure_end)
        )
        if comma > start and plain_end and clause.fullmatch(text[comma:figure_start]):
            return comma - 1
    return stop


def _enumerate(text: str, start: int, end: int, cues: Cues) -> Iterator[tuple[int, int]]:
    """Split "一是…；二是…" at its marks, and drop doubled cues and trailing 所致."""
    marks = [start]
    if cues.pattern(ENUMERATED).match(text, start):
        marks += [match.start() for match in cues.pattern(NEXT_MARK).finditer(text, start, end)]
    for begin, stop in zip(marks, [*marks[1:], end], strict=True):
        first, last = begin, stop
        if mark := cues.pattern(ENUMERATED).match(text, first, last):
            first = mark.end()
        while lead := cues.pattern(LEADING).match(text, first, last):
            first = lead.end()
        if tail := cues.pattern(TRAILING).search(text[first:last].rstrip("，,；;。 ")):
            last = first + tail.start()
        first, last = strip_range(text, first, last)
        if first < last:
            yield first, last


def find_backward(text: str, zones: Sequence[Zone], figures: Sequence[tuple[int, int]], cues: Cues) -> tuple[Zone, ...]:
    """Reasons that stand before their cue: "…顺延至本年实施，这是增加的主要原因", "…所致".

    The reason is what stands between the last figure or full stop and the cue.
    """
    found: list[Zone] = []
    for cue in cues.pattern(BACKWARD).finditer(text):
        if any(zone.cue_start <= cue.start() <= zone.end for zone in zones):
            continue
        start, end = _behind_last_figure(text, figures, cue.start())
        if end - start >= SHORTEST:
            found.append(Zone(start, start, end, "", cue[0]))
    return tuple(found)


def find_consequences(
    text: str, zones: Sequence[Zone], figures: Sequence[tuple[int, int]], cues: Cues
) -> tuple[Zone, ...]:
    """Reasons told before what they brought about: "编制增加，导致项目支出增加52万元" -> 编制增加."""
    found: list[Zone] = []
    for cue in cues.pattern(THEN).finditer(text):
        stop = first_of(text, "。；;\n", cue.end(), len(text))
        if not any(cue.end() <= start < stop for start, _ in figures):
            continue
        if any(zone.cue_start <= cue.start() <= zone.end for zone in zones):
            continue
        start, end = _behind_last_figure(text, figures, cue.start())
        if end - start >= SHORTEST:
            found.append(Zone(start, start, end, "", cue[0], leads=True))
    return tuple(found)


def _behind_last_figure(text: str, figures: Sequence[tuple[int, int]], stop: int) -> tuple[int, int]:
    """What stands between the last figure or full stop and an offset, from the comma behind the figure."""
    begin = last_of(text, "。；;", 0, stop)
    begin = max([begin, *(end for _, end in figures if end <= stop)])
    comma = first_of(text, "，,", begin, stop)
    return strip_range(text, comma if begin and comma < stop else begin, stop)


def find_purposes(
    text: str, reasons: Sequence[Zone], figures: Sequence[tuple[int, int]], cues: Cues
) -> tuple[Zone, ...]:
    """What money is for: "主要用于退休人员活动费。" -> one zone over 退休人员活动费.

    It ends in front of a clause that goes on with the next item's figure, one of `figures`, as a reason does.
    """
    zones: list[Zone] = []
    for cue in cues.pattern(USED_FOR).finditer(text):
        if cues.pattern(NOT_PURPOSE).match(text, cue.end()) or any(
            zone.start <= cue.start() < zone.end for zone in reasons
        ):
            continue
        if cues.pattern(PARTS).match(text, cue.start()):
            continue  # 主要用于道路5亿元、学校4亿元: what follows are parts
        if (zones and cue.start() < zones[-1].end) or NAMED_SPENDING.match(text, cue.end()):
            continue
        stop = first_of(text, "。；;\n", cue.end(), len(text))
        for onward in (cues.pattern(GOES_ON), NEXT_FIGURE):
            if match := onward.search(text, cue.end(), stop):
                stop = match.start()
        stop = _before_next_item(text, cue.end(), stop, figures, NEXT_ITEM)
        stop = min([stop, *(zone.cue_start for zone in reasons if cue.end() <= zone.cue_start < stop)])
        start, end = strip_range(text, cue.end(), stop)
        if end - start >= 2:
            zones.append(Zone(cue.start(), start, end))
    return tuple(zones)
