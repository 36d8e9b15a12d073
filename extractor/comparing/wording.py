"""Findings as sentences, Chinese and English: names of documents in 《》, amounts in the unit they are printed in."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypedDict

from extractor.comparing.figures import Amount
from extractor.reconciliation.figures import short
from extractor.reconciliation.intervals import nearest

WAN = Decimal(10_000)
QUOTES = re.compile(r"[“”\"'‘’]")
LISTED = 4  # names that a sentence gives before it says 等

TEXTS: Mapping[str, tuple[str, str]] = {
    "duplicate": ("同一文件见于{count}处：{places}。", "The same file is in {count} places: {places}."),
    "duplicate_elsewhere": (
        "同一文件见于{count}处，清单却分属不同的单位或年度（{owners}）：{places}。",
        "The same file is in {count} places, to which the manifest gives different owners or years ({owners}): "
        "{places}.",
    ),
    "near_duplicate": (
        "{names}内容相同（文字相似度{similarity}，数字{figures}相同）。",
        "{names} say the same (wording {similarity}, figures {figures} in common).",
    ),
    "copied_owner": (
        "{names}内容几乎相同（文字相似度{similarity}，数字{figures}相同），却属于不同的单位（{owners}）。",
        "{names} are almost the same (wording {similarity}, figures {figures}) but of different owners ({owners}).",
    ),
    "copied_year": (
        "{names}内容几乎相同（文字相似度{similarity}，数字{figures}相同），却属于不同的年度（{owners}）。",
        "{names} are almost the same (wording {similarity}, figures {figures}) but of different years ({owners}).",
    ),
    "corrected": (
        "{organisation}{year}年{stage}有两个版本（文字相似度{similarity}）：{item}在{first}中为{expected}，在{second}中为{actual}，"
        "相差{gap}；两个版本共有{count}项数字不同。",
        "{organisation} published two versions of its {year} {stage} (wording {similarity}): {item} is {expected} in "
        "{first} and {actual} in {second}, {gap} apart; the versions differ in {count} figures.",
    ),
    "holds": (
        "{claimant}{says}，与{original}的{item}{expected}{agree}。",
        "{claimant} {says}, which agrees with {item} {expected} in {original} ({agree}).",
    ),
    "fails": (
        "{claimant}{says}，而{original}的{item}为{expected}，相差{gap}，允许误差{tolerance}{aside}。",
        "{claimant} {says}, but {item} in {original} is {expected}: {gap} apart, tolerance {tolerance}{aside}.",
    ),
    "unclear": (
        "{claimant}{says}；{year}年{stage}有{count}个版本，数字不一，无法核对。",
        "{claimant} {says}; there are {count} versions of the {year} {stage} that differ, so it cannot be judged.",
    ),
    "mostly_differ": (
        "{claimant}所述{year}年{stage}数可与{original}核对的有{count}项，其中{failed}项不同，口径可能已经调整，不逐项列为错误。",
        "{claimant} gives {count} figures of the {year} {stage} that {original} has too; {failed} differ, so that the "
        "scope has probably changed: they are not listed as errors.",
    ),
    "says_level": ("所述{year}年{stage}{item}为{actual}", "gives {item} in the {year} {stage} as {actual}"),
    "says_change": (
        "所述{item}{now}、比{year}年{stage}{direction}{amount}，推得{year}年为{actual}",
        "gives {item} as {now}, {direction} {amount} against the {year} {stage}, so that it was {actual}",
    ),
    "scope": ("（文中说明了口径变化或机构改革）", " (the document explains a change of scope or a reform)"),
    "sum_holds": (
        "{department}{item}{actual}与所属{count}家单位之和{expected}{agree}。",
        "{item} {actual} in {department} agrees with the sum of its {count} units, {expected} ({agree}).",
    ),
    "sum_fails": (
        "{department}{item}{actual}与所属{count}家单位之和{expected}不符，相差{gap}，允许误差{tolerance}{aside}：{parts}。",
        "{item} {actual} in {department} is not the sum of its {count} units, {expected}: {gap} apart, tolerance "
        "{tolerance}{aside}; {parts}.",
    ),
    "transfers": (
        "（单位之间有上级补助或附属单位上缴，汇总时可能已经抵销）",
        " (there are transfers between the units, which the department may have left out)",
    ),
    "units_missing": (
        "{department}所列{count}家单位中缺{failed}家的{year}年{stage}：{names}，各单位之和未核对。",
        "Of the {count} units that {department} lists, {failed} have no {year} {stage} here: {names}; sums were not "
        "checked.",
    ),
    "figure_missing": (
        "{department}的{item}无法与各单位之和核对：{names}没有这一项，或前后不一。",
        "{item} of {department} cannot be compared with its units: {names} do not state it, or contradict themselves.",
    ),
}
WORDS: Mapping[str, tuple[str, str]] = {
    "exact": ("一致", "exactly"),
    "within_rounding": ("在四舍五入误差以内一致", "within rounding"),
    "truncation": ("在尾数舍去误差以内一致", "as cut figures"),
    "budget": ("预算", "budget"),
    "final": ("决算", "final accounts"),
    "increase": ("增加", "up"),
    "decrease": ("减少", "down"),
}


class Said(NamedTuple):
    """A text in both languages."""

    chinese: str
    english: str


class Sentence(TypedDict):
    """A sentence as the fields of a finding."""

    message: str
    english: str


def say(key: str, **values: object) -> Said:
    """Fill a text in, in both languages; a value that is itself `Said` is taken in the language of each."""
    chinese, english = TEXTS[key]
    return Said(
        chinese.format(**{name: value[0] if isinstance(value, Said) else value for name, value in values.items()}),
        english.format(**{name: value[1] if isinstance(value, Said) else value for name, value in values.items()}),
    )


def sentence(key: str, **values: object) -> Sentence:
    """A text as the fields `message` and `english` of a finding."""
    said = say(key, **values)
    return {"message": said.chinese, "english": said.english}


def word(name: str) -> Said:
    """A value of the contract in both languages: "budget" -> 预算, budget."""
    return Said(*WORDS[name])


NOTHING = Said("", "")


def title(name: str) -> str:
    """The name of a document in a sentence: 《预算.docx》."""
    return f"《{' '.join(name.split())}》"


def listed(names: Sequence[str]) -> Said:
    """Some names, of many the first: 甲、乙、丙、丁等9家."""
    shown, more = names[:LISTED], len(names) > LISTED
    return Said(
        "、".join(shown) + (f"等{len(names)}个" if more else ""),
        ", ".join(shown) + (f" … {len(names)} in all" if more else ""),
    )


def item_name(text: str) -> str:
    """What a fact is called, without quotes, of which printers lose one: “三公”经费, 三公”经费 -> 三公经费."""
    return short(QUOTES.sub("", text))


def money(amount: Amount) -> Said:
    """An amount with the digits that were printed: 9132600 with step 100 -> 913.26万元, with step 1 -> 9132600元."""
    value, step = amount.value, amount.step
    if step >= 100 or (step == 0 and value % 100 == 0):
        digits = min(Decimal(1), max(step / WAN, Decimal("0.01")))
        number = format(nearest(value / WAN, digits.normalize()), "f")
        return Said(f"{number}万元", f"{number}万元")
    number = format(nearest(value, min(Decimal(1), max(step, Decimal("0.01"))).normalize()), "f")
    return Said(f"{number}元", f"{number}元")


def gap(difference: Decimal, *amounts: Amount) -> Said:
    """How far apart two amounts are, in the finest unit of theirs."""
    return money(Amount(abs(difference), min(amount.step for amount in amounts)))


def allowed(tolerance: Decimal) -> Said:
    """What rounding explains: 100 -> 0.01万元."""
    plain = format((tolerance / WAN if tolerance >= 50 else tolerance).normalize(), "f")
    unit = "万元" if tolerance >= 50 else "元"
    return Said(f"{plain}{unit}", f"{plain}{unit}")


def percent(share: float) -> str:
    """A share as a percentage that never rounds up to the whole: 0.9996 -> 99.9%."""
    return f"{int(share * 1000) / 10:g}%"
