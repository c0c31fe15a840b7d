"""Code with odd names and unusual options runs, and values are in the fields that they belong to."""

from collections.abc import AsyncGenerator
from datetime import date, time
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
import pytest

from tests.sqlwright.cases.nasty_names.generated import init_connection as nasty_init_connection
from tests.sqlwright.cases.nasty_names.generated import models as nasty
from tests.sqlwright.cases.nasty_names.generated.nasty import GetUserRow, NastyQueries
from tests.sqlwright.cases.options.generated import init_connection as options_init_connection
from tests.sqlwright.cases.options.generated.models import Account, Feeling
from tests.sqlwright.cases.options.generated.users import AddUserParams, AddUserRow, UsersQueries, WithEventsRow
from undercroft.testing.databases import Connection

CASES = Path(__file__).parent / "cases"


@pytest.fixture
async def connection(empty_database_url: str) -> AsyncGenerator[Connection]:
    connection = await asyncpg.connect(empty_database_url)
    try:
        yield connection
    finally:
        await connection.close()


async def test_odd_names(connection: Connection) -> None:
    await connection.execute((CASES / "nasty_names/schema/1.sql").read_text())
    await nasty_init_connection(connection)
    await connection.execute("""
        insert into "list" values (1, '{a}', 7, 's');
        insert into uuid (id, uuid, "UUID") values (1, md5('a')::uuid, md5('b')::uuid);
        insert into date values (1, '2026-11-23', null, '12:00');
        insert into "user" values (1, 2, 3, 4, 5, 6, 7, 8);
        insert into users values (1, 2, 3, 4, 5, 6, 7);
        insert into "Weird ($) Table" ("a b", "a-b", a_b, "class", class_, "Mood", "ünïcode") values (1, 2, 3, 4, 5, '+', 'ü');
    """)
    queries = NastyQueries(connection)
    assert await queries.list() == [nasty.List(1, ["a"], 7, "s")]
    assert await queries.int([7, 8]) == 1
    (found,) = await queries.uuid(UUID("0cc175b9c0f1b6a831c399e269772661"))
    assert (found.UUID, found.decimal) == (UUID("92eb5ffee6ae2fec3ad71c777531578f"), None)
    (day,) = await queries.dates(date=date(2026, 11, 23), time=time(11))
    assert day.time == time(12)
    assert await queries.get_user(GET_USER_=1, GetUserRow_=1) == GetUserRow(1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7)
    assert [user.None__ for user in await queries.users(f__x=4, _y=5)] == [7]
    (weird,) = await queries.weird(a_b_2=1, a_b_3=2, a_b=3, class_=4)
    assert (weird.class__2, weird.class_, weird.Mood_, weird.ünïcode) == (4, 5, nasty.Mood.PLUS_SIGN, "ü")
    assert await queries.moods(nasty.Mood.PLUS_SIGN) == [nasty.Mood.PLUS_SIGN]
    assert await queries.execute(status=9, self_=2, row=6, rows=7) == 1


async def test_structs_as_the_options_want_them(connection: Connection) -> None:
    await connection.execute((CASES / "options/schema/1.sql").read_text())
    await options_init_connection(connection)
    queries = UsersQueries(connection)
    params = AddUserParams(id=1, email="a@b.c", mood=Feeling.HAPPY, tags=["x"])
    assert await queries.add_user(params) == AddUserRow(id=1, mail_address="a@b.c")
    await queries.rename(name="Ann", id=1)
    account = Account(id=1, email="a@b.c", shown_as="Ann", mood=Feeling.HAPPY, tags=["x"], class_=None, home_page=None)
    assert await queries.get_user(1) == account
    assert await queries.with_events() == [WithEventsRow(u=account, event_id=None)]
    account.class_ = "first"
    assert msgspec.json.decode(msgspec.json.encode(account)) == {
        "id": 1,
        "email": "a@b.c",
        "displayName": "Ann",
        "mood": "happy",
        "tags": ["x"],
        "class": "first",
        "homePage": None,
    }
