"""The metrics at an address of their own."""

import asyncio
import re

import pytest
from httpx import AsyncClient

from tests.ports import free_port
from tests.service.process import started

COUNTED = r'http_requests_total\{method="GET",route="/users",status="200"\} (\d+)'


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_they_are_there_and_nowhere_else(shared_database_url: str, workers: str) -> None:
    port = free_port()
    async with started(shared_database_url, WORKERS=workers, METRICS_ADDRESS=f"127.0.0.1:{port}") as service:
        for _ in range(6):
            # A connection each, so that several workers have some.
            async with service.client() as client:
                assert (await client.get("/users")).status_code == 200
        async with service.client() as client, AsyncClient(base_url=f"http://127.0.0.1:{port}") as operator:
            hidden = await client.get("/metrics")
            shown = await operator.get("/metrics")
            assert (await operator.get("/users")).status_code == 404
        assert (hidden.status_code, hidden.headers["Content-Type"]) == (404, "application/problem+json")
        assert hidden.json()["detail"] == "there is no resource here"
        assert shown.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        [number] = re.findall(COUNTED, shown.text)
        assert int(number) == 6
        service.process.terminate()
        assert await service.end() == (0, "")


async def test_clients_that_say_nothing_are_in_nobodys_way(shared_database_url: str) -> None:
    port = free_port()
    async with started(shared_database_url, METRICS_ADDRESS=f"127.0.0.1:{port}"):
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(300)]
        for _, writer in silent:
            writer.write(b"GET /met")
        async with AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=5) as operator:
            assert (await operator.get("/metrics")).status_code == 200
        for _, writer in silent:
            writer.close()
