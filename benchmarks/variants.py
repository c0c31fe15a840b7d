"""Compares variants for optional filters, orders and pages with one statement for all of them, and with OFFSET.

Run it with `make bench`. All of them query one embedded server over its socket and take turns in one loop. A ratio is
the median of the turns' ratios to the generated method. The one statement has `(@a is null or a = @a)` and ORDER BY
CASE, as people write them for lack of variants.
"""

import importlib
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg

from .setting import on_embedded_server, write_package

SCHEMA = """\
create table orders (
  id integer primary key, user_id integer not null, status text not null, total integer not null,
  created_at timestamptz not null
);
create index on orders (user_id, created_at, id);
create index on orders (total, id);
create index on orders (created_at, id);
"""
QUERIES = """\
-- name: Variants :many
-- @optional user_id, status, since
-- @orderby newest: created_at desc, id desc
-- @orderby total: total, id
-- @page 20
select * from orders where user_id = @user_id and status = @status and created_at >= @since;

-- name: OneForAll :many
select * from orders
where (sqlc.narg(user_id)::int is null or user_id = sqlc.narg(user_id))
  and (sqlc.narg(status)::text is null or status = sqlc.narg(status))
  and (sqlc.narg(since)::timestamptz is null or created_at >= sqlc.narg(since))
order by case when @order_by::text = 'newest' then created_at end desc,
         case when @order_by::text = 'total' then total end, id
limit 21 offset @start;
"""
FILL = """
insert into orders
select n, n % 1000, (array['pending', 'paid', 'shipped'])[1 + n % 3], n % 9973, '2026-01-01Z'::timestamptz + n * interval '1 minute'
from generate_series(1, 200000) n;
analyze
"""
TURNS = 15
CALLS = 20

Call = Callable[[], Awaitable[object]]


def compiled(folder: Path) -> Any:
    """The generated module."""
    write_package(folder, "chosen", SCHEMA, {"queries/orders.sql": QUERIES})
    return importlib.import_module("chosen.orders")


async def deep(orders: Any, pages: int) -> str:
    """The cursor to the page after this many pages."""
    page = await orders.variants(limit=20 * pages)
    return str(page.next_cursor)


async def cases(orders: Any) -> Mapping[str, tuple[Call, Call]]:
    """The calls, each as variants and as one statement for all."""
    nothing: dict[str, Any] = {"user_id": None, "status": None, "since": None}
    cursor = await deep(orders, 500)
    return {
        "a page of one user": (
            lambda: orders.variants(user_id=7),
            lambda: orders.one_for_all(**{**nothing, "user_id": 7}, order_by="newest", start=0),
        ),
        "the newest of all": (
            lambda: orders.variants(),
            lambda: orders.one_for_all(**nothing, order_by="newest", start=0),
        ),
        "by total": (
            lambda: orders.variants(order_by="total", status="paid"),
            lambda: orders.one_for_all(**{**nothing, "status": "paid"}, order_by="total", start=0),
        ),
        "the 501st page": (
            lambda: orders.variants(cursor=cursor),
            lambda: orders.one_for_all(**nothing, order_by="newest", start=10_000),
        ),
    }


async def spent(call: Call) -> float:
    begun = time.perf_counter()
    for _ in range(CALLS):
        await call()
    return time.perf_counter() - begun


async def measure(url: str, folder: Path) -> None:
    module = compiled(folder)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(SCHEMA)
        await connection.execute(FILL)
        orders = module.OrdersQueries(connection)
        for title, (variants, one) in (await cases(orders)).items():
            for _ in range(8):  # after these, PostgreSQL has chosen its plans
                await variants()
                await one()
            ratios: list[float] = []
            own: list[float] = []
            for _ in range(TURNS):
                turn = dict.fromkeys((variants, one), 0.0)
                for call in random.sample([variants, one], 2):
                    turn[call] = await spent(call)
                ratios.append(turn[one] / turn[variants])
                own.append(turn[variants])
            each = median(own) / CALLS * 1_000
            print(f"{title:20} {each:7.2f} ms as a variant, {median(ratios):8.1f} of it in one statement for all")
    finally:
        await connection.close()


if __name__ == "__main__":
    on_embedded_server(measure)
