"""What a paragraph behind a list of items explains."""

from collections.abc import Sequence

from extractor.linking.drafts import ChangeDraft
from extractor.linking.names import is_bare
from extractor.linking.reasons import Zone
from extractor.linking.references import NOISE
from extractor.linking.walk import Walk


def moved_in_list(walk: Walk, zone: Zone, changes: Sequence[ChangeDraft]) -> list[ChangeDraft]:
    """All that moved the way a paragraph of its own says behind a list of items that has no sum.

    "1.公务接待费减少2万元。⏎2.公务用车运行费减少3万元。⏎支出减少的主要原因：…" -> both
    """
    direction = walk.cues.direction_before(zone.subject.removesuffix("的"))
    opens = walk.text[: zone.cue_start].strip() == zone.subject
    if direction is None or not opens or not names_nothing(walk, zone.subject):
        return []
    told = {id(row) for reason in walk.drafts.reasons for row in reason.explains}
    items = [c for c in changes if c.direction == direction and c.passage < walk.passage.place and id(c) not in told]
    places = {change.passage for change in items}
    is_list = len(places) > 1 and max(places) >= walk.passage.place - 2
    sums = {change.fact.parent for change in items if change.fact.parent is not None}
    return items if is_list and not any(change.fact in sums for change in items) else []


def names_nothing(walk: Walk, subject: str) -> bool:
    """Whether a cue's clause only says how something moved: 减少, 短收."""
    return is_bare(walk.cues.pattern(NOISE).sub("", subject), walk.cues)
