"""What asyncpg and Litestar take by themselves, with nothing of this project around: `python -m benchmarks.limits`.

Each figure is CPU time of this process, the least of several rounds. PostgreSQL's own work is in none of them.
"""

import asyncio
import resource
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import thread_time
from typing import Any, cast

import asyncpg
import uvloop
from litestar import Litestar, get
from msgspec import Struct

from .setting import on_embedded_server

ROUNDS, CALLS = 8, 500
USER = "gen_random_uuid(), 'ada@example.org', 'Ada', 1::bigint"
ROWS = "from generate_series(1, 51)"


class Answer(Struct):
    name: str


async def least(call: Callable[[], Awaitable[object]]) -> float:
    """The microseconds of a call."""
    found: list[float] = []
    for _ in range(ROUNDS):
        start = thread_time()
        for _ in range(CALLS):
            await call()
        found.append((thread_time() - start) / CALLS)
    return min(found) * 1e6


async def of_asyncpg(url: str) -> None:
    connection = await asyncpg.connect(url)
    queries = {
        "nothing": "select 1",
        "one user": f"select {USER}, now(), now()",
        "51 users": f"select {USER}, now(), now() {ROWS}",
        "51 users, their times as numbers": f"select {USER}, 1::bigint, 1::bigint {ROWS}",
        "51 users, as one text each": f"select repeat('x', 190) {ROWS}",
    }
    for name, query in queries.items():
        statement = await connection.prepare(query)
        print(f"asyncpg, {name:34}{await least(statement.fetch):7.0f} µs")
    await connection.close()


async def of_litestar() -> None:
    @get("/answers/{name:str}")
    async def answer(name: str) -> Answer:
        return Answer(name)

    app = Litestar([answer], openapi_config=None, logging_config=None)
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": "/answers/ada",
        "raw_path": b"/answers/ada",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "scheme": "http",
        "http_version": "1.1",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "extensions": {},
    }

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: Any) -> None:
        pass

    async def call() -> None:
        await cast("Any", app)({**scope, "state": {}}, receive, send)

    print(f"Litestar, {'a handler that gives a struct':33}{await least(call):7.0f} µs")


def of_imports() -> None:
    for module in ("asyncio", "asyncpg", "litestar"):
        found: list[float] = []
        for _ in range(ROUNDS):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        print(f"Python with {module + ' imported':31}{min(found) * 1000:7.0f} ms")


async def measure(url: str, _: Path) -> None:
    await of_asyncpg(url)
    await of_litestar()
    await asyncio.to_thread(of_imports)


if __name__ == "__main__":
    on_embedded_server(measure, uvloop.run)
