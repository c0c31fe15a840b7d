"""Compares one query whose children are a document with one query per parent, for 1,000 parents with 5 children each.

Run it with `make bench`. `json_agg` makes the document. It is decoded into structs by `@json`, into dicts without it,
and into dicts and then structs, as a codec and `msgspec.convert` would. All of them query one embedded server over its
socket. They take turns in one loop, in random order and without the garbage collector, so that other load on the
machine affects all of them alike. A ratio is the median of the turns' ratios to the first. The same documents are then
decoded without a server: this shows how long decoding itself takes, and what it costs to name the query and column of a
document that does not fit.
"""

import gc
import importlib
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from inspect import isawaitable
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import msgspec

from .setting import on_embedded_server, write_package

SCHEMA = """\
create table parents (id integer primary key, name text not null);
create table children (
  id integer primary key, parent_id integer not null references parents, name text not null, born date not null
);
create index children_by_parent on children (parent_id);
"""
FILL = """
insert into parents select n, 'parent ' || n from generate_series(1, 1000) n;
insert into children select n, 1 + n % 1000, 'child ' || n, date '2020-01-01' + n % 1000 from generate_series(1, 5000) n
"""
ONE_QUERY = """\
select p.id, p.name, (
  select json_agg(json_build_object('id', c.id, 'name', c.name, 'born', c.born) order by c.id)
  from children c where c.parent_id = p.id
) as children
from parents p order by p.id"""
QUERIES = f"""\
-- name: Families :many
-- @json children: family_types.Children
-- @notnull children
{ONE_QUERY};

-- name: AnyFamilies :many
{ONE_QUERY};

-- name: Parents :many
select id, name from parents order by id;

-- name: ChildrenOf :many
select id, name, born from children where parent_id = @parent_id order by id;
"""
TYPES = """\
from datetime import date

from msgspec import Struct


class Child(Struct, frozen=True):
    id: int
    name: str
    born: date


Children = list[Child]
"""
TURNS = 41

Call = Callable[[], Awaitable[object] | object]


def compiled(folder: Path) -> Any:
    """The generated module."""
    write_package(folder, "families", SCHEMA, {"queries/families.sql": QUERIES, "family_types.py": TYPES})
    return importlib.import_module("families.families")


def from_server(module: Any, connection: Any, plain: Any) -> Mapping[str, Call]:
    """Calls that return the same families; the connection `plain` decodes json into dicts."""
    queries = module.FamiliesQueries(connection)
    children = importlib.import_module("family_types").Children

    async def converted() -> object:
        rows = await plain.fetch(module.FAMILIES)
        return [module.FamiliesRow(row[0], row[1], msgspec.convert(row[2], children)) for row in rows]

    async def one_by_one() -> object:
        parents = await queries.parents()
        return [(parent, await queries.children_of(parent.id)) for parent in parents]

    return {
        "structs": queries.families,
        "dicts": queries.any_families,
        "dicts, then structs": converted,
        "a query a parent": one_by_one,
    }


def from_memory(module: Any, documents: Sequence[bytes]) -> Mapping[str, Call]:
    """The ways to decode the documents."""
    children = importlib.import_module("family_types").Children
    decode = msgspec.json.Decoder(children).decode
    named = module._decode_children
    return {
        "structs": lambda: [decode(document) for document in documents],
        "structs, named": lambda: [named(document) for document in documents],
        "dicts": lambda: [msgspec.json.decode(document) for document in documents],
        "dicts, then structs": lambda: [
            msgspec.convert(msgspec.json.decode(document), children) for document in documents
        ],
    }


async def turn(call: Call) -> float:
    gc.collect()  # nobody pays for what another has left
    gc.disable()
    start = time.perf_counter()
    made = call()
    if isawaitable(made):
        await made
    found = time.perf_counter() - start
    gc.enable()
    return found


async def compare(calls: Mapping[str, Call]) -> None:
    times: dict[str, list[float]] = {name: [] for name in calls}
    names = list(calls)
    for _ in range(TURNS):
        random.shuffle(names)
        for name in names:
            times[name].append(await turn(calls[name]))
    base = times["structs"]
    for name, found in times.items():
        ratio = median(one / other for one, other in zip(found, base, strict=True))
        print(f"{name:>20} {median(found) * 1e3:8,.2f} ms {ratio:6.2f}")


async def measure(url: str, folder: Path) -> None:
    module = compiled(folder)
    connection: Any = await asyncpg.connect(url)
    plain: Any = await asyncpg.connect(url)
    await connection.execute(SCHEMA + FILL)
    await connection.execute("analyze parents, children")
    await importlib.import_module("families").init_connection(connection)
    await plain.set_type_codec(
        "json", schema="pg_catalog", encoder=msgspec.json.encode, decoder=msgspec.json.decode, format="binary"
    )
    print("1,000 parents with 5 children each, from the server")
    await compare(from_server(module, connection, plain))
    documents = [row[2] for row in await connection.fetch(ONE_QUERY)]
    print(f"\ntheir documents, {len(documents[0])} bytes each, from memory")
    await compare(from_memory(module, documents))
    await plain.close()
    await connection.close()


if __name__ == "__main__":
    on_embedded_server(measure)
