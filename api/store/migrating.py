"""A database and its tables, brought to the release that runs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from api.store.engine import Store

HERE = Path(__file__).parent / "migrations"
LOCK = 6_142_025  # of PostgreSQL: servers that start together migrate one after the other


def configured(connection: Connection | None = None) -> Config:
    """Alembic with our scripts and, where one is given, a connection to work on."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


def upgrade(store: Store) -> None:
    """Make or change the tables until they are those of this release."""
    with store.write() as session:
        connection = session.connection()
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if not is_current(connection):
            command.upgrade(configured(connection), "head")


def downgrade(store: Store, revision: str = "base") -> None:
    """Take the tables back to those of an earlier revision."""
    with store.write() as session:
        command.downgrade(configured(session.connection()), revision)


def is_current(connection: Connection) -> bool:
    """Whether the tables are those of this release."""
    scripts = ScriptDirectory.from_config(configured())
    return set(MigrationContext.configure(connection).get_current_heads()) == set(scripts.get_heads())
