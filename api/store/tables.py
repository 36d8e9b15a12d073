"""The tables. Rows of one project are invisible to every other: all queries name the project."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, LargeBinary, MetaData, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from annotations.database import ID, NAMING, new_id

ITEM = String(64)  # of its job, its place in it and its place in an archive
PLAIN = JSON().with_variant(JSONB, "postgresql")


class Base(DeclarativeBase):
    """What Alembic compares a database with."""

    metadata = MetaData(naming_convention=dict(NAMING))
    type_annotation_map = {dict[str, Any]: PLAIN, list[str]: PLAIN, bytes: LargeBinary, float: Float(53)}  # noqa: RUF012


class Key(Base):
    """Who may: a key's secret is kept as its SHA-256 alone. Times are seconds since 1970."""

    __tablename__ = "key"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    project: Mapped[str] = mapped_column(String(100))
    scopes: Mapped[list[str]]
    secret: Mapped[bytes]
    created: Mapped[float]
    expires: Mapped[float | None]
    revoked: Mapped[float | None]


class Job(Base):
    """Many documents, worked on while nobody waits. A server that works on it renews its lease."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("project", "idempotency"), Index(None, "state", "lease"))

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    project: Mapped[str] = mapped_column(String(100), index=True)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    options: Mapped[dict[str, Any]]
    idempotency: Mapped[str | None] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    created: Mapped[float]
    started: Mapped[float | None]
    finished: Mapped[float | None]
    owner: Mapped[str | None] = mapped_column(String(100))
    lease: Mapped[float] = mapped_column(default=0.0)
    attempts: Mapped[int] = mapped_column(default=0)
    webhook: Mapped[str | None] = mapped_column(String(2000))
    webhook_state: Mapped[str | None] = mapped_column(String(16))
    webhook_due: Mapped[float | None]
    webhook_tries: Mapped[int] = mapped_column(default=0)


class Turn(Base):
    """One turn of retraining: `waiting`, `running`, then `promoted`, `refused` or `failed`."""

    __tablename__ = "turn"
    __table_args__ = (Index(None, "state", "lease"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    project: Mapped[str] = mapped_column(String(100), index=True)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    created: Mapped[float]
    started: Mapped[float | None]
    finished: Mapped[float | None]
    owner: Mapped[str | None] = mapped_column(String(100))
    lease: Mapped[float] = mapped_column(default=0.0)
    attempts: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None]
    report: Mapped[bytes | None] = mapped_column(deferred=True)


class ToolEvent(Base):
    """Something that an annotation tool has told; `key` is the same when it comes again, `content` compressed JSON."""

    __tablename__ = "tool_event"
    __table_args__ = (UniqueConstraint("project", "key"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    project: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(500))
    action: Mapped[str] = mapped_column(String(32))
    annotation: Mapped[str] = mapped_column(String(200))
    updated: Mapped[str] = mapped_column(String(40))
    at: Mapped[float]
    content: Mapped[bytes | None] = mapped_column(deferred=True, deferred_raiseload=True)


class Item(Base):
    """One file of a job: `waiting`, then `done`, `failed`, or `opened` for an archive whose members are items.

    Ids sort as the files were sent: "….000002.000001" is the first file in the second one, which is an archive.
    """

    __tablename__ = "item"
    __table_args__ = (Index(None, "job", "state"),)

    id: Mapped[str] = mapped_column(ITEM, primary_key=True)
    job: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(1000))
    file: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    document: Mapped[str | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"), index=True)
    problem: Mapped[dict[str, Any] | None]


class Document(Base):
    """One record that was kept, with what it is found by. `record` is its JSON and `source` its text, compressed."""

    __tablename__ = "document"
    __table_args__ = (Index(None, "project", "id"), Index(None, "project", "sha256"))

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    project: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(1000))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    title: Mapped[str | None] = mapped_column(String(1000))
    kind: Mapped[str] = mapped_column(String(32))
    fiscal_year: Mapped[int | None]
    organisation: Mapped[str | None] = mapped_column(String(1000))
    region: Mapped[str | None] = mapped_column(String(200))
    facts: Mapped[int]
    violated: Mapped[int]
    model: Mapped[str] = mapped_column(String(100))
    created: Mapped[float]
    record: Mapped[bytes] = mapped_column(deferred=True, deferred_raiseload=True)
    source: Mapped[bytes] = mapped_column(deferred=True, deferred_raiseload=True)
