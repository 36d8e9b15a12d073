"""The HTTP service, small for now: a document in, its record out, and what the record means."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any, Literal

from anyio import CapacityLimiter, fail_after, to_thread
from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.lines import MEDIA_TYPE, Lines, open_lines
from api.problems import Busy, TooSlow
from api.refusals import PROBLEM, add_handlers
from api.uploads import read_upload
from extractor.data import Record
from extractor.outputs import as_json, schema
from extractor.pipeline import Extractor
from extractor.reading import Limits
from extractor.reading.members import archive_format

MOST_WAITING = 16  # requests that hold a document in memory at once; more are told to come again
SLOWEST_S = 120.0  # for a document to arrive; slower clients would keep others waiting
DOCUMENT = {"type": "string", "format": "binary"}
FORM = {"type": "object", "properties": {"file": DOCUMENT}, "required": ["file"]}
BODY = {"multipart/form-data": {"schema": FORM}, "application/octet-stream": {"schema": DOCUMENT}}
REFUSALS = {
    400: "no document in the request",
    408: "the document arrives too slowly",
    413: "the document is too large",
    415: "a format that is not read",
    422: "the document cannot be read",
    500: "an internal error",
    503: "too many documents at once",
}
LINES = {"description": "the record; of an archive a line for each document in it", "content": {MEDIA_TYPE: {}}}
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {PROBLEM: {}}} for status, text in REFUSALS.items()
}
Part = Literal["text", "blocks"]


class Service:
    """The extractor, one document at a time: it has state that grows while it reads, and uses a whole core anyway.

    Requests wait in the event loop and not in threads, so that /health answers whatever waits.
    """

    def __init__(self, extractor: Extractor, limits: Limits) -> None:
        self.extractor = extractor
        self.limits = limits
        self.waiting = 0
        self._turn = CapacityLimiter(1)

    async def extract(self, request: Request, name: str, include: Sequence[Part]) -> Response:
        """The record of the document in a request, as JSON; those of the documents in an archive, a line each."""
        with self._place():
            name, data = await self._receive(request, name)
            extract = partial(self._extract, include)
            if archive_format(data, self.limits) is not None:
                lines = await to_thread.run_sync(open_lines, data, name, extract, self.limits, limiter=self._turn)
                return StreamingResponse(self._written(lines), media_type=MEDIA_TYPE)
            record = await to_thread.run_sync(extract, data, name, limiter=self._turn)
            return Response(record, media_type="application/json")

    @contextmanager
    def _place(self) -> Iterator[None]:
        """A place among those that wait."""
        if self.waiting >= MOST_WAITING:
            raise Busy("")
        self.waiting += 1
        try:
            yield
        finally:
            self.waiting -= 1

    async def _written(self, lines: Lines) -> AsyncIterator[str]:
        """The lines of an archive, which keeps its place until the last one."""
        self.waiting += 1
        try:
            async for line in lines.written(self._turn):
                yield line
        finally:
            self.waiting -= 1

    async def _receive(self, request: Request, name: str) -> tuple[str, bytes]:
        try:
            with fail_after(SLOWEST_S):
                return await read_upload(request, name, self.limits.max_bytes)
        except TimeoutError as error:
            raise TooSlow("") from error

    def _extract(self, include: Sequence[Part], data: bytes, name: str) -> str:
        record = self.extractor.extract(data, name=name, limits=self.limits)
        return as_json(record, text="text" in include, blocks="blocks" in include, indent=None)


def get_service(request: Request) -> Service:
    """The service that the application was made with."""
    service: Service = request.app.state.service
    return service


Loaded = Annotated[Service, Depends(get_service)]


def create_app(extractor: Extractor, limits: Limits = Limits()) -> FastAPI:  # noqa: B008, frozen
    """The application around an extractor; a test passes its own."""
    # Without the pages that load their scripts from elsewhere: the machine may be offline.
    app = FastAPI(title="mingxi 明细", version="1", docs_url=None, redoc_url=None)
    app.state.service = Service(extractor, limits)
    add_handlers(app)
    app.add_api_route(
        "/v1/extract",
        extract,
        methods=["POST"],
        tags=["documents"],
        response_model=Record,
        responses={200: LINES, **RESPONSES},
        openapi_extra={"requestBody": {"required": True, "content": BODY}},
    )
    app.add_api_route("/v1/schema", read_schema, methods=["GET"], tags=["reference"])
    app.add_api_route("/v1/concepts", read_concepts, methods=["GET"], tags=["reference"])
    app.add_api_route("/health", health, methods=["GET"], tags=["service"])
    return app


async def extract(
    request: Request,
    service: Loaded,
    name: Annotated[str, Query(description="The file's name, for a raw body")] = "",
    include: Annotated[list[Part] | None, Query(description="Long parts to add: include=text&include=blocks")] = None,
) -> Response:
    """Extract one disclosure, sent as the multipart field `file` or as the body itself, whatever its content type.

    An archive (zip, 7z, rar) gives one line of JSON for each document in it: a record, or a problem with its `name`.
    """
    return await service.extract(request, name, include or ())


async def read_schema() -> dict[str, Any]:
    """The JSON Schema of a record."""
    return schema()


async def read_concepts(service: Loaded) -> list[dict[str, Any]]:
    """What can be extracted: every concept with its names."""
    return [asdict(concept) for concept in service.extractor.catalogue.concepts]


async def health(service: Loaded) -> dict[str, str]:
    """Whether the service is up, and what it answers with."""
    return {"status": "ok", "model": service.extractor.model, "catalogue": service.extractor.catalogue.version}
