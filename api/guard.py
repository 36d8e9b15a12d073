"""What a request has to pass before the framework sees it: its head, its key, and the whole of its body in time.

A body is taken in here, on disk where it is long, so that a client that is slow, breaks off or sends too much costs no
worker and nothing of the framework.
"""

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import LABEL_STUDIO, Door, is_open
from api.answers import FULL, answer
from api.refusals import Refusal, StorageFull
from api.settings import Settings

MOST_HEADERS, MOST_HEAD = 100, 32_768
FRAME = 65_536  # bytes that multipart puts around one file: boundaries, headers, a few other fields
SMALL = 65_536  # a body of any other route
MANY = 5_000_000  # decisions of one request
IN_MEMORY = 1_000_000
CHUNK = 262_144
SLOWEST_RATE = 100_000  # bytes a second; a body has `upload_seconds`, and a second more for each so many
Took = Callable[[str, float], None]  # told how long a stage took
BODIES = frozenset(["POST", "PUT", "PATCH", "DELETE"])


class Gone(Exception):  # noqa: N818
    """The client has left."""


class Guard:
    """The way in: Guard(app, door, settings, metrics.stage) is an application around another one."""

    def __init__(self, app: ASGIApp, door: Door, settings: Settings, took: Took) -> None:
        self.app = app
        self.door = door
        self.settings = settings
        self.took = took
        self.taken = 0  # places of requests with a body
        self.longest = {
            "/v1/extract": settings.max_upload + FRAME,
            "/v1/extract:batch": settings.max_batch + FRAME,
            "/v1/jobs": settings.max_batch + FRAME,
            "/v1/review/documents": settings.max_upload + FRAME,
            "/v1/review/decisions": MANY,
            "/v1/review/decisions:batch": MANY,
            f"{LABEL_STUDIO}/setup": MANY,
            f"{LABEL_STUDIO}/predict": settings.max_upload + FRAME,
            f"{LABEL_STUDIO}/webhook": settings.max_upload + FRAME,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            _check_head(scope)
            if not is_open(scope["path"]):
                principal = await run_in_threadpool(self.door.admit, Headers(scope=scope), scope["path"])
                scope.setdefault("state", {})["principal"] = principal
            if scope["method"] not in BODIES:
                await self.app(scope, receive, send)
                return
            with self._place(), SpooledTemporaryFile(IN_MEMORY, dir=str(self.settings.incoming)) as body:
                begun = time.perf_counter()
                await self._take_in(scope, receive, body)
                self.took("receive", time.perf_counter() - begun)
                await self.app(scope, Replay(body, receive), send)
        except Refusal as error:
            await answer(error)(scope, receive, send)
        except Gone:
            return

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self.taken >= self.settings.requests:
            raise Refusal("busy", retry_after=2)
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1

    async def _take_in(self, scope: Scope, receive: Receive, body: IO[bytes]) -> None:
        """The whole body, unless it is too long or too slow, or there is no room for it."""
        limit = self.longest.get(scope["path"], SMALL)
        announced = Headers(scope=scope).get("content-length", "")
        length = int(announced) if announced.isdecimal() and len(announced) < 20 else 0
        if length > limit:
            raise Refusal("body_too_large", limit=limit)
        if length > IN_MEMORY and shutil.disk_usage(self.settings.data).free < self.settings.free_disk + length:
            raise StorageFull
        try:
            await self._read(receive, body, limit)
        except TimeoutError as error:
            raise Refusal("too_slow", retry_after=5) from error
        except OSError as error:
            if error.errno in FULL:
                raise StorageFull from error
            raise
        body.seek(0)

    async def _read(self, receive: Receive, body: IO[bytes], limit: int) -> None:
        begun, size = asyncio.get_running_loop().time(), 0
        async with asyncio.timeout(self.settings.upload_seconds) as deadline:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                chunk = message.get("body", b"")
                size += len(chunk)
                if size > limit:
                    raise Refusal("body_too_large", limit=limit)
                if size > IN_MEMORY:
                    await run_in_threadpool(body.write, chunk)
                else:
                    body.write(chunk)
                deadline.reschedule(begun + self.settings.upload_seconds + size / SLOWEST_RATE)
                if not message.get("more_body", False):
                    return


class Replay:
    """A body that has been taken in, as if it came now; behind it whatever the client does next."""

    def __init__(self, body: IO[bytes], receive: Receive) -> None:
        self._body = body
        self._receive = receive
        self._is_over = False

    async def __call__(self) -> Message:
        """The next message."""
        if self._is_over:
            return await self._receive()
        chunk = self._body.read(CHUNK)
        self._is_over = len(chunk) < CHUNK
        return {"type": "http.request", "body": chunk, "more_body": not self._is_over}


def _check_head(scope: Scope) -> None:
    headers = scope["headers"]
    size = len(scope.get("raw_path") or b"") + len(scope["query_string"])
    size += sum(len(name) + len(value) for name, value in headers)
    if len(headers) > MOST_HEADERS or size > MOST_HEAD:
        raise Refusal("head_too_large")
