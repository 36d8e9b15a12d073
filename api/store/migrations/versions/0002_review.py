"""The review loop: documents, items, events and answers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "review_document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=1000), nullable=False),
        sa.Column("issuer", sa.String(length=1000), nullable=True),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("text_length", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=True),
        sa.Column("added", sa.Float(precision=53), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_document")),
        sa.UniqueConstraint("project", "sha256", name=op.f("uq_review_document_project_sha256")),
    )
    op.create_table(
        "review_item",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=100), nullable=False),
        sa.Column("document", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("row", sa.String(length=64), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(precision=53), nullable=True),
        sa.Column("signals", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("risk", sa.Float(precision=53), nullable=False),
        sa.Column("passage", sa.Integer(), nullable=False),
        sa.Column("reading", sa.String(length=32), nullable=False),
        sa.Column("pattern", sa.String(length=32), nullable=False),
        sa.Column("alike", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Float(precision=53), nullable=False),
        sa.Column("draw", sa.Float(precision=53), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("is_control", sa.Boolean(), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("until", sa.Float(precision=53), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"], ["review_document.id"], name=op.f("fk_review_item_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_item")),
    )
    with op.batch_alter_table("review_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_item_document"), ["document"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_item_lease"), ["lease"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_item_project_pattern"), ["project", "pattern"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_review_item_project_state_draw"), ["project", "state", "draw"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_review_item_project_state_priority"), ["project", "state", "priority"], unique=False
        )

    op.create_table(
        "review_answer",
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("reviewer", sa.String(length=200), nullable=False),
        sa.Column("project", sa.String(length=100), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at", sa.Float(precision=53), nullable=False),
        sa.Column("lead_ms", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["item"], ["review_item.id"], name=op.f("fk_review_answer_item"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item", "reviewer", name=op.f("pk_review_answer")),
    )
    with op.batch_alter_table("review_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_review_answer_project_reviewer_at"), ["project", "reviewer", "at"], unique=False
        )

    op.create_table(
        "review_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("project", sa.String(length=100), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(length=200), nullable=False),
        sa.Column("at", sa.Float(precision=53), nullable=False),
        sa.Column("lead_ms", sa.Integer(), nullable=True),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("guideline", sa.String(length=100), nullable=False),
        sa.Column("data", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["item"], ["review_item.id"], name=op.f("fk_review_event_item"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_event")),
        sa.UniqueConstraint("item", "number", name=op.f("uq_review_event_item_number")),
        sa.UniqueConstraint("project", "key", "item", name=op.f("uq_review_event_project_key_item")),
    )
    with op.batch_alter_table("review_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_event_decision"), ["decision"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_review_event_project_reviewer_id"), ["project", "reviewer", "id"], unique=False
        )


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("review_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_event_project_reviewer_id"))
        batch_op.drop_index(batch_op.f("ix_review_event_decision"))

    op.drop_table("review_event")
    with op.batch_alter_table("review_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_answer_project_reviewer_at"))

    op.drop_table("review_answer")
    with op.batch_alter_table("review_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_item_project_state_priority"))
        batch_op.drop_index(batch_op.f("ix_review_item_project_state_draw"))
        batch_op.drop_index(batch_op.f("ix_review_item_project_pattern"))
        batch_op.drop_index(batch_op.f("ix_review_item_lease"))
        batch_op.drop_index(batch_op.f("ix_review_item_document"))

    op.drop_table("review_item")
    op.drop_table("review_document")
