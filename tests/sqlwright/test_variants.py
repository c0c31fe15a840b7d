"""Queries with variants on a real database: each variant returns what the same statement written by hand returns."""

from collections.abc import AsyncGenerator, Sequence
from decimal import Decimal
from random import Random
from typing import Any, get_args
from uuid import UUID

import asyncpg
import pytest
from msgspec import UNSET, UnsetType

from tests.sqlwright.case_databases import case_database
from tests.sqlwright.cases.variants.generated import STATEMENT_CACHE_SIZE, init_connection
from tests.sqlwright.cases.variants.generated.db import CursorError
from tests.sqlwright.cases.variants.generated.filters import FiltersQueries
from tests.sqlwright.cases.variants.generated.models import Status, User
from tests.sqlwright.cases.variants.generated.orders import ListOrdersOrder, OrdersQueries
from tests.sqlwright.cases.variants.generated.pages import (
    PAGE_OF_ORDERS,
    PageOfOrdersCursor,
    PageOfOrdersOrder,
    PageOfOrdersPage,
    PagesQueries,
)
from undercroft.testing.databases import Connection, rolled_back
from undercroft.testing.plans import assert_plan

# Few values and many rows: most keys are equal to others, and many notes are NULL.
ROWS = """
insert into users (email, name, bio) select 'u' || n, 'name ' || n % 3, nullif('bio ' || n % 2, 'bio 0')
from generate_series(1, 5) n;
insert into orders (id, user_id, status, total, note, created_at)
select md5(n::text)::uuid, 1 + n % 5, (enum_range(null::status))[1 + n % 3], n % 4, nullif('note ' || n % 3, 'note 0'),
       '2026-01-01Z'::timestamptz + n % 7 * interval '1 day'
from generate_series(1, 120) n;
insert into tags select id, case when total > 1 then 'large' else 'small' end from orders where note is not null;
"""
ORDERS: Sequence[PageOfOrdersOrder] = get_args(PageOfOrdersOrder)
BY = {"created_at": "created_at, id", "-created_at": "created_at desc, id", "note": "note, id"}


@pytest.fixture(scope="module")
async def loaded(postgres: Any) -> AsyncGenerator[Connection]:
    async with case_database(postgres, "variants") as connection:
        await connection.execute(ROWS)
        yield connection


@pytest.fixture
async def db(loaded: Connection) -> AsyncGenerator[Connection]:
    """The connection in a transaction that is rolled back, so that each test finds the same rows."""
    async with rolled_back(loaded):
        yield loaded


def chance(random: Random, *values: Any) -> Any:
    """One of the values, or UNSET."""
    return random.choice([UNSET, *values])


async def by_hand(db: Connection, select: str, tail: str, *filters: tuple[str, Any]) -> list[Any]:
    """Runs a SELECT with the conditions whose values are given."""
    args: list[object] = []
    conditions: list[str] = []
    for condition, value in filters:
        if value is not UNSET:
            args.append(value)
            conditions.append(condition.format(f"${len(args)}"))
    where = f"where {' and '.join(conditions)}" if conditions else ""
    return await db.fetch(f"{select} {where} {tail}", *args)


@pytest.mark.parametrize("seed", range(40))
async def test_filters(db: Connection, seed: int) -> None:
    random = Random(seed)
    user_id, status = chance(random, 1, 2, 9), chance(random, *Status)
    tag, above = chance(random, "large", "small"), Decimal(random.randrange(3))
    rows = await FiltersQueries(db).find_orders(user_id=user_id, status=status, tag=tag, above=above)
    expected = await by_hand(
        db,
        "select id, total, note from orders o",
        "order by id",
        ("user_id = {}", user_id),
        ("status = {}", status),
        ("total > {}", above),
        ("exists (select from tags t where t.order_id = o.id and t.name = {})", tag),
    )
    assert [(row.id, row.total, row.note) for row in rows] == [tuple(row) for row in expected]


@pytest.mark.parametrize("order_by", get_args(ListOrdersOrder))
async def test_orders(db: Connection, order_by: ListOrdersOrder) -> None:
    written = {
        "newest": "created_at desc, id",
        "-total": "total desc, id",
        "largest_note": "note desc nulls last, created_at, id",
    }
    expected = await db.fetch(f"select id from orders where user_id = 2 order by {written[order_by]}")
    rows = await OrdersQueries(db).list_orders(2, order_by=order_by)
    assert [row.id for row in rows] == [row[0] for row in expected]


async def test_the_first_order_is_the_usual_one(db: Connection) -> None:
    queries = OrdersQueries(db)
    assert await queries.list_orders(1) == await queries.list_orders(1, order_by="newest")


@pytest.mark.parametrize("seed", range(40))
async def test_pages_give_every_row_once(db: Connection, seed: int) -> None:
    random = Random(seed)
    user_id, status = chance(random, 1, 2), chance(random, *Status)
    order_by, limit = random.choice(ORDERS), random.choice([1, 2, 7, 200])
    found = [row.id for page in await pages(db, user_id, status, order_by, limit) for row in page.items]
    filters = (("user_id = {}", user_id), ("status = {}", status))
    expected = await by_hand(db, "select id from orders", f"order by {BY[order_by]}", *filters)
    assert found == [row[0] for row in expected]


async def pages(
    db: Connection,
    user_id: int | UnsetType,
    status: Status | UnsetType,
    order_by: PageOfOrdersOrder,
    limit: int,
    *between: str,
) -> list[PageOfOrdersPage]:
    """All pages; before each further page, the next of these statements is run."""
    pending = list(between)

    async def page(cursor: PageOfOrdersCursor | None) -> PageOfOrdersPage:
        return await PagesQueries(db).page_of_orders(
            user_id=user_id, status=status, order_by=order_by, cursor=cursor, limit=limit
        )

    found = [await page(None)]
    while found[-1].next_cursor is not None:
        if pending:
            await db.execute(pending.pop())
        found.append(await page(found[-1].next_cursor))
    assert all(len(page.items) == limit for page in found[:-1])
    return found


@pytest.mark.parametrize("order_by", ORDERS)
async def test_rows_that_come_in_between_neither_hide_nor_repeat_any(
    db: Connection, order_by: PageOfOrdersOrder
) -> None:
    before = {row[0] for row in await db.fetch("select id from orders")}
    insert = """
    insert into orders (id, user_id, total, note, created_at)
    select md5({0} || 'x' || n)::uuid, 1, n, nullif('note ' || n % 4, 'note 0'), '2026-01-01Z'::timestamptz + n % 9 * interval '1 day'
    from generate_series(1, 9) n"""
    found = await pages(db, UNSET, UNSET, order_by, 5, *(insert.format(n) for n in range(12)))
    ids = [row.id for page in found for row in page.items]
    assert len(ids) == len(set(ids))
    assert before <= set(ids)


@pytest.mark.parametrize("order_by", ORDERS)
@pytest.mark.parametrize("limit", [1, 3])
async def test_pages_tell_the_ends_of_time_from_the_days_that_python_has_for_them(
    db: Connection, order_by: PageOfOrdersOrder, limit: int
) -> None:
    ends = "{infinity,-infinity,0001-01-01Z,9999-12-31 23:59:59.999999Z}"
    await db.execute(f"update orders set created_at = ('{ends}'::timestamptz[])[1 + total::int]")
    found = [row.id for page in await pages(db, UNSET, UNSET, order_by, limit) for row in page.items]
    assert found == [row[0] for row in await db.fetch(f"select id from orders order by {BY[order_by]}")]


PAGED = {
    "a nullable key in between": (
        "page_of_notes",
        "select note from orders where total > 10 or note is null order by note desc, total, id desc",
    ),
    "groups": (
        "page_of_spenders",
        """
        select u.id, sum(o.total) from users u left join orders o on o.user_id = u.id
        group by u.id order by 2 desc nulls last, lower(u.name), u.id""",
    ),
    "distinct": ("page_of_tags", "select distinct name from tags order by name"),
    "ranks": (
        "page_of_ranks",
        "select id from (select id, rank() over (order by name) from users) q order by rank, id",
    ),
    "a union": (
        "page_of_words",
        "select word from (select name as word from users union select name from tags) q order by word",
    ),
    "lengths of time, of which none is a day of Python's": (
        "page_of_waits",
        "select id from orders order by wait desc nulls last, id",
    ),
    "a whole table": ("page_of_users", "select id from users order by id"),
}


@pytest.mark.parametrize(("method", "sql"), PAGED.values(), ids=PAGED)
@pytest.mark.parametrize("limit", [1, 2, 1000])
async def test_every_kind_of_page(db: Connection, method: str, sql: str, limit: int) -> None:
    # One user is left without orders, and some totals are large enough for the filter.
    await db.execute("delete from tags using orders o where o.id = order_id and o.user_id = 3")
    await db.execute("delete from orders where user_id = 3; update orders set total = total * 5")
    await db.execute("update orders set wait = ('{1 year,362 days,12 mons 1 day,1 mon}'::interval[])[total::int / 4]")
    call = getattr(PagesQueries(db), method)
    page = await call(limit=limit)
    found = list(page.items)
    while page.next_cursor is not None:
        page = await call(cursor=page.next_cursor, limit=limit)
        found += page.items
    expected = [row[0] for row in await db.fetch(sql)]
    assert [getattr(row, "id", row) for row in found] == expected


async def test_patch(db: Connection) -> None:
    queries = FiltersQueries(db)
    assert await queries.patch_user(id=1) == User(1, "u1", "name 1", "bio 1")
    assert await queries.patch_user(id=1, name="Ann") == User(1, "u1", "Ann", "bio 1")
    assert await queries.patch_user(id=1, bio=None) == User(1, "u1", "Ann", None)
    assert await queries.patch_user(id=1, bio="b", name="B") == User(1, "u1", "B", "b")
    assert await queries.patch_user(id=99, bio="b") is None


async def test_other_commands(db: Connection) -> None:
    queries = FiltersQueries(db)
    assert await queries.rename_users(new="x", ids=[1, 2, 3], old="name 1") == 1
    assert await queries.rename_users(new="x", ids=[1, 2, 3]) == 3
    assert await queries.between() == await queries.between(low=Decimal(3)) == await queries.between(high=Decimal(3))
    assert len(await queries.between(low=Decimal(0), high=Decimal(0))) == 30
    async with queries.stream_orders_stream(Status.PAID) as rows:
        assert {row async for row in rows} == set(await queries.stream_orders(Status.PAID))
    assert len(await queries.stream_orders()) == 120
    assert None in await queries.notes()
    assert None not in await queries.notes("note %")


CURSORS = {
    "not base64": "no cursor!",
    "of no query": "AAAA",
    "empty": "",
    "not ASCII": "é",
    "half": "half",
    "with another key": "other",
}


@pytest.mark.parametrize("written", CURSORS.values(), ids=CURSORS)
async def test_what_is_no_cursor(db: Connection, written: str) -> None:
    queries = PagesQueries(db)
    cursor = (await queries.page_of_orders(limit=1)).next_cursor or ""
    written = {"half": cursor[:-8], "other": cursor[:12] + "kw"}.get(written, written)
    with pytest.raises(CursorError, match="begin anew"):
        await queries.page_of_orders(cursor=PageOfOrdersCursor(written))


async def test_a_cursor_with_another_character(db: Connection) -> None:
    queries = PagesQueries(db)
    cursor = (await queries.page_of_orders(limit=1)).next_cursor or ""
    for place, character in enumerate(cursor):
        changed = f"{cursor[:place]}{'B' if character == 'A' else 'A'}{cursor[place + 1 :]}"
        with pytest.raises(CursorError):
            await queries.page_of_orders(cursor=PageOfOrdersCursor(changed))


OTHERS: dict[str, dict[str, Any]] = {
    "another order": {"order_by": "note"},
    "another value": {"status": Status.SHIPPED},
    "another filter": {"status": UNSET, "user_id": 1},
    "no filter": {"status": UNSET},
}


@pytest.mark.parametrize("changed", OTHERS.values(), ids=OTHERS)
async def test_a_cursor_belongs_to_its_order_and_filters(db: Connection, changed: dict[str, Any]) -> None:
    queries = PagesQueries(db)
    cursor = (await queries.page_of_orders(status=Status.PAID, limit=1)).next_cursor
    assert (await queries.page_of_orders(status=Status.PAID, cursor=cursor, limit=3)).items
    given: dict[str, Any] = {"status": Status.PAID, "cursor": cursor, **changed}
    with pytest.raises(CursorError):
        await queries.page_of_orders(**given)


async def test_a_page_has_a_row_at_least(db: Connection) -> None:
    with pytest.raises(ValueError, match="limit is 0"):
        await PagesQueries(db).page_of_orders(limit=0)


async def test_ids_come_back_as_they_are(db: Connection) -> None:
    """asyncpg has its own UUID class."""
    page = await PagesQueries(db).page_of_orders(limit=1)
    assert isinstance(page.items[0].id, UUID)


async def test_a_connection_has_room_for_every_statement(postgres: Any, loaded: Connection) -> None:
    assert STATEMENT_CACHE_SIZE > 100
    async with asyncpg.create_pool(
        postgres.url(await loaded.fetchval("select current_database()")),
        min_size=1,
        max_size=1,
        init=init_connection,
        statement_cache_size=STATEMENT_CACHE_SIZE,
    ) as pool:
        filters, orders, paged = FiltersQueries(pool), OrdersQueries(pool), PagesQueries(pool)
        for status in (UNSET, Status.PAID):
            await orders.cheapest_order(status)
            for user_id in (UNSET, 1):
                for order_by in ORDERS:
                    await paged.page_of_orders(user_id=user_id, status=status, order_by=order_by)
                for tag in (UNSET, "large"):
                    await filters.find_orders(user_id=user_id, status=status, tag=tag, above=Decimal(0))
        held = [row[0] for row in await pool.fetch("select statement from pg_prepared_statements")]
        prepared = sum(statement.startswith("select id, ") for statement in held)
        assert prepared == 2 + 12 + 8


INDEXED = {
    "created_at": "create index on orders (created_at, id)",
    "-created_at": "create index on orders (created_at desc, id)",
}


@pytest.mark.parametrize(("order_by", "index"), INDEXED.items(), ids=INDEXED)
async def test_a_further_page_begins_in_the_index_of_its_order(
    db: Connection, order_by: PageOfOrdersOrder, index: str
) -> None:
    await db.execute(f"""
        insert into orders (user_id, total, created_at)
        select 1, n, '2026-01-01Z'::timestamptz + n / 3 * interval '1 minute' from generate_series(1, 30000) n;
        {index};
        analyze orders""")
    first, following = PAGE_OF_ORDERS[order_by][0]
    middle = await db.fetchrow("select created_at::text, id from orders order by created_at, id offset 15000 limit 1")
    assert middle is not None
    for sql, args in ((first, [50]), (following, [50, *middle])):
        plan = await assert_plan(db, sql, *args, sort=False, rows=53)
        assert any("Index Cond" in node for node in plan.nodes) == (sql == following)
