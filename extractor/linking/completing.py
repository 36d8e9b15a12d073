"""Numbers that complete what stands before them: the percentage of a change, its amount, the share of a level."""

import re

from extractor.data import Quantity
from extractor.linking.arithmetic import change_closes
from extractor.linking.changes import complete_amount, complete_change, read_signed
from extractor.linking.clauses import COMMAS
from extractor.linking.ratios import read_bracketed_share
from extractor.linking.roles import Reading
from extractor.linking.walk import Walk

BRACKETS = ("（", "(")
SAME_IN_MONEY = re.compile(r"\s*[，,（(]?\s*(?:即|折合|约合|合|折算|计)(?:为|约)?\s*")  # 下降2.36%，即6.92万元
SIGNS = " \u3000+±"
CHANGE_RATE = r"(?:{change_rate})+"
RATE_BEHIND = re.compile(r"\s*的(?:降幅|增幅|跌幅|涨幅|增长|下降)")


def completes(walk: Walk, quantity: Quantity, gap: str, after: str) -> bool:
    """Whether a number completes what stands before it: a change by its percentage or amount, a level by a share."""
    if quantity.kind == "amount" and read_signed(walk, quantity):
        return True
    if quantity.kind == "amount":
        return SAME_IN_MONEY.fullmatch(gap) is not None and complete_amount(walk, quantity)
    if quantity.kind != "percent":
        return False
    if (_belongs_to_figure(gap, after) or _closes(walk, quantity, gap)) and complete_change(walk, quantity):
        return True
    in_bracket = gap.strip(SIGNS) in BRACKETS
    return (in_bracket and read_bracketed_share(walk, quantity)) or _tells_rate(walk, quantity, gap)


def _tells_rate(walk: Walk, quantity: Quantity, gap: str) -> bool:
    """Whether a percentage is how much the change before it was: "各减少181.60万元，变动率4.99%"."""
    change = walk.change
    words = gap.strip("，, \u3000")
    if change is None or walk.cues.pattern(CHANGE_RATE).fullmatch(words) is None or not complete_change(walk, quantity):
        return False
    walk.reading = Reading("change", change.direction, evidence="role:direction")
    return True


def _belongs_to_figure(gap: str, after: str) -> bool:
    """Whether a percentage completes the change before it: "增支2575万元（5.28%）", "减少0.84万元，3.61%的降幅"."""
    return gap.strip(SIGNS) in BRACKETS or (gap.strip() in COMMAS and RATE_BEHIND.match(after) is not None)


def _closes(walk: Walk, quantity: Quantity, gap: str) -> bool:
    """Whether a percentage behind nothing but a comma is what the change before comes to: "减少1.95万元，78%"."""
    change = walk.change
    if change is None or change.amount is None or change.fact.quantity is None or gap.strip() not in COMMAS:
        return False
    return change_closes(change.fact.quantity, change.amount, quantity, change.direction)
