"""Probes: is the process alive, has it started, and should it get requests."""

from pathlib import Path

from litestar import Router, get
from msgspec import Struct

from ..database import migrations
from ..database.generated import Executor
from ..errors import Unavailable
from ..http.problems import documented
from ..telemetry import metrics
from .lifecycle import Lifecycle

# Monitoring asks these again and again: neither the access log nor traces show them.
POLLED = frozenset({"/livez", "/readyz", "/startupz", metrics.PATH})


class Health(Struct, frozen=True):
    status: str = "ok"


def router(database: Executor, lifecycle: Lifecycle, folder: Path) -> Router:
    """`folder` is that of the migrations."""

    @get("/livez", operation_id="livez")
    async def livez() -> Health:
        """Whether the process is alive."""
        return Health()

    @get("/readyz", operation_id="readyz", responses=documented(503))
    async def readyz() -> Health:
        """Whether requests should come: the database is there, its migrations are applied, nothing is draining."""
        if lifecycle.is_draining:
            raise Unavailable("the service is draining")
        if pending := await migrations.pending(database, folder):
            raise Unavailable(f"migrations are still to be applied: {', '.join(pending)}")
        return Health()

    @get("/startupz", operation_id="startupz", responses=documented(503))
    async def startupz() -> Health:
        """Whether the start is over."""
        if not lifecycle.is_started:
            raise Unavailable("the service is starting")
        return Health()

    return Router("/", route_handlers=[livez, readyz, startupz], tags=["probes"], security=[{}])
