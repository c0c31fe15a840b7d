"""The pool, and what a request finds when the database is slow, full or gone."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

import asyncpg
import pytest
from httpx import Response

from tests.service.asgi import Call
from tests.service.locks import locked, until_waiting
from tests.service.running import client_of, database_of, make_key, make_user, running, serving
from undercroft.database.connections import connected
from undercroft.errors import LOST_ERRORS, CannotServe, ConnectionLost, DatabaseUnusable, Unavailable
from undercroft.testing.databases import Postgres, connect
from undercroft.testing.pooler import past


async def test_a_query_is_cancelled_at_the_deadline(database_url: str) -> None:
    async with serving(database_url, REQUEST_TIMEOUT="0.2", POOL_MAX="2") as client:
        async with locked(database_url) as connection:
            response = await client.get("/users")
            assert response.status_code == 504
            await until_waiting(connection, 0)
        assert (await client.get("/users")).status_code == 200


async def test_a_query_is_cancelled_when_the_client_leaves(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.edge.exchange.WATCH_AFTER", 0.01)
    headers = {"Authorization": f"Bearer {await make_key(database_url)}"}
    async with running(database_url) as app, locked(database_url) as connection:
        call = Call(app, "GET", "/users", headers)
        await until_waiting(connection, 1)
        call.leave()
        await call.task
        assert call.sent == []
        await until_waiting(connection, 0)


async def test_a_full_pool(database_url: str) -> None:
    async with serving(database_url, POOL_MIN="1", POOL_MAX="1") as client:
        assert (await client.get("/users")).status_code == 200  # now the guard remembers the key
        async with locked(database_url) as connection:
            waiting = asyncio.create_task(client.get("/users"))
            await until_waiting(connection, 1)
            response = await client.get("/users")
            assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
            assert response.json()["type"] == "urn:problem:overloaded"
        assert (await waiting).status_code == 200


async def test_requests_that_were_cancelled_leave_the_pool_whole(database_url: str) -> None:
    async with serving(database_url, POOL_MIN="1", POOL_MAX="2", REQUEST_TIMEOUT="0.5") as client:
        async with locked(database_url):
            responses = await asyncio.gather(*(client.get("/users") for _ in range(20)))
            assert {response.status_code for response in responses} == {504}
        responses = await asyncio.gather(*(client.get("/users") for _ in range(20)))
        assert {response.status_code for response in responses} == {200}


async def test_connections_that_the_server_ended(database_url: str) -> None:
    async with serving(database_url) as client:
        await make_user(client)
        async with connect(database_url) as connection:
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and application_name = 'service'"
            )
        statuses = [(await client.get("/users")).status_code for _ in range(5)]
        assert set(statuses) <= {200, 503}
        assert statuses[-1] == 200


async def test_connections_that_the_server_ended_leave_the_pool_whole(shared_database_url: str) -> None:
    database = database_of(shared_database_url, POOL_MIN="1", POOL_MAX="1", ACQUIRE_TIMEOUT="5 s")
    async with database.opened(), connect(shared_database_url) as connection:
        for _ in range(3):
            row = await database.fetchrow("select pg_backend_pid()")
            await connection.execute("select pg_terminate_backend($1)", row[0])
            while await connection.fetchval("select exists (select from pg_stat_activity where pid = $1)", row[0]):
                pass
            # This may still meet the connection that ended; what comes after may not.
            with suppress(*LOST_ERRORS):
                await database.fetchrow("select 1")


@pytest.mark.session("the pooler holds a query that finds no server, here for longer than a request may take")
async def test_a_database_that_went_away(
    postgres: Postgres, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    name = urlsplit(database_url).path.removeprefix("/")
    async with serving(database_url, POOL_MIN="0") as client:
        async with connect(postgres.url("postgres")) as connection:
            await connection.execute(f"alter database {name} with allow_connections false")
            await connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name)
        for path in ("/users", "/readyz"):
            response = await client.get(path)
            assert response.status_code == 503
            assert name not in response.text
        assert (await client.get("/livez")).status_code == 200
    # These lines are counted, so that a log with thousands of requests stays readable.
    told = [record for record in caplog.records if record.name == "undercroft.http.problems"]
    assert {getattr(record, "repeats", False) for record in told} == {True}


@pytest.mark.session("it looks at a limit of the service's sessions")
async def test_a_lock_that_is_not_waited_for(database_url: str) -> None:
    name = urlsplit(database_url).path.removeprefix("/")
    async with connect(database_url) as owner:
        await owner.execute(f"alter database {name} set lock_timeout = '1 ms'")
    async with serving(database_url) as client, locked(database_url):
        response = await client.get("/users")
        assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
        assert "locked" in response.json()["detail"]


@pytest.mark.session("the pooler keeps no statements")
async def test_tables_that_change_between_two_requests(database_url: str) -> None:
    async with serving(database_url, POOL_MIN="1", POOL_MAX="1") as client, connect(database_url) as owner:
        user = await make_user(client)
        item = {"sku": "tea", "quantity": 1, "unit_price": "1.00"}

        async def ordered(key: str) -> Response:
            headers = {"Idempotency-Key": key}
            return await client.post("/orders", json={"user_id": user["id"], "items": [item]}, headers=headers)

        assert (await ordered("before")).status_code == 201
        await owner.execute("alter table orders alter column total type numeric(20, 2)")
        # The statement that the connection knows gives other columns now, and within a transaction none can follow.
        refused = await ordered("after")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
        assert (await ordered("after")).status_code == 201
        assert (await client.get(f"/users/{user['id']}")).status_code == 200
        assert await owner.fetchval("select count(*) from orders") == 2


@pytest.mark.session("the pooler takes any database")
async def test_a_type_that_a_function_remembers_otherwise(database_url: str) -> None:
    async with serving(database_url, POOL_MIN="1", POOL_MAX="1") as client, connect(database_url) as owner:
        await make_user(client)
        # The trigger that tells of a new job has used the column.
        await owner.execute("alter table jobs alter column kind type varchar(50)")
        async with asyncio.timeout(10):
            while (response := await client.post("/users", json={"email": "eve@example.org", "name": "Eve"})).is_error:
                assert (response.status_code, response.headers["Retry-After"]) == (503, "1")


async def test_a_column_that_is_not_there_for_a_while(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with serving(database_url) as client, connect(database_url) as owner:
        await make_user(client)
        await owner.execute("alter table users rename column name to called")
        refused = await client.get("/users")
        await owner.execute("alter table users rename column called to name")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
        assert "name" not in refused.json()["detail"]
        assert (await client.get("/users")).status_code == 200
    [told] = [record for record in caplog.records if record.name == "undercroft.http.problems"]
    assert 'column "name" does not exist' in told.getMessage()
    assert (told.levelname, told.exc_info, told.__dict__["repeats"]) == ("WARNING", None, True)


@pytest.mark.session("the pooler's connections begin and end by themselves")
async def test_connections_that_began_with_another_search_path(
    postgres: Postgres, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undercroft.database.pool.OUTDATED_SECONDS", 0)
    name = urlsplit(database_url).path.removeprefix("/")
    headers = {"Authorization": f"Bearer {await make_key(database_url)}"}
    async with connect(postgres.url("postgres")) as owner:
        await owner.execute(f"alter database {name} set search_path = nowhere")
        async with running(database_url, POOL_MIN="1", POOL_MAX="1") as app, client_of(app) as client:
            assert (await client.get("/users", headers=headers)).status_code == 503
            await owner.execute(f"alter database {name} reset search_path")
            async with asyncio.timeout(10):
                while (await client.get("/users", headers=headers)).status_code != 200:
                    pass


@pytest.mark.session("the pooler's connections to the old database would keep it")
async def test_a_database_in_which_nothing_is(postgres: Postgres, database_url: str) -> None:
    name = urlsplit(database_url).path.removeprefix("/")
    async with serving(database_url) as client:
        async with connect(postgres.url("postgres")) as connection:
            await connection.execute(f"drop database {name} with (force)")
            await connection.execute(f"create database {name}")
        for path in ("/users", "/readyz"):
            response = await client.get(path)
            assert (response.status_code, response.headers["Retry-After"]) == (503, "10")


async def test_a_start_without_a_database_says_why(shared_database_url: str) -> None:
    with pytest.raises(DatabaseUnusable, match="does not exist"):
        async with running(past(shared_database_url).replace("/test_", "/nosuch_")):
            pass


async def test_what_ends_a_service_is_told_as_it_is(shared_database_url: str) -> None:
    with pytest.raises(CannotServe, match="the port"):
        async with running(shared_database_url):
            raise CannotServe("the port is gone")


@pytest.mark.session("the pooler logs in, not the role whose limit it is")
@pytest.mark.parametrize(
    "least", [pytest.param("1", id="when there is more to do"), pytest.param("3", id="at the start")]
)
async def test_a_server_that_has_no_more_room(postgres: Postgres, shared_database_url: str, least: str) -> None:
    url = urlsplit(shared_database_url)
    role = url.path.removeprefix("/")
    async with connect(postgres.url("postgres")) as administrator:
        await administrator.execute(f"create role {role} login password 'word' connection limit 1")
        try:
            limited = url._replace(netloc=f"{role}:word@{url.netloc.rpartition('@')[2]}").geturl()
            database = database_of(limited, POOL_MIN=least, POOL_MAX="5", ACQUIRE_TIMEOUT="10 s")
            async with database.opened():
                rows = await asyncio.gather(*(database.fetchrow("select pg_backend_pid()") for _ in range(60)))
                assert len({row[0] for row in rows}) == 1
                assert database.figures().refusals > 0
        finally:
            await administrator.execute(f"drop role {role}")


@pytest.mark.session("it looks at a limit that the service sets for its sessions")
async def test_a_statement_has_a_limit_on_the_server_too(shared_database_url: str) -> None:
    database = database_of(shared_database_url, REQUEST_TIMEOUT="1.2345 s")
    async with database.opened():
        assert (await database.fetchrow("show statement_timeout"))[0] == "1235ms"


async def test_several_queries_on_one_connection(shared_database_url: str) -> None:
    database = database_of(shared_database_url)
    async with database.opened(), database.connection() as connection:
        pids = {await connection.fetchval("select pg_backend_pid()") for _ in range(3)}
        assert len(pids) == 1


async def test_a_connection_that_ends_between_two_queries(shared_database_url: str) -> None:
    database = database_of(shared_database_url)

    async def query_twice() -> None:
        async with database.connection() as connection, connection.transaction():
            await connection.execute("select 1")
            connection.terminate()
            await connection.execute("select 1")

    async with database.opened():
        with pytest.raises(ConnectionLost):
            await query_twice()
        assert (await database.fetchrow("select 1"))[0] == 1


async def test_a_connection_that_is_used_wrongly(shared_database_url: str) -> None:
    database = database_of(shared_database_url)

    async def query_at_once() -> None:
        async with database.connection() as connection:
            await asyncio.gather(*(connection.execute("select pg_sleep(0.01)") for _ in range(2)))

    async with database.opened():
        with pytest.raises(asyncpg.InterfaceError, match="another operation is in progress"):
            await query_at_once()


async def test_a_pool_that_is_not_open(shared_database_url: str) -> None:
    database = database_of(shared_database_url)
    with pytest.raises(Unavailable, match="closed"):
        await database.fetch("select 1")


async def test_closing_ends_what_is_still_running(shared_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.database.pool.CLOSE_TIMEOUT", 0.01)
    database = database_of(shared_database_url, REQUEST_TIMEOUT="60 s")
    async with database.opened():
        connection = await database.connection().__aenter__()
        sleeping = asyncio.create_task(connection.execute("select pg_sleep(60)"))
        await asyncio.sleep(0)
    with pytest.raises(asyncpg.PostgresError):
        await sleeping


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param("@127.0.0.1:1/app", "Connect call failed|Connection refused", id="no server"),
        pytest.param("@nosuch.invalid/app", "nosuch.invalid/app: ", id="no such host"),
        pytest.param("@/app?host=/nosuch", "No such file or directory", id="no such socket"),
        pytest.param("@127.0.0.1:1/app?sslmode=maybe", "sslmode", id="a parameter with a wrong value"),
        pytest.param("/word@127.0.0.1:1/app", "the URL is not valid", id="a slash in the password"),
    ],
)
async def test_a_database_that_cannot_be_used(change: str, why: str) -> None:
    with pytest.raises(DatabaseUnusable, match=why) as caught:
        async with connected(f"postgresql://app:top-secret{change}"):
            pass
    assert "top-secret" not in str(caught.value)


async def test_a_database_that_does_not_exist(shared_database_url: str) -> None:
    url = shared_database_url.replace("/test_", "/nosuch_")
    with pytest.raises(DatabaseUnusable, match="does not exist"):
        async with connected(url):
            pass
