"""The shapes that the analysis gives to the documents of queries, and whether generated code reads such documents."""

from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sqlwright.compile.describe import Describer
from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.errors import CompileError
from sqlwright.model import Query
from sqlwright.scratch.catalog import load_catalog
from tests.sqlwright.truth.documents import compiled, differences, generated
from tests.sqlwright.truth.random_documents import random_query
from tests.sqlwright.truth.shown import shown
from undercroft.testing.databases import Connection, Postgres, connect

SCHEMA = """
create type mood as enum ('sad', 'so-so');
create type address as (street text, zip int);
create domain email as text;
create domain tags as text[];
create type ticket as enum ('open');
create function as_json(ticket) returns json language sql immutable as 'select json_build_object($1::text, 1)';
create cast (ticket as json) with function as_json(ticket);
create table orders (
  id int primary key, note text, mood mood, at timestamptz not null, day date, ratio float8 not null, total numeric,
  labels text[], grid int[][], home address, homes address[], email email not null, tags tags, meta jsonb, gone int,
  took interval, ticket ticket
);
alter table orders drop column gone;
create table items (id int primary key, order_id int not null references orders, sku text not null, price numeric);
create table empty (id int primary key, name text not null);
create view bills as
select o.id, o.note, (select jsonb_agg(i order by i.id) from items i where i.order_id = o.id) as items from orders o;
insert into orders values
(1, 'x', 'sad', '2026-01-01 10:00+00', '2026-01-01', 0.5, 1.10, '{a,null}', '{{1,2},{3,4}}', '(s,1)',
 array['(t,)'::address, null], 'a@b', '{x}', '{"a": [null]}', '1 month', 'open'),
(2, null, null, 'infinity', '-infinity', 'NaN', 'NaN', '{}', null, null, '{}', '', null, null, null, null),
(3, '', 'so-so', '1880-01-01 00:00:01.5+00', 'infinity', '-Infinity', 12345678901234567890.0123456789012345,
 '{{a},{b}}', '{}', '(,)', '{}', 'c', '{{a},{b}}', 'null', '-1 day', null),
(4, 'é"\\', null, '2026-01-01 10:00:00.000001+00', null, 1e300, 'Infinity', null, '{1,2}', null, null, '', '{}', '1', '0', null);
insert into items values (1, 1, 'a', 1.5), (2, 1, 'b', null), (3, 2, 'c', 2), (4, 3, 'd', 'NaN');
"""

ITEM = "items{id: integer, order_id: integer, sku: text, price: numeric | null}"
ORDER = (
    "{id: integer, note: text | null, mood: mood | null, at: timestamp with time zone, day: date | null,"
    " ratio: double precision, total: numeric | null, labels: [text | null] | null, grid: [[integer | null]] | null,"
    " home: address{street: text | null, zip: integer | null} | null,"
    " homes: [address{street: text | null, zip: integer | null} | null] | null, email: email,"
    " tags: [text | null] | null, meta: any, took: interval | null, ticket: any}"
)
NULLABLE = (
    ORDER.replace("id: integer", "id: integer | null")
    .replace("zone, day", "zone | null, day")
    .replace("precision, total", "precision | null, total")
    .replace("email: email", "email: email | null")
)
EACH = "from orders o left join items i on i.order_id = o.id group by o.id order by o.id"
LATERAL = "orders o left join lateral (select {} as x from items i where i.order_id = o.id) l on true order by o.id"

CASES = [
    pytest.param("select to_json(o) from orders o order by id", f"orders{ORDER}", id="row"),
    pytest.param("select to_jsonb(o) from orders o order by id", f"orders{ORDER}", id="row as jsonb"),
    pytest.param("select row_to_json(o, true) from orders o order by id", f"orders{ORDER}", id="pretty"),
    pytest.param("select json_agg(o order by id) from orders o", f"[orders{ORDER}]", id="rows"),
    pytest.param("select json_agg(e) from empty e", "[empty{id: integer, name: text}]", id="no rows"),
    pytest.param(
        "select row_to_json(i) from orders o left join items i on i.order_id = o.id and i.id > 1 order by o.id, i.id",
        ITEM,
        id="a missing row is NULL",
    ),
    pytest.param(f"select json_agg(i order by i.id) {EACH}", f"[{ITEM} | null]", id="a missing row is null"),
    pytest.param(
        f"select json_agg(i order by i.id) filter (where i.id is not null) {EACH}", f"[{ITEM}]", id="filtered"
    ),
    pytest.param(
        f"select coalesce(jsonb_agg(i order by i.id) filter (where i.sku > 'a'), '[]') {EACH}",
        f"[{ITEM}]",
        id="filtered by another column",
    ),
    pytest.param(f"select json_agg(i.price order by i.id) {EACH}", "[numeric | null]", id="values"),
    pytest.param(f"select json_agg(distinct i.sku) {EACH}", "[text | null]", id="distinct"),
    pytest.param(
        f"select json_build_object('id', o.id, 'skus', json_agg(i.sku order by i.id)) {EACH}",
        "{id: integer, skus: [text | null]}",
        id="an object of a group",
    ),
    pytest.param(f"select l.x from {LATERAL.format('json_agg(i order by i.id)')}", f"[{ITEM}]", id="lateral"),
    pytest.param(
        f"select coalesce(l.x, '[]') as x from {LATERAL.format('jsonb_agg(to_jsonb(i.price) order by i.id)')}",
        "[numeric | null]",
        id="lateral or empty",
    ),
    pytest.param(
        "select json_agg(json_build_object('id', o.id, 'items', (select json_agg(json_build_object('sku', i.sku,"
        " 'unit price', i.price)) from items i where i.order_id = o.id)) order by o.id) from orders o",
        "[{id: integer, items: [{sku: text, unit price: numeric | null}] | null}]",
        id="objects in objects",
    ),
    pytest.param(
        "with i as (select order_id, json_agg(sku order by id) as skus from items group by order_id)"
        " select json_build_object('order', o.id, 'skus', i.skus) from orders o left join i on i.order_id = o.id"
        " order by o.id",
        "{order: integer, skus: [text] | null}",
        id="with",
    ),
    pytest.param(
        "with i as (select order_id, array_agg(sku order by id) as skus from items group by order_id)"
        " select json_agg(i order by order_id) from i",
        "[{order_id: integer, skus: [text]}]",
        id="rows of with",
    ),
    pytest.param(
        "select to_json(b) from bills b order by id",
        f"bills{{id: integer, note: text | null, items: [{ITEM}] | null}}",
        id="row of a view",
    ),
    pytest.param("select items from bills order by id", f"[{ITEM}]", id="column of a view"),
    pytest.param(
        "select json_agg(v) from (values (1, 'x'), (2, null)) as v(a, b)", "[{a: integer, b: text | null}]", id="values"
    ),
    pytest.param("select json_agg(s) from (select 1 as a, 2 as a) s", "[any]", id="two columns of one name"),
    pytest.param("select to_json(row(id, note)) from orders order by id", "{f1: integer, f2: text | null}", id="ROW"),
    pytest.param(
        "select to_json(row('x', id)::address) from orders order by id",
        "address{street: text, zip: integer}",
        id="a composite of ROW",
    ),
    pytest.param(
        "select to_json((select o from orders o where id = 1))",
        f"orders{NULLABLE}",
        id="a row as a value",
    ),
    pytest.param(
        "select json_build_object('a', 1, 'b', null, 'c', true, 'd', 'x', 'e', 1.5, 'f', now(), 'g', array[1, null],"
        " 'h', array[[1], [2]], 'i', array[]::int[], 'j', (select count(*) from items), 'k', exists (select),"
        " 'l', array(select sku from items), 'm', array(select i from items i), 'n', 1 in (select 1))",
        "{a: integer, b: text | null, c: boolean, d: text, e: numeric, f: timestamp with time zone,"
        f" g: [integer | null], h: [[integer]], i: [integer], j: bigint, k: boolean, l: [text], m: [{ITEM}],"
        " n: boolean}",
        id="everything",
    ),
    pytest.param(
        "select json_build_array(1, 'x', null::int, json_build_array())",
        "(integer, text, integer | null, [])",
        id="array",
    ),
    pytest.param("select json_object_agg(sku, price) from items", "map of numeric | null", id="map"),
    pytest.param("select jsonb_object_agg(id, i) from items i", f"map of {ITEM}", id="map of rows"),
    pytest.param("select json_object('{a, b}', array['1', null])", "map of text | null", id="json_object"),
    pytest.param("select to_json(array_agg(i order by id)) from items i", f"[{ITEM}]", id="array_agg"),
    pytest.param(
        "select to_json(array_agg(labels)) from orders where id = 1", "[[text | null] | null]", id="array_agg of arrays"
    ),
    pytest.param("select array_to_json(labels) from orders order by id", "[text | null]", id="a stored array"),
    pytest.param("select to_json(string_to_array('a b', ' '))", "[text]", id="a full array"),
    pytest.param("select to_json(at) from orders order by id", "timestamp with time zone", id="a value"),
    pytest.param("select to_json(meta) from orders order by id", "-", id="any json"),
    pytest.param("select json_agg(meta order by id) from orders", "[any]", id="a list of any json"),
    pytest.param("select to_json('x'::text)::jsonb", "text", id="cast to jsonb"),
    pytest.param("select '{\"a\": 1}'::json", "-", id="a constant"),
    pytest.param("select note::json from orders where id = 9", "-", id="text as json"),
    pytest.param(
        "select case when i.id is null then null when i.price is null then json_build_object('id', i.id, 'price', 0::numeric)"
        " else json_build_object('id', i.id, 'price', i.price) end"
        " from orders o left join items i on i.order_id = o.id order by o.id, i.id",
        "{id: integer, price: numeric}",
        id="case",
    ),
    pytest.param(
        "select case when id = 1 then json_build_object('a', 1) else json_build_object('b', 1) end from orders order by id",
        "-",
        id="another object",
    ),
    pytest.param(
        "select case when id = 1 then jsonb_build_object('a', id) else '{}' end from orders order by id",
        "{a?: integer}",
        id="or an empty object",
    ),
    pytest.param(
        "select json_build_object('a', 1) union all select json_build_object('a', null::int)",
        "{a: integer | null}",
        id="union all",
    ),
    pytest.param("select to_jsonb(1) intersect select to_jsonb(1.0)", "-", id="intersect"),
    pytest.param("select to_jsonb(1) except select to_jsonb(2.0)", "integer", id="except"),
    pytest.param(
        "select json_agg(i) over (partition by order_id order by id) from items i order by id", f"[{ITEM}]", id="window"
    ),
    pytest.param(
        "select jsonb_build_object('sum', sum(price), 'order', order_id) from items group by rollup (order_id)"
        " order by order_id",
        "{sum: numeric | null, order: integer | null}",
        id="rollup",
    ),
    pytest.param(
        "select to_json(o) from orders o full join items i on false order by o.id, i.id",
        f"orders{ORDER}",
        id="full join",
    ),
    pytest.param(
        "select json_build_object('a', x) from orders o left join (select id, json_build_object('n', note) as x"
        " from orders where id > 1) s on s.id = o.id order by o.id",
        "{a: {n: text | null} | null}",
        id="a document that may be missing",
    ),
    pytest.param("select json_build_object('a', 1, 'a', 2)", "-", id="one key twice"),
    pytest.param(
        "with recursive c as (select 1 as n, json_build_object('n', 1) as d union all select n + 1, d from c where n < 3)"
        " select d, json_build_object('n', n) from c",
        "- {n: integer}",
        id="recursive",
    ),
    pytest.param(
        "select json_agg(x) from (select i.id, o as parent from items i join orders o on o.id = i.order_id and o.id = 1) x",
        f"[{{id: integer, parent: orders{NULLABLE}}}]",
        id="a row in a row",
    ),
    pytest.param(
        "select (select jsonb_build_object('count', count(*), 'outer', o.note)) from orders o order by id",
        "{count: bigint, outer: text | null}",
        id="a scalar subquery",
    ),
    pytest.param(
        "select json_agg(json_build_object('id', o.id)) filter (where o.note is not null),"
        " json_agg(o.note) filter (where o.note > ''), json_agg(o.note) filter (where o.id > 1) from orders o",
        "[{id: integer}] [text] [text | null]",
        id="what FILTER says",
    ),
    pytest.param(
        "select json_agg(sku) over (rows between 1 following and 1 following) from items", "[text]", id="an empty frame"
    ),
    pytest.param("select to_json(g) from generate_series(1, 2) g", "integer", id="rows of a function of one column"),
    pytest.param(
        "select to_json(o), to_json(i) from orders o join items i on i.order_id = o.id where o.note is not null and i.price > 1",
        f"orders{ORDER.replace('note: text | null', 'note: text')} {ITEM.replace('numeric | null', 'numeric')}",
        id="what WHERE says",
    ),
    pytest.param("select json_build_object(note, 1) from orders where id = 1", "-", id="a key that is data"),
    pytest.param("select json_build_object(variadic array['a', '1'])", "-", id="variadic"),
    pytest.param(
        "select json_build_object('a\"b', id, 'class', 1, '', 2) from orders order by id",
        '{a"b: integer, class: integer, : integer}',
        id="odd keys",
    ),
    pytest.param("select to_json(array[ticket]) from orders order by id", "[any]", id="a type with a cast to json"),
    pytest.param("select nullif(jsonb_agg(sku), '[]') from items", "[text]", id="nullif"),
    pytest.param(
        "select json_build_array(1::oid, 1::money, '1'::xid8, '1 2'::int2vector, '1 2'::oidvector, '(1,2)'::point,"
        " '[1,2)'::int4range, '10.0.0.1'::inet, '\\x00'::bytea, 'pg_class'::regclass, B'1', '10:00'::time,"
        " '10:00+01'::timetz, 'x'::name, 'x'::\"char\", 'x'::char(3), '1 day'::interval, 2::int2, 1::float4)",
        "(oid, money, xid8, [smallint], [oid], point, int4range, inet, bytea, regclass, bit, time without time zone,"
        ' time with time zone, name, "char", character, interval, smallint, real)',
        id="types",
    ),
]


SINCE_16 = [
    pytest.param(
        "select json_object('id': id, 'note': note absent on null returning jsonb) from orders order by id",
        "{id: integer, note?: text}",
        id="JSON_OBJECT without nulls",
    ),
    pytest.param(
        "select json_object('id': id, 'note': note) from orders order by id",
        "{id: integer, note: text | null}",
        id="JSON_OBJECT",
    ),
    pytest.param(
        "select json_array(id, note null on null) from orders order by id", "(integer, text | null)", id="JSON_ARRAY"
    ),
    pytest.param(
        "select json_array(note, email::text) from orders order by id", "[text]", id="JSON_ARRAY without nulls"
    ),
    pytest.param("select json_array(select price from items order by id)", "[numeric]", id="JSON_ARRAY of a query"),
    pytest.param(
        "select json_arrayagg(i.price order by id null on null) from items i", "[numeric | null]", id="JSON_ARRAYAGG"
    ),
    pytest.param("select json_objectagg(sku: price absent on null) from items", "map of numeric", id="JSON_OBJECTAGG"),
    pytest.param("select json_object('a': 1 returning text)", "-", id="JSON_OBJECT as text"),
    pytest.param("select json_agg_strict(price order by id) from items", "[numeric]", id="json_agg_strict"),
    pytest.param("select json_object('a': json_array(1) format json)", "{a: (integer)}", id="FORMAT JSON"),
]
SINCE_17 = [
    pytest.param("select json_scalar(id), json_scalar(note) from orders order by id", "integer text", id="JSON_SCALAR"),
    pytest.param(
        "select json_object('at': json_scalar(at)) from orders order by id",
        "{at: timestamp with time zone}",
        id="JSON_SCALAR inside",
    ),
]
STANDARD = [
    pytest.param(*case.values, since, id=case.id) for since, cases in ((16, SINCE_16), (17, SINCE_17)) for case in cases
]


@pytest.fixture(scope="module")
async def orders(postgres: Postgres) -> AsyncGenerator[tuple[Connection, QueryCompiler]]:
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        await connection.execute(SCHEMA)
        await connection.execute("set timezone = 'Europe/Amsterdam'")  # which was at +00:17:30 in 1880
        yield connection, QueryCompiler(await load_catalog(connection), Describer(connection))


@pytest.mark.parametrize(("sql", "shape"), CASES)
async def test_document(
    sql: str, shape: str, orders: tuple[Connection, QueryCompiler], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    await check(sql, shape, orders, tmp_path, f"documents_{abs(hash(request.node.nodeid))}")


@pytest.mark.parametrize(("sql", "shape", "since"), STANDARD)
async def test_document_of_the_standard(
    sql: str,
    shape: str,
    since: int,
    orders: tuple[Connection, QueryCompiler],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    if orders[1].catalog.version < since * 10000:
        pytest.skip(f"needs PostgreSQL {since}")
    await check(sql, shape, orders, tmp_path, f"documents_{abs(hash(request.node.nodeid))}")


async def check(sql: str, shape: str, orders: tuple[Connection, QueryCompiler], folder: Path, name: str) -> None:
    connection, compiler = orders
    queries = await compiled(compiler, {"Documents": sql})
    assert " ".join(shown(column.type.shape) for column in queries[0].columns) == shape

    package = generated(queries, compiler, folder, name)
    await package.init_connection(connection)
    rows = await package.DocumentsQueries(connection).documents()
    assert not await differences(queries[0], rows, connection)


@settings(
    max_examples=3,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
async def test_random_documents(
    seed: int, orders: tuple[Connection, QueryCompiler], tmp_path_factory: pytest.TempPathFactory
) -> None:
    connection, compiler = orders
    standard = compiler.catalog.version >= 160000
    queries: list[Query] = []
    for number in range(25):
        # PostgreSQL refuses some queries: two values that must have one type have two.
        with suppress(CompileError):
            queries += await compiled(compiler, {f"Q{number}": random_query(seed + number, standard=standard)})
    assert sum(column.type.shape is not None for query in queries for column in query.columns) > 5

    package = generated(queries, compiler, tmp_path_factory.mktemp("random"), f"random_{seed}")
    await package.init_connection(connection)
    methods = package.DocumentsQueries(connection)
    for query in queries:
        # Some subqueries give more rows than one, some arrays do not fit together, and some keys are NULL.
        with suppress(*_AT_RUN_TIME):
            rows = await getattr(methods, query.name.lower())()
            assert not await differences(query, rows, connection), query.sql


_AT_RUN_TIME = (
    asyncpg.CardinalityViolationError,
    asyncpg.ArraySubscriptError,
    asyncpg.NullValueNotAllowedError,
)
