"""Counts beside queries, on a real database: as many as the rows that the query's own method gives."""

from collections.abc import AsyncGenerator, Sequence
from decimal import Decimal
from random import Random
from typing import Any, get_args

import pytest
from msgspec import UNSET

from tests.sqlwright.case_databases import case_database
from tests.sqlwright.cases.counts.generated.counts import CountsQueries, FindOrdersOrder
from tests.sqlwright.cases.counts.generated.models import Status
from tests.sqlwright.test_variants import ROWS
from undercroft.testing.databases import Connection, Postgres

ORDERS: Sequence[FindOrdersOrder] = get_args(FindOrdersOrder)


@pytest.fixture(scope="module")
async def db(postgres: Postgres) -> AsyncGenerator[Connection]:
    async with case_database(postgres, "counts") as connection:
        await connection.execute(ROWS)
        yield connection


@pytest.mark.parametrize("seed", range(20))
async def test_it_counts_what_all_pages_have_together(db: Connection, seed: int) -> None:
    random = Random(seed)
    queries = CountsQueries(db)
    filters: dict[str, Any] = {"user_id": random.choice([UNSET, 1, 2, 9]), "status": random.choice([UNSET, *Status])}
    order_by = random.choice(ORDERS)
    found = 0
    cursor = None
    while True:
        page = await queries.find_orders(**filters, order_by=order_by, cursor=cursor, limit=random.choice([7, 50]))
        found += len(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert await queries.find_orders_count(**filters) == found


async def test_neither_the_limit_nor_the_order_counts(db: Connection) -> None:
    queries = CountsQueries(db)
    least = Decimal(2)
    assert len(await queries.slice(least=least, most=3, skipped=1)) == 3
    assert await queries.slice_count(least) == len(await queries.slice(least=least, most=None)) == 60
    assert await queries.words_count() == len(await queries.words())
    assert await queries.spenders_count(least) == len(await queries.spenders(least))
    assert await queries.everyone_count() == len(await queries.everyone()) == 5
