"""The application: routes inside, then the guard at the way in, then what is around every answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from api.access import Door, Rate
from api.answers import add_handlers
from api.compressing import Compressing
from api.envelope import Envelope
from api.guard import Guard
from api.jobs.runner import Runner
from api.jobs.trainer import Trainer
from api.jobs.webhooks import Courier
from api.routes import (
    archive,
    documents,
    extracting,
    health,
    jobs,
    labelstudio,
    models,
    pages,
    reference,
    review_documents,
    review_queue,
    review_stretches,
)
from api.routes.describing import describe_app
from api.service import Service

DESCRIPTION = "Turns Chinese budget and final-account disclosures (部门预算、部门决算) into rows that can be checked."
ROUTERS = (
    extracting.router,
    jobs.router,
    documents.router,
    review_queue.router,
    review_documents.router,
    review_stretches.router,
    models.router,
    labelstudio.router,
    archive.router,
    reference.router,
    health.router,
    pages.router,
)


def create_app(service: Service) -> ASGIApp:
    """The whole application around a service; a test passes its own."""
    settings = service.settings
    app: ASGIApp = Compressing(create_routes(service))
    app = Guard(app, Door(service.store, service.needs_keys, Rate(settings.rate)), settings, service.metrics.stage)
    if settings.cors_origins:
        app = CORSMiddleware(
            app,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["authorization", "x-api-key", "idempotency-key", "content-type"],
            expose_headers=["location", "retry-after", "x-request-id"],
        )
    return Envelope(app, service.log, service.metrics, service.tracer)


def create_routes(service: Service) -> FastAPI:
    """The routes alone, which expect that the guard has let a request in."""
    # Without the pages that load their scripts from elsewhere: the machine may be offline.
    app = FastAPI(
        title="mingxi 明细", version="1", description=DESCRIPTION, docs_url=None, redoc_url=None, lifespan=_lifespan
    )
    app.state.service = service
    app.openapi = describe_app(app)  # type: ignore[method-assign]
    add_handlers(app)
    for router in ROUTERS:
        app.include_router(router())
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Until the server stops: then nothing new is begun, and what runs has been waited for."""
    service: Service = app.state.service
    workers = (Runner(service), Courier(service), Trainer(service))
    for each in workers:
        each.start()
    yield
    service.is_stopping = True
    for each in workers:
        await run_in_threadpool(each.stop)
    service.tracer.close()
