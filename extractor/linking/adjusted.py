"""Items whose movement stands in front of them: "调增上级补助收入800万元、债务转贷收入200万元"."""

import re

from extractor.data import Direction, Quantity
from extractor.linking.bases import add_change
from extractor.linking.drafts import FactDraft
from extractor.linking.facts import add_state
from extractor.linking.names import is_bare, name_before
from extractor.linking.parents import When
from extractor.linking.references import find_fact
from extractor.linking.roles import Reading
from extractor.linking.segments import name_segment
from extractor.linking.unsaid import MOVED
from extractor.linking.walk import Walk

FIRST = re.compile(r"(?:^|[，,；;：:、是])\s*调(?P<way>[增减])了?(?P<name>(?![至到为])[^，。；：、\d]{2,24})$")
NEXT = re.compile(r"\s*[、和及](?P<name>[^，。；：、\d]{2,24})$")
EVIDENCE = "role:moved_first"


def moves_first(walk: Walk, quantity: Quantity) -> Reading | None:
    """The reading of an amount in front of whose name the movement stands; None for any other."""
    gap = walk.text[walk.gap_start : quantity.start].rstrip()
    if quantity.kind != "amount":
        return None
    if (first := FIRST.search(gap)) is not None and not is_bare(first["name"], walk.cues):
        direction: Direction = "increase" if first["way"] == "增" else "decrease"
        return Reading("change", direction, evidence=EVIDENCE)
    goes_on = walk.reading is not None and walk.reading.evidence == EVIDENCE and NEXT.fullmatch(gap) is not None
    return walk.reading if goes_on else None


def read_moved(walk: Walk, quantity: Quantity, reading: Reading) -> None:
    """Put down by how much an item was adjusted, as a fact without a figure unless its level was told."""
    gap = walk.text[walk.gap_start : quantity.start].rstrip()
    match = FIRST.search(gap) or NEXT.fullmatch(gap)
    if match is None or reading.direction is None:
        return
    floor = walk.gap_start + match.start("name")
    segment = name_before(walk.text, floor, quantity.start, walk.cues, own=walk.course.own)
    named = name_segment(walk, segment, quantity)
    if named is None:
        return
    known = find_fact(walk, named.phrase.text, year=walk.year)
    fact = known if _is_item(walk, known, named.meaning.name) else None
    fact = fact or add_state(walk, named, MOVED, When(walk.year), "role:moved")
    walk.change = add_change(walk, fact, quantity, reading.direction, reading.evidence)
    walk.row = [walk.change]


def _is_item(walk: Walk, fact: FactDraft | None, name: str) -> bool:
    """Whether a figure of this stage and section is the very item that moved."""
    here = fact is not None and fact.section == walk.course.section and fact.stage in (None, walk.setting.stage)
    return here and fact is not None and fact.name == name
