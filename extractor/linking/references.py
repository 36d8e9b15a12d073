"""Which fact later words mean: "财政拨款支出", "收、支总计", "该项"."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache

from annotations.catalogue.names import normalise
from extractor.linking.concepts import GENERIC, Place
from extractor.linking.cues import DIRECTION, Cues
from extractor.linking.drafts import ChangeDraft, FactDraft
from extractor.linking.walk import Walk

INCOME = ("rev.total", "rev.current_total", "fiscal.rev_total")
SPENDING = ("exp.total", "exp.current_total", "fiscal.exp_total", "gpb.exp_total")
RIVAL = 0.7  # of the likeness that is left when the catalogue knows the two names apart
TYPO = 0.85  # likeness of two names that differ by a slip: 支出出预算, 支出预算
WITHIN = 0.05  # of the likeness lost by a name that only stands inside another: 税收 in 非税收入
WINDOW = 120  # facts back to which a name may refer
SIDES = re.compile(r"收(?:入)?(?:、|和|及|与)?支(?:出)?")
NOISE = r"{around_reference}"
SCOPE = r"{scope}"


def find_fact(walk: Walk, name: str, *, year: int | None = None) -> FactDraft | None:
    """The latest fact (of a year) that a name refers to: "财政拨款支出预算中" -> the fact 财政拨款支出预算."""
    facts = reversed(walk.drafts.facts[-WINDOW:])
    return refer(walk, name, facts if year is None else (fact for fact in facts if fact.year in (year, None)))


def total_of(walk: Walk, name: str) -> FactDraft | None:
    """The total of this section that 收入, 支出 or 收支总计 alone means."""
    is_income = not name.startswith("支出")
    for fact in walk.drafts.facts:
        here = fact.section == walk.course.section and fact.year == walk.year and fact.concept is not None
        if here and fact.concept in (INCOME if is_income else SPENDING):
            return fact
    return None


def in_direction(walk: Walk, words: str, changes: Sequence[ChangeDraft]) -> Sequence[ChangeDraft]:
    """Of the movements of an item against two bases, those in the direction that words say: "接待费增加"."""
    said = {match.lastgroup for match in walk.cues.pattern(DIRECTION).finditer(words)}
    alike = [change for change in changes if change.direction in said]
    return alike if len(said) == 1 and alike else changes


def refer(walk: Walk, name: str, facts: Iterable[FactDraft]) -> FactDraft | None:
    """The first of `facts` that a name fits best: by name, by concept, by being contained in it."""
    wanted = normalise(name)
    if len(wanted) < 2:
        return None
    facts = list(facts)
    if SIDES.search(wanted) and (first := _best(walk, SIDES.sub("收入", wanted), facts, as_printed=False)):
        return first  # 收、支总计各增加: one change, of the side that is named first
    return _best(walk, wanted, facts)


def _best(walk: Walk, wanted: str, facts: Iterable[FactDraft], *, as_printed: bool = True) -> FactDraft | None:
    concepts = _concepts(walk, wanted)
    fit = cache(lambda name: _fit(wanted, name, walk.cues))  # many facts have one name
    best: tuple[float, FactDraft] | None = None  # of two alike the total: 债务余额, of 专项债务余额 and 政府债务余额
    for fact in facts:
        score, is_in_scope = fit(fact.name)
        if fact.concept is not None and fact.concept not in GENERIC and concepts:
            rivals = score < 1 or not as_printed  # the same words are one item, whatever else they may mean here
            score = max(score, 0.95) if fact.concept in concepts else score * RIVAL if rivals else score
        if not is_in_scope:
            score *= RIVAL
        if score >= 0.5 and fact.section == walk.course.section:
            score += 0.2
        if fact.stage in (None, walk.setting.stage):
            score += 0.05  # a plan that is printed beside the outturn has the same name
        is_whole = best is not None and score == best[0] and best[1].parent is fact
        if score >= 0.7 and (best is None or score > best[0] or is_whole):
            best = (score, fact)
    return best[1] if best else None


def _fit(wanted: str, name: str, cues: Cues) -> tuple[float, bool]:
    """How well a name fits the name of a fact, and whether both speak of the same money."""
    score = likeness(wanted, name, cues)
    if wanted in name and not name.startswith(wanted) and not name.endswith(wanted):
        score -= WITHIN
    return score, scope_of(wanted, cues) == scope_of(name, cues)


def _concepts(walk: Walk, name: str) -> frozenset[str]:
    """What a name may mean, both sides of 收支 included."""
    names = {name}
    if SIDES.search(name):
        names |= {SIDES.sub("收入", name), SIDES.sub("支出", name)}
    found = {walk.meaning(each, None).concept for each in names}
    found |= {walk.course.lexicon.resolve(each, None, Place(walk.setting.kinds)).concept for each in names}
    return frozenset(concept for concept in found if concept)


def scope_of(name: str, cues: Cues) -> str:
    """Whose money a name says it is: 市级 of 市级一般公共预算支出; empty when it does not."""
    match = cues.pattern(SCOPE).match(name)
    return match[0] if match else ""


def may_mean(walk: Walk, name: str, fact: FactDraft) -> bool:
    """Whether a name may mean a figure: 地方收入 is not the 收入 of all, unless no figure says whose it is."""
    said, own = scope_of(name, walk.cues), scope_of(fact.name, walk.cues)
    if said in ("", own):
        return True
    return not own and not any(scope_of(each.name, walk.cues) for each in walk.drafts.facts[-WINDOW:])


def likeness(name: str, item: str, cues: Cues) -> float:
    """How well a short name fits an item: containment counted by length."""
    noise = cues.pattern(NOISE)
    one, other = noise.sub("", name) or name, noise.sub("", item) or item
    if one == other:
        return 1.0
    if len(one) >= 2 and len(other) >= 2 and (one in other or other in one):
        return 0.4 + 0.6 * min(len(one), len(other)) / max(len(one), len(other))
    if 2 * sum(character in other for character in one) / (len(one) + len(other)) < TYPO:
        return 0.0  # so few characters in common that the slow ratio, which is no larger, is not worth its time
    ratio = SequenceMatcher(None, one, other).ratio()
    return ratio if ratio >= TYPO else 0.0
