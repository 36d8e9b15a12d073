"""Spans for OpenTelemetry, which is imported only where a setting says where they go."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol

from starlette.datastructures import Headers
from starlette.types import Scope

Finish = Callable[[str, int], None]


class Tracer(Protocol):
    """What is asked of traces: a span around a request, and one around each of its stages."""

    def request(self, scope: Scope, id: str) -> AbstractContextManager[Finish]:
        """A span around a request; what it yields is told route and status when they are known."""

    def stage(self, name: str) -> AbstractContextManager[Any]:
        """A span inside the current one."""

    def close(self) -> None:
        """Send what is left."""


class Untraced:
    """No spans at all."""

    def request(self, scope: Scope, id: str) -> AbstractContextManager[Finish]:  # noqa: ARG002
        """Nothing."""
        return nullcontext(lambda _route, _status: None)

    def stage(self, name: str) -> AbstractContextManager[Any]:  # noqa: ARG002
        """Nothing."""
        return nullcontext()

    def close(self) -> None:
        """Nothing."""


class Traced:
    """Spans of OpenTelemetry, below the span of a client that sent `traceparent`."""

    def __init__(self, exporter: Any) -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        self._provider = TracerProvider(resource=Resource.create({"service.name": "mingxi"}))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("mingxi")

    @contextmanager
    def request(self, scope: Scope, id: str) -> Iterator[Finish]:
        """A span of a server."""
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        parent = TraceContextTextMapPropagator().extract(dict(Headers(scope=scope)))
        attributes = {"http.request.method": scope["method"], "mingxi.request_id": id}
        with self._tracer.start_as_current_span(
            scope["method"], parent, SpanKind.SERVER, attributes=attributes
        ) as span:

            def finish(route: str, status: int) -> None:
                span.update_name(f"{scope['method']} {route}")
                span.set_attributes({"http.route": route, "http.response.status_code": status})

            yield finish

    def stage(self, name: str) -> AbstractContextManager[Any]:
        """A span inside the current one."""
        return self._tracer.start_as_current_span(name)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def open_tracer(endpoint: str) -> Tracer:
    """Spans to an address of the OpenTelemetry protocol over HTTP, or none where there is no address."""
    if not endpoint:
        return Untraced()
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return Traced(OTLPSpanExporter(endpoint=endpoint))
