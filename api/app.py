"""The HTTP service, small for now: a document in, its record out, and what the record means."""

import threading
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile

from extractor.data import Record
from extractor.errors import EmptyDocument, MingxiError, TooLarge
from extractor.outputs import as_json, schema
from extractor.pipeline import Extractor
from extractor.reading import Limits

MOST_BYTES = Limits().max_bytes
PROBLEM = "application/problem+json"
BINARY = {"schema": {"type": "string", "format": "binary"}}
UPLOAD = {"schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}}
BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"multipart/form-data": UPLOAD, "application/octet-stream": BINARY}},
    "responses": {"422": {"description": "the document cannot be read", "content": {PROBLEM: {}}}},
}


class Service:
    """The extractor behind a lock: spaCy's vocabulary grows while it reads, and one document uses a whole core anyway."""

    def __init__(self, extractor: Extractor) -> None:
        self.extractor = extractor
        self._lock = threading.Lock()

    def extract(self, data: bytes, name: str) -> Record:
        """One record."""
        with self._lock:
            return self.extractor.extract(data, name=name)


def get_service(request: Request) -> Service:
    """The service that the application was made with."""
    service: Service = request.app.state.service
    return service


Loaded = Annotated[Service, Depends(get_service)]


def create_app(extractor: Extractor) -> FastAPI:
    """The application around an extractor; a test passes its own."""
    app = FastAPI(title="mingxi 明细", version="1", redoc_url=None)
    app.state.service = Service(extractor)
    app.add_exception_handler(MingxiError, explain)
    app.add_api_route("/v1/extract", extract, methods=["POST"], tags=["documents"], openapi_extra=BODY)
    app.add_api_route("/v1/schema", read_schema, methods=["GET"], tags=["reference"])
    app.add_api_route("/v1/concepts", read_concepts, methods=["GET"], tags=["reference"])
    app.add_api_route("/health", health, methods=["GET"], tags=["service"])
    return app


async def extract(request: Request, service: Loaded, include: Annotated[str, Query()] = "") -> Response:
    """Extract one disclosure, sent as a multipart `file` or as the raw body; `include=text,blocks` adds the long parts."""
    name, data = await read_upload(request)
    record = await run_in_threadpool(service.extract, data, name)
    wanted = {part.strip() for part in include.split(",")}
    body = as_json(record, text="text" in wanted, blocks="blocks" in wanted, indent=None)
    return Response(body, media_type="application/json")


async def read_upload(request: Request) -> tuple[str, bytes]:
    """Name and bytes of the document in a request."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form(max_files=1) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise EmptyDocument("file")
            return file.filename or "", await file.read()
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MOST_BYTES:
            raise TooLarge("body", "文件字节数", len(data), MOST_BYTES)
    return request.headers.get("x-filename", ""), bytes(data)


def read_schema() -> dict[str, Any]:
    """The JSON Schema of a record."""
    return schema()


def read_concepts(service: Loaded) -> list[dict[str, Any]]:
    """What can be extracted: every concept with its names."""
    return [asdict(concept) for concept in service.extractor.catalogue.concepts]


def health(service: Loaded) -> dict[str, str]:
    """Whether the service is up, and what it answers with."""
    return {"status": "ok", "model": service.extractor.model, "catalogue": service.extractor.catalogue.version}


async def explain(_: Request, error: Exception) -> JSONResponse:
    """A failure that mingxi explains, as problem details (RFC 9457)."""
    assert isinstance(error, MingxiError)
    body = {
        "type": f"urn:mingxi:{error.code}",
        "title": error.code,
        "status": 422,
        "code": error.code,
        "detail": error.message,
        "detail_en": error.english,
    }
    return JSONResponse(body, status_code=422, media_type=PROBLEM)
