"""Turns of retraining, and what annotation tools tell of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

PLAIN = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "turn",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created", sa.Float(precision=53), nullable=False),
        sa.Column("started", sa.Float(precision=53), nullable=True),
        sa.Column("finished", sa.Float(precision=53), nullable=True),
        sa.Column("owner", sa.String(length=100), nullable=True),
        sa.Column("lease", sa.Float(precision=53), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("result", PLAIN, nullable=True),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
    )
    op.create_index(op.f("ix_turn_project"), "turn", ["project"])
    op.create_index(op.f("ix_turn_state_lease"), "turn", ["state", "lease"])
    op.create_table(
        "tool_event",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("annotation", sa.String(length=200), nullable=False),
        sa.Column("updated", sa.String(length=40), nullable=False),
        sa.Column("at", sa.Float(precision=53), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_event")),
        sa.UniqueConstraint("project", "key", name=op.f("uq_tool_event_project_key")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("tool_event")
    op.drop_table("turn")
