"""Spans: of requests, of the queries within them, and of jobs."""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Awaitable, Callable
from time import time_ns
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.ports import free_port
from tests.service.asgi import Call
from tests.service.collector import collector
from tests.service.locks import locked, until_waiting
from tests.service.process import ROOT, started
from tests.service.running import client_of, make_key, make_user, running
from undercroft.edge.edge import Edge
from undercroft.serving.probes import POLLED
from undercroft.telemetry import logs
from undercroft.telemetry.spans import FLUSH_SECONDS
from undercroft.telemetry.tracing import Tracing
from undercroft.testing.databases import connect

CALLER = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}


async def spans(
    database_url: str, ask: Callable[[AsyncClient, Edge], Awaitable[object]], **variables: str
) -> list[ReadableSpan]:
    """The spans that this call made, the inner ones first."""
    exporter = InMemorySpanExporter()
    tracing = Tracing(SimpleSpanProcessor(exporter), name="service", untraced=POLLED)
    secret = await make_key(database_url)
    async with running(database_url, lifecycle=None, spans=tracing, **variables) as app, client_of(app) as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        await ask(client, app)
    return list(exporter.get_finished_spans())


def described(span: ReadableSpan) -> dict[str, Any]:
    return {"name": span.name, "kind": span.kind.name, "is_error": not span.status.is_unset, **(span.attributes or {})}


async def test_a_request_and_its_queries(shared_database_url: str) -> None:
    path = f"/users/{uuid4()}"
    key, query, request = await spans(shared_database_url, lambda client, _: client.get(path))
    assert described(request) == {
        "name": "GET /users/{user_id}",
        "kind": "SERVER",
        "is_error": False,
        "http.request.method": "GET",
        "http.response.status_code": 404,
        "http.route": "/users/{user_id}",
        "network.protocol.version": "1.1",
        "url.path": path,
        "url.scheme": "http",
        "user_agent.original": request.attributes and request.attributes["user_agent.original"],
    }
    assert described(query) == {
        "name": "GetUser",
        "kind": "CLIENT",
        "is_error": False,
        "db.query.summary": "GetUser",
        "db.system.name": "postgresql",
    }
    assert key.name == "FindKey"
    assert key.parent == query.parent == request.context
    assert request.parent is None


@pytest.mark.parametrize(
    ("method", "path", "name", "status"),
    [
        pytest.param("GET", "/users?limit=5", "GET /users", 200, id="a query string"),
        pytest.param("HEAD", "/users", "HEAD /users", 200, id="HEAD"),
        pytest.param("GET", "/users/x", "GET /users/{user_id}", 400, id="refused"),
        pytest.param("GET", "/nothing", "GET", 404, id="no such path"),
        pytest.param("DELETE", "/users", "DELETE", 405, id="no such method here"),
        pytest.param("BREW", "/users", "HTTP", 405, id="no such method"),
    ],
)
async def test_the_span_of_a_request(shared_database_url: str, method: str, path: str, name: str, status: int) -> None:
    *_, request = await spans(shared_database_url, lambda client, _: client.request(method, path))
    assert (request.name, request.attributes and request.attributes["http.response.status_code"]) == (name, status)
    assert request.status.is_unset


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/startupz", "/metrics", "/livez/"])
async def test_what_asks_again_and_again_has_no_span(shared_database_url: str, path: str) -> None:
    assert await spans(shared_database_url, lambda client, _: client.get(path)) == []


async def test_it_goes_on_with_the_trace_of_its_caller(
    shared_database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(logs.JSONFormatter())
    with caplog.at_level(logging.INFO, "service.access"):
        *_, request = await spans(shared_database_url, lambda client, _: client.get("/users", headers=CALLER))
    assert request.parent
    assert f"00-{request.parent.trace_id:032x}-{request.parent.span_id:016x}-01" == CALLER["traceparent"]
    [line] = [json.loads(line) for line in caplog.text.splitlines() if '"message":"request"' in line]
    assert request.context
    assert line["trace_id"] == f"{request.context.trace_id:032x}"
    assert line["span_id"] == f"{request.context.span_id:016x}"


async def test_a_query_that_fails_says_neither_why_nor_with_what(database_url: str) -> None:
    async def twice(client: AsyncClient, _: Edge) -> None:
        body = {"email": "ada@example.org", "name": "Ada"}
        assert [(await client.post("/users", json=body)).status_code for _ in range(2)] == [201, 409]

    failed = [span for span in await spans(database_url, twice) if not span.status.is_unset]
    assert [described(span) for span in failed] == [
        {
            "name": "CreateUser",
            "kind": "CLIENT",
            "is_error": True,
            "db.query.summary": "CreateUser",
            "db.response.status_code": "23505",
            "db.system.name": "postgresql",
            "error.type": "23505",
        }
    ]
    assert failed[0].status.description is None
    assert failed[0].events == ()


@pytest.mark.usefixtures("without_statement_timeout")
async def test_a_deadline(database_url: str) -> None:
    async def late(client: AsyncClient, _: Edge) -> None:
        async with locked(database_url):
            assert (await client.get("/users")).status_code == 504

    found = await spans(database_url, late, REQUEST_TIMEOUT="300 ms")
    failed = {span.name: described(span)["error.type"] for span in found if not span.status.is_unset}
    assert failed == {"GET /users": "504", "ListUsers": "CancelledError"}


async def test_what_comes_after_the_answer_is_no_part_of_it(shared_database_url: str) -> None:
    async def go_on(client: AsyncClient, app: Edge) -> None:
        headers = {"Authorization": "", "Content-Type": "application/json"}
        call = Call(app, "POST", "/users", headers, parts=(b"{",), ends=False)
        await call.answered.wait()
        ended.append(time_ns())
        call.leave()
        await call.task

    ended: list[int] = []
    [request] = await spans(shared_database_url, go_on)
    assert request.name == "POST /users"
    assert (request.end_time or 0) <= ended[0]


async def test_a_client_that_leaves(database_url: str) -> None:
    async def leave(client: AsyncClient, app: Edge) -> None:
        async with locked(database_url) as connection:
            call = Call(app, "GET", "/users", client.headers)
            await until_waiting(connection, 1)
            call.leave()
            await call.task

    *_, request = await spans(database_url, leave)
    assert (request.name, described(request)["error.type"]) == ("GET /users", "no_answer")
    assert "http.response.status_code" not in described(request)


async def test_a_job(database_url: str) -> None:
    async def greet(client: AsyncClient, _: Edge) -> None:
        await make_user(client)
        async with asyncio.timeout(10), connect(database_url) as connection:
            while await connection.fetchval("select count(*) from jobs") > 0:
                pass

    found = await spans(database_url, greet)
    [job] = [span for span in found if span.name == "job welcome"]
    assert (job.kind.name, job.parent, described(job)["job.attempt"]) == ("CONSUMER", None, 1)
    assert [span.name for span in found if span.parent == job.context] == ["GetUser"]
    assert "TakeJobs" not in {span.name for span in found}


async def test_they_are_sent_to_a_collector_the_last_ones_at_the_end(database_url: str) -> None:
    async with (
        collector() as found,
        started(database_url, OTEL_EXPORTER_OTLP_ENDPOINT=f"{found.endpoint}/", OTEL_SERVICE_NAME="shop") as service,
    ):
        async with service.client() as client:
            assert (await client.get("/users", headers=CALLER)).status_code == 200
            assert (await client.get("/%ff%00%ed%a0%80", headers=[(b"User-Agent", b"\xff")])).status_code == 404
        line = await service.until("request")
        service.process.terminate()
        assert await service.end() == (0, "")
    assert line["trace_id"] == CALLER["traceparent"].split("-")[1]
    assert found.paths == {"/v1/traces"}
    assert found.services == {"shop"}
    assert found.spans == ["FindKey", "ListUsers", "GET /users", "GET"]


@pytest.mark.parametrize("is_there", [pytest.param(True, id="never answers"), pytest.param(False, id="is not there")])
async def test_a_collector_that_cannot_be_used_stops_nothing(database_url: str, is_there: bool) -> None:
    async with collector(is_silent=True) as found:
        endpoint = found.endpoint if is_there else f"http://127.0.0.1:{free_port()}"
        async with started(database_url, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint) as service:
            async with service.client() as client:
                assert (await client.get("/users")).status_code == 200
            service.process.terminate()
            async with asyncio.timeout(FLUSH_SECONDS + 10):
                assert await service.end() == (0, "")


def test_without_a_collector_nothing_of_it_is_imported() -> None:
    program = "import sys, undercroft.serving.server; print([name for name in sys.modules if name.startswith('opentelemetry')])"
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
