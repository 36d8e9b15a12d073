"""What the routes share: settings, store, workers, counters; and how one file gets through them."""

import asyncio
import shutil
import threading
import time
from asyncio import wrap_future
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from api.access import needs_keys
from api.logs import Log
from api.metrics import Metrics
from api.refusals import Problem, Refusal, Told
from api.settings import Settings
from api.store import Store
from api.store.documents import Kept, add_document
from api.store.keys import Principal
from api.store.migrating import upgrade
from api.traces import Tracer, open_tracer
from api.uploads import Sent
from api.work.pool import Pool, Timed
from api.work.tasks import Answer, Outcome, Task, Wish, maker
from extractor.reading import Limits
from models.registry import NONE, load_model

SCANNED_PAGE_S = 15  # of OCR on two cores; a request has time for so many pages


@dataclass(slots=True)
class Service:
    """Everything that the routes work with, made once for an application."""

    settings: Settings
    store: Store
    pool: Pool
    needs_keys: bool
    log: Log = field(default_factory=Log)
    metrics: Metrics = field(default_factory=Metrics)
    tracer: Tracer = field(default_factory=lambda: open_tracer(""))
    wake: threading.Event = field(default_factory=threading.Event)  # set when there is a new job
    is_stopping: bool = False
    batches: int = 0

    @property
    def limits(self) -> Limits:
        """What one document of a request may cost to read, so that it ends by itself before its worker is ended."""
        return self._limits(self.settings.document_seconds)

    @property
    def job_limits(self) -> Limits:
        """The same of a job."""
        return self._limits(self.settings.job_document_seconds)

    def _limits(self, seconds: float) -> Limits:
        usual = Limits(max_bytes=self.settings.max_upload)
        reading = min(usual.max_seconds, int(seconds))
        pages = min(usual.max_scanned_pages, int(seconds - reading) // SCANNED_PAGE_S)
        return replace(usual, max_seconds=max(1, reading), max_scanned_pages=max(0, pages))

    @property
    def versions(self) -> dict[str, str]:
        """What a record of the default model will say that it was made by."""
        return versions(self.model(None))

    def task(self, sent: Sent, model: str | None, wish: Wish | None = None, *, keep: bool = False) -> Task:
        """What a worker is asked to do with a file of a request."""
        return Task(str(sent.path), sent.name, self.model(model), self.limits, wish, keep)

    def model(self, name: str | None) -> str:
        """A model by its name, if it is one of those that may be asked for; the default is the version in use now."""
        if name is not None and name not in self.settings.models:
            raise Refusal("invalid_request", reason=f"model: {', '.join(self.settings.models)}")
        return self.settings.in_use(name or self.settings.models[0])

    async def extract(self, request: Request, task: Task) -> Outcome:
        """Have one document extracted for a client that waits; raises a `Told` for what is wrong with it."""
        with self.tracer.stage("extract"):
            answer = await self.wait(request, self.pool.submit(task, seconds=self.settings.document_seconds))
        if isinstance(answer, Outcome):
            return answer
        assert isinstance(answer, Problem)
        raise Told(answer)

    async def wait(self, request: Request, future: "Future[Timed]") -> Answer:
        """The answer of a worker, unless the client leaves first: then what has not begun is not done at all."""
        waiting: asyncio.Future[Any] = wrap_future(future)
        leaving: asyncio.Future[Any] = asyncio.ensure_future(_left(request))
        try:
            await asyncio.wait((waiting, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                raise ClientDisconnect
            timed = waiting.result()
        finally:
            leaving.cancel()
            waiting.cancel()
        self.metrics.document(timed.value, timed.waited)
        answer: Answer = timed.value
        return answer

    async def keep(self, principal: Principal, kept: Kept) -> str:
        """Keep a record for a project; its id."""
        begun = time.perf_counter()

        def write() -> str:
            with self.store.write() as session:
                return add_document(session, principal.project, kept)

        with self.tracer.stage("store"):
            id = await run_in_threadpool(write)
        self.metrics.stage("store", time.perf_counter() - begun)
        return id

    @asynccontextmanager
    async def place_for_batch(self) -> AsyncIterator[None]:
        """A place among the batches, which hold many documents each."""
        if self.batches >= self.settings.batches:
            raise Refusal("queue_full", retry_after=10)
        self.batches += 1
        try:
            yield
        finally:
            self.batches -= 1

    def unready(self) -> str:
        """Why requests cannot be served now; nothing where they can."""
        if self.is_stopping:
            return "stopping"
        self.store.ping()
        if shutil.disk_usage(self.settings.data).free < self.settings.free_disk:
            return "disk"
        return "" if self.pool.ping() else "workers"


@cache
def versions(model: str) -> dict[str, str]:
    """The versions of a model and of the catalogue."""
    from annotations.catalogue import load

    found = load_model(model)
    return {"model": NONE if found is None else found.version, "catalogue": load().version}


async def _left(request: Request) -> None:
    """Return when the client has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def open_service(settings: Settings, *, is_local: bool, log: Log | None = None, pool: Pool | None = None) -> Service:
    """Make the folders, bring the database up to date, and start the workers unless they are given.

    Raises `StoreUnavailable` where there is no database, and `OSError` where the folder of data cannot be written.
    """
    for folder in (settings.incoming, settings.job_files):
        folder.mkdir(parents=True, exist_ok=True)
    store = Store(settings.url)
    upgrade(store)
    if pool is None:
        pool = Pool(
            maker(tuple(map(settings.in_use, settings.models)), settings.worker_memory),
            workers=settings.worker_count,
            queue=settings.queue,
            documents=settings.worker_documents,
        )
        pool.start()
    service = Service(
        settings,
        store,
        pool,
        needs_keys(settings.keys, is_local=is_local, store=store),
        log or Log(),
        tracer=open_tracer(settings.traces),
    )
    observe_pool(service)
    return service


def observe_pool(service: Service) -> None:
    """Count the workers that are replaced."""
    service.pool.observe = lambda cause: service.metrics.replaced.labels(cause).inc()


def service_of(request: Request) -> Service:
    """The service that an application was made with."""
    service: Service = request.app.state.service
    return service


Serving = Annotated[Service, Depends(service_of)]
