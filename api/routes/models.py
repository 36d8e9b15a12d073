"""/v1/models: the versions of the model, and turns of retraining, which may give the next one."""

from typing import Any

from fastapi import APIRouter, Response
from starlette.responses import JSONResponse

from api.access import Administrating, Reading
from api.formats import JSON
from api.refusals import Refusal
from api.routes.describing import EVERYWHERE, OBJECT, STRING, answering, shaped
from api.routes.parameters import After, Id, Limit
from api.service import Serving
from api.store.tables import Turn
from api.store.turns import find_turn, list_turns, order_turn, report_of
from models.registry import DEFAULT
from models.versions import Versions

MARKDOWN = "text/markdown"
SENT = ("busy", "too_slow", "body_too_large")


def router() -> APIRouter:
    """The routes of models."""
    routes = APIRouter(prefix="/v1/models", tags=["models"])
    one = {JSON: shaped("turn.json", OBJECT)}
    routes.add_api_route(
        "", listed, methods=["GET"], response_model=None,
        responses=answering("the versions, which is in use, and what happened to them",
                            {JSON: shaped("models.json", OBJECT)}, *EVERYWHERE),
    )  # fmt: skip
    routes.add_api_route(
        "/retrain", retrain, methods=["POST"], status_code=202, response_model=None,
        responses=answering("a turn is queued; or the one that has not ended", one, *EVERYWHERE, *SENT, "storage_full",
                            status=202, headers={"Location": "where the turn is"}),
    )  # fmt: skip
    routes.add_api_route(
        "/rollback", rollback, methods=["POST"], response_model=None,
        responses=answering("the version before is in use again", {JSON: shaped("models.json", OBJECT)},
                            *EVERYWHERE, *SENT, "no_version_before", "storage_full"),
    )  # fmt: skip
    routes.add_api_route(
        "/turns", turns, methods=["GET"], response_model=None,
        responses=answering("the turns in the order in which they were asked for",
                            {JSON: shaped("turns.json", OBJECT)}, *EVERYWHERE),
    )  # fmt: skip
    routes.add_api_route(
        "/turns/{id}", turn, methods=["GET"], response_model=None,
        responses=answering("the turn and what came of it", one, *EVERYWHERE, "no_such_turn"),
    )  # fmt: skip
    routes.add_api_route(
        "/turns/{id}/report", report, methods=["GET"], response_model=None,
        responses=answering("what was measured, for a person", {MARKDOWN: shaped("turn_report.txt", STRING)},
                            *EVERYWHERE, "no_such_turn", "turn_running"),
    )  # fmt: skip
    return routes


def listed(service: Serving, _: Reading) -> dict[str, Any]:
    """The versions that are kept, the one in use, and their history; `default` is the shipped one."""
    versions = Versions(service.settings.versions)
    history = [event._asdict() for event in versions.history()]
    return {"current": versions.current, "versions": [DEFAULT, *versions.names()], "history": history}


def retrain(service: Serving, principal: Administrating) -> Response:
    """Ask for a turn: a model from the project's reviews, taken into use only where the rule says that it is better."""
    row, _ = order_turn(service.store, principal.project)
    return JSONResponse(shown(row), 202, {"Location": f"/v1/models/turns/{row.id}"})


def rollback(service: Serving, principal: Administrating) -> dict[str, Any]:
    """Take back into use what was so before the current version."""
    if Versions(service.settings.versions).rollback() is None:
        raise Refusal("no_version_before")
    return listed(service, principal)


def turns(service: Serving, principal: Reading, after: After = None, limit: Limit = 100) -> dict[str, Any]:
    """The turns of the key's project, those that were asked for first first; `next` goes on behind the last one."""
    rows = list_turns(service.store, principal.project, after, limit)
    return {"turns": [shown(row) for row in rows], "next": rows[-1].id if len(rows) == limit else None}


def turn(service: Serving, principal: Reading, id: Id) -> dict[str, Any]:
    """A turn and what came of it."""
    return shown(find_turn(service.store, principal.project, id))


def report(service: Serving, principal: Reading, id: Id) -> Response:
    """The page that says what was measured, and which rows changed sides."""
    row = find_turn(service.store, principal.project, id)
    if not row.report:
        raise Refusal("turn_running", id=id, retry_after=5)
    return Response(report_of(row), media_type=MARKDOWN)


def shown(row: Turn) -> dict[str, Any]:
    """What is said of a turn."""
    names = ("id", "state", "created", "started", "finished", "result")
    return {name: getattr(row, name) for name in names}
