"""PostgreSQL finds the pages of GET /orders among 100,000: no variant reads or sorts more than a small part."""

from collections.abc import AsyncGenerator, Mapping
from datetime import UTC, datetime
from typing import get_args

import pytest

from generated.orders import LIST_ORDERS, ListOrdersOrder
from undercroft.testing.databases import Connection, Postgres, connect
from undercroft.testing.plans import assert_plan

ORDERS = 100_000
# How many rows a page of 50 may read and sort.
MOST_ROWS = ORDERS // 50

# One status is rare, and its orders cost the most: a plan that reads all orders by total finds them last.
FILL = f"""
insert into users (id, email, name)
select ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, n || '@example.org', 'someone'
from generate_series(1, 1000) n;

insert into orders (user_id, status, total, paid, created_at)
select ('00000000-0000-0000-0000-' || lpad((n % 1000 + 1)::text, 12, '0'))::uuid, status, total,
       case when status in ('paid', 'shipped') then total else 0 end,
       timestamptz '2026-01-01 00:00Z' + n * interval '5 min'
from generate_series(1, {ORDERS}) n,
     lateral (select (array['pending', 'paid', 'shipped', 'shipped', 'shipped', 'shipped', 'cancelled'])
       [(n::bigint * 7919 % 7)::int + 1]::order_status as status) made,
     lateral (select n::bigint * 7919 % 100000 + case status when 'pending' then 100001 else 1 end as total) priced;

analyze users, orders;
"""


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


USER = "00000000-0000-0000-0000-000000000007"
# In the order of the statement's parameters; the first is bit 0 of a variant's number.
FILTERS = ("user_id", "status", "created_after", "created_before")
WIDE = {"user_id": USER, "status": "shipped", "created_after": day(3, 1), "created_before": day(11, 1)}
NARROW = {"user_id": USER, "status": "pending", "created_after": day(5, 7), "created_before": day(5, 8)}
# Where the next page begins: in the middle.
KEYS = {"created_at": "2026-05-07 12:00Z", "total": "50000"}
ID = "80000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
async def filled(postgres: Postgres, migrated: str) -> AsyncGenerator[Connection]:
    async with postgres.database(template=migrated) as name, connect(postgres.url(name)) as connection:
        await connection.execute(FILL)
        yield connection


def statements(order_by: ListOrdersOrder, values: Mapping[str, object]) -> list[tuple[str, list[object]]]:
    """Every variant's statement for the first page and for further ones, with arguments."""
    found: list[tuple[str, list[object]]] = []
    for variant, (first, following) in enumerate(LIST_ORDERS[order_by]):
        arguments = [*(values[name] for bit, name in enumerate(FILTERS) if variant >> bit & 1), 51]
        found += [(first, arguments), (following, [*arguments, KEYS[order_by.removeprefix("-")], ID])]
    return found


def test_every_variant_is_asked() -> None:
    assert sorted(LIST_ORDERS) == sorted(get_args(ListOrdersOrder))
    assert {len(variants) for variants in LIST_ORDERS.values()} == {2 ** len(FILTERS)}


@pytest.mark.parametrize("before", [pytest.param(WIDE, id="after wide"), pytest.param(NARROW, id="after narrow")])
@pytest.mark.parametrize("values", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")])
@pytest.mark.parametrize("order_by", get_args(ListOrdersOrder))
async def test_a_page(
    filled: Connection, order_by: ListOrdersOrder, values: Mapping[str, object], before: Mapping[str, object]
) -> None:
    asked_before = statements(order_by, before)
    for (statement, arguments), (_, other) in zip(statements(order_by, values), asked_before, strict=True):
        await assert_plan(filled, statement, *arguments, after=other, rows=MOST_ROWS)
