"""How serious it is when a list misses its total: a list may be partial, nest sub-items, or hold a slip of the pen.

Only a list that names everything, or one that exceeds its total, is an error.
"""

import re
from typing import TYPE_CHECKING, Literal

from extractor.data import Fact, Severity
from extractor.reconciliation.claims import Linear, Sense
from extractor.reconciliation.figures import Figure, plain_name
from extractor.reconciliation.intervals import ZERO
from extractor.reconciliation.ledger import Ledger
from extractor.reconciliation.listing import telling
from extractor.reconciliation.readings import Parts, amount
from extractor.reconciliation.slips import likely_slip

if TYPE_CHECKING:
    from extractor.reconciliation.sums import Breakdown

WHOLE = re.compile(
    r"按[^，。；：:]{1,14}(?:划分|分类|科目|类别|性质|结构)?(?:[，,：:]|分[，,：:]?|$)|具体(?:支出)?(?:情况|构成|如下|为)|构成(?:分别)?(?:为|是|如下)"
    r"|用于以下(?:几个)?方面|(?:主要)?内容如下|分为|由以下|包括以下|来源(?:分别)?(?:为|是|如下|包括)|由.{1,3}(?:个?部分|块)(?:构成|组成)"
)
HEADED = re.compile(r"按[^，。；：:]{1,14}(?:划分|分类|分)。$")  # a heading with a full stop in place of a line end
HEADING = 24  # characters before a sentence in which such a heading stands
PARTLY = re.compile(
    r"其中[，,：:]?主要|主要(?:包括|有|是|税种)|等(?:支出|项目|费用)?$|其中[：:，,]?(?:重点|部分)|重点|[仅只](?:列|说明|公开)|节选|选列"
)
OTHERS = re.compile(r"^其[他它]")
SLIP_LIMIT = 30  # figures of a list among which a slip is looked for: in a longer one, one of them fits by chance
FEW = 10  # a count of one digit
ROUND_DIGITS = 2  # digits that a figure must have beyond the first for its sum to be no round number
CLAUSE = 60  # characters within which 其中 still belongs to the figure before it
AMONG = re.compile(r"其中|包括|含")


def weigh(ledger: Ledger, breakdown: "Breakdown", parts: Parts, claim: Linear) -> tuple[Sense, Severity, str]:
    """How serious a miss is, and why: only a complete list, or one that exceeds its total, is an error."""
    relation, difference = breakdown.relation, claim.verdict.difference
    doubtful = abs(difference) <= claim.loose() or repeated_names(parts)
    softer: Severity = "warning" if relation.severity == "error" else relation.severity
    severity = softer if doubtful else relation.severity
    if complete(ledger, breakdown, parts):
        return "=", severity, "分项之和大于合计" if difference < 0 else "所列分项齐全"
    if difference < 0:
        between = ledger.between(breakdown.total, parts[0])
        alone = len(parts) == 1 and (len(between) > CLAUSE or not AMONG.search(between))
        nested = any(telling(part) and abs(amount(part) + difference) <= claim.verdict.tolerance for part in parts[1:])
        sense: Sense = "=" if relation.closed or near_miss(claim) == "slip" else "≥"
        return sense, softer if alone or nested or overlapping(breakdown, parts) else severity, "分项之和大于合计"
    if len(parts) > 1 and (nearly := near_miss(claim)):
        return "=", severity if nearly == "slip" else softer, "与合计之差像是笔误"
    if relation.closed and len(parts) > 1:
        return "=", softer, "所列分项可能不全"
    return "≥", severity, ""


def overlapping(breakdown: "Breakdown", parts: Parts) -> bool:
    """True for a list that stays below its total without the items of no known concept: 民生支出 beside 教育支出."""
    known = [amount(part) for part in parts if part.concept]
    return 0 < len(known) < len(parts) and sum(known, ZERO) <= amount(breakdown.total)


def near_miss(claim: Linear) -> Literal["", "slip", "digit"]:
    """How a list may miss its total by a slip of the pen, so that it is no partial list.

    "slip": two digits of one figure exchanged, or one figure ten times too small; "digit": a difference of one digit at
    one place between figures that are not round. A list that merely leaves something out does neither.
    """
    wanted = [claim.solve(figure.key) for figure in claim.figures]
    if len(claim.figures) > SLIP_LIMIT:
        return ""
    telling_figures = ((f.quantity, near) for f, near in zip(claim.figures, wanted, strict=True) if not _is_few(f))
    if any(near and likely_slip(quantity, near) for quantity, near in telling_figures):
        return "slip"
    digits = claim.verdict.difference.normalize().as_tuple().digits
    uneven = [f for f in claim.figures if len(f.value.normalize().as_tuple().digits) > len(digits) + ROUND_DIGITS]
    return "digit" if len(digits) == 1 and len(uneven) > len(claim.figures) / 2 else ""


def _is_few(figure: Figure) -> bool:
    """Whether a figure counts so few that ten times as many is no slip: 在职11人，其中临聘1人."""
    return figure.quantity.kind == "count" and figure.quantity.value < FEW


def repeated_names(parts: Parts) -> bool:
    """True when one name stands for two amounts: then the list mixes years, units or accounts."""
    names = [plain_name(part.item.text) for part in parts]
    return len(set(names)) < len(names)


def complete(ledger: Ledger, breakdown: "Breakdown", parts: Parts) -> bool:
    """True when the list leaves nothing out, by its concepts, its wording, its shares, or 其他 at its end."""
    concepts, named = {part.concept for part in parts}, breakdown.relation.complete
    if len(parts) > 1 and any(set(row) <= concepts for row in named):
        return True
    lead = lead_in(ledger, breakdown.total, parts[0])
    if PARTLY.search(lead) or len(parts) < 2 or (named and len(concepts) < min(map(len, named))):
        return False
    ends = len(parts) > 2 and not parts[-1].concept and OTHERS.search(plain_name(parts[-1].item.text))
    return bool(WHOLE.search(lead) or ends) or shares_fill(ledger, breakdown.total, parts)


def lead_in(ledger: Ledger, total: Fact, first: Fact) -> str:
    """The words that introduce the list: between total and first part, or before the first part in its sentence."""
    number, whole = ledger.figure(first).quantity, ledger.figure(total).quantity
    start, _ = ledger.sentence(number.start, reach=160)
    end = first.item.start if first.item.start < first.item.end else number.start
    if start <= whole.end <= end:
        return re.sub(r"\s", "", ledger.text[whole.end : end])
    before = re.sub(r"\s", "", ledger.text[max(0, start - HEADING) : start])
    heading = HEADED.search(before)
    return (heading[0] if heading else "") + re.sub(r"\s", "", ledger.text[start:end])


def shares_fill(ledger: Ledger, total: Fact, parts: Parts) -> bool:
    """True when every part prints its share of the total and the shares add up to about 100."""
    shares = {ratio.fact: ratio.percent for ratio in ledger.ratios_to.get(total.id, ()) if ratio.kind == "share"}
    found = [shares[part.id] for part in parts if part.id in shares]
    if len(found) < len(parts):
        return False
    return abs(sum((share.value for share in found), ZERO) - 100) <= sum((share.step for share in found), ZERO)
