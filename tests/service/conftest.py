"""Databases for the tests of the service: each runs on SQLite and on PostgreSQL."""

import uuid

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


@pytest.fixture(params=BOTH)
def database_url(request, tmp_path):
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
    else:
        with database(request.getfixturevalue("server"), f"test_{uuid.uuid4().hex}") as url:
            yield url.replace("postgresql://", "postgresql+psycopg://")


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


@pytest.fixture
def make_service(pool, tmp_path):
    """A service on a store, with the workers of all tests unless it is given others, and settings as they are named."""

    def make(store, *, needs_keys=False, workers=pool, **settings):
        found = Settings(data=tmp_path, free_disk=0).changed(**settings)
        for folder in (found.incoming, found.job_files):
            folder.mkdir(exist_ok=True)
        return Service(found, store, workers, needs_keys)

    return make


@pytest.fixture
def service(make_service, sqlite_store):
    return make_service(sqlite_store)


@pytest.fixture
def client(service):
    with client_of(service) as client:
        yield client
