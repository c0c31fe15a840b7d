"""The debug port."""

import asyncio
import logging
import socket
from collections.abc import AsyncGenerator

import pytest
from httpx import AsyncClient, ConnectError

from tests.ports import free_port
from tests.service.process import started
from tests.service.running import client_of, database_of
from undercroft.serving import debug_port as debug


@pytest.fixture
async def debugger(shared_database_url: str) -> AsyncGenerator[AsyncClient]:
    database = database_of(shared_database_url)
    async with database.opened(), client_of(debug.build(database)) as client:
        client.base_url = "http://localhost"
        yield client


@pytest.mark.parametrize(
    ("path", "media_type", "tells"),
    [
        ("/", "text/plain", "/profile?seconds=5"),
        ("/profile?seconds=0.01&format=text", "text/plain", "Profile at"),
        ("/profile?seconds=0.01", "text/html", "<html"),
        ("/heap?seconds=0.01", "text/plain", "B taken within 0.01 s and still held"),
        ("/tasks", "text/plain", "in _run_tests_and_fixtures"),
        ("/pool", "application/json", '{"size":2,"idle":2,"max":10,"waiting":0,"refusals":0}'),
    ],
)
async def test_what_it_tells(debugger: AsyncClient, path: str, media_type: str, tells: str) -> None:
    response = await debugger.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith(media_type)
    assert tells in response.text


async def test_what_takes_time_and_memory_is_named(debugger: AsyncClient) -> None:
    held: list[bytes] = []

    async def busy() -> None:
        while True:
            held.append(bytes(10_000))
            await asyncio.sleep(0)

    task = asyncio.create_task(busy(), name="the busy one")
    profile = await debugger.get("/profile?seconds=0.1&format=text")
    heap = await debugger.get("/heap?seconds=0.1")
    tasks = await debugger.get("/tasks")
    task.cancel()
    assert "busy  " in profile.text
    assert "test_debug.py" in heap.text.splitlines()[1]
    assert "the busy one: " in tasks.text
    # The whole stack, not only its first frame.
    assert "in sleep" in tasks.text


async def test_one_who_measures_at_a_time(debugger: AsyncClient) -> None:
    responses = await asyncio.gather(*(debugger.get(f"/{what}?seconds=0.2") for what in ("heap", "profile")))
    assert [response.status_code for response in responses] == [200, 409]
    assert (await debugger.get("/heap?seconds=0.01")).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [("/profile?seconds=0", 400), ("/heap?seconds=61", 400), ("/profile?format=pdf", 400), ("/nothing", 404)],
)
async def test_what_it_does_not(debugger: AsyncClient, path: str, status: int) -> None:
    assert (await debugger.get(path)).status_code == status


async def test_a_page_elsewhere_cannot_call_it(debugger: AsyncClient) -> None:
    assert (await debugger.get("/pool", headers={"Host": "evil.example"})).status_code == 400


async def test_development_has_it(database_url: str) -> None:
    port = free_port()
    async with started(database_url, APP_ENV="development", DEBUG_PORT=str(port)) as service, AsyncClient() as client:
        response = await client.get(f"http://127.0.0.1:{port}/tasks")
        assert "undercroft/serving/server.py" in response.text
        service.process.terminate()
        assert (await service.end())[0] == 0


@pytest.mark.parametrize(("environment", "number"), [("production", 6060), ("development", 0)])
async def test_production_has_none(database_url: str, environment: str, number: int) -> None:
    port = free_port() if number else 0
    async with started(database_url, APP_ENV=environment, DEBUG_PORT=str(port)) as service, AsyncClient() as client:
        if port:
            with pytest.raises(ConnectError):
                await client.get(f"http://127.0.0.1:{port}/")
        assert [line for line in service.lines if line["message"] == "debugging"] == []


async def test_a_port_that_is_taken(shared_database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    database = database_of(shared_database_url)
    with socket.create_server(("127.0.0.1", 0)) as taken, caplog.at_level(logging.WARNING):
        port = taken.getsockname()[1]
        async with debug.serving(database, port):
            pass
    assert caplog.messages == [f"no debug port: cannot listen on 127.0.0.1:{port}: Address already in use"]
