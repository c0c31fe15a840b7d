"""Another app than the service, served by undercroft."""

import asyncio
import json
import os
import subprocess
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from httpx import AsyncClient

from tests.ports import free_port
from tests.undercroft.tiny import NAME
from undercroft.testing import pooler
from undercroft.testing.databases import connect

ROOT = Path(__file__).parents[2]
CONNECTIONS = "select count(*) from pg_stat_activity where application_name = $1"


@pytest.mark.session("it counts the service's connections on the server")
@pytest.mark.parametrize("workers", [1, 2])
async def test_another_app(empty_database_url: str, workers: int) -> None:
    port = free_port()
    variables = {"DATABASE_URL": empty_database_url, "PORT": str(port), "WORKERS": str(workers)}
    variables |= pooler.variables(empty_database_url)
    environment = {**os.environ, "APP_ENV": "production", **variables}
    command = [sys.executable, "-m", NAME, "serve"]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment, stdout=PIPE, stderr=PIPE)
    try:
        assert process.stdout
        async with asyncio.timeout(20):
            while json.loads(await process.stdout.readline())["message"] != "listening":
                pass
        async with (
            AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
            connect(empty_database_url) as connection,
        ):
            answer = await client.get("/answer")
            ready = await client.get("/readyz")
            # One worker listens already while another still opens its pool.
            async with asyncio.timeout(20):
                while await connection.fetchval(CONNECTIONS, NAME) < workers:
                    pass
        assert (answer.json(), answer.headers["X-Content-Type-Options"], ready.status_code) == (42, "nosniff", 200)
    finally:
        process.terminate()
        async with asyncio.timeout(20):
            _, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")


def test_an_app_without_jobs_has_no_command_for_them() -> None:
    done = subprocess.run([sys.executable, "-m", NAME, "--help"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert "keys" in done.stdout
    assert "jobs" not in done.stdout
