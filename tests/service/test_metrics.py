"""What /metrics shows."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from math import isnan
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from httpx import AsyncClient, TransportError
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from tests.service.locks import locked, until_waiting
from tests.service.process import ROOT, started
from tests.service.running import serving
from undercroft import context
from undercroft.database.figures import Figures, ReplicaFigures, ReplicationFigures
from undercroft.telemetry.metrics import FOLDER, Metrics, forget

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def read(text: str) -> Samples:
    families = text_string_to_metric_families(text)
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def requests(samples: Samples) -> dict[str, float]:
    """The number of requests by method, route and status, such as `GET /users 200`."""
    return {
        " ".join((labels["method"], labels["route"], labels["status"])): value
        for (name, pairs), value in samples.items()
        if name == "http_requests_total" and (labels := dict(pairs))
    }


async def scrape(client: AsyncClient) -> Samples:
    response = await client.get("/metrics", headers={"Authorization": ""})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return read(response.text)


@pytest.mark.parametrize(
    ("method", "path", "counted"),
    [
        pytest.param("GET", "/users", "GET /users 200", id="an answer"),
        pytest.param("HEAD", "/users", "HEAD /users 200", id="head"),
        pytest.param("GET", "/users/x", "GET /users/{user_id} 400", id="a path with a parameter"),
        pytest.param("GET", "/nothing/of/the/kind", "GET unmatched 404", id="no such path"),
        pytest.param("PUT", "/users", "PUT unmatched 405", id="no such method here"),
        pytest.param("BREW", "/users", "other unmatched 405", id="no such method"),
        pytest.param("OPTIONS", "/users", "OPTIONS /users 204", id="options"),
        pytest.param("GET", "/livez", "GET /livez 200", id="a probe"),
    ],
)
async def test_requests(shared_database_url: str, method: str, path: str, counted: str) -> None:
    async with serving(shared_database_url) as client:
        for _ in range(2):
            await client.request(method, path)
        samples = await scrape(client)
        assert requests(samples) == {counted: 2}
        labels = tuple(zip(("method", "route"), counted.split()[:2], strict=True))
        assert samples["http_request_duration_seconds_count", labels] == 2
        assert 0 < samples["http_request_duration_seconds_sum", labels] < 10
        assert requests(await scrape(client))["GET /metrics 200"] == 1


async def test_queries(shared_database_url: str) -> None:
    async with serving(shared_database_url) as client:
        for _ in range(2):
            await client.get("/users")
        samples = await scrape(client)
    labels = (("query", "ListUsers"),)
    assert samples["db_query_duration_seconds_count", labels] == 2
    assert 0 < samples["db_query_duration_seconds_sum", labels] < 10


async def test_what_is_under_way(database_url: str) -> None:
    async with serving(database_url, POOL_MIN="1", POOL_MAX="2") as client:
        await client.get("/users")
        async with locked(database_url) as lock:
            waiting = [asyncio.create_task(client.get("/users")) for _ in range(3)]
            await until_waiting(lock, 2)
            samples = await scrape(client)
            figures = {name: value for (name, pairs), value in samples.items() if not pairs}
        await asyncio.gather(*waiting)
        assert figures["http_requests_in_flight"] == 4
        assert figures["db_pool_connections_used"] == figures["db_pool_connections_max"] == 2
        assert figures["db_pool_connections_idle"] == 0
        # The worker that looks for jobs may wait for a connection, as the third caller does.
        assert figures["db_pool_waiting"] in (1, 2)
        samples = await scrape(client)
        assert (samples["http_requests_in_flight", ()], samples["db_pool_waiting", ()]) == (1, 0)
        assert samples["db_pool_connections_idle", ()] >= 1


async def test_waits_for_a_connection(database_url: str) -> None:
    async with serving(database_url, POOL_MIN="1", POOL_MAX="1") as client:
        await client.get("/users")
        before = (await scrape(client))["db_pool_wait_seconds_count", ()]
        async with locked(database_url) as lock:
            waiting = [asyncio.create_task(client.get("/users")) for _ in range(3)]
            await until_waiting(lock, 1)
        await asyncio.gather(*waiting)
        assert (await scrape(client))["db_pool_wait_seconds_count", ()] >= before + 2


OPENMETRICS = "application/openmetrics-text; version=1.0.0"
PLAIN = "text/plain; version=0.0.4; charset=utf-8"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        pytest.param("*/*", PLAIN, id="anything"),
        pytest.param(
            f"{OPENMETRICS}, */*;q=0.5", f"{OPENMETRICS}; charset=utf-8; escaping=underscores", id="openmetrics"
        ),
        pytest.param("application/openmetrics-text; version=new", PLAIN, id="a version that is no number"),
        pytest.param("text/plain; version=1.0.x", PLAIN, id="a version that is half a number"),
        pytest.param(f"text/plain; version={'9' * 5000}.0", PLAIN, id="a version without an end"),
        pytest.param("application/openmetrics-text; version=1.1.<x>", PLAIN, id="a version that is not repeated"),
    ],
)
async def test_the_format_is_the_one_that_was_asked_for(
    shared_database_url: str, accept: str, content_type: str
) -> None:
    async with serving(shared_database_url) as client:
        response = await client.get("/metrics", headers={"Accept": accept})
    assert response.headers["Content-Type"] == content_type
    assert response.text.endswith("# EOF\n") == accept.startswith(OPENMETRICS)


TRACE = context.Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7")


@pytest.mark.parametrize(
    ("trace", "shown"),
    [
        pytest.param(TRACE, {"trace_id": TRACE.trace_id, "span_id": TRACE.span_id}, id="a trace"),
        pytest.param(msgspec.structs.replace(TRACE, is_sampled=False), None, id="one that no collector gets"),
        pytest.param(None, None, id="no trace"),
    ],
)
def test_a_bucket_names_a_trace_that_fell_into_it(trace: context.Trace | None, shown: object) -> None:
    metrics = Metrics()
    token = context.trace.set(trace)
    metrics.observe("GET", "/users", 200, 0.02)
    context.trace.reset(token)
    text, _ = metrics.exposition(OPENMETRICS)
    exemplars = {
        sample.labels["le"]: (sample.exemplar.labels, sample.exemplar.value)
        for family in cast("Any", openmetrics).text_string_to_metric_families(text.decode())
        for sample in family.samples
        if sample.exemplar
    }
    assert exemplars == ({"0.025": (shown, 0.02)} if shown else {})


# Shows what a process with this number counts, and leaves its file behind.
WORKER = """
import sys
from undercroft.jobs.figures import JobFigures
from undercroft.telemetry.metrics import Metrics
metrics = Metrics()
figures = JobFigures(metrics, ["welcome"])
figures.began("welcome")
figures.show([])
metrics.observe("GET", "/users", 200, 0.1)
metrics.exposition()
import os
print(os.getpid())
"""


def test_the_gauges_of_a_dead_worker_vanish_and_its_counts_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {**os.environ, FOLDER: str(tmp_path)}
    pids = [int(subprocess.check_output([sys.executable, "-c", WORKER], env=environment, cwd=ROOT)) for _ in range(2)]
    monkeypatch.setenv(FOLDER, str(tmp_path))

    def shown() -> tuple[float | None, float | None, dict[str, float]]:
        registry = CollectorRegistry()
        cast("Any", MultiProcessCollector)(registry)
        samples = read(generate_latest(registry).decode())
        kind = (("kind", "welcome"),)
        return samples.get(("jobs_running", kind)), samples.get(("jobs_due", kind)), requests(samples)

    assert shown() == (2, 0, {"GET /users 200": 2})
    forget(str(tmp_path), pids[0])
    assert shown() == (1, 0, {"GET /users 200": 2})
    forget(str(tmp_path), pids[1])
    assert shown() == (None, None, {"GET /users 200": 2})


def test_a_pool_that_is_not_open() -> None:
    samples = read(Metrics(Figures).exposition()[0].decode())
    assert samples["db_pool_connections_max", ()] == 0


def test_connections_that_were_refused() -> None:
    refusals = iter((2, 5))
    metrics = Metrics(lambda: Figures(refusals=next(refusals)))
    assert [read(metrics.exposition()[0].decode())["db_pool_refusals_total", ()] for _ in range(2)] == [2, 5]


def test_replicas() -> None:
    near = ReplicaFigures("near:5432", is_used=True, why="", lag=0.25, reads=7, failures=1, exclusions=0)
    far = ReplicaFigures("far:5432", is_used=False, why="down", lag=None, reads=3, failures=2, exclusions=4)
    figures = Figures(replication=ReplicationFigures([near, far], tokens_kept=5, tokens_missed=2))
    metrics = Metrics(lambda: figures)
    metrics.exposition()
    samples = read(metrics.exposition()[0].decode())
    of_near, of_far = ((("replica", name),) for name in ("near:5432", "far:5432"))
    assert samples["db_replica_lag_seconds", of_near] == 0.25
    assert isnan(samples["db_replica_lag_seconds", of_far])
    assert [samples["db_replica_used", each] for each in (of_near, of_far)] == [1, 0]
    assert [samples["db_replica_reads_total", each] for each in (of_near, of_far)] == [7, 3]
    assert [samples["db_replica_failures_total", each] for each in (of_near, of_far)] == [1, 2]
    assert samples["db_replica_exclusions_total", of_far] == 4
    assert [samples["db_read_after_total", (("by", by),)] for by in ("replica", "primary")] == [5, 2]


def test_the_process_is_told_of() -> None:
    assert ("process_resident_memory_bytes", ()) in read(Metrics().exposition()[0].decode())


async def test_several_workers_tell_the_same(database_url: str, tmp_path: Path) -> None:
    async with started(database_url, WORKERS="2", POOL_MAX="3", TMPDIR=str(tmp_path)) as service:
        for _ in range(20):
            # Each on a connection of its own, so that either worker may answer.
            async with service.client() as client:
                assert (await client.get("/users")).status_code == 200
        # The other worker's pool is shown as that worker wrote it within the last second.
        async with asyncio.timeout(10), service.client() as client:
            while (samples := await scrape(client))["db_pool_connections_max", ()] != 3:
                pass
        assert requests(samples)["GET /users 200"] == 20
        assert samples["http_requests_in_flight", ()] >= 1
        labels = (("method", "GET"), ("route", "/users"))
        assert samples["http_request_duration_seconds_count", labels] == 20
        assert starts(samples) == {"0": 1, "1": 1}
        assert {name for _, pairs in samples for name, _ in pairs} == {
            "kind",
            "method",
            "query",
            "route",
            "status",
            "worker",
            "le",
        }
        service.process.terminate()
        assert await service.end() == (0, "")
    assert files(tmp_path) == []


async def test_a_worker_that_was_started_again(database_url: str) -> None:
    async with started(database_url, WORKERS="2", POOL_MAX="3") as service:
        # The process that starts them says that it listens, and so does each of them.
        for _ in range(2):
            await service.until("listening")
        os.kill(service.logged("workers")["pids"][0], signal.SIGKILL)
        await service.until("a worker was started again", worker=0)
        async with asyncio.timeout(10):
            while True:
                # The one that was killed may have been this client's.
                with suppress(TransportError):
                    async with service.client() as client:
                        samples = await scrape(client)
                    if starts(samples) == {"0": 2, "1": 1} and samples["db_pool_connections_max", ()] == 3:
                        break
        service.process.terminate()
        assert await service.end() == (0, "")


def starts(samples: Samples) -> dict[str, float]:
    """How often each worker was started."""
    return {pairs[0][1]: value for (name, pairs), value in samples.items() if name == "worker_starts_total"}


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())
