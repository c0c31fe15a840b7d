"""The service behind a PgBouncer in transaction mode, where each of its transactions may meet another connection."""

import asyncio
import signal as signals
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import asyncpg
import pytest
from httpx import AsyncClient

from generated import listen
from generated.jobs import JOB_DUE_CHANNEL
from service.settings import load
from tests.bouncer import Bouncer, bouncing, can_keep_statements, program
from tests.relay import relaying
from tests.service.locks import locked, until_waiting
from tests.service.process import ROOT
from tests.service.running import database_of, make_order, make_user, serving
from undercroft.database import poolers
from undercroft.database.connections import Connection, connected
from undercroft.database.migrations import migrate
from undercroft.database.pool import Database
from undercroft.errors import DatabaseUnusable, MigrationError, PoolExhausted
from undercroft.testing.databases import Postgres, connect

pytestmark = [
    pytest.mark.skipif(program() is None, reason="PgBouncer is not installed"),
    pytest.mark.session("it has a pooler of its own"),
]


# A statement that has a name, other than the names that PgBouncer gives.
NAMED = r"select count(*) from pg_prepared_statements where name not like 'PGBOUNCER\_%'"


@pytest.fixture(
    scope="module", params=[pytest.param(False, id="no statements kept"), pytest.param(True, id="statements kept")]
)
def bouncer(postgres: Postgres, request: pytest.FixtureRequest) -> Generator[Bouncer]:
    """Three connections of the server for each database: a test that keeps state on one would soon meet another."""
    if request.param and not can_keep_statements():
        pytest.skip("this PgBouncer keeps no prepared statements")
    kept = {"max_prepared_statements": 200 if request.param else 0} if can_keep_statements() else {}
    with bouncing(postgres.url("postgres"), default_pool_size=3, **kept) as bouncer:
        yield bouncer


def behind(bouncer: Bouncer, direct: str, **variables: str) -> Database:
    """The service's pool, not opened yet."""
    return database_of(bouncer.url(direct), POOLER="transaction", DIRECT_DATABASE_URL=direct, **variables)


@pytest.fixture
async def pooled(bouncer: Bouncer, database_url: str) -> AsyncGenerator[AsyncClient]:
    url = bouncer.url(database_url)
    async with serving(url, POOLER="transaction", DIRECT_DATABASE_URL=database_url, REQUEST_TIMEOUT="2") as client:
        yield client


@asynccontextmanager
async def in_transaction(url: str) -> AsyncGenerator[Connection]:
    async with connected(url) as connection, connection.transaction():
        yield connection


async def test_many_queries_share_few_connections(bouncer: Bouncer, shared_database_url: str) -> None:
    database = behind(bouncer, shared_database_url, POOL_MAX="10", ACQUIRE_TIMEOUT="20")
    numbers = range(300)
    async with database.opened():
        rows = await asyncio.gather(*(database.fetchrow("select $1::int, pg_backend_pid()", n) for n in numbers))
    assert [row[0] for row in rows] == [*numbers]
    assert len({row[1] for row in rows}) <= 3


async def test_nothing_is_left_on_the_server(bouncer: Bouncer, pooled: AsyncClient, database_url: str) -> None:
    user = await make_user(pooled)
    await asyncio.gather(*(make_order(pooled, user["id"], "1.00") for _ in range(6)))
    rows = b"email,name\nx@example.org,X\n"
    imported = await pooled.post("/users/import", content=rows, headers={"Content-Type": "text/csv"})
    assert imported.json()["inserted"] == 1
    left = f"select pg_backend_pid(), ({NAMED}), current_setting('jit')"
    async with AsyncExitStack() as stack:
        transactions = [await stack.enter_async_context(in_transaction(bouncer.url(database_url))) for _ in range(3)]
        seen = [tuple(await connection.fetchrow(left) or ()) for connection in transactions]
    assert len({pid for pid, _, _ in seen}) == 3
    assert {(statements, jit) for _, statements, jit in seen} == {(0, "on")}


async def test_a_query_is_cancelled_at_the_deadline(pooled: AsyncClient, database_url: str) -> None:
    async with locked(database_url) as connection:
        response = await pooled.get("/users")
        assert response.status_code == 504
        await until_waiting(connection, 0)
    assert (await pooled.get("/users")).status_code == 200


async def test_a_cancellation_may_come_late(bouncer: Bouncer, database_url: str) -> None:
    """PgBouncer forgets the cancellation of a client that has left: so the client waits until it has worked."""
    async with relaying(bouncer.port) as relay:
        far = Bouncer(bouncer.process, relay.port)
        database = behind(far, database_url, POOL_MIN="1", POOL_MAX="1", REQUEST_TIMEOUT="0.2", ACQUIRE_TIMEOUT="0.2")
        async with database.opened(), locked(database_url) as connection:
            cancelled = asyncio.create_task(database.fetch("select from users"))
            await until_waiting(connection, 1)
            relay.hold()
            with pytest.raises(TimeoutError):
                await cancelled
            for _ in range(3):
                with pytest.raises(PoolExhausted):
                    await database.fetch("select 1")
            relay.resume()
            await until_waiting(connection, 0)


async def test_notifications_come_past_it(bouncer: Bouncer, database_url: str) -> None:
    database = behind(bouncer, database_url)
    async with database.opened(), listen(database.connect_alone, JOB_DUE_CHANNEL) as events:
        await database.execute(f"notify {JOB_DUE_CHANNEL.name}, '\"welcome\"'")
        async with asyncio.timeout(5):
            await anext(events)


async def test_times_in_json_are_in_utc(bouncer: Bouncer, database_url: str) -> None:
    """Another service, in another zone, uses the same connections of the server."""
    database = behind(bouncer, database_url)
    async with database.opened():
        for _ in range(6):
            async with connect(bouncer.url(database_url)) as other:
                await other.execute("set timezone = 'Asia/Tokyo'")
                assert (await database.fetchrow("show timezone"))[0] == "UTC"


async def test_a_cursor_within_its_transaction(bouncer: Bouncer, shared_database_url: str) -> None:
    database = behind(bouncer, shared_database_url)
    async with database.opened(), database.connection() as connection, connection.transaction():
        cursor = await connection.cursor("select n from generate_series(1, $1::int) as n", 5)
        assert [row[0] for row in await cursor.fetch(3)] == [1, 2, 3]
        assert await connection.fetchval(NAMED) == 0
        assert [row[0] for row in await cursor.fetch(3)] == [4, 5]


async def test_a_table_that_changes(bouncer: Bouncer, database_url: str) -> None:
    database, query = behind(bouncer, database_url), "select n from numbers"
    async with database.opened(), connect(database_url) as owner:
        await owner.execute("create table numbers as select 1 as n")
        assert (await database.fetchrow(query))[0] == 1
        await owner.execute("alter table numbers alter n type text")
        for _ in range(20):
            with suppress(asyncpg.InvalidCachedStatementError):  # where PgBouncer keeps the statement
                assert (await database.fetchrow(query))[0] == "1"
                break
        else:
            pytest.fail("the statement is still kept")


async def test_a_pool_that_is_full(postgres: Postgres, shared_database_url: str) -> None:
    """PgBouncer takes no more connections: those that the pool has are waited for."""
    with bouncing(postgres.url("postgres"), max_client_conn=2) as narrow:
        database = behind(narrow, shared_database_url, POOL_MIN="1", POOL_MAX="8", ACQUIRE_TIMEOUT="20 s")
        async with database.opened():
            rows = await asyncio.gather(*(database.fetchrow("select $1::int", n) for n in range(60)))
            assert [row[0] for row in rows] == [*range(60)]
            assert database.figures().refusals > 0


async def test_a_server_without_a_free_connection(postgres: Postgres, database_url: str) -> None:
    with bouncing(postgres.url("postgres"), default_pool_size=1, query_wait_timeout=1) as narrow:
        url = narrow.url(database_url)
        async with serving(url, POOLER="transaction", DIRECT_DATABASE_URL=database_url) as client:
            await make_user(client)
            async with connect(url) as connection, connection.transaction():
                await connection.execute("select 1")
                response = await client.get("/users")
                assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
            assert (await client.get("/users")).status_code == 200


def test_migrations_go_past_it(bouncer: Bouncer, empty_database_url: str) -> None:
    with pytest.raises(MigrationError, match="this is a pooler: name PostgreSQL itself in DIRECT_DATABASE_URL"):
        migrate(bouncer.url(empty_database_url), ROOT / "schema")


@pytest.mark.parametrize(
    "signal", [pytest.param(signals.SIGKILL, id="killed"), pytest.param(signals.SIGINT, id="as compose.yaml stops it")]
)
async def test_pgbouncer_ends_and_comes_back(postgres: Postgres, database_url: str, signal: signals.Signals) -> None:
    with bouncing(postgres.url("postgres")) as bouncer:
        async with serving(bouncer.url(database_url), POOLER="transaction", DIRECT_DATABASE_URL=database_url) as client:
            await make_user(client)
            bouncer.process.send_signal(signal)
            await asyncio.to_thread(bouncer.process.wait, timeout=10)
            gone = [await client.get("/users") for _ in range(3)]
            assert {response.status_code for response in gone} == {503}
            with bouncing(postgres.url("postgres"), port=bouncer.port):
                statuses = [(await client.get("/users")).status_code for _ in range(5)]
                assert statuses[-1] == 200


@pytest.mark.parametrize(
    ("pooler", "url", "direct", "prepared", "why"),
    [
        pytest.param("none", "bouncer", "server", "", "set POOLER=transaction", id="not told of"),
        pytest.param("transaction", "bouncer", "bouncer", "", "DIRECT_DATABASE_URL leads to a pooler", id="not direct"),
        pytest.param("transaction", "bouncer", "server", "", "set statement_timeout = '5000ms'", id="no timeout"),
    ],
)
async def test_what_is_missing_is_said(
    bouncer: Bouncer, empty_database_url: str, pooler: str, url: str, direct: str, prepared: str, why: str
) -> None:
    urls = {"server": empty_database_url, "bouncer": bouncer.url(empty_database_url)}
    settings = load({"DATABASE_URL": urls[url], "POOLER": pooler, "DIRECT_DATABASE_URL": urls[direct]})
    with pytest.raises(DatabaseUnusable, match=why):
        async with connected(urls[url], **poolers.SESSION) as connection:
            await poolers.check(settings, connection)
