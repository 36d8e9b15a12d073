"""Reasons and purposes: the stretches of a paragraph that explain figures and so hold none of their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.linking.clauses import SENTENCE_ENDS, bracket_depths, first_of, last_of, strip_range

CUE = re.compile(
    r"""
      (?:主要|具体|重要|根本)?的?原因(?:主要|具体|分析|说明|分别)?(?:是|为|在于|如下|有|包括|系|即)*(?:由于|因为|因(?!公|此|素)|受)?\s*[：:，,]?\s*
    | 主要(?:是|系|为)(?:因为|由于|因(?!公|此|素)|受(?=[^，。；]{2,60}(?:影响|拉动|带动)))?\s*[：:]?\s*
    | 主要(?:因为|由于|因(?!公|此|素)|受(?=[^，。；]{2,60}(?:影响|拉动|带动)))\s*
    | (?<=[，,；;。])\s*(?:这?主要|均|都|全部)?(?:是)?(?:由于|因为|缘于|源于|得益于|归因于|系(?!统|列)|因(?!公|此|素|而|地|人|事|私|病|战|时|材|果|疫情防控工作))\s*
    | (?<=[，,；;。])\s*受(?=[^，。；]{2,60}(?:影响|拉动|带动|制约))
    """,
    re.VERBOSE,
)
TAIL = re.compile(r"等?(?:因素|原因)?(?:的)?(?:综合|共同|叠加)?(?:影响|拉动|带动|制约)(?=[，,。；;]|$)")
ENUMERATED = re.compile(
    r"\s*(?:[一二三四五六七八九]是|其[一二三四五]是?[，,]?|首先是?|其次是?|再次是?|最后是?|(?:另)?一方面是?|[（(]?\d[)）、.．](?!\d)|[①-⑨])[，,：:]?\s*"
)
NEXT_MARK = re.compile(
    r"(?<=[；;，,。])\s*(?:[二三四五六七八九]是|其[二三四五]是?[，,]?|其次是?|再次是?|最后是?|另一方面是?|[（(]?[2-9][)）、.．](?!\d)|[②-⑨])"
)
LEADING = re.compile(r"(?:(?:主要)?(?:是|为|系)?(?:因为|由于)|主要(?:是|为)|原因(?:是|为)?|是因|是(?=[^，。]{4})|因(?!公|此|素)(?=[^，。]{2}))[：:，,]?\s*")
TRAILING = re.compile(r"(?:所致|造成的?|导致的?|引起的?|形成的?|等原因|的原因)$")
NOTHING = re.compile(r"(?:无|略|[Xx×＊*]+|如下)?")
GOES_ON = re.compile(
    r"[，,；;]\s*(?:其中|(?:完成|占)[^，。；]{0,12}(?:预算|比)|(?:比|较|与)(?:上年|去年|\d{4}\s*年|年初|预算)[^，。；]{0,16}(?:\d|持平|一致|无)|(?:年初预算|支出决算|决算数?|预算数?)为)"
)
CONTENT = re.compile(r"[^，。；、]{2,24}\s*(?:约|为|共)?\s*\d[\d,，. ]*\s*(?:亿|万|千)?元")
LEVEL_CLAUSE = re.compile(r"\s*(?:其中[：:]?)?[^，。；]{2,20}(?:支出|收入|经费|费|预算|决算|资金)(?:预算|决算|数)?(?:为|是|安排)?\s*")
USED_FOR = re.compile(r"(?:其中)?(?:主要|专项|具体|重点|全部|将)?(?:是)?用于\s*(?:开展|支付|保障(?=[^，。]{2}))?[：:]?\s*")
BARE_USED_FOR = re.compile(r"用于\s*[：:]?\s*")
NOT_PURPOSE = re.compile(r"(?:以下|如下|下列|[^，。；]{0,16}\d[\d,.]*\s*(?:亿|万)?元)")


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch that explains: where its cue begins, the range of the text, the subject that the cue names, the cue."""

    cue_start: int
    start: int
    end: int
    subject: str = ""
    cue: str = ""


def find_reasons(text: str, figures: Sequence[tuple[int, int]]) -> tuple[Zone, ...]:
    """The reasons of a paragraph, without their cues and full stops.

        "…减少11.62%，主要原因：压缩公用经费开支。" -> one zone over 压缩公用经费开支
        "原因：一是来访减少；二是集中调度。" -> two zones

    `figures` are the ranges of amounts; a reason ends before a clause that goes on with the next item's figure, and
    "主要是人员经费120万元" names a part, not a reason.
    """
    depths = bracket_depths(text)
    zones: list[Zone] = []
    done = 0
    for cue in CUE.finditer(text):
        if cue.start() < done or ("原因" not in cue[0] and CONTENT.match(text, cue.end())):
            continue
        end = _reason_end(text, cue, depths, figures)
        subject = text[last_of(text, "，,。；;）)：:", 0, cue.start()) : cue.start()].strip()
        for part_start, part_end in _enumerate(text, cue.end(), end):
            if not NOTHING.fullmatch(text[part_start:part_end]):
                zones.append(Zone(cue.start(), part_start, part_end, subject, cue[0]))
        done = max(end, cue.end())
    return tuple(zones)


def _reason_end(text: str, cue: re.Match[str], depths: Sequence[int], figures: Sequence[tuple[int, int]]) -> int:
    """Reasons run to the full stop, to a semicolon that no enumeration goes on behind, or to the next item."""
    start = cue.end()
    stop = _closing(text, start, depths)
    enumerated = bool(ENUMERATED.match(text, start))
    position = start
    while (position := first_of(text, "；;", position, stop)) < stop:
        if not (enumerated and NEXT_MARK.match(text, position + 1)):
            stop = position
            break
        position += 1
    if enumerated:
        while stop < len(text) and text[stop] in "。；;" and NEXT_MARK.match(text, stop + 1):
            stop = first_of(text, "。；;", stop + 1, len(text))
    if "受" in cue[0] or text[cue.end() - 1 : cue.end()] == "受":
        tail = TAIL.search(text, start, stop)
        if tail:
            return tail.start()
    if onward := GOES_ON.search(text, start, stop):
        stop = onward.start()
    return _before_next_item(text, start, stop, figures)


def _closing(text: str, start: int, depths: Sequence[int]) -> int:
    """The end of the sentence, or the bracket that closes around `start`."""
    depth = depths[start] if start < len(depths) else 0
    for position in range(start, len(text)):
        if text[position] in SENTENCE_ENDS and text[position] != "\n":
            return position
        if text[position] in "）)" and 0 < depths[position] <= depth:
            return position
    return len(text)


def _before_next_item(text: str, start: int, stop: int, figures: Sequence[tuple[int, int]]) -> int:
    """Cut where a later clause is "name + amount" rather than part of the story."""
    for figure_start, figure_end in figures:
        if not start <= figure_start < stop:
            continue
        comma = last_of(text, "，,", start, figure_start)
        plain_end = figure_end >= len(text) or text[figure_end] in "，,。；;、（("
        if comma > start and plain_end and LEVEL_CLAUSE.fullmatch(text[comma:figure_start]):
            return comma - 1
    return stop


def _enumerate(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split "一是…；二是…" at its marks, and drop doubled cues and trailing 所致."""
    marks = [start]
    if ENUMERATED.match(text, start):
        marks += [match.start() for match in NEXT_MARK.finditer(text, start, end)]
    for begin, stop in zip(marks, [*marks[1:], end], strict=True):
        first, last = begin, stop
        if mark := ENUMERATED.match(text, first, last):
            first = mark.end()
        while lead := LEADING.match(text, first, last):
            first = lead.end()
        if tail := TRAILING.search(text[first:last].rstrip("，,；;。 ")):
            last = first + tail.start()
        first, last = strip_range(text, first, last)
        if first < last:
            yield first, last


def find_purposes(text: str, reasons: Sequence[Zone]) -> tuple[Zone, ...]:
    """What money is for: "主要用于退休人员活动费。" -> one zone over 退休人员活动费."""
    zones: list[Zone] = []
    for cue in USED_FOR.finditer(text):
        if NOT_PURPOSE.match(text, cue.end()) or any(zone.start <= cue.start() < zone.end for zone in reasons):
            continue
        if zones and cue.start() < zones[-1].end:
            continue
        stop = first_of(text, "。；;\n", cue.end(), len(text))
        if onward := GOES_ON.search(text, cue.end(), stop):
            stop = onward.start()
        stop = min([stop, *(zone.cue_start for zone in reasons if cue.end() <= zone.cue_start < stop)])
        start, end = strip_range(text, cue.end(), stop)
        if end - start >= 2:
            zones.append(Zone(cue.start(), start, end))
    return tuple(zones)
