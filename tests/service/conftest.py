"""Databases for the tests of the service: each runs on SQLite and on PostgreSQL."""

import uuid
from contextlib import contextmanager
from functools import partial

import pytest

from api.service import Service
from api.settings import Settings
from api.store import Store
from api.store.migrating import upgrade
from api.work.pool import Pool
from api.work.tasks import maker
from tests.service.asking import client_of
from tests.service.postgres import database, running

BOTH = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def server():
    """One PostgreSQL for all tests of a run."""
    with running() as url:
        yield url


@contextmanager
def empty_database(request, folder):
    """The address of an empty database of the kind that is asked for."""
    if request.param == "sqlite":
        yield f"sqlite:///{folder / 'test.db'}"
    else:
        with database(request.getfixturevalue("server"), f"test_{uuid.uuid4().hex}") as url:
            yield url.replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(params=BOTH)
def database_url(request, tmp_path):
    """An empty database of each kind."""
    with empty_database(request, tmp_path) as url:
        yield url


@pytest.fixture(params=BOTH, scope="module")
def lasting_store(request, tmp_path_factory):
    """A database of each kind for all tests of a module."""
    with empty_database(request, tmp_path_factory.mktemp("database")) as url:
        store = Store(url)
        upgrade(store)
        yield store
        store.close()


@pytest.fixture
def empty_store(database_url):
    store = Store(database_url)
    yield store
    store.close()


@pytest.fixture
def store(empty_store):
    upgrade(empty_store)
    return empty_store


@pytest.fixture(scope="session")
def pool():
    """Two workers with the real extractor, for all tests of a run."""
    pool = Pool(maker(("default", "none")), workers=2, queue=32)
    pool.start()
    assert pool.wait_until_ready()
    yield pool
    pool.close(1.0)


@pytest.fixture
def sqlite_store(tmp_path):
    """A database where it does not matter which."""
    store = Store(f"sqlite:///{tmp_path / 'test.db'}")
    upgrade(store)
    yield store
    store.close()


def service_at(folder, pool, store, *, needs_keys=False, workers=None, **settings):
    """A service with its files in a folder."""
    found = Settings(data=folder, free_disk=0, database_url=store.url).changed(**settings)
    for each in (found.incoming, found.job_files):
        each.mkdir(exist_ok=True)
    return Service(found, store, workers or pool, needs_keys)


@pytest.fixture
def make_service(pool, tmp_path):
    """A service on a store, with the workers of all tests unless it is given others, and settings as they are named."""

    return partial(service_at, tmp_path, pool)


@pytest.fixture
def service(make_service, sqlite_store):
    return make_service(sqlite_store)


@pytest.fixture
def client(service):
    with client_of(service) as client:
        yield client
