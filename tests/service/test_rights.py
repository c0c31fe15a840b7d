"""Two roles: the owner migrates, and the app's role may do what the queries do and nothing else."""

import asyncio
import re
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import asyncpg
import pytest

from generated import RIGHTS
from sqlwright.cli.grants import grants
from sqlwright.model import Module
from sqlwright.model.rights import all_queries
from sqlwright.project.all_blocks import analyse_all
from sqlwright.project.config import load
from tests.app_role import Roles, roles_of
from tests.ports import free_port
from tests.service.conftest import Run
from tests.service.running import serving
from undercroft.testing.databases import connect

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.session("PgBouncer logs in as one role, whoever its client is")

ALSO = "select (version) on schema_migrations"


@pytest.fixture
async def roles(database_url: str) -> AsyncGenerator[Roles]:
    async with roles_of(database_url) as roles:
        await roles.as_owner("create table unread (id int)")
        yield roles


@pytest.fixture(scope="module")
def modules() -> Sequence[Module]:
    modules, errors = analyse_all(load(ROOT / "sqlc.yaml"))
    assert errors is None
    return modules


@pytest.fixture(scope="module")
def printed(modules: Sequence[Module]) -> str:
    return grants(modules, "APP", [ALSO])


@pytest.fixture
async def app(roles: Roles, printed: str) -> Roles:
    """The roles, once the app's has what `sqlwright grants` prints."""
    await roles.as_owner(printed.replace('"APP"', roles.name))
    return roles


async def test_a_role_that_is_dropped_and_made_again(app: Roles, printed: str) -> None:
    async with serving(app.app) as client, connect(app.owner) as owner:
        assert (await client.get("/users")).status_code == 200
        await owner.execute(f"drop owned by {app.name}; drop role {app.name}")
        # A right is lacking; or the worker met that first, and the pool could not connect anew.
        assert (await client.get("/users/00000000-0000-4000-8000-000000000000")).status_code == 503
        assert (await client.get("/readyz")).status_code == 503
        await owner.execute(f"create role {app.name} login password '{app.name}'")
        await owner.execute(printed.replace('"APP"', app.name))
        async with asyncio.timeout(10):
            while (await client.get("/users")).status_code != 200:
                pass


LATER = "; ".join(
    f"alter table {table} add later int"
    for table in ("users", "user_imports", "orders", "order_items", "payments", "shipments", "jobs", "idempotency_keys")
)


@pytest.mark.parametrize("migration", ["select", LATER], ids=["as it was made", "with columns of a later version"])
async def test_the_role_serves_a_story(app: Roles, migration: str) -> None:
    async with serving(app.app) as client, connect(app.owner) as owner:
        await owner.execute(migration)
        made = await client.post("/users", json={"email": "ann@example.com", "name": "Ann"})
        user = made.json()["id"]
        items = [{"sku": "a", "quantity": 2, "unit_price": "1.50"}]
        placed = await client.post("/orders", json={"user_id": user, "items": items})
        order = placed.json()["id"]
        answers = [
            made,
            placed,
            await client.post(
                "/orders", json={"user_id": user, "items": items}, headers={"Idempotency-Key": "0123456789abcdef"}
            ),
            await client.get(f"/users/{user}"),
            await client.get("/users"),
            await client.patch(f"/users/{user}", json={"name": "Anna"}),
            await client.put(f"/users/{user}", json={"email": "anna@example.com", "name": "Anna"}),
            await client.get(f"/orders/{order}"),
            await client.get("/orders"),
            await client.post(f"/orders/{order}/payments", json={"amount": "3.00", "method": "card"}),
            await client.post(f"/orders/{order}/shipment", json={"carrier": "Post", "tracking_number": "1"}),
            await client.get(f"/orders/{order}/summary"),
            await client.post("/orders/summaries", json={"ids": [order]}),
            await client.post(
                "/users/import",
                content="email,name\nbob@example.com,Bob\nanna@example.com,A\n",
                headers={"Content-Type": "text/csv"},
            ),
            await client.get("/readyz"),
            await client.delete(f"/users/{user}"),
        ]
    assert [(answer.request.method, answer.request.url.path) for answer in answers if not answer.is_success] == []


async def test_the_role_may_run_each_statement_of_each_query(app: Roles, modules: Sequence[Module]) -> None:
    """EXPLAIN checks the rights and runs nothing."""
    connection = await asyncpg.connect(app.app)
    refused: list[str] = []
    for query in all_queries(modules):
        for sql in dict.fromkeys([query.sql, *(variant.sql for variant in query.variants)]):
            number = len((await connection.prepare(sql)).get_parameters())
            nulls = f"({', '.join(['null'] * number)})" if number else ""
            try:
                await connection.execute(
                    "set plan_cache_mode = force_generic_plan;"
                    f" prepare a as {sql}\n; explain execute a{nulls}; deallocate a"
                )
            except asyncpg.InsufficientPrivilegeError:
                refused.append(query.name)
    await connection.close()
    assert refused == []


FORBIDDEN = {
    "a new table": "create table mine (id int)",
    "a new schema": "create schema mine",
    "a new function": "create function f() returns int language sql return 1",
    "drop": "drop table orders",
    "another column": "alter table users add column admin bool",
    "no more checks": "alter table orders drop constraint orders_total_check",
    "a trigger": "create trigger t before insert on users execute function tell_of_due_job()",
    "truncate": "truncate orders cascade",
    "delete a user": "delete from users",
    "delete an order": "delete from orders",
    "take an order over": "update orders set user_id = gen_random_uuid()",
    "a cheaper order": "update orders set total = 0",
    "another price": "update order_items set unit_price = 0",
    "take a payment back": "update payments set amount = 0",
    "a wider scope": "update api_keys set scope = 'write'",
    "a key of one's own hash": "update api_keys set hash = ''",
    "a table that no query reads": "select * from unread",
    "a role": "create role other",
    "a forged migration": "insert into schema_migrations values ('1')",
    "a file": "copy users to '/tmp/users'",
    "a program": "copy users to program 'cat'",
}


@pytest.mark.parametrize("sql", FORBIDDEN.values(), ids=FORBIDDEN)
async def test_the_role_can_do_nothing_else(sql: str, app: Roles) -> None:
    connection = await asyncpg.connect(app.app)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(sql)
    finally:
        await connection.close()


async def test_every_right_of_the_role_is_one_that_a_query_needs(app: Roles) -> None:
    connection = await asyncpg.connect(app.app)
    rows = await connection.fetch(
        "select table_name, lower(privilege_type), column_name from information_schema.column_privileges"
        " where grantee = current_user"
        " union select table_name, lower(privilege_type), '' from information_schema.table_privileges"
        " where grantee = current_user"
    )
    await connection.close()
    needed = {
        (name, privilege, column)
        for kind, _, name, privilege, columns in RIGHTS
        if kind == "table"
        for column in columns or ("",)
    }
    assert {tuple(row) for row in rows} == {*needed, ("schema_migrations", "select", "version")}


COMMANDS = {
    "check": ("check",),
    "serve": ("serve",),
    "keys": ("keys", "list"),
    "a new key": ("keys", "create", "robot", "--scope", "read"),
    "jobs": ("jobs", "parked"),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_role_without_rights_is_told_in_one_line(run: Run, command: tuple[str, ...], roles: Roles) -> None:
    status, out, err = run(*command, DATABASE_URL=roles.app, PORT=str(free_port()))
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "sqlwright grants --role" in err


@pytest.mark.parametrize("command", ["check", "serve"])
def test_a_role_that_only_reads_does_not_start(run: Run, command: str, roles: Roles) -> None:
    asyncio.run(roles.as_owner(f"grant select on all tables in schema public to {roles.name}"))
    status, _, err = run(command, DATABASE_URL=roles.app, PORT=str(free_port()))
    assert status == 1
    assert err.startswith(f"error: the role {roles.name} lacks rights: insert (hash, name, scope) on api_keys; ")
    assert f"sqlwright grants --role {roles.name} --also 'select (version) on schema_migrations'\n" in err


def test_a_role_that_serves_cannot_migrate(run: Run, app: Roles) -> None:
    status, _, err = run("migrate", DATABASE_URL=app.app)
    assert status == 1
    assert re.fullmatch(r"error: permission denied .*: migrate as the role that owns the tables\n", err)


def test_the_role_passes_the_check(run: Run, app: Roles) -> None:
    assert run("check", DATABASE_URL=app.app)[0] == 0


def test_what_is_printed_is_the_same_each_time(printed: str) -> None:
    command = [sys.executable, "-m", "sqlwright", "grants", "--role", "APP", "--also", ALSO]

    async def said() -> str:
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        return (await process.communicate())[0].decode()

    assert asyncio.run(said()) == f"{printed}\n"
