"""The real server on a real socket: how it serves, and in which order it stops."""

import asyncio
import logging
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from httpx import ConnectError, TransportError

from tests.ports import free_port
from tests.service.locks import locked, until_waiting
from tests.service.process import ROOT, Service, started
from tests.service.running import make_user
from tests.service.sockets import exchanged
from undercroft.serving import server

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
async def service(shared_database_url: str) -> AsyncGenerator[Service]:
    """A running service for requests that change nothing."""
    async with started(shared_database_url) as service:
        yield service


async def raw(service: Service, request: bytes) -> bytes:
    """Everything that comes back until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    writer.write(request)
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def until_refused(service: Service) -> None:
    async with asyncio.timeout(5):
        while True:
            try:
                async with service.client() as client:
                    await client.get("/livez")
            except ConnectError:
                return
            except TransportError:
                # The connection was still in the queue of a listener that closed at that moment.
                continue


async def test_the_order_in_which_it_stops(database_url: str) -> None:
    async with started(database_url, DRAIN_DELAY="1 s") as service, service.client() as client:
        user = await make_user(client)
        idle, writer = await asyncio.open_connection("127.0.0.1", service.port)
        writer.write(b"GET /livez HTTP/1.1\r\nHost: test\r\n\r\n")
        assert b"connection" not in (await idle.readuntil(b"}")).lower()
        async with locked(database_url) as lock:
            slow = asyncio.create_task(client.get(f"/users/{user['id']}", headers={"X-Request-ID": "slow"}))
            await until_waiting(lock, 1)
            service.process.send_signal(signal.SIGTERM)
            await service.until("draining")
            async with service.client() as other:
                assert (await other.get("/readyz")).status_code == 503
                live = await other.get("/livez")
                assert (live.status_code, live.headers["Connection"]) == (200, "close")
            await until_refused(service)
            assert await idle.read() == b""
            writer.close()
        assert (await slow).json() == user
        assert await service.end() == (0, "")
    messages = [line["message"] for line in service.lines]
    assert messages[0] == "starting"
    assert messages[-1] == "stopped"
    [access] = [line for line in service.lines if line["request_id"] == "slow"]
    assert (access["status"], access["route"]) == (200, "/users/{user_id}")
    assert service.key not in str(service.lines)


class Caller:
    """A client that sends one request after the other, on one connection for as long as the server keeps it.

    They are refused, but that is an answer too.
    """

    def __init__(self, service: Service) -> None:
        self.has_begun = asyncio.Event()
        self.is_connecting = False
        self._service = service

    async def call(self) -> None:
        """Until no connection can be made; a request that is not answered raises."""
        head = f"POST /users HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {self._service.key}\r\n"
        request = f"{head}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}".encode()
        while True:
            self.is_connecting = True
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self._service.port)
            except ConnectionRefusedError:
                return
            self.is_connecting = False
            is_kept = True
            while is_kept:
                writer.write(request)
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                [length] = re.findall(rb"content-length: (\d+)", head)
                await reader.readexactly(int(length))
                self.has_begun.set()
                is_kept = b"connection: close" not in head
            assert await reader.read() == b""
            writer.close()


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_no_request_is_dropped_while_it_stops(database_url: str, workers: str) -> None:
    async with started(database_url, WORKERS=workers, DRAIN_DELAY="200 ms", RATE_LIMIT="0") as service:
        calls = {caller: asyncio.create_task(caller.call()) for caller in (Caller(service) for _ in range(6))}
        for caller in calls:
            await caller.has_begun.wait()
        service.process.send_signal(signal.SIGTERM)
        assert await service.end() == (0, "")
        for caller, call in calls.items():
            if caller.is_connecting:
                # In a second it would try again, and somebody else may listen there by then.
                call.cancel()
        results = await asyncio.gather(*calls.values(), return_exceptions=True)
        assert {type(result) for result in results} <= {type(None), asyncio.CancelledError}


@pytest.mark.parametrize(
    ("number", "workers"),
    [
        pytest.param(signal.SIGHUP, "1", id="a terminal that closes"),
        pytest.param(signal.SIGQUIT, "2", id="a supervisor of another kind"),
    ],
)
async def test_other_signals_that_end_it(database_url: str, number: signal.Signals, workers: str) -> None:
    async with started(database_url, WORKERS=workers) as service, service.client() as client:
        async with locked(database_url) as lock:
            slow = asyncio.create_task(client.get("/users"))
            await until_waiting(lock, 1)
            service.process.send_signal(number)
            await service.until("draining")
        assert (await slow).status_code == 200
        assert await service.end() == (0, "")


async def test_it_ends_while_it_starts() -> None:
    # A database that accepts a connection and says nothing.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.setblocking(False)
        variables = {
            "APP_ENV": "production",
            "DATABASE_URL": f"postgresql://app@127.0.0.1:{silent.getsockname()[1]}/app",
            "PORT": str(free_port()),
        }
        process = await asyncio.create_subprocess_exec(
            # A signal that nobody handles has no effect then, as in the first process of a container.
            *("env", "--ignore-signal=TERM", sys.executable, "-m", "service", "serve"),
            cwd=ROOT,
            env={**os.environ, **variables},
        )
        async with asyncio.timeout(20):
            connection, _ = await asyncio.get_running_loop().sock_accept(silent)
            with connection:
                process.send_signal(signal.SIGTERM)
                assert await process.wait() == 128 + signal.SIGTERM


async def test_what_does_not_end_in_time_is_cut_short(database_url: str) -> None:
    async with (
        started(database_url, DRAIN_TIMEOUT="100 ms") as service,
        service.client() as client,
        locked(database_url) as lock,
    ):
        slow = asyncio.create_task(client.get("/users"))
        await until_waiting(lock, 1)
        service.process.send_signal(signal.SIGINT)
        assert (await slow).status_code == 503
        await until_waiting(lock, 0)
        assert await service.end() == (0, "")
    assert "1 requests were cut short" in [line["message"] for line in service.lines]


async def test_over_a_socket(database_url: str) -> None:
    async with started(database_url, HEADER_TIMEOUT="200 ms", MAX_BODY="1 KiB") as service, service.client() as client:
        head = await client.head("/users")
        assert (head.status_code, head.headers["Content-Length"]) == (200, "31")
        assert (await client.get("/users/%FF")).status_code == 400
        assert (await client.post("/users", content=b" " * 1025, headers=JSON)).status_code == 413

        # When a client leaves, its query is cancelled.
        key = f"Authorization: Bearer {service.key}\r\nX-Request-ID: gone".encode()
        async with locked(database_url) as lock:
            _, writer = await asyncio.open_connection("127.0.0.1", service.port)
            writer.write(b"GET /users HTTP/1.1\r\nHost: test\r\n" + key + b"\r\n\r\n")
            await until_waiting(lock, 1)
            writer.close()
            await until_waiting(lock, 0)
            await service.until("request", request_id="gone", status=499)

        # A body that is not valid HTTP is answered, though the server has stopped reading it.
        upload = (
            b"POST /users HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
        )
        assert b" 400 " in await raw(service, upload + key + b"\r\n\r\nnonsense\r\n")

        # The server does not wait for the rest of a head.
        assert await raw(service, b"GET /livez HTTP/1.1\r\nHo") == b""
        # Nor does it read an endless head.
        assert b" 431 " in await raw(service, b"GET /livez HTTP/1.1\r\nX: " + b"x" * 1_000_000)


@pytest.mark.parametrize(
    ("path", "media_type", "key", "status"),
    [
        pytest.param("/users", "application/json", None, 413, id="too large"),
        pytest.param("/users/import", "text/plain", None, 415, id="of another type"),
        pytest.param("/users/import", "text/csv", None, 400, id="wrong from the start"),
        pytest.param("/users/import", "text/csv", "none", 401, id="without a key"),
        pytest.param("/nothing", "text/csv", None, 404, id="nowhere"),
    ],
)
async def test_a_client_that_still_sends_sees_its_answer(
    service: Service, path: str, media_type: str, key: str | None, status: int
) -> None:
    async with service.client() as client:
        headers = {"Content-Type": media_type} | ({"Authorization": key} if key else {})
        for _ in range(5):
            response = await client.post(path, content=b"x" * 4_000_000, headers=headers)
            assert (response.status_code, response.json()["status"]) == (status, status)


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        pytest.param("/users", 2, 401, id="without a key"),
        pytest.param("/nothing", 2, 404, id="nowhere"),
        pytest.param("/users", 2**40, 401, id="of any length"),
    ],
)
async def test_a_body_that_was_not_asked_for_may_be_left_out(
    service: Service, path: str, length: int, status: int
) -> None:
    """What comes next on the connection could be the body or a request."""
    head = f"POST {path} HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: {length}\r\n\r\n"
    answer = await exchanged(service.port, head.encode())
    assert answer is not None
    assert (answer.status, answer.headers.get("connection")) == (status, "close")


async def test_a_body_that_was_asked_for_leaves_the_connection_open(service: Service) -> None:
    head = f"POST /users HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {service.key}\r\n"
    head += "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    answer = await exchanged(service.port, head.encode() + b"{}")
    assert answer is not None
    assert (answer.status, answer.headers.get("connection")) == (400, None)


async def test_several_workers(database_url: str) -> None:
    async with started(database_url, WORKERS="2") as service:
        assert len(service.logged("workers")["pids"]) == 2
        async with service.client() as client:
            user = await make_user(client)
            async with locked(database_url) as lock:
                slow = asyncio.create_task(client.get(f"/users/{user['id']}"))
                await until_waiting(lock, 1)
                service.process.send_signal(signal.SIGTERM)
                await service.until("draining")
            assert (await slow).status_code == 200
        # stdout ends when the last process that writes to it has ended.
        assert await service.end() == (0, "")


async def test_workers_end_with_the_process_that_started_them(database_url: str, tmp_path: Path) -> None:
    # A killed process does not remove the folder of its metrics.
    async with started(database_url, WORKERS="2", TMPDIR=str(tmp_path)) as service:
        service.process.kill()
        assert await service.end() == (-9, "")


@pytest.mark.parametrize(
    ("message", "told"),
    [
        pytest.param(
            "Application callable raised an exception\n  File\nCancelledError: Future cancelled.", False, id="cut"
        ),
        pytest.param("Application callable raised an exception\n  File\nRuntimeError: a bug", True, id="an error"),
        pytest.param("Shutting down granian", True, id="anything else"),
    ],
)
def test_what_granian_tells(message: str, told: bool) -> None:
    record = logging.makeLogRecord({"msg": message})
    assert server.is_news(record) is told
