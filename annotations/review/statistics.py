"""How far the review is, how people work, and how good the automatic part is by what they found."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotations.review.agreement import Agreement, agreement
from annotations.review.events import ANSWERS, OPEN, SETTLED, SKIPPED
from annotations.review.rows import GAP, Row
from annotations.review.tables import ReviewAnswer, ReviewDocument, ReviewEvent, ReviewItem
from annotations.scoring import Reliability, reliability
from annotations.scoring.results import Judgement

PAUSE_S = 300.0  # between two decisions: a longer one is a break, and no part of the pace
HOUR_S = 3600.0


class Progress(NamedTuple):
    """How far a project is: documents, items by kind and state, and the mistakes that are still to be expected."""

    documents: int
    items: dict[str, dict[str, int]]
    waiting: int
    settled: int
    conflicts: int
    decisions: int
    expected_mistakes: float


class Pace(NamedTuple):
    """How one reviewer works.

    `decisions` are those with an answer (one that settles many items counts once), `per_hour` their pace without
    breaks, `seconds` the median time that one took as the page measured it. `accuracy` is the part of the answers on
    items that two people decided which became what holds; `control` the part of the control rows that were accepted.
    """

    reviewer: str
    decisions: int
    items: int
    skipped: int
    per_hour: float | None
    seconds: float | None
    accuracy: float | None
    double: int
    control: float | None
    control_items: int


@dataclass(frozen=True, slots=True)
class Automatic:
    """How often rows were right as they came, by confidence: of all that were decided, and of the control rows alone.

    Only the control rows are drawn at random; the others are those that the queue had doubts about.
    """

    every: Reliability | None
    control: Reliability | None


def progress(session: Session, project: str) -> Progress:
    """How far a project is."""
    mine = ReviewItem.project == project
    counted = session.execute(
        select(ReviewItem.kind, ReviewItem.state, func.count()).where(mine).group_by(ReviewItem.kind, ReviewItem.state)
    ).all()
    items: dict[str, dict[str, int]] = {}
    states: defaultdict[str, int] = defaultdict(int)
    for kind, state, count in counted:
        items.setdefault(kind, {})[state] = count
        states[state] += count
    documents = session.scalar(select(func.count()).where(ReviewDocument.project == project)) or 0
    answered = (ReviewEvent.project == project, ReviewEvent.action.in_(ANSWERS))
    decisions = session.scalar(select(func.count(ReviewEvent.decision.distinct())).where(*answered)) or 0
    risk = session.scalar(select(func.sum(ReviewItem.risk)).where(mine, ReviewItem.state.in_(OPEN))) or 0.0
    return Progress(
        documents=documents,
        items=items,
        waiting=sum(states[name] for name in OPEN),
        settled=sum(states[name] for name in SETTLED),
        conflicts=states["conflict"],
        decisions=decisions,
        expected_mistakes=round(risk, 2),
    )


def paces(session: Session, project: str) -> list[Pace]:
    """How each reviewer of a project works, by name."""
    answers = _answers(session, project)
    times = _times(session, project)
    return [_pace(name, answers.get(name, ()), times.get(name, ())) for name in sorted({*answers, *times})]


class _Given(NamedTuple):
    outcome: str
    after: Row | None
    item: ReviewItem


class _Time(NamedTuple):
    at: float
    lead_ms: int | None


def _answers(session: Session, project: str) -> dict[str, list[_Given]]:
    query = select(ReviewAnswer, ReviewItem).join(ReviewItem, ReviewItem.id == ReviewAnswer.item)
    found: dict[str, list[_Given]] = {}
    for answer, item in session.execute(query.where(ReviewAnswer.project == project)):
        found.setdefault(answer.reviewer, []).append(_Given(answer.outcome, answer.after, item))
    return found


def _times(session: Session, project: str) -> dict[str, list[_Time]]:
    """When each reviewer took decisions, and how long each took; those undone have taken their time as well."""
    query = select(ReviewEvent.reviewer, func.min(ReviewEvent.at), func.max(ReviewEvent.lead_ms)).where(
        ReviewEvent.project == project, ReviewEvent.action.in_(ANSWERS)
    )
    found: dict[str, list[_Time]] = {}
    for reviewer, at, lead_ms in session.execute(query.group_by(ReviewEvent.reviewer, ReviewEvent.decision)):
        found.setdefault(reviewer, []).append(_Time(at, lead_ms))
    return found


def _pace(reviewer: str, answers: Sequence[_Given], times: Sequence[_Time]) -> Pace:
    given = [answer for answer in answers if answer.outcome != SKIPPED]
    double = [a for a in given if a.item.reviews > 1 and a.item.state in SETTLED]
    control = [a.outcome == "accepted" for a in given if a.item.is_control]
    leads = [time.lead_ms / 1000 for time in times if time.lead_ms is not None]
    return Pace(
        reviewer=reviewer,
        decisions=len(times),
        items=len(given),
        skipped=len(answers) - len(given),
        per_hour=_per_hour([time.at for time in times]),
        seconds=round(median(leads), 2) if leads else None,
        accuracy=_part([answer.after == answer.item.after for answer in double]),
        double=len(double),
        control=_part(control),
        control_items=len(control),
    )


def _per_hour(times: Iterable[float]) -> float | None:
    """Decisions an hour, breaks left out; None before the second decision."""
    ordered = sorted(times)
    steps = [later - earlier for earlier, later in pairwise(ordered)]
    worked = [step for step in steps if step <= PAUSE_S]
    return round(len(worked) * HOUR_S / sum(worked), 1) if sum(worked) > 0 else None


def _part(right: Sequence[bool]) -> float | None:
    return round(sum(right) / len(right), 4) if right else None


def agreements(session: Session, project: str) -> dict[tuple[str, str], Agreement]:
    """How far each two reviewers agree on what both have answered on their own, once both have."""
    query = select(ReviewAnswer).join(ReviewItem, ReviewItem.id == ReviewAnswer.item)
    mine = (ReviewItem.project == project, ReviewItem.reviews > 1, ReviewItem.state.not_in(OPEN))
    by_item: dict[str, dict[str, tuple[str, Row | None]]] = {}
    for answer in session.scalars(query.where(*mine, ReviewAnswer.outcome != SKIPPED).order_by(ReviewAnswer.item)):
        by_item.setdefault(answer.item, {})[answer.reviewer] = (answer.outcome, answer.after)
    pairs: dict[tuple[str, str], list[tuple[tuple[str, Row | None], tuple[str, Row | None]]]] = {}
    for answers in by_item.values():
        for one, other in combinations(sorted(answers), 2):
            pairs.setdefault((one, other), []).append((answers[one], answers[other]))
    return {pair: agreement(found) for pair, found in sorted(pairs.items())}


def automatic(session: Session, project: str) -> Automatic:
    """How good the automatic part is, by the rows of a project that are settled."""
    mine = (ReviewItem.project == project, ReviewItem.state.in_(("accepted", "corrected", "rejected")))
    query = select(ReviewItem.kind, ReviewItem.confidence, ReviewItem.state, ReviewItem.is_control)
    every, control = [], []
    for kind, confidence, state, is_control in session.execute(query.where(*mine, ReviewItem.kind != GAP)):
        if confidence is None:
            continue
        judgement = Judgement(kind, confidence, state == "accepted")
        every.append(judgement)
        control += [judgement] if is_control else []
    return Automatic(reliability(every), reliability(control))
