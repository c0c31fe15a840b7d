"""Pages by keys of every kind, on a real database: together they give every row once, in the order of the statement."""

from collections.abc import AsyncGenerator
from random import Random
from typing import Any, get_args

import pytest

from tests.sqlwright.case_databases import case_database
from tests.sqlwright.cases.page_keys.generated.keys import KeysQueries, ThingsOrder
from undercroft.testing.databases import Connection, Postgres

WRITTEN = {
    "flags": "flags desc, id",
    "price": "price, id",
    "-price": "price desc, id",
    "parts": "parts, id",
    "moods": "moods desc nulls last, id",
    "codes": "codes desc, id",
    "during": "during, id",
    "-during": "during desc, id",
    "spans": "spans, id",
    "data": "data, id",
    "-data": "data desc nulls last, id",
}
INSERT = """
insert into things values ($1, $2::text::varbit::bit(6), $3::text::numeric::money, $4::text::int[], $5::text::mood[],
                           $6::text::char(3)[], $7::text::int4range, $8::text::int4multirange)"""


@pytest.fixture(scope="module")
async def db(postgres: Postgres) -> AsyncGenerator[Connection]:
    async with case_database(postgres, "page_keys") as connection:
        yield connection


async def fill(db: Connection, random: Random) -> None:
    """Few values and many rows, so that most keys are equal to others."""
    await db.execute("truncate things, others")
    for number in range(30):
        await db.execute(
            INSERT,
            number,
            random.choice(["000000", "000001", "110000"]),
            random.choice([None, "-1.25", "1234.5", "0"]),
            random.choice(["{}", "{1}", "{1,NULL}", "{1,2}", "{{1},{2}}", "[2:3]={1,2}"]),
            random.choice([None, "{}", "{sad}", "{ok,sad}", "{ok,NULL}"]),
            random.choice(["{a}", '{"b b",a}', '{"a,","\\"q\\""}', "{}"]),
            random.choice(["empty", "[1,5)", "(,5)", "[2,)", "(,)"]),
            random.choice([None, "{}", "{[1,2),[4,6)}", "{(,)}"]),
        )
        await db.execute("insert into others values ($1, $2)", number, random.randrange(60))


@pytest.mark.parametrize("order_by", get_args(ThingsOrder))
@pytest.mark.parametrize("limit", [1, 4])
async def test_pages_give_every_row_once(db: Connection, order_by: ThingsOrder, limit: int) -> None:
    await fill(db, Random(f"{order_by} {limit}"))
    found = await all_pages(KeysQueries(db).things, order_by=order_by, limit=limit)
    expected = await db.fetch(f"select id from things order by {WRITTEN[order_by]}")
    assert [row.id for row in found] == [row[0] for row in expected]


@pytest.mark.parametrize("seed", range(4))
async def test_pages_of_a_full_join(db: Connection, seed: int) -> None:
    await fill(db, Random(seed))
    found = await all_pages(KeysQueries(db).both, limit=seed + 1)
    expected = await db.fetch(
        "select t.id, o.id from things t full join others o on o.thing_id = t.id order by t.id, o.id desc"
    )
    assert [(row.id, row.other_id) for row in found] == [tuple(row) for row in expected]
    assert any(row.id is None for row in found)
    assert any(row.other_id is None for row in found)


async def all_pages(method: Any, **given: Any) -> list[Any]:
    page = await method(**given)
    found = list(page.items)
    while page.next_cursor is not None:
        page = await method(**given, cursor=page.next_cursor)
        found += page.items
    return found
