"""Metrics for Prometheus: requests, their durations, requests in flight, queries, and the pool.

With several workers, any of them answers for all: each keeps its counts in a file in the folder that
PROMETHEUS_MULTIPROC_DIR names. Requests in flight and the pool are not counted but read, by each worker once a second.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from time import perf_counter
from typing import Any, Literal, Protocol, cast

import prometheus_client
from litestar import Request, Response, Router, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from msgspec import UNSET
from prometheus_client import CollectorRegistry, Gauge, ProcessCollector, multiprocess

from ..database.figures import Figures
from .added_up import AddedUp
from .formats import format_for
from .replica_metrics import ReplicaMetrics
from .reserved import reserve
from .tallies import Count, SharedTallies, Spread, Tallies

PATH = "/metrics"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"

# The variable that has a worker's number.
WORKER = "WORKER_NUMBER"

# How old the gauges of the other workers may be.
SAMPLE_SECONDS = 1.0

# A client may send any method and any path, so a label is never made from either.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
UNMATCHED = "unmatched"

# They would double the number of series, and say no more than `process_start_time_seconds`.
prometheus_client.disable_created_metrics()


class Exposed(Protocol):
    def exposition(self, accept: str = "") -> tuple[bytes, str]:
        """The metrics in the format that the header Accept asks for, and that format's name."""
        ...


class Metrics:
    def __init__(self, figures: Callable[[], Figures] = Figures) -> None:
        self.in_flight = 0
        self._figures = figures
        self._is_shared = FOLDER in os.environ
        self._registry = CollectorRegistry()
        if self._is_shared:
            reserve()
        else:
            ProcessCollector(registry=self._registry)
        tallies = (SharedTallies if self._is_shared else Tallies)(self._registry)
        self.counter = tallies.counter
        self.histogram = tallies.histogram
        self._requests = tallies.counter(
            "http_requests", "Requests, by the route that took them.", ["method", "route", "status"]
        )
        self._seconds = tallies.histogram(
            "http_request_duration_seconds", "From a request's arrival to the end of its answer.", ["method", "route"]
        )
        self._under_way = self.gauge("http_requests_in_flight", "Requests that are being answered.")
        self._used = self.gauge("db_pool_connections_used", "Connections that are at work for a request.")
        self._idle = self.gauge("db_pool_connections_idle", "Connections that are open and free.")
        self._most = self.gauge("db_pool_connections_max", "How many connections there may be.")
        self._waiting = self.gauge("db_pool_waiting", "Requests that wait for a connection.")
        self._waits = tallies.histogram(
            "db_pool_wait_seconds", "How long those waited for a connection who did not get one at once."
        )()
        self._refusals = tallies.counter(
            "db_pool_refusals", "How often PostgreSQL had no room for another connection."
        )()
        self._seen_refusals = 0
        # Made when there are replicas: most services have none.
        self._replicas: ReplicaMetrics | None = None
        self._queries = tallies.histogram(
            "db_query_duration_seconds", "From a query's call to its rows, with the wait for a connection.", ["query"]
        )
        if self._is_shared:
            starts = tallies.counter(
                "worker_starts", "How often a worker was started: once, if it never died.", ["worker"]
            )
            starts(os.environ.get(WORKER, "0")).inc()
        # Kept, because finding a tally by its labels costs more than changing it.
        self._found: dict[tuple[str, str | None, int], tuple[Count, Spread]] = {}
        self._timed: dict[str, Spread] = {}

    def observe(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count an answer; `route` is the path as in the handler's declaration, such as /users/{user_id}."""
        key = (method if method in METHODS else OTHER, route, status)
        found = self._found.get(key)
        if found is None:
            labels = (key[0], route or UNMATCHED)
            found = self._found[key] = (self._requests(*labels, str(status)), self._seconds(*labels))
        found[0].inc()
        found[1].observe(seconds)

    def query(self, name: str) -> AbstractContextManager[object]:
        """Time the call of a query."""
        timed = self._timed.get(name)
        if timed is None:
            timed = self._timed[name] = self._queries(name)
        return _Timer(timed)

    def pool_wait(self, seconds: float) -> None:
        """Count a wait for a connection."""
        self._waits.observe(seconds)

    def exposition(self, accept: str = "") -> tuple[bytes, str]:
        """The metrics in the format that the header Accept asks for, and that format's name."""
        self._sample()
        if self._is_shared:
            return AddedUp(os.environ[FOLDER]).exposition(accept)
        encode, content_type = format_for(accept)
        return encode(self._registry), content_type

    @asynccontextmanager
    async def sampling(self) -> AsyncGenerator[None]:
        """With several workers, write this one's gauges to its file regularly."""
        if not self._is_shared:
            yield
            return
        task = asyncio.create_task(self._keep_sampling())
        try:
            yield
        finally:
            task.cancel()

    async def _keep_sampling(self) -> None:
        while True:
            self._sample()
            await asyncio.sleep(SAMPLE_SECONDS)

    def _sample(self) -> None:
        figures = self._figures()
        self._under_way.set(self.in_flight)
        self._used.set(figures.size - figures.idle)
        self._idle.set(figures.idle)
        self._most.set(figures.max)
        self._waiting.set(figures.waiting)
        self._refusals.inc(figures.refusals - self._seen_refusals)
        self._seen_refusals = figures.refusals
        if figures.replication is not UNSET:
            self._replicas = self._replicas or ReplicaMetrics(self._registry, self.counter)
            self._replicas.sample(figures.replication)

    def gauge(
        self,
        name: str,
        documentation: str,
        labels: Sequence[str] = (),
        *,
        mode: Literal["livesum", "livemostrecent"] = "livesum",
    ) -> Gauge:
        """`mode` says what several workers show: the sum, or what one of them set last."""
        return Gauge(name, documentation, labels, registry=self._registry, multiprocess_mode=mode)


def is_first_worker() -> bool:
    """Whether this process is the first of the workers, or the only one."""
    return os.environ.get(WORKER, "0") == "0"


def forget(folder: str, pid: int) -> None:
    """Take a worker that ended out of the gauges; what it counted stays."""
    cast("Any", multiprocess).mark_process_dead(pid, folder)


class _Timer:
    """Observes how long its block takes."""

    __slots__ = ("_spread", "_started_at")

    def __init__(self, spread: Spread) -> None:
        self._spread = spread

    def __enter__(self) -> None:
        self._started_at = perf_counter()

    def __exit__(self, *_: object) -> None:
        self._spread.observe(perf_counter() - self._started_at)


def router(metrics: Exposed) -> Router:
    example = Example(value='http_requests_total{method="GET",route="/users",status="200"} 1.0\n')
    described = {
        200: ResponseSpec(
            str, description="The metrics", media_type="text/plain", examples=[example], generate_examples=False
        )
    }

    @get(PATH, operation_id="metrics", responses=described, sync_to_thread=False)
    def exposed(request: Request[Any, Any, Any]) -> Response[bytes]:
        """What the service has counted, in Prometheus' text format, or in that of OpenMetrics if Accept names it.

        It is not here if the service is configured to have an address of its own for it.
        """
        body, content_type = metrics.exposition(request.headers.get("Accept", ""))
        return Response(body, headers={"Content-Type": content_type})

    return Router("/", route_handlers=[exposed], tags=["metrics"], security=[{}])
