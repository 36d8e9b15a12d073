"""GET /health/live, /health/ready, /metrics: whether the service is there, can work, and how it does."""

from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.access import Administrating
from api.formats import JSON
from api.refusals import Refusal
from api.routes.describing import EVERYWHERE, OBJECT, OPEN, STRING, answering, shaped
from api.service import Serving
from api.store.jobs import count_jobs


def router() -> APIRouter:
    """The routes for whoever keeps the service running."""
    routes = APIRouter(tags=["service"])
    routes.add_api_route(
        "/health/live",
        live,
        methods=["GET"],
        response_model=None,
        responses=answering("the service answers", {JSON: shaped("live.json", OBJECT)}, *OPEN),
    )
    routes.add_api_route(
        "/health/ready",
        ready,
        methods=["GET"],
        response_model=None,
        responses=answering(
            "documents can be extracted",
            {JSON: shaped("ready.json", OBJECT)},
            *OPEN,
            "not_ready",
            "store_unavailable",
        ),
    )
    routes.add_api_route(
        "/metrics",
        metrics,
        methods=["GET"],
        response_model=None,
        responses=answering(
            "counters and histograms",
            {"text/plain": shaped("metrics.txt", STRING)},
            *EVERYWHERE,
        ),
    )
    return routes


async def live() -> dict[str, str]:
    """Whether the process answers at all."""
    return {"status": "ok"}


def ready(service: Serving) -> dict[str, Any]:
    """Whether a document could be extracted now: a worker answers, the database too, and there is room on the disk."""
    if reason := service.unready():
        raise Refusal("not_ready", retry_after=2, reason=reason)
    return {"status": "ok", "workers": service.pool.size, **service.pool.health()._asdict(), **service.versions}


def metrics(service: Serving, _: Administrating) -> Response:
    """Counters and histograms for Prometheus."""
    return Response(service.metrics.exposed(service.pool, count_jobs(service.store)), media_type=CONTENT_TYPE_LATEST)
