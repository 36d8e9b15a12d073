"""Tells whoever asked for it that a job has ended, again and again for a while, and nobody inside our own network."""

import hashlib
import hmac
import ipaddress
import json
import socket
import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx2

from api.jobs.loop import Loop
from api.refusals import Refusal
from api.service import Service
from api.store import jobs as queue
from api.store.tables import Job

PAUSES_S = (5, 30, 120, 600, 3600)  # between one call and the next; after the last one it is given up
CALL_S = 10.0
TURN_S = 1.0
SIGNATURE = "X-Mingxi-Signature"


class Target(NamedTuple):
    """Where a webhook goes: a URL of the address that was checked, the Host header, the name of its certificate."""

    url: str
    host: str
    name: str


def check_url(url: str) -> str:
    """The address of a webhook; raises a `Refusal` where it is none. Where it leads is looked up when it is called."""
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or parts.username or not url.isprintable() or len(url) > 2000:
        raise Refusal("webhook_refused")
    return url


def look_up(url: str, *, is_private_allowed: bool) -> Target:
    """Where a name leads now; raises a `Refusal` where that is no public address.

    The call goes to the very address that was checked: a name may lead elsewhere a moment later.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(
            host, parts.port or (443 if parts.scheme == "https" else 80), type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError) as error:
        raise Refusal("webhook_refused") from error
    address = str(found[0][4][0])
    if not is_private_allowed and not _is_public(address):
        raise Refusal("webhook_refused")
    shown = f"[{address}]" if ":" in address else address
    netloc = f"{shown}:{parts.port}" if parts.port else shown
    return Target(parts._replace(netloc=netloc, fragment="").geturl(), parts.netloc, host)


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or found
    return mapped.is_global and not mapped.is_multicast


def signature(secret: str, body: bytes) -> str:
    """What a receiver checks: "sha256=" and the HMAC of the body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Courier:
    """One thread that calls webhooks until it is stopped."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._loop = Loop(self._step, TURN_S, service.log)

    def start(self) -> None:
        """Begin."""
        self._loop.start()

    def stop(self) -> None:
        """End after the call that is being made."""
        self._loop.stop(2 * CALL_S)

    def _step(self) -> bool:
        """Make the call that is due; whether there was one."""
        job = queue.due_webhook(self.service.store, 3 * CALL_S)
        if job is not None:
            self._deliver(job)
        return job is not None

    def _deliver(self, job: Job) -> None:
        is_delivered = self._call(job)
        tries = job.webhook_tries
        if is_delivered:
            state, due = "delivered", None
        elif tries > len(PAUSES_S):
            state, due = "failed", None
        else:
            state, due = "due", time.time() + PAUSES_S[tries - 1]
        self.service.log.info("webhook", job=job.id, state=state, tries=tries)
        queue.settle_webhook(self.service.store, job.id, state, due)

    def _call(self, job: Job) -> bool:
        """Whether the receiver has taken it: any answer of the two hundreds."""
        settings = self.service.settings
        body = json.dumps(told(job, self.service)).encode()
        try:
            target = look_up(job.webhook or "", is_private_allowed=settings.webhook_private)
            headers = {"Host": target.host, "Content-Type": "application/json"}
            if settings.webhook_secret:
                headers[SIGNATURE] = signature(settings.webhook_secret, body)
            with httpx2.Client(timeout=CALL_S, trust_env=False) as client:
                extensions = {"sni_hostname": target.name}
                answer = client.post(target.url, content=body, headers=headers, extensions=extensions)
        except (Refusal, httpx2.HTTPError, httpx2.InvalidURL):
            return False
        return answer.is_success


def told(job: Job, service: Service) -> Mapping[str, Any]:
    """What a receiver is told: which job, how it ended, and where its results are."""
    _, progress = queue.find_job(service.store, job.project, job.id)
    return {"id": job.id, "state": job.state, "progress": progress._asdict(), "results": f"/v1/jobs/{job.id}/results"}
