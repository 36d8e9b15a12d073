"""Cues that give no reason where they stand: they list duties, or only say what a figure is or is for."""

import re
from collections.abc import Sequence

from extractor.linking.clauses import last_of
from extractor.linking.drafts import ChangeDraft, FactDraft
from extractor.linking.reasons import Zone
from extractor.linking.walk import Walk

Target = FactDraft | ChangeDraft

RECENT = 60  # rows of a section among which a reason looks
CONTENT_CUE = re.compile(r"主要(?:为|是|系)")
MONEY_FOR = re.compile(r"\s*(?:对|向|根据|按照?|用于)[^，。；]{2,60}的[^，。；]{0,20}(?:资金|支出|经费|补助|补贴|收入)")
REPORTS = r"{reports}"
ONLY_IS = re.compile(r"(?:主要)?(?:为|是|系)")
PLACES = 8  # facts back among which those of one item stand


def tells_content(walk: Walk, zone: Zone) -> bool:
    """Whether a cue only tells what money is for, nothing having moved: "占10%，主要为农村危房改造"."""
    if not CONTENT_CUE.fullmatch(zone.cue.strip(" ：:")):
        return False
    before = walk.text[last_of(walk.text, "。；;", 0, zone.cue_start) : zone.cue_start].strip("，, \u3000")
    reports = before == "" or walk.cues.pattern(REPORTS).fullmatch(before) is not None
    earliest = walk.course.sentence - reports
    changes = [change for change in walk.drafts.changes[-4:] if change.sentence >= earliest]
    if changes and changes[-1].direction == "flat" and MONEY_FOR.fullmatch(walk.text[zone.start : zone.end]):
        return True  # 与上年持平，主要是对乡镇的补助资金
    moved = bool(changes) or (walk.before is not None and walk.before.unit == "pp")  # 支出增幅回落2个百分点
    nothing = any(fact.sentence >= earliest and fact.is_nothing for fact in walk.drafts.facts[-1:])
    return not (moved or nothing or zone.subject)


def _moved_before_item(walk: Walk, zone: Zone, targets: Sequence[Target]) -> bool:
    """Whether the change found belongs to the item before, and the figure of this one did not move."""
    cue = walk.passage.paragraph.position(zone.cue_start)
    if zone.subject:
        return False
    item = walk.passage.paragraph.position(last_of(walk.text, "。；;", 0, zone.cue_start))
    told = any(f.quantity and item <= f.quantity.start < cue for f in walk.drafts.facts[-PLACES:])
    return told and all(isinstance(row, ChangeDraft) and row.end <= item for row in targets)


def only_describes(walk: Walk, zone: Zone, targets: Sequence[Target], *, by_last_fact: bool) -> bool:
    """Whether 系 or 主要是 only says what a figure is: "其他收入45万元，系课题经费", "其他用车主要是救护车"."""
    if not ONLY_IS.fullmatch(zone.cue.strip(" ：:")) or not (by_last_fact or _moved_before_item(walk, zone, targets)):
        return False
    rated = any(ratio.fact in targets and ratio.kind == "completion" for ratio in walk.drafts.ratios[-RECENT:])
    absent = any(fact.is_nothing and fact.sentence == walk.course.sentence for fact in walk.drafts.facts[-RECENT:])
    return not (rated or absent)


def only_lists(walk: Walk, zone: Zone) -> bool:
    """Whether 一是…二是… without any cue lists duties or tasks: nothing moved or fell short of a plan before it."""
    if zone.cue.strip() or zone.subject:
        return False
    place, section = walk.passage.place, walk.course.section
    moved = any(c.passage >= place - 1 and c.section == section for c in walk.drafts.changes[-RECENT:])
    return not moved and all(ratio.passage != place for ratio in walk.drafts.ratios[-RECENT:])
