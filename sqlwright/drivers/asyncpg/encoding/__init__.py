"""SQL that writes rows in JSON, the same as msgspec writes what asyncpg gives for them."""

from .errors import NoJsonError
from .rows import Names, statement

__all__ = ["Names", "NoJsonError", "statement"]
