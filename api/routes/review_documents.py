"""/v1/review: documents under review, how far they are, and what people have decided."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import Field
from sqlalchemy import select

from annotations.review.entering import Entry, add_document
from annotations.review.errors import ReviewRefused
from annotations.review.statistics import agreements, automatic, paces, progress
from annotations.review.tables import ReviewDocument
from api.access import Reviewer, Reviewing
from api.formats import JSON, NDJSON, dumped
from api.refusals import Refusal
from api.reviewing import conflicts, entry_of, entry_of_kept, exported, seen_document, shown_document, told
from api.routes.describing import EVERYWHERE, OBJECT, STRING, answering, shaped
from api.routes.parameters import After, Id, Limit, Text
from api.service import Service, Serving
from api.store.documents import find_document

AT_ONCE = 500  # events that are read together
SENT = ("busy", "too_slow", "body_too_large", "storage_full")


def router() -> APIRouter:
    """The routes of documents under review."""
    routes = APIRouter(prefix="/v1/review", tags=["review"])
    routes.add_api_route(
        "/documents", add, methods=["POST"], response_model=None,
        responses=answering("what is in the queue now, and what was there before or is kept for judging",
                            {JSON: shaped("review_added.json", OBJECT)}, *EVERYWHERE, *SENT, "no_such_document",
                            "document_frozen", "wrong_quote"),
    )  # fmt: skip
    routes.add_api_route(
        "/documents", listed, methods=["GET"], response_model=None,
        responses=answering("the documents under review in the order in which they came",
                            {JSON: shaped("review_documents.json", OBJECT)}, *EVERYWHERE),
    )  # fmt: skip
    routes.add_api_route(
        "/documents/{id}", found, methods=["GET"], response_model=None,
        responses=answering("the text, sections, checks and every item with its version",
                            {JSON: shaped("review_document.json", OBJECT)}, *EVERYWHERE, "no_such_review_document"),
    )  # fmt: skip
    routes.add_api_route(
        "/progress", far, methods=["GET"], response_model=None,
        responses=answering("how far the review is", {JSON: shaped("review_progress.json", OBJECT)}, *EVERYWHERE),
    )  # fmt: skip
    routes.add_api_route(
        "/statistics", figures, methods=["GET"], response_model=None,
        responses=answering("how people work and agree, and how good the automatic part is",
                            {JSON: shaped("review_statistics.json", OBJECT)}, *EVERYWHERE),
    )  # fmt: skip
    routes.add_api_route(
        "/conflicts", differing, methods=["GET"], response_model=None,
        responses=answering("what two reviewers answered differently, with the fields that differ",
                            {JSON: shaped("review_conflicts.json", OBJECT)}, *EVERYWHERE),
    )  # fmt: skip
    routes.add_api_route(
        "/decisions", events, methods=["GET"], response_model=None,
        responses=answering("every event, a line each, in the order in which they came",
                            {NDJSON: shaped("review_events.jsonl", STRING)}, *EVERYWHERE),
    )  # fmt: skip
    return routes


@dataclass(frozen=True, slots=True)
class Adding:
    """Documents for the queue: ids of documents that were kept, or a record (POST /v1/extract) and its text."""

    documents: Annotated[list[Annotated[Text, Field(max_length=100)]], Field(max_length=1000)] = field(
        default_factory=list
    )
    record: dict[str, Any] | None = None
    text: str | None = None
    double: Annotated[float, Field(ge=0, le=1, description="The share of rows that two people decide")] | None = None


def add(service: Serving, principal: Reviewing, adding: Adding) -> dict[str, Any]:
    """Put documents into the queue; one that is there already stays as it is.

    Of documents that are named by id those that are kept for judging are left out and named; a record is refused.
    """
    told_of: dict[str, list[dict[str, Any]]] = {"added": [], "known": [], "frozen": []}
    if adding.record is not None:
        with told():
            id, is_new = _add(service, principal.project, _entry(adding.record, adding.text, adding.double))
        told_of["added" if is_new else "known"].append({"id": id, "source": None})
    for source in adding.documents:
        row = find_document(service.store, principal.project, source)
        try:
            id, is_new = _add(service, principal.project, entry_of_kept(row, adding.double))
        except ReviewRefused as error:
            if error.code != "document_frozen":
                raise Refusal(error.code, **error.values) from error
            told_of["frozen"].append({"id": None, "source": source})
        else:
            told_of["added" if is_new else "known"].append({"id": id, "source": source})
    return dict(told_of)


def _add(service: Service, project: str, entry: Entry) -> tuple[str, bool]:
    with service.store.write() as session:
        return add_document(session, project, entry)


def _entry(record: dict[str, Any], text: str | None, double: float | None) -> Entry:
    """A record of a request; raises a `Refusal` for one that is none."""
    text = text if text is not None else record.get("document", {}).get("text")
    if not isinstance(text, str):
        raise Refusal("invalid_request", reason="text")
    try:
        return entry_of(record, text, double=double)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refusal("invalid_request", reason="record") from error


def listed(service: Serving, principal: Reviewing, after: After = None, limit: Limit = 100) -> dict[str, Any]:
    """The documents under review; `next` goes on behind the last one."""
    with service.store.read() as session:
        mine = (ReviewDocument.project == principal.project, ReviewDocument.id > (after or ""))
        rows = session.scalars(select(ReviewDocument).where(*mine).order_by(ReviewDocument.id).limit(limit)).all()
        return {
            "documents": [shown_document(row) for row in rows],
            "next": rows[-1].id if len(rows) == limit else None,
        }


def found(service: Serving, principal: Reviewing, reviewer: Reviewer, id: Id) -> Response:
    """A document for a page to show, in one answer."""
    with told(), service.store.read() as session:
        return Response(dumped(seen_document(session, principal.project, id, reviewer)), media_type=JSON)


def far(service: Serving, principal: Reviewing, reviewer: Reviewer) -> dict[str, Any]:
    """How far the review of the key's project is, and who you are there."""
    with service.store.read() as session:
        return {**progress(session, principal.project)._asdict(), "reviewer": reviewer}


def figures(service: Serving, principal: Reviewing) -> dict[str, Any]:
    """Pace and accuracy of each reviewer, agreement of each two, and the automatic part by confidence."""
    with service.store.read() as session:
        rated = automatic(session, principal.project)
        return {
            "reviewers": [pace._asdict() for pace in paces(session, principal.project)],
            "agreement": [
                {"reviewers": pair, **found._asdict()} for pair, found in agreements(session, principal.project).items()
            ],
            "automatic": {
                name: None if found is None else {**found._asdict(), "bins": [each._asdict() for each in found.bins]}
                for name, found in asdict(rated).items()
            },
        }


def differing(service: Serving, principal: Reviewing, after: After = None, limit: Limit = 100) -> dict[str, Any]:
    """The adjudication list; `next` goes on behind the last one."""
    with service.store.read() as session:
        rows = conflicts(session, principal.project, after or "", limit)
    return {"conflicts": rows, "next": rows[-1]["item"]["id"] if len(rows) == limit else None}


def events(
    service: Serving,
    principal: Reviewing,
    after: Annotated[int, Query(ge=0, le=2**62, description="The number of the last one that was seen")] = 0,
) -> Response:
    """Every decision as it was taken, those undone and the undoing as well: what an item is follows from all."""
    return StreamingResponse(_lines(service, principal.project, after), media_type=NDJSON)


def _lines(service: Service, project: str, after: int) -> Iterator[bytes]:
    while True:
        with service.store.read() as session:
            some = list(exported(session, project, after, AT_ONCE))
        yield from (json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in some)
        if len(some) < AT_ONCE:
            return
        after = some[-1]["number"]
