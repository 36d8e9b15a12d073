"""Numbers that are levels: what they are called, and of which year and stage they are."""

import re
from dataclasses import dataclass

from extractor.data import Against, Quantity, Stage
from extractor.linking.bases import ASSETS, PLANS
from extractor.linking.clauses import last_of
from extractor.linking.closing import closing_name, take_parts
from extractor.linking.comparisons import Comparison
from extractor.linking.counting import is_staffing
from extractor.linking.drafts import FactDraft
from extractor.linking.facts import add_level
from extractor.linking.names import Segment, is_bare, name_before, stage_of
from extractor.linking.naming import SUM, find_name
from extractor.linking.parents import PEOPLE, When, shares_unit
from extractor.linking.references import find_fact, likeness
from extractor.linking.referring import Named, again
from extractor.linking.roles import Reading
from extractor.linking.walk import Walk
from extractor.linking.years import PRIOR, PRIOR_BASE, year_of

BASE_TAIL = re.compile(r"(?:的|为|是|总?[数额]|：|\s)*$")
SAME_NAME = 0.8  # likeness of a name that repeats that of the figure compared: 比2019年基本支出预算212万元
REACH = 8  # characters behind a number that may say that it was adjusted
ADJUSTED, ADJUSTED_TO = r"\s*，?{adjusts}", r"{adjusts}[了约近]?\s*$"
CUT_BEHIND, CUT_TO = r"\s*，?{cuts}", r"^\s*，?{cuts}[了约近]?\s*$"
MOVED = r"\s*(?:，?(?:{increase}|{decrease})[到至为]|→)"
OPENERS = ("（", "(")
GRANTED, GRANTED_PLAN = r"(?:{granted})$", r"(?:{granted_plan})$"
OF_INDICATOR = re.compile(r"(?:指标|目标|完成|实际)值$")  # 全年实际完成值1200元
MONEY_OF_COUNT = re.compile(rf"[^，。；\d]{{0,4}}[，,]\s*(?:{SUM})\s*\d[\d,.]*\s*[亿万千]?元")
SPENT = re.compile("支出|使用|执行|发放|支付|结余|结转|完成")
ESTATE = re.compile(r"资产(?:总[额值计]|原值|净值)$")  # told of an organisation beside its staff
APPROVED = re.compile(
    r"(?:人大|大会|会议|常委会)[^，。；]{0,8}(?:批准|审议通过)(?!的?调整)"
)  # a plan, before anything was spent
TOWARDS = ("对", "向", "给")
AUDITED = re.compile("问题|整改")  # what an audit found, and what was put right
EVENT, OUTCOME, UNNAMED_EVENT = r"{event}", r"{outcome}", r"{unnamed_event}"
WORTH = re.compile(r"价值(?:约?为|共|合计|：)*\s*$")
VEHICLES = "辆"
EVENTS = ("次", "场", "期", "人次", "批次", "人", "名")
NO_STAFF = ("sec.performance", "sec.projects", "profile.tasks")
STAFF = ("staff.", "profile.")
STAGE_OF_BASE: dict[Against | None, Stage] = {
    "last_year_budget": "budget",
    "last_year_execution": "budget_execution",
    "last_year_final": "final",
    "budget_initial": "budget",
    "budget_adjusted": "budget_adjusted",
}


def read_level(walk: Walk, quantity: Quantity, reading: Reading) -> FactDraft | None:
    """Make a fact of a number that is a level, or another mention of a fact that said the same."""
    if (base := _read_base(walk, quantity, reading)) is not None:
        return base
    segment = name_before(walk.text, walk.gap_start, quantity.start, walk.cues, own=walk.course.own)
    is_amount = quantity.kind == "amount"
    stage = _stage_said(walk, segment, quantity) if is_amount else None
    year, prior = year_of(walk, segment.start, quantity.start, segment.lead)
    named = closing_name(walk, segment, quantity) or find_name(walk, segment, quantity, reading)
    if named is None or not is_fact(walk, quantity, named):
        if named is not None and quantity.kind == "count" and MONEY_OF_COUNT.match(walk.text, quantity.end):
            walk.pending = named.phrase  # 道路16条，金额480万元
        return None
    if walk.dates and named.source == "item:listed":
        year, prior = walk.dates.pop(0), False
    elif (named.meaning.stock or _values_assets(walk, quantity)) and walk.stock_year is not None:
        year = walk.stock_year
    elif (not prior and (named.meaning.concept or "").startswith(STAFF)) or (
        quantity.unit in PEOPLE
        and is_staffing(named.phrase.text, walk.cues)
        and PRIOR_BASE.search(walk.text, walk.gap_start, quantity.start) is None
    ):
        year, prior = walk.setting.year, False  # a budget lists the staff of its own year, whatever day it was counted
        walk.year, walk.year_stated = year, False
    fact = add_level(walk, named, quantity, When(year, stage, prior=prior), reading.evidence)
    take_parts(walk, fact, quantity)
    if not prior:
        walk.scope.speak_of(fact)
        walk.scope.lead_with(fact)
        walk.series = [*walk.series, fact] if reading.listed else [fact]
        walk.row = []
        walk.comparison = None
    else:
        walk.year, walk.year_stated = walk.setting.year, False
        if named.source != "item:inherited":
            walk.pending = named.phrase  # "财政拨款收入去年11515.26万元，今年12082.07万元"
    walk.change = None
    return fact


def _values_assets(walk: Walk, quantity: Quantity) -> bool:
    """Whether a sum is what assets are worth at the date of their chapter: "房屋1200平方米，价值410万元"."""
    return (
        ASSETS in walk.setting.kinds
        and quantity.kind == "amount"
        and WORTH.search(walk.text, walk.gap_start, quantity.start) is not None
    )


def _stage_said(walk: Walk, segment: Segment, quantity: Quantity) -> Stage | None:
    """The stage said behind the name, else in front of it: 公务接待费年初预算, 年初预算安排公务接待费."""
    behind, gap = walk.text[quantity.end : quantity.end + REACH], walk.text[walk.gap_start : quantity.start]
    if walk.cues.pattern(ADJUSTED).match(behind):
        return "budget"  # 由3万元调整为2万元
    if walk.setting.stage == "budget_adjusted" and walk.cues.pattern(MOVED).match(behind):
        return "budget"  # 由3亿元减至2亿元, where a plan is being adjusted
    if walk.cues.pattern(ADJUSTED_TO).search(gap):
        return "budget_adjusted"
    if (moved := _stage_of_move(walk, quantity, gap)) is not None:
        return moved
    in_bracket = (
        walk.text[: walk.gap_start] if gap.strip() == "" and walk.text[: walk.gap_start].endswith(OPENERS) else ""
    )
    for words in (walk.text[segment.start : quantity.start], segment.lead, in_bracket[-REACH:].rstrip("（(")):
        if (stage := stage_of(words, walk.setting.stage, walk.cues)) is not None:
            return stage
    if APPROVED.search(segment.lead):
        return "budget"
    return _stage_of_grant(walk, re.sub(r"\s|[为是：:约共达]+$", "", walk.text[segment.start : quantity.start]))


def _stage_of_grant(walk: Walk, words: str) -> Stage | None:
    """The stage of money that an evaluation says was granted, and not spent: "收到补助资金160万元，发放120万元"."""
    if not walk.setting.is_performance or walk.setting.stage != "final" or SPENT.search(words):
        return None
    total = walk.scope.parent
    if total is not None and total.stage in PLANS:
        return None  # 补助预算96万元。其中，中央资金60万元
    if walk.cues.pattern(GRANTED_PLAN).search(words):
        return "budget"
    return "budget_adjusted" if walk.cues.pattern(GRANTED).search(words) else None


def _stage_of_move(walk: Walk, quantity: Quantity, gap: str) -> Stage | None:
    """The stages of a plan that was moved while its year ran, as its outturn tells: "由29.6亿元调减为24.1亿元"."""
    if walk.setting.stage not in ("final", "budget_execution"):
        return None
    told = walk.drafts.facts[-1] if walk.drafts.facts else None
    if walk.cues.pattern(CUT_BEHIND).match(walk.text, quantity.end) and PRIOR.search(gap) is None:
        return "budget"
    was_plan = told is not None and walk.speaks_of(told) and told.stage == "budget" and told.year == walk.setting.year
    return "budget_adjusted" if was_plan and walk.cues.pattern(CUT_TO).search(gap) else None


def _read_base(walk: Walk, quantity: Quantity, reading: Reading) -> FactDraft | None:
    """The figure that a change starts from, the subject's at another stage: "比上年的436.55万元"."""
    comparison = walk.comparison
    front = _compared(walk)
    subject = front.fact or walk.subject()
    if front.name and front.fact is None:
        return None  # its own words name another item, of which nothing was said so far
    if comparison is None or comparison.start < walk.gap_start or subject is None or subject.quantity is None:
        return None
    tail = walk.text[comparison.end : quantity.start].strip().removeprefix("公开")
    repeats = likeness(tail.strip(), subject.name, walk.cues) >= SAME_NAME
    if subject.quantity.unit != quantity.unit or not (repeats or BASE_TAIL.fullmatch(tail)):
        return None
    unnamed = is_bare(subject.name, walk.cues)
    phrase = walk.phrase(comparison.start, comparison.end) if unnamed else subject.item
    stage = STAGE_OF_BASE.get(comparison.against, subject.stage or "budget")
    when = When(_year_of_base(comparison, subject), stage, prior=True)
    fact = add_level(walk, Named(phrase, again(walk, subject), "item:base"), quantity, when, reading.evidence)
    walk.base, walk.change = fact, None
    walk.scope.speak_of(subject)
    return fact


@dataclass(frozen=True, slots=True)
class Front:
    """The words in front of a comparison, and the fact that they name."""

    name: str = ""
    fact: FactDraft | None = None


def _compared(walk: Walk) -> Front:
    """What the clause names in front of its base: "公务用车运行维护费比2022年预算30.1万元减少"."""
    if walk.comparison is None or walk.comparison.start <= walk.gap_start:
        return Front()
    clause = max(last_of(walk.text, "，,。；;：:", walk.gap_start, walk.comparison.start), walk.gap_start)
    segment = name_before(walk.text, clause, walk.comparison.start, walk.cues, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    if not name or is_bare(name, walk.cues):
        return Front()
    return Front(name, find_fact(walk, name, year=walk.year))


def _year_of_base(comparison: Comparison, subject: FactDraft) -> int | None:
    if not comparison.earlier:
        return subject.year
    stated = comparison.year
    return stated if stated is not None else (subject.year - 1 if subject.year else None)


def _counts(fact: FactDraft | None) -> bool:
    return fact is not None and fact.quantity is not None and fact.quantity.kind == "count"


def _counts_beside(walk: Walk, quantity: Quantity, name: str) -> bool:
    """Whether a count of its own name is of the kind that disclosures list: assets, or what an amount was spent on."""
    if "sec.assets" in walk.setting.kinds or quantity.unit == VEHICLES:
        return True
    if "sec.procurement" in walk.setting.kinds and name.endswith("项目"):
        return True
    if walk.cues.pattern(EVENT).search(name):
        return walk.setting.reads == "figures"
    if walk.cues.pattern(UNNAMED_EVENT).fullmatch(name) and not _counts(walk.scope.subject):
        return False  # 拟召开2次会议，人数180人
    subject = walk.scope.subject
    spent = subject is not None and subject.passage == walk.passage.place and walk.setting.reads == "figures"
    if subject is not None and (subject.concept or "").startswith(STAFF):
        return False  # 行政编制30名，调出2人
    if walk.setting.is_performance:
        return False  # 发放补助96万元，资助学生430人次: what came of it
    return spent and quantity.unit in EVENTS and not any(kind in NO_STAFF for kind in walk.setting.kinds)


def is_fact(walk: Walk, quantity: Quantity, named: Named) -> bool:
    """Amounts are facts; a count is one only when the catalogue, its total or the staff list knows it."""
    if OF_INDICATOR.search(named.phrase.text):
        return False
    if named.meaning.concept is not None:
        return True
    if quantity.kind == "amount":
        return walk.setting.reads == "figures" or ESTATE.search(named.phrase.text) is not None
    if named.phrase.text in TOWARDS:
        return False  # 对1人予以提醒谈话
    if quantity.unit in PEOPLE and is_staffing(named.phrase.text, walk.cues):
        return not any(kind in NO_STAFF for kind in walk.setting.kinds)
    if walk.cues.pattern(OUTCOME).search(named.phrase.text):
        return False
    if named.source == "item:own" and _counts_beside(walk, quantity, named.phrase.text):
        return True
    if walk.setting.is_audit and AUDITED.search(named.phrase.text):
        return True
    parent = walk.scope.parent
    return parent is not None and parent.quantity is not None and shares_unit(parent.quantity, quantity)
