"""Compares `-- @encoded` with structs that msgspec encodes: one user, a page of 50, and lists of 10 and 1,000.

Run it with `make bench`. Both take turns in one loop on one connection to an embedded server. The times are CPU times a
call: of this process, and of the server's process for the connection. A ratio is the median of the turns' ratios to
the structs. Needs Linux, which counts the CPU time of a process in nanoseconds.
"""

import gc
import importlib
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import uvloop
from msgspec import Struct, json

from .setting import on_embedded_server, write_package

SCHEMA = """\
create table users (
  id uuid primary key default gen_random_uuid(), email text not null, name text not null, version bigint not null,
  created_at timestamptz not null, updated_at timestamptz not null
);
create index on users (created_at, id);
create table readings (
  id integer primary key, place text not null, at timestamptz not null, value double precision not null, total numeric
);
"""
QUERIES = """\
-- name: GetUser :one
-- @encoded
select id, email, name, version, created_at, updated_at from users where id = @id;

-- name: ListUsers :many
-- @encoded
-- @page 50
select id, email, name, version, created_at, updated_at from users order by created_at desc, id desc;

-- name: Readings :many
-- @encoded
select id, place, at, value, total from readings where id <= @last order by id;
"""
FILL = """
insert into users (email, name, version, created_at, updated_at)
select 'user' || n || '@example.org', 'User ' || n, 1, now() - n * interval '1.234567 s', now()
from generate_series(1, 1000) n;
insert into readings select n, 'place ' || n, now(), n * 1.5, n * 0.25 from generate_series(1, 10000) n;
analyze
"""
TURNS = 41

Call = Callable[[], Awaitable[object]]


class Cost(Struct):
    client: float
    server: float
    wall: float

    @property
    def both(self) -> float:
        return self.client + self.server


async def cost(call: Call, calls: int, server: int) -> Cost:
    """What a call costs, in microseconds."""
    wall, client, spent = time.perf_counter(), time.process_time(), _spent(server)
    for _ in range(calls):
        await call()
    found = (time.process_time() - client, _spent(server) - spent, time.perf_counter() - wall)
    return Cost(*(each / calls * 1e6 for each in found))


def _spent(process: int) -> float:
    """The seconds that a process has computed."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


async def measure(url: str, folder: Path) -> None:
    write_package(folder, "measured", SCHEMA, {"queries/users.sql": QUERIES})
    module = importlib.import_module("measured.users")
    connection: Any = await asyncpg.connect(url)
    try:
        await connection.execute(SCHEMA)
        await connection.execute(FILL)
        await importlib.import_module("measured").init_connection(connection)
        queries, encode = module.UsersQueries(connection), json.Encoder().encode
        user = await connection.fetchval("select id from users limit 1")
        pairs: dict[str, tuple[Call, Call, int]] = {
            "one user": (_of(queries.get_user, encode, user), _of(queries.get_user_encoded, None, user), 200),
            "a page of 50": (_of(queries.list_users, encode), _of(queries.list_users_encoded, None), 100),
            "a list of 10": (_of(queries.readings, encode, 10), _of(queries.readings_encoded, None, 10), 200),
            "a list of 1,000": (_of(queries.readings, encode, 1000), _of(queries.readings_encoded, None, 1000), 10),
        }
        print(f"{'':16}{'structs: Python':>16}{'server':>8}{'@encoded: Python':>18}{'server':>8}", end="")
        print(f"{'ratio: Python':>15}{'server':>8}{'both':>7}{'wall':>7}")
        for name, (plain, encoded, calls) in pairs.items():
            await _compare(name, plain, encoded, calls, connection.get_server_pid())
    finally:
        await connection.close()


def _of(call: Callable[..., Awaitable[Any]], encode: Callable[[object], bytes] | None, *args: object) -> Call:
    async def body() -> object:
        found = await call(*args)
        return found if encode is None else encode(found)

    return body


async def _compare(name: str, plain: Call, encoded: Call, calls: int, server: int) -> None:
    turns: list[tuple[Cost, Cost]] = []
    gc.collect()
    for _ in range(TURNS):
        turns.append((await cost(plain, calls, server), await cost(encoded, calls, server)))
    of_structs, of_encoded = zip(*turns[1:], strict=True)
    shown = [median(each.client for each in of_structs), median(each.server for each in of_structs)]
    shown += [median(each.client for each in of_encoded), median(each.server for each in of_encoded)]
    ratios = [
        median(getattr(encoded, what) / getattr(plain, what) for plain, encoded in turns[1:])
        for what in ("client", "server", "both", "wall")
    ]
    print(f"{name:16}{shown[0]:13.0f} µs{shown[1]:5.0f} µs{shown[2]:15.0f} µs{shown[3]:5.0f} µs", end="")
    print(f"{ratios[0]:15.2f}{ratios[1]:8.2f}{ratios[2]:7.2f}{ratios[3]:7.2f}")


if __name__ == "__main__":
    on_embedded_server(measure, uvloop.run)
