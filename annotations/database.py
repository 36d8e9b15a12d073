"""What all tables have in common, whichever layer they belong to: ids, and how constraints are called."""

import secrets
import time
from collections.abc import Mapping

from sqlalchemy import String

ID = String(32)
NAMING: Mapping[str, str] = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """An id that nobody can guess and that sorts by the time it was made."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"
