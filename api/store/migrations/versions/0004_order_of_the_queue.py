"""Indexes that have the head of the queue and the items of one pattern at hand, however many items there are."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

QUEUE = ("project", "state", "priority")
ALIKE = ("project", "pattern")
FULL_QUEUE = (*QUEUE, "id")
FULL_ALIKE = (*ALIKE, "state", "reviews", "alike", "id")


def upgrade() -> None:
    """Forward."""
    for before, after in ((QUEUE, FULL_QUEUE), (ALIKE, FULL_ALIKE)):
        _exchange(before, after)


def downgrade() -> None:
    """Back."""
    for before, after in ((QUEUE, FULL_QUEUE), (ALIKE, FULL_ALIKE)):
        _exchange(after, before)


def _exchange(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    op.drop_index(op.f("_".join(("ix_review_item", *one))), "review_item")
    op.create_index(op.f("_".join(("ix_review_item", *other))), "review_item", list(other))
