"""mingxi serve and mingxi keys: what the command line does for the service."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from api.access import LOCAL_HOSTS
from api.logs import to_stderr
from api.refusals import Refusal
from api.service import open_service
from api.settings import Settings
from api.store import Store
from api.store.keys import Scope, add_key, list_keys, revoke_key
from api.store.migrating import upgrade
from api.store.tables import Key
from api.texts import one_line, say
from models.registry import load_model


def check_models(settings: Settings) -> None:
    """Raise a `ModelError` for a model that workers could not load, before any of them tries."""
    for name in settings.models:
        load_model(settings.in_use(name))


def start(settings: Settings, *, host: str, port: int, lang: str, tell: Callable[[str], None]) -> None:
    """Serve until a signal comes, saying first where, and whether keys are needed.

    Raises `Refusal` where the database does not answer or no worker starts, `OSError` where folder or address
    cannot be used.
    """
    from api.serving import listening, serve

    check_models(settings)
    shown = f"[{host}]" if ":" in host else host
    with listening(host, port) as listener:
        service = open_service(settings, is_local=host in LOCAL_HOSTS, log=to_stderr())
        try:
            if not service.pool.wait_until_ready():
                raise Refusal("not_ready", reason=say("worker_fails", lang))
            tell(say("serving", lang, address=f"http://{shown}:{port}"))
            tell(say("keys_needed" if service.needs_keys else "keys_off", lang))
            serve(service, listener)
        finally:
            service.pool.close()
            service.store.close()


def open_store(settings: Settings) -> Store:
    """The store of a service, brought up to date."""
    settings.data.mkdir(parents=True, exist_ok=True)
    store = Store(settings.url)
    upgrade(store)
    return store


def make_key(settings: Settings, name: str, project: str, scopes: Sequence[Scope], days: float | None) -> str:
    """Make a key; the one time that it can be seen."""
    return add_key(open_store(settings), name, project, scopes, days)


def stop_key(settings: Settings, id: str) -> bool:
    """Revoke a key by its id, or by itself; whether there is one."""
    parts = id.split("_")
    return revoke_key(open_store(settings), parts[1] if len(parts) > 2 else id)


def key_lines(settings: Settings, lang: str) -> list[str]:
    """One line for each key, its columns apart by tabs."""
    return [_line(key, lang) for key in list_keys(open_store(settings))]


def _line(key: Key, lang: str) -> str:
    if key.revoked is not None:
        state = say("key_is_revoked", lang)
    elif key.expires is not None and key.expires <= time.time():
        state = say("key_is_expired", lang)
    else:
        until = "" if key.expires is None else _day(key.expires)
        state = say("key_is_live", lang) if not until else say("key_is_live_until", lang, day=until)
    columns = (key.id, key.project, ",".join(key.scopes), _day(key.created), state, key.name)
    return "\t".join(map(one_line, columns))


def _day(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"
