"""What the service remembers: keys, documents and jobs, in SQLite or PostgreSQL."""

from api.store.engine import Store

__all__ = ["Store"]
