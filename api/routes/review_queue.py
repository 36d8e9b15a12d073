"""/v1/review: what to decide next, and the decisions."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.review.deciding import Decided, decide, undo
from annotations.review.errors import ReviewRefused
from annotations.review.events import Action
from annotations.review.leasing import leases_of, next_lease, release_lease, renew_lease, take_item
from annotations.review.noting import Decision, events_of, is_seen
from annotations.review.priorities import load_priorities
from annotations.review.rows import Kind
from annotations.review.tables import ReviewItem
from api.access import Reviewer, Reviewing
from api.formats import JSON
from api.refusals import Problem, Refusal
from api.reviewing import around, seen_item, seen_lease, shaped, told
from api.routes.describing import EVERYWHERE, OBJECT, answering
from api.routes.describing import shaped as described
from api.routes.parameters import Id, Text
from api.service import Service, Serving

SENT = ("busy", "too_slow", "body_too_large")
DECISION = (
    "no_such_item", "item_leased", "item_stale", "item_settled", "alike_changed", "wrong_decision", "wrong_quote",
    "idempotency_mismatch", "storage_full",
)  # fmt: skip
Key = Annotated[
    Text, Field(min_length=1, max_length=200, description="Your own name of this decision, sent twice it is one")
]
Name = Annotated[Text, Field(max_length=100)]


def router() -> APIRouter:
    """The routes of the queue."""
    routes = APIRouter(prefix="/v1/review", tags=["review"])
    lease = {JSON: described("review_next.json", OBJECT)}
    routes.add_api_route(
        "/next", following, methods=["POST"], response_model=None,
        responses=answering("the item whose decision is worth most, and what is needed to judge it; null at the end",
                            lease, *EVERYWHERE, *SENT),
    )  # fmt: skip
    routes.add_api_route(
        "/items/{id}", item, methods=["GET"], response_model=None,
        responses=answering("the item, the text around it and what was done to it",
                            {JSON: described("review_item.json", OBJECT)}, *EVERYWHERE, "no_such_item"),
    )  # fmt: skip
    routes.add_api_route(
        "/items/{id}/lease", take, methods=["POST"], response_model=None,
        responses=answering("the item is yours for a while", lease, *EVERYWHERE, *SENT, "no_such_item", "item_leased"),
    )  # fmt: skip
    routes.add_api_route(
        "/leases/{id}", renew, methods=["POST"], response_model=None,
        responses=answering("it is yours for longer", {JSON: described("review_lease.json", OBJECT)}, *EVERYWHERE,
                            *SENT, "lease_lost"),
    )  # fmt: skip
    routes.add_api_route(
        "/leases/{id}", release, methods=["DELETE"], status_code=204, response_model=None,
        responses=answering("others may have it", {}, *EVERYWHERE, *SENT, status=204),
    )  # fmt: skip
    routes.add_api_route(
        "/decisions", decided, methods=["POST"], response_model=None,
        responses=answering("what it has led to", {JSON: described("review_decision.json", OBJECT)}, *EVERYWHERE,
                            *SENT, *DECISION),
    )  # fmt: skip
    routes.add_api_route(
        "/decisions:batch", decided_each, methods=["POST"], response_model=None,
        responses=answering("what each has led to, or why it was refused",
                            {JSON: described("review_decisions.json", OBJECT)}, *EVERYWHERE, *SENT),
    )  # fmt: skip
    routes.add_api_route(
        "/undo", undone, methods=["POST"], response_model=None,
        responses=answering("what is as it was before", {JSON: described("review_decision.json", OBJECT)}, *EVERYWHERE,
                            *SENT, "no_such_decision", "item_leased", "item_stale", "idempotency_mismatch"),
    )  # fmt: skip
    return routes


@dataclass(frozen=True, slots=True)
class Wanting:
    """What is wanted next; `resume` gives first what you have and have not decided, as after a reload."""

    resume: bool = True


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that is missing, as the contract has it; it gets an id, and rows of one decision may name each other."""

    kind: Kind
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deciding:
    """A decision: `changes` with correct, move, relink, resolve; `rows` with add; `choose`, `reject` with resolve."""

    key: Key
    item: Name
    action: Action
    version: Annotated[int, Field(ge=0, le=1_000_000_000, description="As the item was shown")]
    changes: dict[str, Any] = field(default_factory=dict)
    rows: Annotated[list[NewRow], Field(max_length=100)] = field(default_factory=list)
    alike: Annotated[
        int, Field(ge=1, le=100_000, description="How many were shown as settled by this, itself included")
    ] = 1
    choose: Annotated[Text, Field(max_length=200)] | None = None
    reject: bool = False
    comment: Annotated[Text, Field(max_length=2000)] | None = None
    lead_ms: Annotated[int, Field(ge=0, le=86_400_000, description="How long it was looked at")] | None = None
    guideline: Name = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Decisions that do not depend on each other: each is taken or refused by itself."""

    decisions: Annotated[list[Deciding], Field(max_length=500)]


@dataclass(frozen=True, slots=True)
class Undoing:
    """Your last decision that still stands, or the one that is named; undoing an undo brings its decision back."""

    key: Key
    decision: Name | None = None


def following(service: Serving, principal: Reviewing, reviewer: Reviewer, wanting: Wanting) -> dict[str, Any]:
    """Take the item whose decision is worth most, with those like it; it is yours for minutes, longer if renewed."""
    with told(), service.store.write() as session:
        held = leases_of(session, principal.project, reviewer) if wanting.resume else []
        policy, chance = load_priorities().policy, random.random()
        lease = held[0] if held else next_lease(session, principal.project, reviewer, policy, chance=chance)
        return {"next": None if lease is None else seen_lease(session, lease, reviewer)}


def item(service: Serving, principal: Reviewing, reviewer: Reviewer, id: Id) -> dict[str, Any]:
    """One item with the text around it and what was done to it, as far as you may see it."""
    with told(), service.store.read() as session:
        found = session.scalar(select(ReviewItem).where(ReviewItem.project == principal.project, ReviewItem.id == id))
        if found is None:
            raise ReviewRefused("no_such_item", id=id)
        return {
            "item": seen_item(session, found, reviewer),
            **around(session, found),
            "history": [
                {name: getattr(event, name) for name in ("decision", "action", "reviewer", "at", "comment")}
                for event in events_of(session, found.id)
                if is_seen(found, event, reviewer)
            ],
        }


def take(service: Serving, principal: Reviewing, reviewer: Reviewer, id: Id) -> dict[str, Any]:
    """Take an item that you have picked in the document."""
    with told(), service.store.write() as session:
        lease = take_item(session, principal.project, reviewer, id, load_priorities().policy)
        return {"next": seen_lease(session, lease, reviewer)}


def renew(service: Serving, principal: Reviewing, reviewer: Reviewer, id: Id) -> dict[str, Any]:
    """Keep what you look at; a page asks for it as long as somebody is there."""
    with told(), service.store.write() as session:
        until = renew_lease(session, principal.project, reviewer, id, load_priorities().policy)
        return {"lease": {"id": id, "until": until}}


def release(service: Serving, principal: Reviewing, reviewer: Reviewer, id: Id) -> Response:
    """Give back what you have not decided."""
    with service.store.write() as session:
        release_lease(session, principal.project, reviewer, id)
    return Response(status_code=204)


def decided(service: Serving, principal: Reviewing, reviewer: Reviewer, deciding: Deciding) -> dict[str, Any]:
    """Decide an item, and with `alike` those that were shown with it.

    accept, reject; correct, move, relink with `changes`; add rows that a gap lacks; skip, comment, reopen; resolve what
    two reviewers answered differently. It is kept when this is answered, and sent again with its key it stays one.
    """
    with told():
        return _taken(service, principal.project, reviewer, deciding)


def decided_each(service: Serving, principal: Reviewing, reviewer: Reviewer, batch: Batch) -> dict[str, Any]:
    """Decide many items, in this order; one that is refused keeps no other from being taken."""
    answers: list[dict[str, Any]] = []
    for deciding in batch.decisions:
        try:
            with told():
                answers.append({"key": deciding.key, **_taken(service, principal.project, reviewer, deciding)})
        except Refusal as error:
            answers.append({"key": deciding.key, "problem": asdict(Problem.of(error))})
    return {"decisions": answers}


def undone(service: Serving, principal: Reviewing, reviewer: Reviewer, undoing: Undoing) -> dict[str, Any]:
    """Take back a decision of yours with all that it did; any number of times, and after a reload as well."""
    with told(), service.store.write() as session:
        found = undo(session, principal.project, reviewer, undoing.key, undoing.decision)
        return _shown(session, found, reviewer)


def _taken(service: Service, project: str, reviewer: str, deciding: Deciding) -> dict[str, Any]:
    given: Mapping[str, Any] = {name: getattr(deciding, name) for name in Deciding.__slots__ if name != "rows"}
    decision = Decision(**given, rows=tuple((new.kind, new.row) for new in deciding.rows))
    with service.store.write() as session:
        return _shown(session, decide(session, project, reviewer, decision, shaped), reviewer)


def _shown(session: Session, found: Decided, reviewer: str) -> dict[str, Any]:
    return {"decision": found.decision, "items": [seen_item(session, each, reviewer) for each in found.items]}
