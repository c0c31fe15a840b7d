"""SQL that writes rows in JSON, the same as msgspec writes what asyncpg gives for them."""

from .errors import NoJsonError
from .rows import Names, key_columns, statement

__all__ = ["Names", "NoJsonError", "key_columns", "statement"]
