"""What is around every answer: an id, headers that keep browsers careful, a line of log, a count, a span."""

import re
import time
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from annotations.database import new_id
from api.answers import answer
from api.logs import Log
from api.metrics import Metrics
from api.traces import Tracer

ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
SAFE: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Envelope:
    """The outermost application: whatever those inside do, it answers, counts and logs."""

    def __init__(self, app: ASGIApp, log: Log, metrics: Metrics, tracer: Tracer) -> None:
        self.app = app
        self.log = log
        self.metrics = metrics
        self.tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what nobody has caught is a mistake of ours, told as one."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(scope, send)
        scope.setdefault("state", {})["request_id"] = exchange.id
        with self.tracer.request(scope, exchange.id) as span:
            try:
                await self.app(scope, receive, exchange.send)
            except Exception as error:
                self.log.mistake(error, request_id=exchange.id)
                if not exchange.status:
                    await answer(error)(scope, receive, exchange.send)
            span(exchange.route, exchange.status)
        self._count(exchange)

    def _count(self, exchange: "Exchange") -> None:
        seconds = time.perf_counter() - exchange.begun
        if not exchange.status:
            self.log.info("request", **exchange.described(), status=0, problem="client_left", seconds=round(seconds, 4))
            return
        self.metrics.requests.labels(exchange.route, exchange.method, str(exchange.status)).inc()
        self.metrics.request_seconds.labels(exchange.route).observe(seconds)
        if exchange.problem:
            self.metrics.problems.labels(exchange.problem).inc()
        self.log.info(
            "request",
            **exchange.described(),
            status=exchange.status,
            problem=exchange.problem,
            seconds=round(seconds, 4),
        )


class Exchange:
    """One request and its answer, as far as it has come."""

    def __init__(self, scope: Scope, send: Send) -> None:
        given = Headers(scope=scope).get("x-request-id", "")
        self.id = given if ID.fullmatch(given) else new_id()
        self.scope = scope
        self.method = scope["method"]
        self.status = 0
        self.problem = ""
        self.begun = time.perf_counter()
        self._send = send

    @property
    def route(self) -> str:
        """The route's pattern; other addresses are one, or strangers could fill the counters."""
        return str(getattr(self.scope.get("route"), "path", "other"))

    def described(self) -> dict[str, Any]:
        """What a log says of a request: nothing that it sent but its method."""
        principal = self.scope.get("state", {}).get("principal")
        return {
            "request_id": self.id,
            "method": self.method,
            "route": self.route,
            "key": getattr(principal, "key", ""),
            "project": getattr(principal, "project", ""),
        }

    async def send(self, message: Message) -> None:
        """Send on; the head of an answer gets its id and its safe headers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            self.problem = headers.get("x-problem", "")
            headers["X-Request-ID"] = self.id
            for name, value in SAFE.items():
                headers.setdefault(name, value)
        await self._send(message)
