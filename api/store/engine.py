"""The way to a database: SQLite with its journal beside it, or PostgreSQL; the same calls for both."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, sessionmaker

from api.refusals import StorageFull, StoreUnavailable

BUSY_MS = 5000  # how long a writer of SQLite waits for another one
CONNECT_S = 5
FULL = ("full", "No space left")  # what SQLite and PostgreSQL say about a disk


class Store:
    """A database and the sessions on it, safe for threads.

        with store.write() as session:
            session.add(Key(…))

    Raises `StoreUnavailable` where the database cannot be reached, and `StorageFull`.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        self._reading = sessionmaker(self.engine)
        self._writing = sessionmaker(self.engine.execution_options(writes=True), expire_on_commit=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that changes nothing."""
        with _told(), self._reading() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are kept together, or not at all."""
        with _told(), self._writing.begin() as session:
            yield session

    def ping(self) -> None:
        """Ask the database for something."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close its connections."""
        self.engine.dispose()


@contextmanager
def _told() -> Iterator[None]:
    """What a database fails with, as a problem of ours; what is wrong with a statement stays a mistake of ours."""
    try:
        yield
    except DatabaseError as error:
        said = str(error.orig)
        if any(words in said for words in FULL):
            raise StorageFull from error
        if isinstance(error, DatabaseError) and type(error).__name__ in ("OperationalError", "InterfaceError"):
            raise StoreUnavailable from error
        raise


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    """Readers and one writer side by side; transactions are begun by us, not by the driver."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its place at once: one that read first could not write any more if another wrote meanwhile."""
    is_writer = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


def _postgresql(url: str) -> Engine:
    return create_engine(url, pool_pre_ping=True, pool_size=20, connect_args={"connect_timeout": CONNECT_S})
