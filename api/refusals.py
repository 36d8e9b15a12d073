"""Whatever goes wrong with a request, as problem details (RFC 9457): Chinese, and English beside it."""

from collections.abc import Mapping

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.texts import TITLES, one_line, pick, say
from extractor.errors import MingxiError
from extractor.reading.readers import UNNAMED

PROBLEM = "application/problem+json"
STATUSES = {
    "missing_document": 400,
    "too_slow": 408,
    "too_large": 413,
    "unsupported_format": 415,
    "missing_reader": 415,
    "busy": 503,
}
UNREADABLE = 422  # the status of every other error of a document
RETRY_AFTER_S = 5


def add_handlers(app: FastAPI) -> None:
    """Answer every failure of an application with problem details."""
    app.add_exception_handler(MingxiError, refuse_document)
    app.add_exception_handler(RequestValidationError, refuse_parameters)
    app.add_exception_handler(HTTPException, refuse_request)
    app.add_exception_handler(ClientDisconnect, forget)
    app.add_exception_handler(Exception, apologise)


def problem(
    code: str, status: int, detail: str, english: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """One problem as the answer."""
    return JSONResponse(described(code, status, detail, english), status, headers, media_type=PROBLEM)


def described(code: str, status: int, detail: str, english: str) -> dict[str, str | int]:
    """One problem: {"type": "urn:mingxi:too_large", "title": "文件过大", "status": 413, …}."""
    return {
        "type": f"urn:mingxi:{code}",
        "title": pick(TITLES, code, "zh"),
        "title_en": pick(TITLES, code, "en"),
        "status": status,
        "code": code,
        "detail": one_line(detail),
        "detail_en": one_line(english),
    }


async def refuse_document(_: Request, error: Exception) -> Response:
    """A document that cannot be read, or was not sent."""
    assert isinstance(error, MingxiError)
    headers = {"Retry-After": str(RETRY_AFTER_S)} if error.code == "busy" else None
    body = of_document(error)
    return JSONResponse(body, int(body["status"]), headers, media_type=PROBLEM)


def of_document(error: MingxiError) -> dict[str, str | int]:
    """What is wrong with a document, as one problem."""
    told = MingxiError("" if error.name == UNNAMED else error.name, error.reason, error.english_reason)
    return described(error.code, STATUSES.get(error.code, UNREADABLE), told.message, told.english)


async def refuse_parameters(_: Request, error: Exception) -> Response:
    """A query parameter with a wrong value."""
    assert isinstance(error, RequestValidationError)
    return _invalid("；".join(f"{each['loc'][1]}: {each['msg']}" for each in error.errors()), 422)


async def refuse_request(_: Request, error: Exception) -> Response:
    """A wrong address or method, or a form that does not follow its own rules."""
    assert isinstance(error, HTTPException)
    codes = {404: "no_such_address", 405: "method_not_allowed"}
    if code := codes.get(error.status_code):
        return problem(code, error.status_code, say(code, "zh"), say(code, "en"), error.headers)
    return _invalid(error.detail, error.status_code)


def _invalid(reason: str, status: int) -> Response:
    code = "invalid_request"
    return problem(code, status, say(code, "zh", reason=reason), say(code, "en", reason=reason))


async def forget(_: Request, error: Exception) -> Response:  # noqa: ARG001
    """The client has gone, and nobody reads this."""
    return Response(status_code=400)


async def apologise(_: Request, error: Exception) -> Response:  # noqa: ARG001, the log has its traceback
    """A mistake of ours, whose cause is not for strangers."""
    return problem("internal_error", 500, say("internal_hidden", "zh"), say("internal_hidden", "en"))
