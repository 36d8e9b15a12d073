"""Keys: made once, shown once, kept as a hash."""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Sequence
from typing import Literal, NamedTuple, get_args

from sqlalchemy import func, select

from api.refusals import Refusal
from api.store.engine import Store
from api.store.tables import Key

Scope = Literal["extract", "review", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
MARK = "mingxi"  # so that a key that leaks is recognised
TOKEN = re.compile(rf"{MARK}_([0-9a-f]{{12}})_([\w-]{{43}})")
DAY_S = 86_400


class Principal(NamedTuple):
    """Who makes a request: Principal("a1b2c3d4e5f6", "newsroom", ("extract",)); `name` is what the key is called."""

    key: str
    project: str
    scopes: tuple[str, ...]
    name: str = ""

    def may(self, scope: Scope) -> bool:
        """Whether a key has a scope; `admin` has all."""
        return scope in self.scopes or "admin" in self.scopes


def add_key(store: Store, name: str, project: str, scopes: Sequence[Scope], days: float | None = None) -> str:
    """Make a key and return it; it is not kept and cannot be shown again.

    add_key(store, "import", "newsroom", ["extract"], days=90) -> "mingxi_a1b2c3d4e5f6_…"
    """
    id, secret, now = secrets.token_hex(6), secrets.token_urlsafe(32), time.time()
    expires = None if days is None else now + days * DAY_S
    row = Key(
        id=id,
        name=name,
        project=project,
        scopes=sorted(set(scopes)),
        secret=_hashed(secret),
        created=now,
        expires=expires,
    )
    with store.write() as session:
        session.add(row)
    return f"{MARK}_{id}_{secret}"


def list_keys(store: Store) -> list[Key]:
    """All keys, the oldest first."""
    with store.read() as session:
        return list(session.scalars(select(Key).order_by(Key.created)))


def revoke_key(store: Store, id: str) -> bool:
    """Stop a key from being used; whether there is one of this id."""
    with store.write() as session:
        row = session.get(Key, id)
        if row is not None and row.revoked is None:
            row.revoked = time.time()
        return row is not None


def has_keys(store: Store) -> bool:
    """Whether any key can be used."""
    with store.read() as session:
        return bool(session.scalar(select(func.count()).where(Key.revoked.is_(None))))


def find_principal(store: Store, token: str) -> Principal:
    """Whose key this is; raises a `Refusal` for one that is unknown, revoked or expired."""
    match = TOKEN.fullmatch(token)
    if match is None:
        raise Refusal("key_unknown")
    with store.read() as session:
        row = session.get(Key, match[1])
    if row is None or not hmac.compare_digest(row.secret, _hashed(match[2])):
        raise Refusal("key_unknown")
    if row.revoked is not None:
        raise Refusal("key_revoked")
    if row.expires is not None and row.expires <= time.time():
        raise Refusal("key_expired")
    return Principal(row.id, row.project, tuple(row.scopes), row.name)


def _hashed(secret: str) -> bytes:
    """A secret has 256 random bits, which one round of SHA-256 keeps as well as any slow hash."""
    return hashlib.sha256(secret.encode()).digest()
