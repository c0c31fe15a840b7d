"""Slow queries in the log: with their names, times and plans, and without anyone's data."""

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any

import pytest

from generated.users import UsersQueries
from tests.service.running import database_of, make_user, serving
from undercroft.database.plans import masked
from undercroft.database.pool import Database
from undercroft.telemetry.slow_queries import PLANS, SlowQueries

# Every query takes longer.
ANY = "0.000001"


class Lines(logging.Handler):
    """What is logged of slow queries."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith("a slow query"):
            self.lines.put_nowait(getattr(record, "fields", {"warning": record.getMessage()}))

    async def of(self, query: str) -> dict[str, Any]:
        async with asyncio.timeout(10):
            while (line := await self.lines.get()).get("query") != query:
                pass
        return line


@pytest.fixture
def logged() -> Any:
    handler = Lines()
    logger = logging.getLogger("undercroft.telemetry.slow_queries")
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


async def test_a_query_that_is_slow(database_url: str, logged: Lines) -> None:
    async with serving(database_url, SLOW_QUERY=ANY) as client:
        await client.get("/users")
        line = await logged.of("ListUsers")
    assert line["duration_ms"] > 0
    assert "from users" in line["statement"]
    assert line["plan"][0].startswith("Limit")


async def test_a_write_is_explained_and_not_repeated(database_url: str, logged: Lines) -> None:
    async with serving(database_url, SLOW_QUERY=ANY) as client:
        await make_user(client, "ada@example.org")
        line = await logged.of("CreateUser")
        assert len((await client.get("/users")).json()["items"]) == 1
    assert any("Insert on users" in step for step in line["plan"])
    assert "ada" not in json.dumps(line)


async def test_queries_that_are_fast_enough(database_url: str, logged: Lines) -> None:
    async with serving(database_url, SLOW_QUERY="1h") as client:
        await client.get("/users")
    assert logged.lines.empty()


async def watched(database_url: str, plan: Any) -> tuple[Database, SlowQueries]:
    slow = SlowQueries(plan, float(ANY))
    database = database_of(database_url)
    database.on_query = slow.note
    return database, slow


async def test_each_statement_has_one_plan_a_minute_and_all_together_six(database_url: str, logged: Lines) -> None:
    planned: list[str] = []

    async def plan(query: str, args: Sequence[Any]) -> str:
        planned.append(query)
        return "Result"

    database, slow = await watched(database_url, plan)
    statements = [f"select {number}" for number in range(PLANS + 1)]
    async with slow.running(), database.opened():
        for statement in [*statements, *statements, "set local lock_timeout = 0"]:
            await database.execute(statement)
        lines = [await asyncio.wait_for(logged.lines.get(), 10) for _ in range(2 * PLANS + 3)]
    assert planned == statements[:PLANS]
    assert sorted(line["statement"] for line in lines if "plan" in line) == statements[:PLANS]


async def test_one_whose_plan_cannot_be_had(database_url: str, logged: Lines) -> None:
    async def plan(query: str, args: Sequence[Any]) -> str:
        raise ConnectionRefusedError("gone")

    database, slow = await watched(database_url, plan)
    async with slow.running(), database.opened():
        with slow.named("CountUsers"):
            await UsersQueries(database).list_users(limit=1)
        assert await asyncio.wait_for(logged.lines.get(), 10) == {
            "warning": "a slow query has no plan: builtins.ConnectionRefusedError: gone"
        }
        assert "plan" not in await logged.of("CountUsers")


@pytest.mark.parametrize(
    ("plan", "shown"),
    [
        pytest.param(
            "Index Scan using users_email_key on users_2  (cost=0.15..8.17 rows=1 width=100)\n"
            "  Index Cond: (email = 'ada@example.org'::text)",
            "Index Scan using users_email_key on users_2  (cost=0.15..8.17 rows=1 width=100)\n"
            "  Index Cond: (email = ?::text)",
            id="text",
        ),
        pytest.param("  Filter: (name = 'O''Hara\n (cost=1'::text)", "  Filter: (name = ?::text)", id="a quote"),
        pytest.param("  Filter: (t1.total > -12.50)", "  Filter: (t1.total > ?)", id="a number"),
        pytest.param("  Filter: (id = ANY ('{1,2}'::bigint[]))", "  Filter: (id = ANY (?::bigint[]))", id="an array"),
        pytest.param("  Filter: (id = $1)", "  Filter: (id = $1)", id="a parameter"),
    ],
)
def test_values_in_plans_are_masked(plan: str, shown: str) -> None:
    assert masked(plan) == shown
