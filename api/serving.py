"""The server around the application: uvicorn, with a limit on how slowly the head of a request may arrive."""

import asyncio
import socket
import sys
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.app import create_app
from api.service import Service
from api.settings import Settings

GRACE_S = 30  # for what runs to end when the server is told to stop
LONGEST_HEAD = 262_144  # the guard answers what is over its own, smaller limit; beyond this nothing is listened to
IDLE_S = 15  # for the next request on a connection


class Impatient(HttpToolsProtocol):
    """A connection that is closed when heads come too slowly, answers are not taken, or there are too many."""

    header_seconds = 10.0
    idle_seconds = 30.0
    most = 1000

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the head."""
        super().connection_made(transport)
        self._head: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None
        if len(self.connections) > self.most:
            transport.abort()
        else:
            self._head = self.loop.call_later(self.header_seconds, transport.abort)

    def data_received(self, data: bytes) -> None:
        """A piece of a request; while no request runs, it is one of a head."""
        if self._head is None and self.cycle is not None and self.cycle.response_complete:
            self._head = self.loop.call_later(self.header_seconds, self.transport.abort)
        super().data_received(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One line of the head, of which there may not be any number."""
        self._size += len(name) + len(value)
        if self._size > LONGEST_HEAD:
            self.transport.abort()
        else:
            super().on_header(name, value)

    def on_message_begin(self) -> None:
        """A new request."""
        self._size = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is here."""
        self._stop_waiting()
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """The client has not taken what was sent; it gets a while for that."""
        super().pause_writing()
        self._taking = self.loop.call_later(self.idle_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has taken some."""
        self._stop_taking()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """There is nothing to wait for any more."""
        self._stop_waiting()
        self._stop_taking()
        super().connection_lost(exc)

    def _stop_waiting(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _stop_taking(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None


def patient_for(settings: Settings) -> type[Impatient]:
    """The connections of a server with these settings."""
    limits = {
        "header_seconds": settings.header_seconds,
        "idle_seconds": settings.idle_seconds,
        "most": settings.connections,
    }
    return type("Connection", (Impatient,), limits)


class Server(uvicorn.Server):
    """A server that tells its service when it is to stop, so that streams end."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self.service = service

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take no more requests in, and let those that run end."""
        self.service.is_stopping = True
        super().handle_exit(sig, frame)


def serve(service: Service, listener: socket.socket) -> None:
    """Serve on a socket until a signal comes."""
    config = uvicorn.Config(
        create_app(service),
        http=patient_for(service.settings),
        ws="none",
        loop="asyncio" if sys.platform == "win32" else "uvloop",
        log_config=None,
        access_log=False,
        server_header=False,
        backlog=512,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=GRACE_S,
    )
    Server(config, service).run([listener])


def listening(host: str, port: int) -> socket.socket:
    """A socket at an address, opened before anything is loaded; raises `OSError` where the address cannot be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=512)
