"""Probes: is the process alive, has it started, and should it get requests."""

from litestar import Router, get
from msgspec import Struct

from generated.db import Executor

from . import migrations
from .errors import Unavailable
from .lifecycle import Lifecycle
from .problems import documented

PATHS = frozenset({"/livez", "/readyz", "/startupz"})


class Health(Struct, frozen=True):
    status: str = "ok"


def router(database: Executor, lifecycle: Lifecycle) -> Router:
    @get("/livez", operation_id="livez")
    async def livez() -> Health:
        return Health()

    @get("/readyz", operation_id="readyz", responses=documented(503))
    async def readyz() -> Health:
        if lifecycle.is_draining:
            raise Unavailable("the service is draining")
        if pending := await migrations.pending(database):
            raise Unavailable(f"migrations are still to be applied: {', '.join(pending)}")
        return Health()

    @get("/startupz", operation_id="startupz", responses=documented(503))
    async def startupz() -> Health:
        if not lifecycle.is_started:
            raise Unavailable("the service is starting")
        return Health()

    return Router("/", route_handlers=[livez, readyz, startupz], tags=["probes"], security=[{}])
