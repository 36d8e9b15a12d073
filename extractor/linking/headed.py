"""Reasons under a heading that asks for them: "三、变动原因" / "一是视频会议增多，接待费减少；二是…"."""

import re
from collections.abc import Iterator

from extractor.linking.clauses import first_of, last_of, strip_range
from extractor.linking.cues import Cues
from extractor.linking.reasons import ENUMERATED, Zone

ASKS = re.compile(r"原因(?:分析|说明)?$")
LONGEST = 24  # characters of a clause that says what moved
MARK = rf"(?:^|(?<=[。；;\n]))\s*(?:{ENUMERATED})"


def find_headed(text: str, title: str, cues: Cues) -> Iterator[Zone]:
    """The reasons of a paragraph that its heading asks for, each with the clause behind it that says what moved.

    Without such a clause nothing says what is explained, and the paragraph is read as any other.
    """
    if ASKS.search(title) is None:
        return
    for mark in cues.pattern(MARK).finditer(text):
        stop = first_of(text, "。；;\n", mark.end(), len(text))
        comma = last_of(text, "，,", mark.end(), stop)
        moved = text[comma:stop].strip()
        told = comma > mark.end() and len(moved) <= LONGEST and not any(map(str.isdigit, moved))
        start, end = strip_range(text, mark.end(), comma - 1) if told else (0, 0)
        if start < end and cues.direction_before(moved) is not None:
            yield Zone(mark.start(), start, end, moved, mark[0])
