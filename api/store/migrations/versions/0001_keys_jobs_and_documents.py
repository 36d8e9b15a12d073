"""Keys, jobs and documents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

PLAIN = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=1000), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=1000), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=True),
        sa.Column("organisation", sa.String(length=1000), nullable=True),
        sa.Column("region", sa.String(length=200), nullable=True),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.Column("violated", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("created", sa.Float(precision=53), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_project_id"), ["project", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_project_sha256"), ["project", "sha256"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("options", PLAIN, nullable=False),
        sa.Column("idempotency", sa.String(length=200), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created", sa.Float(precision=53), nullable=False),
        sa.Column("started", sa.Float(precision=53), nullable=True),
        sa.Column("finished", sa.Float(precision=53), nullable=True),
        sa.Column("owner", sa.String(length=100), nullable=True),
        sa.Column("lease", sa.Float(precision=53), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("webhook", sa.String(length=2000), nullable=True),
        sa.Column("webhook_state", sa.String(length=16), nullable=True),
        sa.Column("webhook_due", sa.Float(precision=53), nullable=True),
        sa.Column("webhook_tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("project", "idempotency", name=op.f("uq_job_project_idempotency")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_project"), ["project"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_state_lease"), ["state", "lease"], unique=False)

    op.create_table(
        "key",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("project", sa.String(length=100), nullable=False),
        sa.Column("scopes", PLAIN, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created", sa.Float(precision=53), nullable=False),
        sa.Column("expires", sa.Float(precision=53), nullable=True),
        sa.Column("revoked", sa.Float(precision=53), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key")),
    )
    op.create_table(
        "item",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=1000), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=32), nullable=True),
        sa.Column("problem", PLAIN, nullable=True),
        sa.ForeignKeyConstraint(["document"], ["document.id"], name=op.f("fk_item_document"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["job"], ["job.id"], name=op.f("fk_item_job"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_document"), ["document"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_job_state"), ["job", "state"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_job_state"))
        batch_op.drop_index(batch_op.f("ix_item_document"))

    op.drop_table("item")
    op.drop_table("key")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_state_lease"))
        batch_op.drop_index(batch_op.f("ix_job_project"))

    op.drop_table("job")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_project_sha256"))
        batch_op.drop_index(batch_op.f("ix_document_project_id"))

    op.drop_table("document")
