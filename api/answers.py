"""Whatever goes wrong with a request, answered with problem details and never with a traceback."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from errno import EDQUOT, ENOSPC

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.refusals import PROBLEM, Problem, Refusal, StorageFull, Told
from extractor.errors import MingxiError

CODES = {404: "no_such_address", 405: "method_not_allowed"}
FULL = (ENOSPC, EDQUOT)


def add_handlers(app: FastAPI) -> None:
    """Answer every failure of an application with problem details."""
    app.add_exception_handler(MingxiError, refuse)
    app.add_exception_handler(Told, refuse)
    app.add_exception_handler(OSError, refuse_full)
    app.add_exception_handler(RequestValidationError, refuse_parameters)
    app.add_exception_handler(HTTPException, refuse_request)
    app.add_exception_handler(ClientDisconnect, forget)
    app.add_exception_handler(Exception, refuse)


def answer(error: Exception, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """One failure as the answer, with the code in `X-Problem` for logs and counters."""
    problem = Problem.of(error)
    added = {"X-Problem": problem.code, **(headers or {})}
    if isinstance(error, Refusal) and error.retry_after is not None:
        added["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    if problem.status == 401:
        added["WWW-Authenticate"] = "Bearer"
    return JSONResponse(asdict(problem), problem.status, added, media_type=PROBLEM)


async def refuse(_: Request, error: Exception) -> Response:
    """A document that cannot be read, a request that is refused, or a mistake of ours."""
    return answer(error)


async def refuse_full(_: Request, error: Exception) -> Response:
    """A disk without room; every other failure of the system is a mistake of ours."""
    return answer(StorageFull() if isinstance(error, OSError) and error.errno in FULL else error)


async def refuse_parameters(_: Request, error: Exception) -> Response:
    """A parameter with a wrong value."""
    assert isinstance(error, RequestValidationError)
    told = "；".join(f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors())
    return answer(Refusal("invalid_request", reason=told))


async def refuse_request(_: Request, error: Exception) -> Response:
    """A wrong address or method, or a form that does not follow its own rules."""
    assert isinstance(error, HTTPException)
    if code := CODES.get(error.status_code):
        return answer(Refusal(code), error.headers)
    return answer(Refusal("invalid_request", reason=error.detail))


async def forget(_: Request, error: Exception) -> Response:  # noqa: ARG001
    """The client has gone, and nobody reads this."""
    return Response(status_code=400)
