"""The name in front of a number: where it begins and ends, and what remains when it says only "支出决算为"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from extractor.data import Stage
from extractor.linking.clauses import MARGIN, clause_start, strip_range
from extractor.linking.cues import Cues
from extractor.numbering import read_numeral

ONE_SIDE = ("收入", "支出")  # names that are one side of an account, whichever account it is
LEAD = r"{lead}\s*[：:]?\s*"
KEPT = r"(?:财政拨款)?(?:结转|结余)"  # 年末结转和结余 and 年初结转 are names of their own
PERIOD = (
    r"(?:截至|截止|至|在)?\s*(?:(?:19|20)\d{2}|二[〇○零Ｏ]\S{2})"
    rf"(?:(?=年[末初]{KEPT})|\s*年?\s*"
    r"(?:度|\d{1,2}\s*月(?:\s*\d{1,2}\s*日|底|末|份)?|底|末|年末|年底|初)?\s*[，,]?\s*"
    rf"(?:(?:年末|年底|期末)(?!{KEPT}))?\s*的?)"
)
RELATIVE = r"{relative}度?的?(?!结转|结余)\s*"
OWN = r"{own}"
COPULA = r"\s*{copula}\s*$"
VERB = r"{verb}\s*$"
STAGE_TAIL = r"的?{stage_tail}\s*$"
BARE = r"{bare}*"
TOTAL = r"{total}"
ACTUAL = "actual"  # 实际支出, 执行数: final accounts where those are being read, else execution
STAGES = (
    ("budget_adjusted", r"{stage_budget_adjusted}$"),
    (ACTUAL, r"{stage_actual}$"),
    ("final", r"{stage_final}$"),
    ("budget", r"{stage_budget}$"),
)


@dataclass(frozen=True, slots=True)
class Segment:
    """The words that name a number: the range of the name, what was taken off before it, where else it might end.

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


def name_before(text: str, floor: int, end: int, cues: Cues, *, own: re.Pattern[str] | None = None) -> Segment:
    """The noun phrase in front of the number that starts at `end`, looking back no further than `floor`.

        "其中：2023年公务接待费预算安排" -> 公务接待费预算安排, lead 其中：2023年; it may also end behind 公务接待费

    `own` matches the names of the document's organisation, which are no part of an item.
    """
    begin = clause_start(text, floor, end)
    start, stop = strip_range(text, begin, end)
    start = _strip_lead(text, start, stop, cues, own)
    stop = _strip(cues.pattern(COPULA), text, start, stop)
    start, stop = strip_range(text, start, stop)
    start = _open_quote(text, begin, start, stop)
    return Segment(start, stop, text[begin:start], tuple(_ends(text, start, stop, cues)))


def _ends(text: str, start: int, stop: int, cues: Cues) -> Iterator[int]:
    """Where a name may end: with everything, without its verb, without the words for its stage."""
    while stop > start:
        yield stop
        shorter = _strip(cues.pattern(VERB), text, start, stop, once=True)
        if shorter in (stop, start):
            shorter = _strip(cues.pattern(STAGE_TAIL), text, start, stop, once=True)
        if shorter in (stop, start):
            return
        stop = strip_range(text, start, shorter)[1]
        stop = _strip(cues.pattern(COPULA), text, start, stop)  # 基本支出为 of 基本支出为预算618万元的99.11%


def _strip_lead(text: str, start: int, stop: int, cues: Cues, own: re.Pattern[str] | None) -> int:
    patterns = [cues.pattern(template) for template in (PERIOD, RELATIVE, OWN, LEAD)]
    if own is not None:
        patterns.insert(-1, own)
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


def is_bare(name: str, cues: Cues) -> bool:
    """Whether a name names nothing of its own: 支出决算, 年初预算数, or nothing at all; 收入总计 names a total."""
    plain = re.sub(r"\s", "", name)
    return cues.pattern(BARE).fullmatch(plain) is not None and cues.pattern(TOTAL).search(plain) is None


def stage_of(words: str, here: Stage | None, cues: Cues) -> Stage | None:
    """The stage that the words in front of a number end in, where figures of stage `here` are being read.

    "年初预算为" -> budget;  "支出决算为" -> final;  "执行数" -> final in final accounts, else budget_execution
    """
    bare = re.sub(r"[为是：:约共达计]+$", "", re.sub(r"\s", "", words))
    stage = next((stage for stage, template in STAGES if cues.pattern(template).search(bare)), None)
    if stage == "budget_adjusted" and here == "budget" and "调整" not in bare:
        return "budget"  # 全年预算 of a year that has only begun
    if stage == ACTUAL:
        return "final" if here == "final" else "budget_execution"
    return cast("Stage | None", stage)
