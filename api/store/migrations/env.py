"""How Alembic reaches the tables: through the connection that it is given. Run by Alembic, not imported."""

from alembic import context

from annotations.review.tables import Base as Review
from api.store.tables import Base

METADATA = [Base.metadata, Review.metadata]  # every set of tables that lives in this database

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
