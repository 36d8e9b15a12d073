"""Who may make a request: its key, what the key may do, and how often."""

import base64
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Header, Request

from api.refusals import Refusal
from api.store import Store
from api.store.keys import Principal, Scope, find_principal, has_keys
from api.texts import one_line

OPEN = frozenset(  # whoever may connect may ask these
    [
        "/",
        "/review",
        "/review/progress",
        "/review/adjudicate",
        "/health/live",
        "/health/ready",
        "/openapi.json",
    ]
)
OPEN_FOLDERS = ("/static/",)
LOCAL_HOSTS = frozenset(["127.0.0.1", "localhost", "[::1]", "::1"])
NOBODY = Principal("", "default", ("admin",))
BEARER, BASIC = "bearer ", "basic "
LABEL_STUDIO = "/label-studio"  # whose requests bring the key as a password
MINUTE_S = 60.0


@dataclass(slots=True)
class Bucket:
    """What is left of a key's requests, filled up all the time: a minute's worth at most."""

    left: float
    at: float


@dataclass(slots=True)
class Rate:
    """How often each key may ask: Rate(600).take("a1b2c3") -> 0.0, or how many seconds to wait."""

    limit: int
    clock: Callable[[], float] = time.monotonic
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def take(self, key: str) -> float:
        """Count one request; 0, or after how many seconds there is room for it."""
        if not self.limit:
            return 0.0
        now = self.clock()
        bucket = self.buckets.setdefault(key, Bucket(self.limit, now))
        bucket.left = min(self.limit, bucket.left + (now - bucket.at) * self.limit / MINUTE_S)
        bucket.at = now
        if bucket.left < 1:
            return (1 - bucket.left) * MINUTE_S / self.limit
        bucket.left -= 1
        return 0.0


@dataclass(frozen=True, slots=True)
class Door:
    """Lets requests in by their key; where keys are off, by the name of this machine alone.

    Without keys a page on the web could otherwise reach the service through the browser of whoever runs it.
    """

    store: Store
    needs_keys: bool
    rate: Rate

    def admit(self, headers: Mapping[str, str], path: str = "") -> Principal:
        """Whose request this is; raises a `Refusal`."""
        if not self.needs_keys:
            if host_of(headers.get("host", "")) not in LOCAL_HOSTS:
                raise Refusal("wrong_host")
            return NOBODY
        token = token_of(headers, is_basic_allowed=path.startswith(f"{LABEL_STUDIO}/"))
        if not token:
            raise Refusal("key_missing")
        principal = find_principal(self.store, token)
        if wait := self.rate.take(principal.key):
            raise Refusal("rate_limited", retry_after=wait, limit=self.rate.limit)
        return principal


def token_of(headers: Mapping[str, str], *, is_basic_allowed: bool = False) -> str:
    """The key that a request brings, nothing where it brings none.

    token_of({"authorization": "Bearer mingxi_a1b2c3d4e5f6_…"}) -> "mingxi_a1b2c3d4e5f6_…"

    As a password it is taken from Label Studio alone: browsers send passwords along with what other sites ask for.
    """
    given = headers.get("authorization", "")
    if given.lower().startswith(BEARER):
        return given[len(BEARER) :].strip()
    if is_basic_allowed and given.lower().startswith(BASIC):
        with suppress(ValueError):  # of what is no base64, or no UTF-8
            return base64.b64decode(given[len(BASIC) :].strip(), validate=True).decode().partition(":")[2]
    return headers.get("x-api-key", "")


def is_open(path: str) -> bool:
    """Whether an address needs no key: a page holds nothing that is not the same for everybody."""
    return path in OPEN or path.startswith(OPEN_FOLDERS)


def host_of(header: str) -> str:
    """A host without its port: "[::1]:8000" -> "[::1]"."""
    name, _, port = header.rpartition(":")
    return name if name and port.isdecimal() else header


def needs_keys(setting: str, *, is_local: bool, store: Store) -> bool:
    """Whether requests need a key: not where only this machine can connect and no key was ever made or asked for."""
    return not is_local or setting == "required" or has_keys(store)


def principal_of(request: Request) -> Principal:
    """Who makes a request, as the door has found."""
    principal: Principal = request.state.principal
    return principal


def needs(*scopes: Scope) -> Callable[[Request], Principal]:
    """A dependency: the principal of a request, if it has one of these scopes."""

    def check(request: Request) -> Principal:
        principal = principal_of(request)
        if scopes and not any(principal.may(scope) for scope in scopes):
            wanted = " / ".join(scopes)
            raise Refusal("scope_missing", scope=wanted, scopes=", ".join(principal.scopes))
        return principal

    return check


def reviewer_of(
    request: Request,
    reviewer: Annotated[
        str,
        Header(
            alias="X-Reviewer",
            max_length=2000,
            description="Who reviews, where no key says it; percent-encoded where it is not ASCII",
        ),
    ] = "",
) -> str:
    """Who reviews: the name of the key, so that nobody answers for another one; where keys are off, as it says."""
    principal = principal_of(request)
    return principal.name or principal.key or one_line(unquote(reviewer)).strip()[:200] or "default"


Extracting = Annotated[Principal, Depends(needs("extract"))]
Reading = Annotated[Principal, Depends(needs("extract", "review"))]
Reviewing = Annotated[Principal, Depends(needs("review"))]
Reviewer = Annotated[str, Depends(reviewer_of)]
Administrating = Annotated[Principal, Depends(needs("admin"))]
Anybody = Annotated[Principal, Depends(needs())]
