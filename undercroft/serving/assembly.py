"""Puts an app together: its routes in Litestar, what runs as long as they do, and the edge around all of it."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from types import MappingProxyType
from typing import Any

from litestar import Litestar, Request, Response
from litestar.types import ASGIApp, ControllerRouterHandler

from ..database.pool import Database
from ..database.replicas.database import ReplicatedDatabase
from ..edge.cors import CORS
from ..edge.edge import Edge
from ..edge.pace import Pace
from ..edge.read_after import ReadAfter
from ..http import problems
from ..http.requests import StrictRequest
from ..jobs.worker import Worker
from ..telemetry.metrics import Metrics
from ..telemetry.query_observer import Observe, Observer, observing
from ..telemetry.slow_queries import SlowQueries
from ..telemetry.spans import Spans
from . import metrics_port
from .direct_routes import DirectRoutes
from .lifecycle import Lifecycle
from .no_events import NoEvents
from .probes import POLLED
from .settings import Settings


def assembled(
    routes: Sequence[ControllerRouterHandler],
    settings: Settings,
    *,
    name: str,
    database: Database,
    lifecycle: Lifecycle,
    metrics: Metrics,
    worker: Worker | None = None,
    observe: Observe,
    spans: Spans | None = None,
    answer: Callable[[Request[Any, Any, Any], Exception], Response[bytes]] = problems.answer,
    timeouts: Mapping[str, float] = MappingProxyType({}),
) -> Edge:
    """The app as a server runs it.

    `answer` turns an exception into an answer. `timeouts` are the routes whose requests may take another time.
    """

    observers: list[Observer] = [metrics.query, *([spans.query] if spans else [])]
    database.on_wait = metrics.pool_wait
    slow = SlowQueries(database.plan, settings.slow_query) if settings.slow_query else None
    if slow is not None:
        observers.append(slow.named)
        database.on_query = slow.note

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncGenerator[None]:
        with observing(observe, *observers):
            sending = spans.running() if spans else nullcontext()
            watching = slow.running() if slow else nullcontext()
            working = worker.running() if worker else nullcontext()
            # With several workers, the process that started them does it for all.
            exposing = metrics_port.serving(settings, metrics) if settings.workers == 1 else nullcontext()
            async with sending, watching, database.opened(), metrics.sampling(), working, exposing:
                lifecycle.is_started = True
                yield

    inner = Litestar(
        routes,
        lifespan=[lifespan],
        exception_handlers={Exception: answer},
        event_emitter_backend=NoEvents,
        request_class=StrictRequest,
        request_max_body_size=settings.max_body,
        openapi_config=None,
        logging_config=None,
        debug=False,
        pdb_on_exception=False,
    )
    routed: ASGIApp = DirectRoutes(inner, answer)
    if isinstance(database, ReplicatedDatabase):
        routed = ReadAfter(routed, database.consistency)
    if settings.metrics_address is not None:
        routed = metrics_port.not_here(routed)
    return Edge(
        routed,
        name=name,
        request_timeout=settings.request_timeout,
        pace=Pace(settings.body_timeout, settings.body_rate),
        lifespan=inner.lifespan,
        timeouts=timeouts,
        methods={route.path_format: route.methods for route in inner.routes},
        metrics=metrics,
        cors=CORS(settings.cors_origins) if settings.cors_origins else None,
        unlogged=POLLED,
        around=spans.around if spans else None,
    )
