"""Probes: is the process alive, has it started, and should it get requests."""

from pathlib import Path
from typing import Annotated

from litestar import Router, get
from msgspec import Meta, Struct

from ..database import migrations
from ..database.pool import Database
from ..errors import DatabaseFull, DatabaseReadOnly, PoolExhausted, Unavailable
from ..http.failures import failures
from ..telemetry import metrics
from .lifecycle import Lifecycle

# Monitoring asks these again and again: neither the access log nor traces show them.
POLLED = frozenset({"/livez", "/readyz", "/startupz", metrics.PATH})


class Health(Struct, frozen=True):
    """All is well."""

    status: Annotated[str, Meta(description="Always this.", examples=["ok"])] = "ok"


def router(database: Database, lifecycle: Lifecycle, folder: Path) -> Router:
    """`folder` is that of the migrations."""

    @get("/livez", operation_id="livez")
    async def livez() -> Health:
        """Whether the process is alive."""
        return Health()

    not_ready = failures(
        Unavailable("the service is draining"),
        Unavailable("migrations are still to be applied: 20261126080000_orders.sql"),
        PoolExhausted(),
        DatabaseReadOnly(),
        DatabaseFull(),
    )

    @get("/readyz", operation_id="readyz", responses=not_ready)
    async def readyz() -> Health:
        """Whether requests should come: the database takes writes, its migrations are applied, nothing is draining."""
        if lifecycle.is_draining:
            raise Unavailable("the service is draining")
        if pending := await migrations.pending(database, folder):
            raise Unavailable(f"migrations are still to be applied: {', '.join(pending)}")
        await database.check_writes()
        return Health()

    @get("/startupz", operation_id="startupz", responses=failures(Unavailable("the service is starting")))
    async def startupz() -> Health:
        """Whether the start is over."""
        if not lifecycle.is_started:
            raise Unavailable("the service is starting")
        return Health()

    return Router("/", route_handlers=[livez, readyz, startupz], tags=["probes"], security=[{}])
