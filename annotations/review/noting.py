"""Writing events down, and what an item is by them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from annotations.database import new_id
from annotations.review.changing import PORTABLE, changed_row, numbered
from annotations.review.entering import check_quotes, unpack
from annotations.review.errors import ReviewRefused
from annotations.review.events import (
    ANSWERS,
    CHANGING,
    OPEN,
    SETTLED,
    SKIPPED,
    Action,
    Event,
    State,
    fold,
    given,
    in_force,
)
from annotations.review.priorities import Policy, load_priorities
from annotations.review.ranking import WRONG, rerank
from annotations.review.rows import GAP, Kind, Row, named_by, place
from annotations.review.tables import ReviewAnswer, ReviewDocument, ReviewEvent, ReviewItem

Shape = Callable[[str, Row], Row]  # a row as the contract has it, or ValueError with what is wrong in it
OF_GAPS: tuple[Action, ...] = ("accept", "add", "skip", "comment", "reopen")
HIDDEN = (*ANSWERS, "undo")
UNNOTABLE = 0.05  # of a mistake: less changes no order worth the time


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer says of an item.

    `key` is the reviewer's own name of the request: sent twice, it is one decision. `version` is that of the item as it
    was shown. `changes` are fields with their new values (correct, move, relink, resolve), `rows` what is missing in a
    gap (add). `alike` is the number of items that were shown as settled by this decision, 1 for this one alone. Where
    two answers differ, resolve takes that of the reviewer `choose`, the row of the record without one, or no row
    (`reject`), with `changes`.
    """

    key: str
    item: str
    version: int
    action: Action
    changes: Mapping[str, Any] = field(default_factory=dict)
    rows: Sequence[tuple[Kind, Row]] = ()
    alike: int = 1
    choose: str | None = None
    reject: bool = False
    comment: str | None = None
    lead_ms: int | None = None
    guideline: str = ""


class Desk:
    """One decision while it is being written down."""

    def __init__(
        self,
        session: Session,
        project: str,
        reviewer: str,
        decision: Decision,
        fingerprint: str,
        shape: Shape,
        now: float,
    ) -> None:
        self.session = session
        self.project = project
        self.reviewer = reviewer
        self.decision = decision
        self.fingerprint = fingerprint
        self.shape = shape
        self.now = now
        self.id = new_id()
        self.surprise: defaultdict[str, float] = defaultdict(float)
        self._texts: dict[str, str] = {}
        self._models: dict[str, str] = {}

    @cached_property
    def policy(self) -> Policy:
        """What the queue is to do."""
        return load_priorities().policy

    def note(self, item: ReviewItem) -> None:
        """Write the event of a decision on one of its items."""
        events = events_of(self.session, item.id)
        state = state_of(item, events)
        self._check(item, state)
        self._write(item, events, state, self._data(item, state))
        if self.decision.action != "comment":
            item.lease, item.owner, item.until = None, None, 0.0

    def take_back(self, item: ReviewItem, number: int) -> None:
        """Undo an event of an item; raises ReviewRefused where another one has come since."""
        events = events_of(self.session, item.id)
        later = [event for event in _standing(events) if event.number > number and event.action != "comment"]
        if any(item.reviews == 1 or e.reviewer == self.reviewer or e.action not in HIDDEN for e in later):
            raise ReviewRefused("item_stale", id=item.id)
        self._write(item, events, state_of(item, events), {"undoes": number})

    def add_rows(self, gap: ReviewItem) -> list[ReviewItem]:
        """Make the rows of an `add` items of their own."""
        document = self._document(gap.document)
        there = self._rows_there(document.id)
        rows = numbered(self.decision.rows, there)
        known = there | {row["id"] for _, row in rows}
        made = []
        for kind, given_row in rows:
            row = self._shaped(kind, given_row)
            self._check_row(document.id, kind, row, known)
            start, end = place(kind, row)
            item = ReviewItem(
                id=new_id(), project=self.project, document=document.id, kind=kind, row=row["id"], start=start, end=end,
                signals={}, risk=0.0, pattern="", draw=0.0, reviews=1,
            )  # fmt: skip
            self.session.add(item)
            self.session.flush()
            self._write(item, (), State("pending"), {"outcome": "added", "after": row})
            made.append(item)
        return made

    def rank_documents(self) -> None:
        """Rank what is left of each document in which something was found that was not to be expected."""
        for id, surprise in sorted(self.surprise.items()):
            if surprise > UNNOTABLE:
                rerank(self.session, id, self.policy)

    def _document(self, id: str) -> ReviewDocument:
        """A document of the project, locked."""
        return self.session.scalars(
            select(ReviewDocument)
            .where(ReviewDocument.id == id, ReviewDocument.project == self.project)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()

    def _check(self, item: ReviewItem, state: State) -> None:
        """Raise ReviewRefused for an action that does not fit an item as it is."""
        action, is_settled = self.decision.action, state.name in SETTLED
        if item.kind == GAP and action not in OF_GAPS:
            raise ReviewRefused("wrong_decision", reason=f"{action}: gap")
        if action == "add" and (item.kind != GAP or not self.decision.rows):
            raise ReviewRefused("wrong_decision", reason="add: rows")
        if action in CHANGING and not self.decision.changes:
            raise ReviewRefused("wrong_decision", reason=f"{action}: changes")
        if action == "reopen" and not (is_settled or state.name == "conflict"):
            raise ReviewRefused("wrong_decision", reason="reopen")
        if action == "resolve" and state.name != "conflict":
            raise ReviewRefused("item_settled", id=item.id)
        is_third = item.reviews > 1 and self.reviewer not in state.answers and len(given(state.answers)) >= item.reviews
        if action in ANSWERS and (is_third or state.is_resolved):
            raise ReviewRefused("item_settled", id=item.id)

    def _data(self, item: ReviewItem, state: State) -> dict[str, Any]:
        """What an event says: the outcome, and the row as it should be."""
        action = self.decision.action
        if action in ("comment", "reopen"):
            return {}
        if action == "skip":
            return {"outcome": SKIPPED, "after": None}
        if item.kind == GAP:
            return {"outcome": "added" if action == "add" else "accepted", "after": None}
        after = self._after(item, item.kind, state)
        data: dict[str, Any] = {"outcome": _outcome(item, after), "after": after}
        return {**data, "changes": dict(self.decision.changes)} if self.decision.changes else data

    def _after(self, item: ReviewItem, kind: Kind, state: State) -> Row | None:
        """The row as it should be; None for one that should not be."""
        decision, row = self.decision, view_row(item, state, self.reviewer)
        if decision.action == "reject" or (decision.action == "resolve" and decision.reject):
            return None
        if decision.action == "resolve":
            row = self._chosen(item, state)
        if not decision.changes or row is None:
            return row
        local = set(decision.changes) - set(PORTABLE[kind])
        if decision.alike > 1 and local:
            raise ReviewRefused("wrong_decision", reason=f"alike: {', '.join(sorted(local))}")
        after = self._shaped(kind, changed_row(decision.action, kind, row, decision.changes))
        if local:
            self._check_row(item.document, kind, after, self._rows_there(item.document))
        return after

    def _chosen(self, item: ReviewItem, state: State) -> Row | None:
        """The row that an adjudication starts from."""
        if self.decision.choose is None:
            return item.before
        if self.decision.choose not in state.answers:
            raise ReviewRefused("wrong_decision", reason=f"choose: {', '.join(state.answers)}")
        return state.answers[self.decision.choose].after

    def _rows_there(self, document: str) -> set[str]:
        """The ids of the rows of a document."""
        found = self.session.scalars(select(ReviewItem.row).where(ReviewItem.document == document)).all()
        return {id for id in found if id is not None}

    def _shaped(self, kind: str, row: Row) -> Row:
        try:
            return self.shape(kind, row)
        except ValueError as error:
            raise ReviewRefused("wrong_decision", reason=str(error)) from error

    def _check_row(self, document: str, kind: Kind, row: Row, known: set[str]) -> None:
        """Raise ReviewRefused unless a row quotes what the text has, and names rows that are there."""
        if document not in self._texts:
            query = select(ReviewDocument).where(ReviewDocument.id == document).options(undefer(ReviewDocument.content))
            content = self.session.scalars(query.execution_options(populate_existing=True)).one().content
            self._texts[document] = unpack(content)["text"]
        check_quotes(self._texts[document], kind, row)
        if unknown := set(named_by(kind, row)) - (known - {row["id"]}):
            raise ReviewRefused("wrong_decision", reason=f"id: {', '.join(sorted(unknown))}")

    def _model(self, document: str) -> str:
        """The model that the rows of a document come from."""
        if document not in self._models:
            query = select(ReviewDocument.model).where(ReviewDocument.id == document)
            self._models[document] = self.session.scalar(query) or ""
        return self._models[document]

    def _write(self, item: ReviewItem, events: Sequence[ReviewEvent], was: State, data: Mapping[str, Any]) -> None:
        """Append an event and keep what the item is by it."""
        decision = self.decision
        event = ReviewEvent(
            project=self.project, item=item.id, number=len(events) + 1, decision=self.id, key=decision.key,
            fingerprint=self.fingerprint, action=decision.action, base=decision.version, reviewer=self.reviewer,
            at=self.now, lead_ms=decision.lead_ms, model=self._model(item.document), guideline=decision.guideline,
            data=dict(data), comment=decision.comment,
        )  # fmt: skip
        self.session.add(event)
        now = state_of(item, [*events, event])
        item.state, item.version = now.name, now.version
        item.after = dict(now.after) if now.after is not None else None
        self.session.execute(delete(ReviewAnswer).where(ReviewAnswer.item == item.id))
        self.session.add_all(
            ReviewAnswer(
                item=item.id, reviewer=answer.reviewer, project=self.project, outcome=answer.outcome,
                after=answer.after, at=answer.at, lead_ms=answer.lead_ms,
            )
            for answer in now.answers.values()
        )  # fmt: skip
        self.surprise[item.document] += abs(_wrong(now) - _wrong(was)) + abs(
            (now.name in SETTLED) - (was.name in SETTLED)
        ) * (item.risk or 0.0)


def _wrong(state: State) -> int:
    return int(state.name in WRONG)


def _outcome(item: ReviewItem, after: Row | None) -> str:
    """What an answer comes to: a row that is as it was is accepted, whatever was pressed."""
    if item.before is None:
        return "withdrawn" if after is None else "added"
    return "rejected" if after is None else "accepted" if after == item.before else "corrected"


def events_of(session: Session, item: str) -> Sequence[ReviewEvent]:
    """The events of an item in their order."""
    return session.scalars(select(ReviewEvent).where(ReviewEvent.item == item).order_by(ReviewEvent.number)).all()


def events_by_item(session: Session, document: str) -> Mapping[str, Sequence[ReviewEvent]]:
    """The events of every item of a document that has any."""
    here = (
        select(ReviewEvent).join(ReviewItem, ReviewItem.id == ReviewEvent.item).where(ReviewItem.document == document)
    )
    found: dict[str, list[ReviewEvent]] = {}
    for event in session.scalars(here.order_by(ReviewEvent.number)):
        found.setdefault(event.item, []).append(event)
    return found


def state_of(item: ReviewItem, events: Sequence[ReviewEvent]) -> State:
    """What an item is by its events."""
    is_added = item.before is None and item.kind != GAP
    return fold(map(_plain, events), reviews=item.reviews, is_added=is_added)


def _plain(event: ReviewEvent) -> Event:
    return Event(event.number, event.action, event.reviewer, event.data, event.at, event.lead_ms)


def _standing(events: Sequence[ReviewEvent]) -> list[Event]:
    return in_force(map(_plain, events))


def view_row(item: ReviewItem, state: State, reviewer: str) -> Row | None:
    """The row as a reviewer sees it: one's own answer, what is settled, else as the record had it."""
    own = state.answers.get(reviewer)
    if own is not None and own.after is not None:
        return own.after
    return state.after if state.after is not None else item.before


def visible_version(item: ReviewItem, events: Sequence[ReviewEvent], reviewer: str) -> int:
    """The version that a reviewer is shown: of an item that waits for a second answer, others' answers do not count."""
    if item.reviews == 1 or item.state not in OPEN:
        return item.version
    return sum(is_seen(item, event, reviewer) for event in events)


def is_seen(item: ReviewItem, event: ReviewEvent, reviewer: str) -> bool:
    """Whether a reviewer may know of an event: not of another one's answer before both have answered."""
    is_blind = item.reviews > 1 and item.state in OPEN
    return not is_blind or event.reviewer == reviewer or event.action not in HIDDEN
