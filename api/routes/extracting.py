"""POST /v1/extract and /v1/extract:batch: documents in, records out, while the client waits."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from api.accept import negotiate
from api.access import Extracting
from api.formats import CSV, JSON, NDJSON, PARQUET, WRITERS, XLSX, ZIP, dumped
from api.refusals import Problem, Refusal
from api.routes.describing import (
    BODY,
    DOCUMENT,
    EVERYWHERE,
    RECORD,
    STRING,
    WORK,
    answering,
    document_codes,
    shaped,
    uploading,
)
from api.routes.parameters import Order, Wished
from api.service import Service, Serving
from api.store.keys import Principal
from api.uploads import Sent, folder_in, receive_files
from api.work.tasks import Answer, Opened, Outcome, Task, Wish

FORMS = tuple(WRITERS)
FILES = {"type": "array", "items": DOCUMENT, "description": "documents, or archives of them"}
CONTENT = {
    JSON: shaped("record.json", RECORD),
    NDJSON: {"schema": {"type": "string"}, "example": "the same on one line"},
    CSV: shaped("facts.csv", STRING),
    **{form: {"schema": DOCUMENT} for form in (PARQUET, XLSX, ZIP)},
}


def router() -> APIRouter:
    """The routes that extract."""
    routes = APIRouter(prefix="/v1", tags=["extraction"])
    routes.add_api_route(
        "/extract",
        extract,
        methods=["POST"],
        response_model=None,
        responses=answering(
            "the record, in the format that Accept asks for",
            CONTENT,
            *EVERYWHERE,
            *BODY,
            *WORK,
            *document_codes(),
            "archive_here",
            "not_acceptable",
            headers={"Location": "where the record was kept, with keep=true"},
        ),
        openapi_extra=uploading({"file": DOCUMENT}, ["file"]),
    )
    routes.add_api_route(
        "/extract:batch",
        extract_batch,
        methods=["POST"],
        response_model=None,
        responses=answering(
            "a line for each document, in the order in which they are done: its name, and record or problem",
            {NDJSON: shaped("batch.jsonl", STRING)},
            *EVERYWHERE,
            *BODY,
            "queue_full",
            "not_ready",
            "not_acceptable",
        ),
        openapi_extra=uploading({"files": FILES}, ["files"]),
    )
    return routes


async def extract(
    request: Request,
    service: Serving,
    principal: Extracting,
    wish: Wished,
    order: Order,
) -> Response:
    """Extract one disclosure, sent as the multipart field `file` or as the body itself, whatever its content type."""
    form = negotiate(order.accept, FORMS)
    settings = service.settings
    async with folder_in(settings.incoming) as folder:
        [sent] = await receive_files(request, order.name, folder, most=1, largest=settings.max_upload)
        outcome = await service.extract(
            request, service.task(sent, order.model, replace(wish, form=form), keep=order.keep)
        )
    headers = {}
    if outcome.kept is not None:
        headers["Location"] = f"/v1/documents/{await service.keep(principal, outcome.kept)}"
    return Response(outcome.body, headers=headers, media_type=form)


async def extract_batch(
    request: Request,
    service: Serving,
    principal: Extracting,
    wish: Wished,
    order: Order,
) -> Response:
    """Extract many files and the files of archives; each is a line once it is done: {"name", "record" or "problem"}.

    The answer begins with the first document, so what is wrong with a later one is its line and not the status.
    """
    negotiate(order.accept, (NDJSON,))
    settings = service.settings
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(service.place_for_batch())
        folder = await stack.enter_async_context(folder_in(settings.incoming))
        sent = await receive_files(request, order.name, folder, most=settings.max_files, largest=settings.max_batch)
        batch = Batch(service, principal, service.model(order.model), wish, order.keep)
        held = stack.pop_all()
    return Holding(batch.lines(sent, folder), held)


class Holding(StreamingResponse):
    """Lines for whose sake something is held, which is let go whether the client takes them or leaves."""

    def __init__(self, lines: AsyncIterator[bytes], held: AsyncExitStack) -> None:
        super().__init__(lines, media_type=NDJSON)
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the lines."""
        async with self._held:
            await super().__call__(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Batch:
    """Many files of one request on their way through the workers, never more of them at once than there are workers."""

    service: Service
    principal: Principal
    model: str
    wish: Wish
    keep: bool

    async def lines(self, sent: Sequence[Sent], folder: Path) -> AsyncIterator[bytes]:
        """A line for each document, in the order in which they are done."""
        left = list(reversed(sent))
        running: dict[asyncio.Task[Answer], Sent] = {}
        try:
            while left or running:
                while left and len(running) < self.service.pool.size:
                    each = left.pop()
                    running[asyncio.create_task(self._answer(each, folder))] = each
                done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    each, answer = running.pop(task), task.result()
                    if isinstance(answer, Opened):
                        for upload in reversed(answer.uploads):
                            if upload.problem is not None:
                                yield _line(upload.name, "problem", dumped(upload.problem))
                            else:
                                left.append(Sent(upload.name, folder / upload.file))
                        continue
                    yield await self._told(each, answer)
        finally:
            for task in running:
                task.cancel()

    async def _answer(self, sent: Sent, folder: Path) -> Answer:
        """What a worker says of one file; a worker that is lost is its line as well."""
        service = self.service
        # Of members that are archives themselves the reader has taken care.
        members = str(folder / f"{sent.path.name}.members") if sent.path.parent == folder else None
        task = Task(
            str(sent.path), sent.name, self.model, service.limits, replace(self.wish, form=JSON), self.keep, members
        )
        try:
            future = service.pool.submit(task, seconds=service.settings.document_seconds, is_job=True)
            timed = await asyncio.wrap_future(future)
        except Exception as error:
            if not isinstance(error, Refusal):
                service.log.mistake(error)
            return Problem.of(error)
        service.metrics.document(timed.value, timed.waited)
        answer: Answer = timed.value
        await run_in_threadpool(sent.path.unlink)
        return answer

    async def _told(self, sent: Sent, answer: Answer) -> bytes:
        if isinstance(answer, Problem):
            return _line(sent.name, "problem", dumped(asdict(answer)))
        assert isinstance(answer, Outcome)
        if answer.kept is None:
            return _line(sent.name, "record", answer.body)
        try:
            id = await self.service.keep(self.principal, answer.kept)
        except Refusal as error:
            return _line(sent.name, "problem", dumped(asdict(Problem.of(error))))
        return _line(sent.name, "record", answer.body, f',"id":"{id}"')


def _line(name: str, key: str, value: bytes, more: str = "") -> bytes:
    named = json.dumps(name, ensure_ascii=False)
    return f'{{"name":{named}{more},"{key}":'.encode() + value + b"}\n"
