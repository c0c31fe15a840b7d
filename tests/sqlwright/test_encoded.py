"""`-- @encoded` on a real database: PostgreSQL writes the same JSON as msgspec does from the structs of the plain method."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, get_args

import asyncpg
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from tests.sqlwright.cases.encoded.generated import init_connection
from tests.sqlwright.cases.encoded.generated.db import CursorError, UnexpectedNull, UnreadableValue
from tests.sqlwright.cases.encoded.generated.encoded import EncodedQueries, PageOfPartsOrder
from tests.sqlwright.cases.encoded.generated.models import Mood
from tests.sqlwright.cases.encoded_options.generated import init_connection as init_options
from tests.sqlwright.cases.encoded_options.generated.big import BigQueries
from undercroft.testing.databases import Connection, connect

CASES = Path(__file__).parent / "cases"
ODD_SETTINGS = """
set datestyle = 'SQL, DMY'; set intervalstyle = 'sql_standard'; set timezone = 'Asia/Kolkata';
set extra_float_digits = -5; set bytea_output = 'escape'; set standard_conforming_strings = off;
"""

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
dates = st.one_of(st.dates().map(date.isoformat), st.sampled_from(["infinity", "-infinity"]))
times = st.times().map(time.isoformat)
moments = st.one_of(st.datetimes().map(datetime.isoformat), st.sampled_from(["infinity", "-infinity"]))
offsets = st.builds(
    "{}{:02}:{:02}:{:02}".format, st.sampled_from("+-"), *[st.integers(0, most) for most in (14, 59, 59)]
)
numerics = st.one_of(
    st.builds("{}e{}".format, st.integers(-(10**9), 10**9), st.integers(-30, 30)),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str),
    st.sampled_from(["NaN", "Infinity", "-Infinity", "0", "0.00", "0.0000000", "1000000", "-20000", "0.000001"]),
)
intervals = st.builds(
    "{} mons {} days {} microseconds".format,
    st.integers(-4000, 4000),
    st.integers(-100_000, 100_000),
    st.one_of(st.integers(-(10**13), 10**13), st.integers(-5, 5).map(lambda seconds: seconds * 10**6)),
)
floats = st.floats().map(repr)
narrow = st.floats(width=32).map(repr)
blobs = st.binary(max_size=100).map(lambda data: "\\x" + data.hex())
integers = st.integers(-(2**31), 2**31 - 1).map(str)
moods = st.sampled_from([mood.value for mood in Mood])
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
).map(json.dumps)


def literal(parts: Sequence[Any], opening: str = "{", closing: str = "}") -> str:
    """PostgreSQL's text of an array, or in parentheses of a composite."""
    null = "NULL" if opening == "{" else ""
    quoted = (null if part is None else '"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"' for part in parts)
    return f"{opening}{','.join(quoted)}{closing}"


def lists(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(st.none() | parts, max_size=4).map(literal)


def grids(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Arrays of one dimension or two."""
    square = st.lists(st.lists(st.none() | parts, min_size=2, max_size=2).map(literal), min_size=1, max_size=3)
    return lists(parts) | square.map(lambda rows: "{" + ",".join(rows) + "}")


sizes = st.tuples(
    *(st.none() | each for each in (numerics, moments, lists(moods), narrow, blobs)),
).map(lambda fields: literal(fields, "(", ")"))

shelves = st.tuples(
    *(st.none() | each for each in (texts, lists(sizes), lists(dates))),
).map(lambda fields: literal(fields, "(", ")"))

VALUES: Mapping[str, st.SearchStrategy[str]] = {
    "bool_": st.sampled_from(["true", "false"]),
    "int2_": st.integers(-(2**15), 2**15 - 1).map(str),
    "int4_": integers,
    "int8_": st.integers(-(2**63), 2**63 - 1).map(str),
    "oid_": st.integers(0, 2**32 - 1).map(str),
    "xid_": st.integers(0, 2**32 - 1).map(str),
    "xid8_": st.integers(0, 2**64 - 1).map(str),
    "float4_": narrow,
    "float8_": floats,
    "numeric_": numerics,
    "cents": numerics,
    "text_": texts,
    "bpchar_": st.sampled_from(["", "a", "a b", "'\\\"", "é"]),
    "name_": st.sampled_from(["", "a name", '"']),
    "char_": st.sampled_from(["", "a", '"', "\\377"]),
    "bytea_": blobs,
    "uuid_": st.uuids().map(str),
    "date_": dates,
    "time_": times,
    "timetz_": st.builds("{}{}".format, times, offsets),
    "timestamp_": moments,
    "timestamptz_": moments,
    "interval_": intervals,
    "macaddr_": st.just("08:00:2b:01:02:03"),
    "money_": st.integers(-(10**6), 10**6).map(str),
    "words": st.sampled_from(["", "a:1 b:2A", "'it''s'"]),
    "pairs": st.sampled_from(["", "a=>1,b=>NULL", '"a \\" b"=>"\\\\"']),
    "mood": moods,
    "size": sizes,
    "raw": documents,
    "body": documents,
    "ints": grids(integers),
    "grid": grids(integers),
    "texts": grids(texts),
    "moods": grids(moods),
    "bodies": lists(documents),
    "times": grids(moments),
    "numbers": grids(numerics),
    "blobs": grids(blobs),
    "spans": grids(intervals),
    "floats": grids(narrow),
    "sizes": grids(sizes),
    "shelves": lists(shelves),
}
COLUMNS = (
    "select attname, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = 'things'::regclass"
)


@pytest.fixture
async def connection(empty_database_url: str) -> AsyncGenerator[Connection]:
    async with connect(empty_database_url) as found:
        await found.execute((CASES / "encoded/schema/1.sql").read_text())
        await init_connection(found)
        yield found


async def types_of(connection: Connection) -> Mapping[str, str]:
    return {row["attname"]: row["type"] for row in await connection.fetch(COLUMNS)}


def same(found: bytes | None, plain: object) -> None:
    assert found is not None
    assert json.loads(found) == json.loads(msgspec.json.encode(plain))


def test_random_rows_in_any_session(empty_database_url: str) -> None:
    with asyncio.Runner() as runner:
        database: Connection = runner.run(asyncpg.connect(empty_database_url))
        runner.run(database.execute((CASES / "encoded/schema/1.sql").read_text()))
        runner.run(init_connection(database))
        types = runner.run(types_of(database))
        names = ", ".join(VALUES)
        values = ", ".join(f"${number}::text::{types[name]}" for number, name in enumerate(VALUES, 1))
        insert = f"insert into things (class, {names}) values ('x', {values}) returning id"

        async def compare(rows: Sequence[Sequence[str | None]]) -> None:
            async with database.transaction():
                ids = [await database.fetchval(insert, *row) for row in rows]
                for setting in ("reset all", ODD_SETTINGS):
                    await database.execute(setting)
                    queries = EncodedQueries(database)
                    same(await queries.things_encoded(), await queries.things())
                    same(await queries.numbers_encoded(), await queries.numbers())
                    same(await queries.documents_encoded(), await queries.documents())
                    same(await queries.get_thing_encoded(ids[0]), await queries.get_thing(ids[0]))
                    same(await queries.number_encoded(ids[0]), await queries.number(ids[0]))
                await database.execute("delete from things; reset all")

        @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=100)
        @given(st.lists(st.tuples(*(st.none() | each for each in VALUES.values())), min_size=1, max_size=3))
        def trial(rows: Sequence[Sequence[str | None]]) -> None:
            runner.run(compare(rows))

        try:
            trial()
        finally:
            runner.run(database.close())


THINGS = """
insert into things (class, mood) values ('a', 'sad'), ('b', 'happy!'), ('c', null);
insert into parts (thing_id, name, weight, added)
select n % 3 + 1, 'part ' || n, nullif(n % 5, 0), '2026-01-02 03:04:05.6Z'::timestamptz + n * interval '1 hour'
from generate_series(1, 20) n;
insert into things (class) values ('of no parts');
insert into marks (part_id, note, made)
select n % 7 + 1, nullif('mark ' || n % 4, 'mark 0'), 'infinity' from generate_series(1, 30) n
"""


@pytest.fixture
async def queries(connection: Connection) -> EncodedQueries:
    await connection.execute(THINGS)
    return EncodedQueries(connection)


async def test_embeds_that_may_be_missing(queries: EncodedQueries) -> None:
    plain = await queries.parts_with_things(Mood.SAD)
    assert {row.t is None for row in plain} == {True, False}
    same(await queries.parts_with_things_encoded(Mood.SAD), plain)


async def test_names_that_the_statement_has_too(queries: EncodedQueries) -> None:
    same(await queries.short_names_encoded(), await queries.short_names())


async def test_expressions_are_computed_once(connection: Connection, queries: EncodedQueries) -> None:
    same(await queries.ticked_encoded(1), await queries.ticked(1))
    assert await connection.fetchval("select last_value from ticks") == 4


async def test_rows_as_values(queries: EncodedQueries) -> None:
    same(await queries.thing_encoded(), await queries.thing())


async def test_lists_in_rows(queries: EncodedQueries) -> None:
    plain = await queries.things_with_parts()
    assert [len(each.parts) for each in plain] == [0, 7, 7, 6]
    same(await queries.things_with_parts_encoded(), plain)
    same(await queries.thing_with_parts_encoded(2), await queries.thing_with_parts(2))
    same(await queries.levels_encoded(), await queries.levels())
    same(await queries.several_lists_encoded(), await queries.several_lists())
    same(await queries.names_of_parts_encoded(), await queries.names_of_parts())
    same(await queries.weights_of_parts_encoded(), await queries.weights_of_parts())


async def test_pages_of_parents(queries: EncodedQueries) -> None:
    cursors: list[Any] = [None]
    for cursor in cursors:
        page = await queries.page_of_things(cursor=cursor)
        same(await queries.page_of_things_encoded(cursor=cursor), page)
        cursors += [
            each for each in (page.next_cursor, page.previous_cursor) if each is not None and each not in cursors
        ]
    assert len(cursors) == 3
    same(await queries.page_of_things_encoded(mood=Mood.SAD), await queries.page_of_things(mood=Mood.SAD))


async def test_no_row(queries: EncodedQueries) -> None:
    assert await queries.get_thing_encoded(9) is None
    assert await queries.number_encoded(9) is None
    assert await queries.number_encoded(1) == b"null"
    assert await queries.how_many_encoded() == b"4"
    assert await queries.thing_with_parts_encoded(9) is None
    assert await queries.vouched_encoded(0) == b"[]"


@pytest.mark.parametrize("most", [UNSET, 0, 3])
@pytest.mark.parametrize("name", [UNSET, "part 7", "no part"])
async def test_filters(queries: EncodedQueries, name: Any, most: Any) -> None:
    same(await queries.find_parts_encoded(name=name, most=most), await queries.find_parts(name=name, most=most))


@pytest.mark.parametrize("order_by", get_args(PageOfPartsOrder))
@pytest.mark.parametrize("thing_id", [UNSET, 1, 9])
async def test_pages(queries: EncodedQueries, order_by: PageOfPartsOrder, thing_id: Any) -> None:
    """Each method takes the other's cursors."""
    cursor = None
    while True:
        given: Any = {"thing_id": thing_id, "order_by": order_by, "cursor": cursor, "limit": 3}
        encoded, plain = await queries.page_of_parts_encoded(**given), await queries.page_of_parts(**given)
        same(encoded, plain)
        cursor = json.loads(encoded)["next_cursor"]
        if cursor is None:
            break
    with pytest.raises(ValueError, match="limit is 0"):
        await queries.page_of_parts_encoded(limit=0)
    page = await queries.page_of_parts(limit=1, order_by="added")
    with pytest.raises(CursorError):
        await queries.page_of_parts_encoded(order_by="-weight", cursor=page.next_cursor)


async def test_pages_of_values(queries: EncodedQueries) -> None:
    page = await queries.names()
    same(await queries.names_encoded(), page)
    same(await queries.names_encoded(cursor=page.next_cursor), await queries.names(cursor=page.next_cursor))


async def test_pages_both_ways(queries: EncodedQueries) -> None:
    cursors: list[Any] = [None]
    for cursor in cursors:
        page = await queries.parts_both_ways(cursor=cursor, limit=6)
        same(await queries.parts_both_ways_encoded(cursor=cursor, limit=6), page)
        cursors += [
            each for each in (page.next_cursor, page.previous_cursor) if each is not None and each not in cursors
        ]
    assert len(cursors) > 5


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        pytest.param("date_", "0044-03-15 BC", "date_ is a date before year 1 or after year 9999", id="before Christ"),
        pytest.param("date_", "10000-01-01", "date_ is a date", id="after year 9999"),
        pytest.param("timestamp_", "10000-01-01", "timestamp_ is a timestamp before", id="timestamp"),
        pytest.param("timestamptz_", "0001-01-01 00:00+01", "timestamptz_ is a timestamptz", id="timestamptz"),
        pytest.param("time_", "24:00", "time_ is the time 24:00", id="24:00"),
        pytest.param("timetz_", "24:00+01", "timetz_ is the time 24:00", id="24:00 with a zone"),
        pytest.param("interval_", "100000000 years", "interval_ is an interval that is too long", id="interval"),
        pytest.param("times", "{10000-01-01}", "times is a timestamptz", id="in an array"),
        pytest.param("size", "(,10000-01-01,,,)", "size.measured is a timestamptz", id="in a composite"),
    ],
)
async def test_what_python_cannot_hold(connection: Connection, column: str, value: str, said: str) -> None:
    """Neither method gives it."""
    queries = EncodedQueries(connection)
    kind = (await types_of(connection))[column]
    await connection.execute(f"insert into things (class, {column}) values ('x', '{value}'::{kind})")
    with pytest.raises(UnreadableValue):
        await queries.things()
    with pytest.raises(asyncpg.DataError, match=said):
        await queries.things_encoded()


async def test_arrays_of_three_dimensions(connection: Connection) -> None:
    await connection.execute("insert into things (class, ints) values ('x', '{{{1}}}')")
    queries = EncodedQueries(connection)
    same(await queries.things_encoded(), await queries.things())
    await connection.execute("update things set numbers = '{{{1}}}'")
    with pytest.raises(asyncpg.DataError, match="numbers is an array of more than two dimensions"):
        await queries.things_encoded()


async def test_null_where_the_query_says_notnull(queries: EncodedQueries) -> None:
    same(await queries.vouched_encoded(4), await queries.vouched(4))
    same(await queries.vouched_alone_encoded(4), await queries.vouched_alone(4))
    with pytest.raises(UnexpectedNull):
        await queries.vouched(5)
    for encoded in (queries.vouched_encoded, queries.vouched_alone_encoded):
        with pytest.raises(asyncpg.DataError, match="weight is NULL, despite its @notnull"):
            await encoded(5)


async def test_names_in_json_follow_the_options(empty_database_url: str) -> None:
    async with connect(empty_database_url) as connection:
        await connection.execute((CASES / "encoded_options/schema/1.sql").read_text())
        await init_options(connection)
        await connection.execute(
            "insert into big_things select n, 'a', now(), row(n, n)::full_size from generate_series(1, 3) n"
        )
        big = BigQueries(connection)
        found = await big.get_big_thing_encoded(1)
        same(found, await big.get_big_thing(1))
        assert list(json.loads(found or b"")) == ["id", "class", "madeAt", "fullSize"]
        page = await big.big_things(limit=2)
        same(await big.big_things_encoded(limit=2), page)
        same(await big.big_things_encoded(cursor=page.next_cursor), await big.big_things(cursor=page.next_cursor))
