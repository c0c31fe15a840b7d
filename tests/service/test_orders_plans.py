"""PostgreSQL finds the pages of GET /orders among 100,000: no variant reads or sorts more than a small part."""

from collections.abc import AsyncGenerator
from typing import Any, get_args

import msgspec
import pytest

from generated.orders import LIST_ORDERS, ListOrdersOrder
from undercroft.testing.databases import Connection, Postgres, connect

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

USER = "00000000-0000-0000-0000-000000000007"
# In the order of the statement's parameters; the first is bit 0 of a variant's number.
FILTERS = ("user_id", "status", "created_after", "created_before")
WIDE = {"user_id": USER, "status": "shipped", "created_after": "2026-03-01Z", "created_before": "2026-11-01Z"}
NARROW = {"user_id": USER, "status": "pending", "created_after": "2026-05-07Z", "created_before": "2026-05-08Z"}
# Where the next page begins: in the middle.
KEYS = {"created_at": "2026-05-07 12:00Z", "total": "50000"}
ID = "80000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
async def filled(postgres: Postgres, migrated: str) -> AsyncGenerator[Connection]:
    async with postgres.database(template=migrated) as name, connect(postgres.url(name)) as connection:
        await connection.execute(FILL)
        yield connection


def statements(order_by: ListOrdersOrder, values: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Every variant's statement for the first page and for further ones, with arguments."""
    found: list[tuple[str, list[str]]] = []
    for variant, (first, following) in enumerate(LIST_ORDERS[order_by]):
        arguments = [values[name] for bit, name in enumerate(FILTERS) if variant >> bit & 1] + ["51"]
        found += [(first, arguments), (following, [*arguments, KEYS[order_by.removeprefix("-")], ID])]
    return found


async def plan(connection: Connection, statement: str, before: list[str], arguments: list[str]) -> dict[str, Any]:
    """The plan on a connection that ran the statement with other values before: PostgreSQL may use one plan for all."""
    await connection.execute(f"prepare asked as {statement}")
    try:
        for _ in range(6):
            await connection.execute(f"explain {execute(before)}")
        explained = await connection.fetchval(f"explain (analyze, format json) {execute(arguments)}")
    finally:
        await connection.execute("deallocate asked")
    return msgspec.json.decode(explained)[0]["Plan"]


def execute(arguments: list[str]) -> str:
    quoted = ", ".join(f"'{argument}'" for argument in arguments)
    return f"execute asked ({quoted})"


def nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(below for child in node.get("Plans", ()) for below in nodes(child))]


def rows_read(node: dict[str, Any]) -> float:
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return (node["Actual Rows"] + removed) * node["Actual Loops"]


def test_every_variant_is_asked() -> None:
    assert sorted(LIST_ORDERS) == sorted(get_args(ListOrdersOrder))
    assert {len(variants) for variants in LIST_ORDERS.values()} == {2 ** len(FILTERS)}


@pytest.mark.parametrize("before", [pytest.param(WIDE, id="after wide"), pytest.param(NARROW, id="after narrow")])
@pytest.mark.parametrize("values", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")])
@pytest.mark.parametrize("order_by", get_args(ListOrdersOrder))
async def test_a_page(
    filled: Connection, order_by: ListOrdersOrder, values: dict[str, str], before: dict[str, str]
) -> None:
    asked_before = statements(order_by, before)
    for (statement, arguments), (_, other) in zip(statements(order_by, values), asked_before, strict=True):
        for node in nodes(await plan(filled, statement, other, arguments)):
            assert node["Node Type"] != "Seq Scan", statement
            assert rows_read(node) <= MOST_ROWS, (statement, node)
