"""POST and GET /v1/jobs: many documents, worked on while nobody waits."""

import asyncio
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from annotations.database import new_id
from api.accept import negotiate
from api.access import Extracting, Reading
from api.formats import EXPORTS, JSON, NDJSON, SUFFIXES
from api.jobs.webhooks import check_url
from api.refusals import Problem, Refusal
from api.routes.describing import BODY, DOCUMENT, EVERYWHERE, OBJECT, STRING, answering, shaped, uploading
from api.routes.parameters import Accept, After, Id, Limit, Lists, Model, Name, Text
from api.service import Service, Serving
from api.store import jobs as queue
from api.store.documents import unpack_bytes
from api.store.jobs import Order, Progress, Upload
from api.store.tables import Job
from api.uploads import Sent, receive_files
from api.work.tasks import Export, sha256

FILES = {"type": "array", "items": DOCUMENT, "description": "documents, or archives of them"}
SEEN_S, ALIVE_S, LONGEST_S = 0.5, 15.0, 3600.0
EVENTS = "text/event-stream"
Idempotency = Annotated[
    Text | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="The same key and files again are the same job",
    ),
]
Webhook = Annotated[
    str | None,
    Query(max_length=2000, description="Called with POST when the job has ended", examples=["https://a.example/done"]),
]


def router() -> APIRouter:
    """The routes of jobs."""
    routes = APIRouter(prefix="/v1/jobs", tags=["jobs"])
    one = {JSON: shaped("job.json", OBJECT)}
    routes.add_api_route(
        "", submit, methods=["POST"], status_code=202, response_model=None,
        openapi_extra=uploading({"files": FILES}, ["files"]),
        responses=answering("the job is queued", one, *EVERYWHERE, *BODY, "idempotency_mismatch", "webhook_refused",
                            status=202, headers={"Location": "where the job is"}),
    )  # fmt: skip
    routes.add_api_route(
        "", listed, methods=["GET"], response_model=None,
        responses=answering("the jobs in the order in which they came", {JSON: shaped("jobs.json", OBJECT)},
                            *EVERYWHERE),
    )  # fmt: skip
    routes.add_api_route(
        "/{id}", found, methods=["GET"], response_model=None,
        responses=answering("the job and how far it is", one, *EVERYWHERE, "no_such_job"),
    )  # fmt: skip
    routes.add_api_route(
        "/{id}/cancel", cancel, methods=["POST"], status_code=202, response_model=None,
        responses=answering("the job ends; what has ended stays as it is", one, *EVERYWHERE, "no_such_job", "busy",
                            "too_slow", "body_too_large", status=202),
    )  # fmt: skip
    routes.add_api_route(
        "/{id}/results", results, methods=["GET"], response_model=None,
        responses=answering("what became of every file, in the order in which they were sent",
                            {NDJSON: shaped("batch.jsonl", STRING),
                             **{form: {"schema": DOCUMENT} for form in EXPORTS}},
                            *EVERYWHERE, "no_such_job", "job_running", "not_acceptable", "too_many_for_tables",
                            "worker_lost", "document_timeout", "not_ready", "storage_full"),
    )  # fmt: skip
    routes.add_api_route(
        "/{id}/events", events, methods=["GET"], response_model=None,
        responses=answering("its progress, as server-sent events, until it has ended",
                            {EVENTS: shaped("events.txt", STRING)},
                            *EVERYWHERE, "no_such_job"),
    )  # fmt: skip
    return routes


async def submit(
    request: Request,
    service: Serving,
    principal: Extracting,
    name: Name = "",
    model: Model = None,
    webhook: Webhook = None,
    idempotency: Idempotency = None,
) -> Response:
    """Queue files or archives; their records are kept as documents, and the job's results list them."""
    settings, id = service.settings, new_id()
    options = {"model": service.model(model)}
    hook = None if webhook is None else check_url(webhook)
    folder = settings.job_files / id
    await run_in_threadpool(folder.mkdir)
    is_new = False
    try:
        sent = await receive_files(request, name, folder, most=settings.max_files, largest=settings.max_batch)
        fingerprint = await run_in_threadpool(_fingerprint, sent, {**options, "webhook": hook})
        order = Order(id, principal.project, options, fingerprint, idempotency, hook)
        uploads = [Upload(each.name, each.path.name) for each in sent]
        id, is_new = await run_in_threadpool(queue.add_job, service.store, order, uploads)
    finally:
        if not is_new:
            await run_in_threadpool(shutil.rmtree, folder, ignore_errors=True)
    service.wake.set()
    job, progress = await run_in_threadpool(queue.find_job, service.store, principal.project, id)
    return JSONResponse(shown(job, progress), 202, {"Location": f"/v1/jobs/{id}"})


def _fingerprint(sent: Sequence[Sent], options: dict[str, Any]) -> str:
    """What makes two requests the same; and all files are on the disk before the job is in the queue."""
    digest = hashlib.sha256(json.dumps(options, sort_keys=True).encode())
    for each in sent:
        digest.update(f"\n{each.name}\n{sha256(each.path)}".encode())
        with each.path.open("rb") as stream:
            os.fsync(stream.fileno())
    return digest.hexdigest()


def listed(service: Serving, principal: Reading, after: After = None, limit: Limit = 100) -> dict[str, Any]:
    """The jobs of the key's project, those that came first first; `next` goes on behind the last one."""
    rows = queue.list_jobs(service.store, principal.project, after, limit)
    return {"jobs": [shown(*row) for row in rows], "next": rows[-1][0].id if len(rows) == limit else None}


def found(service: Serving, principal: Reading, id: Id) -> dict[str, Any]:
    """A job and how far it is."""
    return shown(*queue.find_job(service.store, principal.project, id))


def cancel(service: Serving, principal: Extracting, id: Id) -> dict[str, Any]:
    """End a job; what is being worked on ends first, and what was found is kept."""
    queue.cancel_job(service.store, principal.project, id)
    service.wake.set()
    return shown(*queue.find_job(service.store, principal.project, id))


async def results(
    service: Serving,
    principal: Reading,
    id: Id,
    lists: Lists,
    accept: Accept = None,
) -> Response:
    """What became of every file: lines as they are kept, or the lists of all records together as tables.

    CSV and Parquet give one list, the facts unless `lists` names another one.
    """
    form = negotiate(accept or "", (NDJSON, *EXPORTS))
    job, progress = await run_in_threadpool(queue.find_job, service.store, principal.project, id)
    if job.state not in queue.ENDED:
        raise Refusal("job_running", id=id, retry_after=2)
    if form == NDJSON:
        return StreamingResponse(_lines(service, id), media_type=NDJSON)
    return await _exported(service, job, progress, form, tuple(lists))


def _lines(service: Service, id: str) -> Iterator[bytes]:
    for item, record in queue.results(service.store, id):
        name = json.dumps(item.name, ensure_ascii=False)
        if record is not None:
            yield f'{{"name":{name},"id":"{item.document}","record":'.encode() + unpack_bytes(record) + b"}\n"
        else:  # of a document that was deleted nothing is left to tell
            problem = item.problem or asdict(Problem.of(Refusal("no_such_document", id=item.name)))
            yield (json.dumps({"name": item.name, "problem": problem}, ensure_ascii=False) + "\n").encode()


async def _exported(service: Service, job: Job, progress: Progress, form: str, lists: tuple[Any, ...]) -> Response:
    """Tables of all records, made by a worker."""
    most = EXPORTS[form]
    if most is not None and progress.done > most:
        raise Refusal("too_many_for_tables", limit=most)
    descriptor, name = await run_in_threadpool(tempfile.mkstemp, dir=service.settings.incoming)
    os.close(descriptor)
    path = Path(name)
    try:
        task = Export(service.settings.url, job.id, form, lists, name)
        future = service.pool.submit(task, seconds=service.settings.job_document_seconds, is_job=True)
        await asyncio.wrap_future(future)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return FileResponse(
        path,
        media_type=form,
        filename=f"{job.id}.{SUFFIXES[form]}",
        background=BackgroundTask(path.unlink, missing_ok=True),
    )


async def events(service: Serving, principal: Reading, id: Id) -> Response:
    """Its progress whenever it changes, as server-sent events; the last one is called `end`."""
    await run_in_threadpool(queue.find_job, service.store, principal.project, id)
    return StreamingResponse(_events(service, principal.project, id), media_type=EVENTS)


async def _events(service: Service, project: str, id: str) -> AsyncIterator[bytes]:
    loop, told = asyncio.get_running_loop(), b""
    end, alive = loop.time() + LONGEST_S, loop.time()
    while loop.time() < end and not service.is_stopping:
        try:
            job, progress = await run_in_threadpool(queue.find_job, service.store, project, id)
        except Refusal:  # the database is gone for a while, and the client may stay
            await asyncio.sleep(SEEN_S)
            continue
        now = json.dumps(shown(job, progress), ensure_ascii=False).encode()
        if now != told:
            is_over = job.state in queue.ENDED
            yield b"event: %s\ndata: %s\n\n" % (b"end" if is_over else b"progress", now)
            if is_over:
                return
            told, alive = now, loop.time()
        elif loop.time() - alive > ALIVE_S:
            yield b": alive\n\n"
            alive = loop.time()
        await asyncio.sleep(SEEN_S)


def shown(job: Job, progress: Progress) -> dict[str, Any]:
    """What is said of a job."""
    return {
        "id": job.id,
        "state": job.state,
        "progress": {"total": sum(progress), **progress._asdict()},
        "options": job.options,
        "created": job.created,
        "started": job.started,
        "finished": job.finished,
        "webhook": job.webhook_state,
    }
