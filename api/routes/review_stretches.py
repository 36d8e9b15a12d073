"""/v1/review: stretches of a document that a person points at, because a row is missing there."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from annotations.review.pointing import point_at
from api.access import Reviewer, Reviewing
from api.formats import JSON
from api.reviewing import seen_item, told
from api.routes.describing import EVERYWHERE, OBJECT, answering, shaped
from api.routes.parameters import Id, Text
from api.service import Serving


def router() -> APIRouter:
    """The route by which a person points at a stretch."""
    routes = APIRouter(prefix="/v1/review", tags=["review"])
    routes.add_api_route(
        "/documents/{id}/stretches", point, methods=["POST"], response_model=None,
        responses=answering("the stretch as an item, to which rows can be added",
                            {JSON: shaped("review_stretch.json", OBJECT)}, *EVERYWHERE, "busy", "too_slow",
                            "body_too_large", "storage_full", "no_such_review_document", "wrong_quote"),
    )  # fmt: skip
    return routes


Place = Annotated[int, Field(ge=0, le=2**31 - 1)]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a document's text in code points; `key` is your own name of it, sent twice it is one."""

    key: Annotated[Text, Field(min_length=1, max_length=200)]
    start: Place
    end: Place


def point(service: Serving, principal: Reviewing, reviewer: Reviewer, id: Id, stretch: Stretch) -> dict[str, Any]:
    """Point at a stretch that lacks a row: it becomes an item of kind gap, which `add` gives its rows."""
    with told(), service.store.write() as session:
        place = (stretch.start, stretch.end)
        item = point_at(session, principal.project, reviewer, id, stretch.key, *place)
        return {"item": seen_item(session, item, reviewer)}
