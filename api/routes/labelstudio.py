"""/label-studio: the service as a model of Label Studio, which is given the address http://HOST:PORT/label-studio.

The paths and shapes are Label Studio's. It sends the key as the password of basic authentication.
"""

import asyncio
import json
import os
import tempfile
from asyncio import wrap_future
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from annotations.formats import ExchangeError
from annotations.formats.labelstudio import prediction
from api.access import LABEL_STUDIO, Anybody, Extracting, Reviewing
from api.formats import JSON
from api.labelstudio import Interface, NotForTextError, predicted, read_interface
from api.refusals import Refusal
from api.routes.describing import EVERYWHERE, OBJECT, answering, shaped
from api.service import Service, Serving
from api.store.tool_events import keep_event, keep_prediction, told_by
from api.store.turns import order_turn
from api.work.tasks import Outcome, Task, Wish

PREDICT_S = 90.0  # Label Studio waits 100 s; what is not done by then has no prediction and is asked for again
MOST_TASKS = 1000
START = "START_TRAINING"
SENT = ("busy", "too_slow", "body_too_large", "storage_full")


@dataclass(frozen=True, slots=True)
class Asked:
    """Tasks to predict, and the labelling configuration of their project."""

    tasks: Annotated[list[dict[str, Any]], Field(max_length=MOST_TASKS)]
    label_config: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a project; which other fields there are depends on it."""

    action: str
    project: dict[str, Any]
    annotation: dict[str, Any] | None = None
    annotations: list[dict[str, Any]] | None = None
    task: dict[str, Any] | None = None


def router() -> APIRouter:
    """The routes that Label Studio calls."""
    routes = APIRouter(prefix=LABEL_STUDIO, tags=["label-studio"])
    routes.add_api_route(
        "/health", health, methods=["GET"], response_model=None,
        responses=answering("the model is there", {JSON: shaped("label_studio_health.json", OBJECT)}, *EVERYWHERE),
    )  # fmt: skip
    routes.add_api_route(
        "/setup", setup, methods=["POST"], response_model=None,
        responses=answering("the version of the model in use", {JSON: shaped("label_studio_setup.json", OBJECT)},
                            *EVERYWHERE, *SENT),
    )  # fmt: skip
    routes.add_api_route(
        "/versions", versions, methods=["GET"], response_model=None,
        responses=answering("the version of the model in use", {JSON: shaped("label_studio_versions.json", OBJECT)},
                            *EVERYWHERE),
    )  # fmt: skip
    routes.add_api_route(
        "/predict", predict, methods=["POST"], response_model=None,
        responses=answering("a prediction for each task, in their order; an empty list where there is none",
                            {JSON: shaped("label_studio_predict.json", OBJECT)}, *EVERYWHERE, *SENT),
    )  # fmt: skip
    routes.add_api_route(
        "/webhook", webhook, methods=["POST"], status_code=201, response_model=None,
        responses=answering("it was taken note of", {JSON: shaped("label_studio_webhook.json", OBJECT)},
                            *EVERYWHERE, *SENT, status=201),
    )  # fmt: skip
    return routes


async def health(_: Anybody) -> dict[str, str]:
    """Whether the model is there; Label Studio waits one second for it."""
    return {"status": "UP", "model_class": "mingxi"}


def setup(service: Serving, _: Anybody) -> dict[str, str]:
    """The version of the model in use; Label Studio asks often, and waits three seconds.

    What it sends, a token of its own among it, is not looked at.
    """
    return {"model_version": service.versions["model"]}


def versions(service: Serving, _: Anybody) -> dict[str, list[str]]:
    """The versions of the model that predictions may be asked of: the one in use."""
    return {"versions": [service.versions["model"]]}


async def predict(service: Serving, principal: Extracting, asked: Asked) -> dict[str, Any]:
    """Predict the rows of each task's text, with links, scores and the version of the model.

    A task has none where it has no text, where its text cannot be read, or where time is up.
    """
    try:
        interface = read_interface(asked.label_config)
    except NotForTextError as error:
        raise Refusal("invalid_request", reason=f"label_config: {error}") from error
    end = asyncio.get_running_loop().time() + min(PREDICT_S, service.settings.document_seconds)
    places = asyncio.Semaphore(service.pool.size)

    async def one(task: Mapping[str, Any]) -> Any:
        try:
            async with asyncio.timeout_at(end), places:
                return await _predicted(service, principal.project, task, interface)
        except (TimeoutError, Refusal):
            return []

    return {"results": await asyncio.gather(*map(one, asked.tasks))}


async def _predicted(service: Service, project: str, task: Mapping[str, Any], interface: Interface) -> Any:
    """The prediction for one task, or no prediction at all."""
    data = task.get("data")
    text = data.get(interface.field) if isinstance(data, dict) else None
    if not isinstance(text, str) or not text:
        return []
    descriptor, path = tempfile.mkstemp(dir=service.settings.incoming)
    try:
        await run_in_threadpool(_write, descriptor, text)
        work = Task(path, "task.txt", service.model(None), service.limits, Wish(include=("text",)))
        timed = await wrap_future(service.pool.submit(work, seconds=service.settings.document_seconds))
    finally:
        with suppress(OSError):
            os.unlink(path)
    service.metrics.document(timed.value, timed.waited)
    if not isinstance(timed.value, Outcome):
        return []
    record = json.loads(timed.value.body)
    found = predicted(record, text, interface)
    if found is None:
        return []
    await run_in_threadpool(keep_prediction, service.store, project, found)
    names = {"from_name": interface.from_name, "to_name": interface.to_name}
    return prediction(found.proposed, found.meta["model"], **names)


def _write(descriptor: int, text: str) -> None:
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(text.encode("utf-8", "replace"))


def webhook(service: Serving, principal: Reviewing, event: Event) -> dict[str, Any]:
    """Take note of an answer, once however often it comes, or of the wish for a new model, which is queued."""
    if event.action == START:
        turn, _ = order_turn(service.store, principal.project)
        return {"status": "ok", "result": {"turn": turn.id, "state": turn.state}}
    try:
        told = list(told_by({name: value for name, value in _plain(event).items() if value is not None}))
    except ExchangeError as error:
        raise Refusal("invalid_request", reason=f"{error.name}: {error.english_reason}") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refusal("invalid_request", reason=f"{event.action}: {error}") from error
    kept: Sequence[bool] = [keep_event(service.store, principal.project, each) for each in told]
    return {"status": "ok", "result": {"kept": sum(kept), "known": len(kept) - sum(kept)}}


def _plain(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in ("action", "project", "annotation", "annotations", "task")}
