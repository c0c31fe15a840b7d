"""Pages that lead back, on a real database: the way back gives the rows of the way there, page by page."""

from collections.abc import AsyncGenerator, Sequence
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any, get_args

import pytest
from msgspec import UNSET

from tests.sqlwright.case_databases import case_database
from tests.sqlwright.cases.both_ways.generated.db import CursorError
from tests.sqlwright.cases.both_ways.generated.models import Status
from tests.sqlwright.cases.both_ways.generated.orders import FindOrdersOrder, OrdersQueries, PageOfLinesOrder
from undercroft.testing.databases import Connection, Postgres

BY = {
    "total": "total, id",
    "-total": "total desc, id",
    "note": "note, id",
    "noted": "note desc nulls last, total, id",
    "unplaced": "placed nulls first, total desc, id",
    "-placed": "placed desc, id",
}


@pytest.fixture(scope="module")
async def db(postgres: Postgres) -> AsyncGenerator[Connection]:
    async with case_database(postgres, "both_ways") as connection:
        yield connection


async def fill(db: Connection, random: Random, count: int) -> None:
    """Few values and many rows, so that most keys are equal to others."""
    await db.execute("truncate orders, lines")
    for number in range(count):
        await add(db, random, number)
    await db.execute("insert into lines select id, n from orders, generate_series(1, id % 4) n")


async def add(db: Connection, random: Random, number: int) -> None:
    await db.execute(
        "insert into orders values ($1, $2, $3, $4, $5, $6::text::timestamptz)",
        number,
        random.randrange(4),
        random.choice([*Status]),
        Decimal(random.randrange(3)) * 5,
        random.choice([None, "", "a", "b"]),
        random.choice([None, "infinity", "-infinity", "2026-01-01Z", "2026-01-02Z"]),
    )


async def there(method: Any) -> list[Any]:
    """The pages from the first to the last."""
    found = [await method()]
    while found[-1].next_cursor is not None:
        found.append(await method(cursor=found[-1].next_cursor))
    return found


async def back(method: Any, last: Any) -> list[Any]:
    """The pages from the one before `last` to the first."""
    found: list[Any] = []
    page = last
    while page.previous_cursor is not None:
        page = await method(cursor=page.previous_cursor)
        found.append(page)
    return found


def items(pages: Sequence[Any]) -> list[Any]:
    return [row for page in pages for row in page.items]


@pytest.mark.parametrize("seed", range(60))
async def test_the_way_back_is_the_way_there(db: Connection, seed: int) -> None:
    random = Random(seed)
    await fill(db, random, random.choice([0, 1, 5, 40]))
    order_by: FindOrdersOrder = random.choice(get_args(FindOrdersOrder))
    user_id, status = random.choice([UNSET, UNSET, 1]), random.choice([UNSET, UNSET, Status.PAID])
    method = partial(
        OrdersQueries(db).find_orders,
        user_id=user_id,
        status=status,
        order_by=order_by,
        limit=random.choice([1, 2, 3, 7, 40]),
    )
    conditions = [
        "true",
        *(["user_id = 1"] if user_id == 1 else []),
        *(["status = 'paid'"] if status is not UNSET else []),
    ]
    expected = await db.fetch(f"select id from orders where {' and '.join(conditions)} order by {BY[order_by]}")
    forwards = await there(method)
    assert [row.id for row in items(forwards)] == [row[0] for row in expected]
    assert forwards[0].previous_cursor is None
    assert all(page.previous_cursor is not None for page in forwards[1:])
    backwards = await back(method, forwards[-1])
    assert [page.items for page in backwards] == [page.items for page in forwards[-2::-1]]
    # Each page on the way back leads forwards again.
    for page, after in zip(backwards, forwards[:0:-1], strict=True):
        assert (await method(cursor=page.next_cursor)).items == after.items


@pytest.mark.parametrize("method", ["page_of_notes", "page_of_spenders", "page_of_totals"])
@pytest.mark.parametrize("limit", [1, 2, 100])
async def test_every_kind_of_page_leads_back(db: Connection, method: str, limit: int) -> None:
    await fill(db, Random(method), 30)
    given = {"next_cursor": Decimal(-1)} if method == "page_of_totals" else {}
    call = partial(getattr(OrdersQueries(db), method), **given, limit=limit)
    forwards = await there(call)
    assert len(forwards) > 1 or limit == 100
    assert [page.items for page in await back(call, forwards[-1])] == [page.items for page in forwards[-2::-1]]


@pytest.mark.parametrize("order_by", get_args(PageOfLinesOrder))
@pytest.mark.parametrize("limit", [1, 2, 5, 100])
async def test_pages_of_parents_lead_back_with_their_lists(
    db: Connection, order_by: PageOfLinesOrder, limit: int
) -> None:
    await fill(db, Random(f"{order_by} {limit}"), 17)
    for user_id in (UNSET, 1):
        call = partial(OrdersQueries(db).page_of_lines, user_id=user_id, order_by=order_by, limit=limit)
        forwards = await there(call)
        assert [page.items for page in await back(call, forwards[-1])] == [page.items for page in forwards[-2::-1]]
        found = items(forwards)
        assert all([*row.lines] == [*range(row.o.id % 4, 0, -1)] for row in found)
    assert {row.o.id for row in items(await there(partial(call, user_id=UNSET)))} == {*range(17)}


@pytest.mark.parametrize("order_by", get_args(FindOrdersOrder))
async def test_rows_that_come_in_between_are_not_lost_on_the_way_back(
    db: Connection, order_by: FindOrdersOrder
) -> None:
    random = Random(order_by)
    await fill(db, random, 12)
    method = partial(OrdersQueries(db).find_orders, order_by=order_by, limit=3)
    forwards = await there(method)
    for number in range(12, 24):
        await add(db, random, number)
    last = {row.id for row in forwards[-1].items}
    found = [row.id for row in items((await back(method, forwards[-1]))[::-1])]
    rows = await db.fetch(f"select id from orders order by {BY[order_by]}")
    ids = [row[0] for row in rows]
    assert found == ids[: min(map(ids.index, last))]


async def test_a_page_whose_rows_are_gone_leads_to_those_that_are_left(db: Connection) -> None:
    await fill(db, Random(1), 9)
    method = partial(OrdersQueries(db).find_orders, order_by="total", limit=3)
    pages = await there(method)
    ids = [[row.id for row in page.items] for page in pages]
    await db.execute("delete from orders where id = any ($1)", ids[2])
    empty = await method(cursor=pages[1].next_cursor)
    assert (empty.items, empty.next_cursor) == ([], None)
    before = await method(cursor=empty.previous_cursor)
    assert [row.id for row in before.items] == ids[1]
    assert before.next_cursor is None
    await db.execute("delete from orders where id = any ($1)", ids[0])
    empty = await method(cursor=before.previous_cursor)
    assert (empty.items, empty.previous_cursor) == ([], None)
    after = await method(cursor=empty.next_cursor)
    assert [row.id for row in after.items] == ids[1]
    assert (after.previous_cursor, after.next_cursor) == (None, None)


async def test_cursors_of_both_directions_belong_to_filters_and_order(db: Connection) -> None:
    await fill(db, Random(1), 9)
    queries = OrdersQueries(db)
    page = await queries.find_orders(order_by="total", limit=2)
    page = await queries.find_orders(order_by="total", cursor=page.next_cursor, limit=2)
    for cursor in (page.previous_cursor, page.next_cursor):
        assert cursor is not None
        for given in ({"order_by": "-total"}, {"order_by": "total", "user_id": 1}):
            with pytest.raises(CursorError):
                await queries.find_orders(**given, cursor=cursor)  # type: ignore[arg-type]
        with pytest.raises(CursorError):
            await queries.find_orders(order_by="total", cursor=type(cursor)(cursor[:-1]))
    assert page.previous_cursor != page.next_cursor
    assert await queries.find_orders_count(user_id=1) <= 9
