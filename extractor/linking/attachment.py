"""What a reason explains: the change its cue names, else the nearest one before it, else the figures before it."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from annotations.catalogue.names import normalise
from extractor.linking.bases import PLANS
from extractor.linking.clauses import strip_range
from extractor.linking.content import RECENT, Target, only_describes, only_lists, tells_content
from extractor.linking.counting import shares_word
from extractor.linking.drafts import ChangeDraft, FactDraft, ReasonDraft
from extractor.linking.itemised import moved_in_list, names_nothing
from extractor.linking.names import ONE_SIDE, is_bare
from extractor.linking.reasons import Zone
from extractor.linking.references import NOISE, in_direction, likeness, may_mean
from extractor.linking.signals import Signal
from extractor.linking.walk import Walk

Row = TypeVar("Row", FactDraft, ChangeDraft)

OUTTURNS = ("final", "budget_execution")
LAST_FACT = "attach:last_fact"
BOTH_MOVED = r"{both_moved}"
AGAINST_PLAN = r"{against_plan}"
PLANNED = ("budget_initial", "budget_adjusted")
GENERIC = re.compile(r"购置|安排|预算|单位|本部门|支出|费用?|经费|以上|价值")
SIDES = ("收入支出", "收支", "收、支", "收入和支出")


def read_reason(walk: Walk, signal: Signal) -> None:
    """Put a reason down with the rows it explains."""
    zone = signal.zone
    assert zone is not None
    if zone.leads:
        walk.leading = zone.start, zone.end
        return
    if tells_content(walk, zone) or only_lists(walk, zone):
        return
    targets, evidence = _targets(walk, zone, walk.text[zone.start : zone.end])
    if only_describes(walk, zone, targets, by_last_fact=evidence == LAST_FACT):
        return
    for (start, end), share in _distribute(walk, zone, targets):
        category = walk.course.lexicon.catalogue.cues.category(walk.text[start:end])
        reason = ReasonDraft(walk.phrase(start, end), category, share, [evidence])
        walk.drafts.reasons.append(reason)
        if evidence == LAST_FACT:
            walk.early.append(reason)


def settle_early(walk: Walk) -> None:
    """A reason told before the change that it explains: "基本支出208万元，主要原因是增资，较上年增加32万元"."""
    early, walk.early = walk.early, []
    changes = [change for change in walk.drafts.changes[-RECENT:] if change.sentence == walk.course.sentence]
    for reason in early:
        moved = [change for change in changes if change.fact in reason.explains]
        if moved and moved[0].start > reason.phrase.end:
            reason.explains, reason.evidence = list(_group(moved[:1])), ["attach:same_sentence"]


def settle_leading(walk: Walk) -> None:
    """A reason with which a sentence began explains the changes that it tells first, else the nothing it states."""
    if walk.leading is None:
        return
    (start, end), walk.leading = walk.leading, None
    changes = [change for change in walk.drafts.changes[-RECENT:] if change.sentence == walk.course.sentence]
    first = [change for change in changes if change.fact is changes[0].fact or change.listed == changes[0].listed]
    targets: list[Target] = list(first if changes and changes[0].listed is not None else changes[:1])
    if not targets:
        facts = [fact for fact in walk.drafts.facts[-RECENT:] if fact.sentence == walk.course.sentence]
        targets = list([fact for fact in facts if fact.is_nothing][:1] or facts[-1:])
    if targets:
        category = walk.course.lexicon.catalogue.cues.category(walk.text[start:end])
        walk.drafts.reasons.append(ReasonDraft(walk.phrase(start, end), category, targets, ["attach:same_sentence"]))


def _distribute(walk: Walk, zone: Zone, targets: list[Target]) -> Iterator[tuple[tuple[int, int], list[Target]]]:
    """Give each of several targets its own part where the cue says 分别: "主要原因分别是增资翘尾和工程开工"."""
    if "分别" in zone.cue and (one_each := list(_one_each(walk, zone))):
        yield from one_each
        return
    if "分别" in zone.cue and len(targets) > 1:
        for marks in ("、；;", "和及、；;"):
            pieces = [m.span() for m in re.finditer(f"[^{marks}]+", walk.text[zone.start : zone.end])]
            if len(pieces) == len(targets):
                for (start, end), target in zip(pieces, targets, strict=True):
                    yield (zone.start + start, zone.start + end), [target]
                return
    yield (zone.start, zone.end), targets


def _one_each(walk: Walk, zone: Zone) -> Iterator[tuple[tuple[int, int], list[Target]]]:
    """A part between semicolons for each change of the paragraph: "增减原因分别是：压减会议；新建系统"."""
    pieces = [match.span() for match in re.finditer("[^；;]+", walk.text[zone.start : zone.end])]
    changes = [change for change in walk.drafts.changes[-RECENT:] if change.passage == walk.passage.place]
    last = {change.fact.place: change for change in changes}
    if 1 < len(pieces) == len(last):
        for (start, end), change in zip(pieces, last.values(), strict=True):
            yield strip_range(walk.text, zone.start + start, zone.start + end), [change]


def _targets(walk: Walk, zone: Zone, text: str) -> tuple[list[Target], str]:
    """The rows a reason explains, and on what evidence.

    "收入预算增加的主要原因是…" -> the change of 收入预算; "…减少11.39%。主要原因：…" -> that change
    """
    section, passage, sentence = walk.course.section, walk.passage.place, walk.course.sentence
    changes, facts = _recent(walk.drafts.changes, section), _recent(walk.drafts.facts, section)
    touched = [f for f in walk.drafts.facts if f.passage == passage and f.section != section]
    facts = sorted([*touched, *facts], key=lambda fact: fact.sentence)
    if sides := _of_both_sides(walk, zone, changes):
        return sides, "attach:named"
    cue = zone.cue.strip(" ：:")
    words = (zone.subject, cue, zone.subject + cue)
    against_plan = any(walk.cues.pattern(AGAINST_PLAN).search(each) for each in words)
    if against_plan and (short := _against_budget(walk, changes, facts)):
        return short, "attach:against_budget"
    if len(several := _named_one_by_one(walk, zone.subject, changes)) > 1:
        return list(several), "attach:named"
    if named := _named(walk, zone.subject, changes) or _named(walk, zone.subject, walk.drafts.changes[-RECENT:]):
        return list(in_direction(walk, zone.subject, named)), "attach:named"
    here = [c for c in changes if c.sentence == sentence]
    last = [f for f in facts if f.sentence == sentence and not _is_missing_base(f, here)][-1:]
    if here and not (
        last and last[0].is_nothing and here[-1].fact is not last[0] and _last_told(last[0]) > here[-1].start
    ):
        return _with_zero(_group(here)), "attach:same_sentence"
    if last and last[0].is_nothing:
        return list(_silent([f for f in facts if f.sentence == sentence and f.is_nothing], text)), "attach:nothing"
    before = [c for c in changes if c.passage == passage] or [
        c for c in changes if c.passage >= passage - 1 and c.sentence >= sentence - 2
    ]
    if listed := moved_in_list(walk, zone, changes):
        return list(listed), "attach:paragraph"
    if before:
        group = _group(before)
        whole = _of_total(group, before) if names_nothing(walk, zone.subject) else []
        return _with_zero(whole or group), "attach:paragraph"
    silent = [f for f in facts if f.sentence >= sentence - 1 and f.is_nothing]
    if silent:
        return list(_silent([f for f in silent if f.sentence == silent[-1].sentence], text)), "attach:nothing"
    return list(_outturn([f for f in facts if f.passage >= passage - 1])[-1:]), LAST_FACT


def _last_told(fact: FactDraft) -> int:
    """Where a fact was told last: what moves behind it is another item's, whichever figure was the first of the two."""
    told = (fact.quantity, *fact.mentions)
    return max((quantity.start for quantity in told if quantity is not None), default=fact.item.start)


def _is_missing_base(fact: FactDraft, changes: Sequence[ChangeDraft]) -> bool:
    """Whether a fact only says that there was nothing to grow from: "增加3万元，上年无该预算，主要原因是新增"."""
    moved = changes[-1].fact if changes else None
    absent = fact.quantity is None and fact.is_nothing and fact.year is not None
    return absent and moved is not None and (fact.concept, fact.year) == (moved.concept, (moved.year or 0) - 1)


def _of_both_sides(walk: Walk, zone: Zone, changes: Sequence[ChangeDraft]) -> list[Target]:
    """The two changes that 前者, 后者 or 收支变动 mean: the last two of the paragraph, alike where both are meant."""
    last_two = [change for change in changes if change.passage == walk.passage.place][-2:]
    if len(last_two) < 2 or last_two[0].fact is last_two[1].fact:
        return []
    first, second = last_two
    if zone.cue.strip().startswith(("前者", "后者")):
        return [first if zone.cue.strip().startswith("前者") else second]
    alike = first.amount is not None and second.amount is not None and first.amount.value == second.amount.value
    both = walk.cues.pattern(BOTH_MOVED).fullmatch(zone.subject) is not None and first.direction == second.direction
    return [first, second] if alike and both and first.sentence == second.sentence else []


def _outturn(facts: Sequence[FactDraft]) -> Sequence[FactDraft]:
    """Figures without a plan or earlier level at their end: the first of "决算138万元，年初预算127万元"."""
    while len(facts) > 1 and _is_base(facts[-1], facts[-2]):
        facts = facts[:-1]
    return facts


def _is_base(base: FactDraft, fact: FactDraft) -> bool:
    planned = base.stage in PLANS and fact.stage not in PLANS
    earlier = base.year is not None and fact.year is not None and base.year < fact.year
    return (planned or earlier) and base.name == fact.name and base.sentence == fact.sentence


def _recent(rows: Sequence[Row], section: str | None) -> list[Row]:
    """The rows of the same section at the end of the list, which is where all rows of the paragraph stand."""
    recent: list[Row] = []
    for row in reversed(rows):
        if row.section != section or len(recent) >= RECENT:
            break
        recent.append(row)
    return recent[::-1]


def _against_budget(walk: Walk, changes: Sequence[ChangeDraft], facts: Sequence[FactDraft]) -> list[Target]:
    """What fell short of its plan or went beyond it: the change against a plan, the outturn told as a part of one."""
    passage = walk.passage.place
    latest = max((fact.year for fact in facts if fact.year), default=None)
    planned = [c for c in changes if c.passage == passage and c.against in PLANNED]
    if planned:
        return list(_group(planned))
    done = [f for f in facts if f.year == latest and f.stage in OUTTURNS and f.quantity and f.quantity.kind == "amount"]
    here = [f for f in done if f.passage == passage]
    rated = [r.fact for r in walk.drafts.ratios[-RECENT:] if r.kind == "completion" and r.fact in here]
    return list(_of_the_whole(walk, rated or here or done))


def _of_the_whole(walk: Walk, rows: Sequence[FactDraft]) -> Sequence[FactDraft]:
    """The last figure; in a sentence of its own behind a list, the total of the list, if that was told as well."""
    last = rows[-1] if rows else None
    whole = last.parent if last is not None else None
    is_list = whole in rows and sum(row.parent is whole for row in rows) > 1
    return [whole] if whole is not None and is_list and not walk.speaks_of(last) else rows[-1:]


def _named(walk: Walk, subject: str, changes: Sequence[ChangeDraft]) -> list[ChangeDraft]:
    """The changes whose item the cue's own clause names; 收入支出 names both sides."""
    bare = re.sub(r"[“”\"]", "", normalise(subject))
    if is_bare(bare, walk.cues) or len(bare) < 2:
        return []
    if (side := walk.cues.pattern(NOISE).sub("", bare)) in ONE_SIDE:
        return _of_side(walk, side, changes)
    wanted = {bare}
    for pair in SIDES:
        if pair in bare:
            wanted |= {bare.replace(pair, "收入"), bare.replace(pair, "支出")}
    found: list[ChangeDraft] = []
    for name in wanted:
        scored = [
            (score, change)
            for change in changes
            if (score := likeness(name, change.fact.name, walk.cues)) >= 0.6 and may_mean(walk, name, change.fact)
        ]
        if scored:
            best = max(score for score, _ in scored)
            alike = [change.fact for score, change in scored if score == best]
            fact = next((one for one in reversed(alike) if one.name.startswith(name)), alike[-1])
            found += [change for change in changes if change.fact is fact and change not in found]
    return sorted(found, key=lambda change: change.place)


def _of_side(walk: Walk, side: str, changes: Sequence[ChangeDraft]) -> list[ChangeDraft]:
    """The last change of the paragraph that 收入 or 支出 alone can mean, a total's before that of a part of it."""
    here = [c for c in changes if c.passage == walk.passage.place and side in c.fact.name]
    totals = [change for change in here if all(change.fact.parent is not other.fact for other in here)]
    return _group(totals) if totals else []


def _named_one_by_one(walk: Walk, subject: str, changes: Sequence[ChangeDraft]) -> list[ChangeDraft]:
    """The changes of a listed subject, in its order: "培训费减少、会议费增加的主要原因分别是"."""
    named = (_named(walk, part, changes)[:1] for part in re.split("[、和及与]", subject))
    return [change for changes in named for change in changes]


def _group(changes: Sequence[ChangeDraft]) -> list[ChangeDraft]:
    """The last change, with those that were listed together with it, or that all say that one figure did not move."""
    last = changes[-1]
    if last.direction == "flat":
        flat = [
            change
            for change in changes
            if (change.fact, change.direction, change.sentence) == (last.fact, "flat", last.sentence)
        ]
        return flat or [last]
    if last.listed is None:
        return [last]
    return [change for change in changes if change.listed == last.listed]


def _of_total(group: list[ChangeDraft], changes: Sequence[ChangeDraft]) -> list[ChangeDraft]:
    """In a sentence behind a list of parts: the change of their total, if the list told it first.

    "收入减少9万元。其中：财政拨款减少7万元；其他收入减少2万元。主要原因是…" explains the 9万元
    """
    last = group[-1]
    whole = last.fact.parent
    of_whole = [change for change in changes if change.fact is whole and change.against == last.against]
    parts = [change for change in changes if change.fact.parent is whole and change.direction == last.direction]
    alike = of_whole and of_whole[-1].direction == last.direction and of_whole[-1].place < parts[0].place
    return _group(of_whole) if alike and len(group) == 1 else []


def _with_zero(changes: Sequence[ChangeDraft]) -> list[Target]:
    """A reason behind "0万元，与上年持平" explains the nothing as well as its staying nothing."""
    targets: list[Target] = []
    for change in changes:
        if change.direction == "flat" and change.fact.is_nothing and change.fact not in targets:
            targets.append(change.fact)
        targets.append(change)
    return targets


def _silent(facts: Sequence[FactDraft], text: str) -> Sequence[FactDraft]:
    """Of several zeros, those whose names the reason repeats; without any such, the last one."""
    if len(facts) == 1:
        return facts
    named = [fact for fact in facts if shares_word(GENERIC.sub("", fact.name), text)]
    return named or facts[-1:]
