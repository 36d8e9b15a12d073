"""Answers made smaller on their way out: whole ones of text, never a stream, whose lines have to leave at once."""

import gzip
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALLEST = 1_000  # bytes; below it nothing is gained
LARGE = 100_000  # bytes that take so long that others would wait
LEVEL = 4
KINDS = ("text/", "application/json", "application/problem+json", "image/svg+xml")


class Compressing:
    """An application around another one, for clients that accept gzip."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            send = Outgoing(send).send
        await self.app(scope, receive, send)


class Outgoing:
    """One answer; the head of one that may be compressed is held back until its body, which comes at once, is there."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._head: Message | None = None

    async def send(self, message: Message) -> None:
        """Send on, compressed where that is worth it."""
        if message["type"] == "http.response.start" and _may_shrink(MutableHeaders(scope=message)):
            self._head = message
            return
        head, self._head = self._head, None
        if head is not None:
            message = await _compressed(MutableHeaders(scope=head), message)
            await self._send(head)
        await self._send(message)


def _may_shrink(headers: MutableHeaders) -> bool:
    """Whether an answer is text of a known length; a stream has none."""
    length = headers.get("content-length", "0")
    is_text = headers.get("content-type", "").startswith(KINDS)
    return is_text and int(length) >= SMALLEST and "content-encoding" not in headers


async def _compressed(headers: MutableHeaders, message: Message) -> Message:
    body = message.get("body", b"")
    if not body or message.get("more_body", False):
        return message
    pack = partial(gzip.compress, compresslevel=LEVEL, mtime=0)
    packed = await run_in_threadpool(pack, body) if len(body) > LARGE else pack(body)
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(packed))
    headers.add_vary_header("Accept-Encoding")
    return {**message, "body": packed}
