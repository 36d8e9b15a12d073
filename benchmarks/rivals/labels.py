"""The usual practice: a list of labels, and patterns for what stands behind them.

A label, at most a few words, a number with its unit; then 比上年增加 and 增长 with theirs, 占…的 and 完成…的 with a
percentage, 持平. Labels are rows of labels.toml. What was found is linked as a tagger's tags are (linking.py).
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.rivals.tags import ABSENT, AMOUNT, FLAT, ITEM, LEVEL, PERCENT, Tag

LABELS = Path(__file__).with_name("labels.toml")
COMMON = {"exp.func"}  # as many figures as a department has functions: not one of the usual ones
NUMBER = r"-?[\d０-９]+(?:[,，][\d０-９]{3})*(?:[.．][\d０-９]+)?"
MONEY = rf"{NUMBER}\s*(?:亿|万|千)?\s*元"
RATE = rf"{NUMBER}\s*(?:%|％|个百分点)"
COUNT = rf"{NUMBER}\s*(?:人次|人|批次|批|辆|个|台|套)"
RISES = "增加|增长|上升|提高|上涨|增"
FALLS = "减少|下降|降低|压减|缩减|减"
GAP = r"[^\d０-９。；;，,、\n]"  # between a label and its number: words of one clause

FIGURE = re.compile(rf"(?P<number>{MONEY}|{RATE}|{COUNT})")
MOVED = re.compile(rf"(?:(?P<up>{RISES})|(?P<down>{FALLS}))(?:额|数|率|幅度?)?(?:了|约|为)?\s*$")
SHARE = re.compile(r"(?:占|占比|比重|比例)[^。；\n\d]*$")
COMPLETION = re.compile(r"(?:完成|执行率|预决算差异率|占[^。；，\n]*预算)[^。；，\n]*$")
LAST_YEAR = re.compile(rf"(?:上年|去年|上一年)[^。；，\n\d]{{0,8}}$|由{GAP}{{0,8}}$")
UNMOVED = re.compile("持平|无增减(?:变化)?|无变化|与上年一致|保持不变")
NOTHING = re.compile(r"未安排|没有安排|没有发生|未发生|无(?=[^增法论需须关疑效偿形线差])")
FOLLOWS = re.compile(
    r"[，,、]?\s*(?:支出)?(?:决算|年初预算|预算|执行|实际支出)数?[是为]?\s*"
)  # the same label's next figure
ENDS = re.compile(r"[。；;，,\n]")


class Label(NamedTuple):
    """What a label means, and its words."""

    concept: str
    words: str


@cache
def labels() -> tuple[Label, ...]:
    """The rows of labels.toml."""
    return tuple(Label(row["concept"], row["words"]) for row in tomllib.loads(LABELS.read_text("utf-8"))["label"])


@cache
def _any_label() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{label.words})" for label in labels()))


def find_labels(text: str) -> list[Tag]:
    """The tags of a text: 公务接待费3万元，比上年减少1万元 -> an item, a level, an amount."""
    is_final = "决算" in text[: text.find("\n", 200) if len(text) > 200 else None]
    own = "final" if is_final else "budget"
    before = "last_year_final" if is_final else "last_year_budget"
    found = [Tag(*match.span(), ITEM) for match in _any_label().finditer(text)]
    found += _figures(text, found, own, before)
    found += (Tag(*match.span(), f"{FLAT}/{_base(text, match.start(), before)}") for match in UNMOVED.finditer(text))
    ends = {tag.start for tag in found if tag.label == ITEM}
    for match in NOTHING.finditer(text):
        if any(place in ends for place in range(match.end(), match.end() + 4)):
            found.append(Tag(*match.span(), ABSENT))
    return sorted(found)


def _figures(text: str, items: list[Tag], own: str, before: str) -> Iterator[Tag]:
    """The numbers that stand behind a label, by what stands right in front of them.

    A level has its label right before it; a change or ratio follows a number that was taken, in the same sentence.
    """
    ends = [tag.end for tag in items]
    place, taken = 0, False
    last = 0
    for match in FIGURE.finditer(text):
        while place < len(ends) and ends[place] <= match.start():
            place += 1
        sentence = max(text.rfind("。", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
        taken = taken and last >= sentence
        role = _role(text[max(sentence, match.start() - 40) : match.start()], match["number"], own)
        is_own_level = role.startswith(f"{LEVEL}/0")
        behind = text[max(ends[place - 1], sentence) if place else sentence : match.start()]
        is_named = bool(place) and ends[place - 1] >= sentence and re.fullmatch(rf"{GAP}{{0,20}}", behind) is not None
        goes_on = taken and FOLLOWS.fullmatch(text, last, match.start()) is not None
        taken, last = is_named or goes_on if is_own_level else taken or is_named, match.end()
        if taken:
            yield Tag(*match.span(), _moved(text, match, before) if role == "moved" else role)


def _role(lead: str, number: str, own: str) -> str:
    """What a number is, by the words in front of it."""
    is_rate = number.rstrip().endswith(("%", "％", "点"))
    if MOVED.search(lead):
        return "moved"
    if is_rate:
        return "completion" if COMPLETION.search(lead) else "share" if SHARE.search(lead) else "moved"
    if LAST_YEAR.search(lead):
        return f"{LEVEL}/-1/{own}"
    clause = ENDS.split(lead)[-1]
    stages = {"年初预算": "budget", "调整预算": "budget_adjusted", "执行数": "budget_execution", "决算": "final"}
    return f"{LEVEL}/0/{next((stage for word, stage in stages.items() if word in clause), own)}"


def _moved(text: str, match: re.Match[str], before: str) -> str:
    """A number of a change: its part by the unit, its way by the last verb, its base by the words of the sentence."""
    start = max(text.rfind("。", 0, match.start()), match.start() - 40, 0)
    verbs = re.findall(rf"({RISES})|({FALLS})", text[start : match.start()])
    way = "decrease" if verbs and verbs[-1][1] else "increase"
    part = PERCENT if match["number"].rstrip().endswith(("%", "％", "点")) else AMOUNT
    return f"{part}/{way}/{_base(text, match.start(), before)}"


def _base(text: str, at: int, before: str) -> str:
    """What a change is against: the last of the words that say so, else last year's figure of the same kind."""
    lead = text[max(0, at - 40) : at]
    words = {"年初预算": "budget_initial", "上年决算": "last_year_final", "执行数": "last_year_execution"}
    places = {lead.rfind(word): base for word, base in words.items() if word in lead}
    last = max(places, default=-1)
    return before if last < max(lead.rfind("。"), lead.rfind("\n")) else places.get(last, before)
