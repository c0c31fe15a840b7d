"""Metrics for Prometheus: requests, their durations, requests in flight, queries, and the pool.

With several workers, any of them answers for all: each keeps its counts in a file in the folder that
PROMETHEUS_MULTIPROC_DIR names. Requests in flight and the pool are not counted but read, by each worker once a second.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Any

import prometheus_client
from litestar import Response, Router, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, multiprocess
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from ..database.pool import Figures

PATH = "/metrics"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"

# How old the gauges of the other workers may be.
SAMPLE_SECONDS = 1.0

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)

# A client may send any method and any path, so a label is never made from either.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
UNMATCHED = "unmatched"

# They would double the number of series, and say no more than `process_start_time_seconds`.
prometheus_client.disable_created_metrics()


class Metrics:
    def __init__(self, figures: Callable[[], Figures] = Figures) -> None:
        self.in_flight = 0
        self._figures = figures
        self._is_shared = FOLDER in os.environ
        self._registry = CollectorRegistry()
        if not self._is_shared:
            ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "http_requests",
            "Requests, by the route that took them.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "From a request's arrival to the end of its answer.",
            ["method", "route"],
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._under_way = self._gauge("http_requests_in_flight", "Requests that are being answered.")
        self._used = self._gauge("db_pool_connections_used", "Connections that are at work for a request.")
        self._idle = self._gauge("db_pool_connections_idle", "Connections that are open and free.")
        self._most = self._gauge("db_pool_connections_max", "How many connections there may be.")
        self._waiting = self._gauge("db_pool_waiting", "Requests that wait for a connection.")
        self._queries = Histogram(
            "db_query_duration_seconds",
            "From a query's call to its rows, with the wait for a connection.",
            ["query"],
            buckets=BUCKETS,
            registry=self._registry,
        )
        # Kept, because finding a metric by its labels costs more than changing it.
        self._found: dict[tuple[str, str | None, int], tuple[Any, Any]] = {}
        self._timed: dict[str, Histogram] = {}

    def observe(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count an answer; `route` is the path as in the handler's declaration, such as /users/{user_id}."""
        key = (method if method in METHODS else OTHER, route, status)
        found = self._found.get(key)
        if found is None:
            labels = (key[0], route or UNMATCHED)
            found = self._found[key] = (self._requests.labels(*labels, str(status)), self._seconds.labels(*labels))
        found[0].inc()
        found[1].observe(seconds)

    def query(self, name: str) -> AbstractContextManager[object]:
        """Time the call of a query."""
        timed = self._timed.get(name)
        if timed is None:
            timed = self._timed[name] = self._queries.labels(name)
        return timed.time()

    def exposition(self) -> bytes:
        self._sample()
        registry = self._registry
        if self._is_shared:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)
        return prometheus_client.generate_latest(registry)

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

    def _gauge(self, name: str, documentation: str) -> Gauge:
        return Gauge(name, documentation, registry=self._registry, multiprocess_mode="livesum")


def router(metrics: Metrics) -> Router:
    example = Example(value='http_requests_total{method="GET",route="/users",status="200"} 1.0\n')
    described = {
        200: ResponseSpec(
            str, description="The metrics", media_type="text/plain", examples=[example], generate_examples=False
        )
    }

    @get(PATH, operation_id="metrics", responses=described, sync_to_thread=False)
    def exposed() -> Response[bytes]:
        """What the service has counted, in Prometheus' text format."""
        return Response(metrics.exposition(), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    return Router("/", route_handlers=[exposed], tags=["metrics"], security=[{}])
