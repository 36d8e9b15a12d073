"""The tables of the review loop, in the database of the service. Rows of one project are invisible to every other.

Decisions are `review_event`s, which nothing changes or deletes but the end of their document. What `review_item` and
`review_answer` say of a decision is a fold of them (see events.py), kept so that a queue can be asked for it.
Times are seconds since 1970.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from annotations.database import ID, NAMING, new_id
from annotations.review.events import Action, StateName
from annotations.review.rows import ItemKind

PLAIN = JSON(none_as_null=True)  # keeps the order of a row's fields, which JSONB would not
COUNTED = BigInteger().with_variant(Integer, "sqlite")  # the one type that SQLite counts up by itself
PROJECT = String(100)
REVIEWER = String(200)


class Base(DeclarativeBase):
    """What Alembic compares a database with."""

    metadata = MetaData(naming_convention=dict(NAMING))
    type_annotation_map = {dict[str, Any]: PLAIN, dict[str, float]: PLAIN, bytes: LargeBinary, float: Float(53)}  # noqa: RUF012


class ReviewDocument(Base):
    """A document under review: its text and record as they came, compressed; `source` is where the service keeps it."""

    __tablename__ = "review_document"
    __table_args__ = (UniqueConstraint("project", "sha256"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    project: Mapped[str] = mapped_column(PROJECT)
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(1000))
    issuer: Mapped[str | None] = mapped_column(String(1000))
    text_sha256: Mapped[str] = mapped_column(String(64))
    text_length: Mapped[int]
    model: Mapped[str] = mapped_column(String(100))
    source: Mapped[str | None] = mapped_column(ID)
    added: Mapped[float]
    content: Mapped[bytes] = mapped_column(deferred=True, deferred_raiseload=True)


class ReviewItem(Base):
    """Something to decide: a row of a record, or a stretch that no row uses (`gap`).

    `before` is the row as the record had it and `after` as it should be; `reviews` is how many people have to decide it
    on their own. `risk` is how many mistakes it is likely to hold, `alike` how many items one decision would settle,
    `priority` what that decision is worth, and `draw` its place in a random order. `passage` and `reading` say where it
    stands and how it was read: mistakes come together. Who holds `lease` until `until` is the one who looks at it.
    """

    __tablename__ = "review_item"
    __table_args__ = (
        Index(None, "project", "state", "priority", "id"),
        Index(None, "project", "state", "draw"),
        Index(None, "project", "pattern", "state", "reviews", "alike", "id"),
        Index(None, "document"),
        Index(None, "lease"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    project: Mapped[str] = mapped_column(PROJECT)
    document: Mapped[str] = mapped_column(ForeignKey("review_document.id", ondelete="CASCADE"))
    kind: Mapped[ItemKind] = mapped_column(String(16))
    row: Mapped[str | None] = mapped_column(String(64))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    state: Mapped[StateName] = mapped_column(String(16), default="pending")
    version: Mapped[int] = mapped_column(default=0)
    start: Mapped[int]
    end: Mapped[int]
    confidence: Mapped[float | None]
    signals: Mapped[dict[str, float]]
    risk: Mapped[float] = mapped_column(default=0.0)
    passage: Mapped[int] = mapped_column(default=0)
    reading: Mapped[str] = mapped_column(String(32), default="")
    pattern: Mapped[str] = mapped_column(String(32))
    alike: Mapped[int] = mapped_column(default=1)
    priority: Mapped[float] = mapped_column(default=0.0)
    draw: Mapped[float]
    reviews: Mapped[int] = mapped_column(default=1)
    is_control: Mapped[bool] = mapped_column(default=False)
    lease: Mapped[str | None] = mapped_column(ID)
    owner: Mapped[str | None] = mapped_column(REVIEWER)
    until: Mapped[float] = mapped_column(default=0.0)


class ReviewEvent(Base):
    """Something that was done to an item; events of one `decision` were made together, by a request with one `key`."""

    __tablename__ = "review_event"
    __table_args__ = (
        UniqueConstraint("item", "number"),
        UniqueConstraint("project", "key", "item"),
        Index(None, "project", "reviewer", "id"),
        Index(None, "decision"),
    )

    id: Mapped[int] = mapped_column(COUNTED, primary_key=True, autoincrement=True)
    project: Mapped[str] = mapped_column(PROJECT)
    item: Mapped[str] = mapped_column(ForeignKey("review_item.id", ondelete="CASCADE"))
    number: Mapped[int]
    decision: Mapped[str] = mapped_column(ID)
    key: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    action: Mapped[Action] = mapped_column(String(16))
    base: Mapped[int]
    reviewer: Mapped[str] = mapped_column(REVIEWER)
    at: Mapped[float]
    lead_ms: Mapped[int | None]
    model: Mapped[str] = mapped_column(String(100))
    guideline: Mapped[str] = mapped_column(String(100))
    data: Mapped[dict[str, Any]]
    comment: Mapped[str | None] = mapped_column(Text)


class ReviewAnswer(Base):
    """What one reviewer says of an item now; `after` is the row as that one wants it."""

    __tablename__ = "review_answer"
    __table_args__ = (Index(None, "project", "reviewer", "at"),)

    item: Mapped[str] = mapped_column(ForeignKey("review_item.id", ondelete="CASCADE"), primary_key=True)
    reviewer: Mapped[str] = mapped_column(REVIEWER, primary_key=True)
    project: Mapped[str] = mapped_column(PROJECT)
    outcome: Mapped[str] = mapped_column(String(16))
    after: Mapped[dict[str, Any] | None]
    at: Mapped[float]
    lead_ms: Mapped[int | None]
