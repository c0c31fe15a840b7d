"""Sends every supported type and reads it back through generated code, with values and with NULLs."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from ipaddress import IPv4Interface, IPv6Network
from pathlib import Path
from typing import Any, cast, get_args, get_origin, get_type_hints
from uuid import UUID

import asyncpg
import pytest
from msgspec import json

from tests.sqlwright.cases.arrays.generated import init_connection as arrays_init_connection
from tests.sqlwright.cases.arrays.generated.models import Plan, Plans
from tests.sqlwright.cases.arrays.generated.plans import AddPlansParams, CopyPlansParams, PlansQueries
from tests.sqlwright.cases.embeds.generated import init_connection as embeds_init_connection
from tests.sqlwright.cases.embeds.generated.embeds import EmbedsQueries
from tests.sqlwright.cases.embeds.generated.models import Author, Book, Note
from tests.sqlwright.cases.embeds.generated.models import Mood as FeelsMood
from tests.sqlwright.cases.full_arrays.generated.db import UnexpectedNull as UnexpectedNullElement
from tests.sqlwright.cases.full_arrays.generated.posts import PostsQueries
from tests.sqlwright.cases.generated_text.generated import init_connection as init_enums
from tests.sqlwright.cases.generated_text.generated.codecs import TypesUnknown as UnknownEnum
from tests.sqlwright.cases.generated_text.generated.notificationpreferences import NotificationPreferencesQueries
from tests.sqlwright.cases.kept_labels.generated import init_connection as init_kept
from tests.sqlwright.cases.kept_labels.generated.db import UnreadableValue as UnreadableKept
from tests.sqlwright.cases.kept_labels.generated.models import Event, State, Ticket
from tests.sqlwright.cases.kept_labels.generated.models import Mood as FeltMood
from tests.sqlwright.cases.kept_labels.generated.tickets import TicketsQueries
from tests.sqlwright.cases.overrides.generated.db import UnexpectedNull
from tests.sqlwright.cases.overrides.generated.overrides import OverridesQueries
from tests.sqlwright.cases.types.generated import init_connection
from tests.sqlwright.cases.types.generated.codecs import TypesUnknown
from tests.sqlwright.cases.types.generated.db import ConnectionUnusable, UnreadableValue
from tests.sqlwright.cases.types.generated.models import Address, Everything, Mood, OtherMood, People, Place
from tests.sqlwright.cases.types.generated.types import TypesQueries
from tests.sqlwright.cases.vectors.generated import init_connection as vectors_init_connection
from tests.sqlwright.cases.vectors.generated.models import Picture
from tests.sqlwright.cases.vectors.generated.pictures import CopyPicturesParams, PicturesQueries
from undercroft.testing.databases import Connection, connect

CASES = Path(__file__).parent / "cases"

VALUES: Mapping[str, Any] = {
    "bool_": True,
    "int2_": -(2**15),
    "int4_": 2**31 - 1,
    "int8_": -(2**63),
    "oid_": 2**32 - 1,
    "float4_": 1.5,
    "float8_": float("inf"),
    "numeric_": Decimal("12345678.90"),
    "text_": "naïve 'quoted' \\ \n",
    "varchar_": "x" * 10,
    "char_": "abc",
    "name_": "name",
    "bytea_": b"\0\xff",
    "uuid_": UUID(int=1),
    "date": date(2026, 11, 23),
    "time": time(23, 59, 59, 999999),
    "timetz_": time(1, 2, 3, tzinfo=UTC),
    "timestamp_": datetime(2026, 11, 23, 1, 2, 3),
    "timestamptz_": datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC),
    "interval_": timedelta(days=1, seconds=2, microseconds=3),
    "inet_": IPv4Interface("10.0.0.1/8"),
    "cidr_": IPv6Network("2001:db8::/32"),
    "macaddr_": "08:00:2b:01:02:03",
    "bit_": asyncpg.BitString.from_int(5, 3),
    "point_": asyncpg.Point(1.0, 2.0),
    "mood_": Mood.SO_SO,
    "moods": [Mood.SAD, None, Mood.HAPPY_EXCLAMATION],
    "grid": [[1, 2], [3, None]],
    "texts": ["a", None, ""],
    "other_mood": OtherMood.EMPTY,
    "positive_": 1,
    "class_": "first",
}


@pytest.fixture
async def queries(empty_database_url: str) -> AsyncGenerator[TypesQueries]:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute((CASES / "types" / "schema" / "1.sql").read_text())
        await init_connection(connection)
        yield TypesQueries(connection)
    finally:
        await connection.close()


async def test_values(queries: TypesQueries) -> None:
    added = await queries.add_everything(**VALUES)
    assert added == await queries.get_everything(added.id)
    assert {name: getattr(added, name) for name in VALUES} == VALUES


async def test_values_are_of_the_types_that_are_written(queries: TypesQueries) -> None:
    added = await queries.add_everything(**VALUES)
    for name, hint in get_type_hints(Everything).items():
        classes = tuple(get_origin(part) or part for part in get_args(hint) or (hint,))
        assert isinstance(getattr(added, name), classes), name
    assert added.moods is not None
    assert [type(mood) for mood in added.moods] == [Mood, type(None), Mood]


async def test_nulls(queries: TypesQueries) -> None:
    nulls: Mapping[str, Any] = dict.fromkeys(VALUES)
    added = await queries.add_everything(**nulls)
    assert added == await queries.get_everything(added.id)
    assert {getattr(added, name) for name in VALUES} == {None}


async def test_enums_in_and_out(queries: TypesQueries) -> None:
    nulls: Mapping[str, Any] = dict.fromkeys(VALUES)
    added = await queries.add_everything(**VALUES)
    await queries.add_everything(**nulls)
    assert await queries.moods() == [Mood.SO_SO]
    every = await queries.all_moods()
    assert (every.moods, every.count) == ([Mood.SO_SO, None], 2)
    assert await queries.by_mood([Mood.SO_SO, Mood.SAD]) == [added.id]
    assert await queries.by_mood([Mood.SAD]) == []


async def test_ranges(queries: TypesQueries) -> None:
    days = asyncpg.Range(date(2026, 1, 1), date(2026, 2, 1))
    hours = [asyncpg.Range(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC))]
    counts: list[asyncpg.Range[int] | None] = [asyncpg.Range(1, 3), None, asyncpg.Range(empty=True)]
    added = await queries.add_span(id=1, days=days, hours=hours, counts=counts)
    assert (added.days, added.hours, added.counts, added.tail) == (days, hours, counts, None)
    unbounded = await queries.add_span(id=2, days=asyncpg.Range(None, date(2026, 1, 1)), hours=None, counts=None)
    assert (unbounded.hours, unbounded.counts) == (None, None)
    found = await queries.spans_at(date(2025, 12, 31))
    assert [(span.id, span.first) for span in found] == [(2, None)]


async def test_arrays_of_what_is_itself_a_list(empty_database_url: str) -> None:
    one, two = asyncpg.Range(1, 2), asyncpg.Range(5, 9)
    hours: list[list[asyncpg.Range[int]] | None] = [[one, two], [], None, [two]]
    shapes = [asyncpg.Polygon((0, 0), (1, 1), (1, 0)), None]
    async with connect(empty_database_url) as connection:
        await connection.execute((CASES / "arrays" / "schema" / "1.sql").read_text())
        await arrays_init_connection(connection)
        queries = PlansQueries(connection)
        plan = Plan(hours, shapes)
        assert await queries.add_plan(id=1, hours=hours, shapes=shapes, plan=plan) == Plans(1, hours, shapes, plan)
        await queries.add_plans([AddPlansParams(id=2, hours=[]), AddPlansParams(id=3, hours=[[]])])
        await queries.copy_plans([CopyPlansParams(id=4, hours=[[one]], shapes=None)])
        assert await queries.get_plans() == [hours, [], [[]], [[one]]]


async def test_types_that_come_as_text(queries: TypesQueries) -> None:
    found = await queries.of_extensions()
    assert (found.folded, found.class_, found.place) == ("A", "pg_class", (0, 1))


async def test_a_null_where_the_query_says_notnull(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute((CASES / "overrides" / "schema" / "1.sql").read_text())
        queries = OverridesQueries(connection)
        assert await queries.asserted() == []
        with pytest.raises(UnexpectedNull, match="AssertedValue: last is NULL, despite its @notnull"):
            await queries.asserted_value("x")
        await connection.execute("insert into t values (1, 'a', 'x'), (2, null, 'x')")
        assert await queries.asserted_value("x") == "a"
        with pytest.raises(UnexpectedNull, match="Asserted: a is NULL"):
            await queries.asserted()
    finally:
        await connection.close()


async def test_a_null_in_an_array_that_should_have_none(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute((CASES / "full_arrays" / "schema" / "1.sql").read_text())
        queries = PostsQueries(connection)
        add = partial(queries.add_post, title="a", tags=["x"], words=["w"], stated=["s"], sizes=[1, 2])
        post = await add(id=1, grid=[[1, 2], [3, 4]], loose=["x", None])
        assert await queries.get_post(1) == post
        with pytest.raises(asyncpg.CheckViolationError):
            await cast(Any, add)(id=2, grid=[[1, None]], loose=[])
        with pytest.raises(UnexpectedNullElement, match="Asserted: loose contains NULL"):
            await queries.asserted()
        # What PostgreSQL itself lets into an array of a NOT NULL domain.
        await connection.execute("update posts set words[3] = 'x'")
        with pytest.raises(UnexpectedNullElement, match="GetPost: words contains NULL"):
            await queries.get_post(1)
    finally:
        await connection.close()


@asynccontextmanager
async def taught(url: str) -> AsyncGenerator[tuple[Connection, list[str]]]:
    """A new connection, and what it asked the server to learn its types."""
    connection = await asyncpg.connect(url)
    try:
        queries: list[str] = []
        with connection.query_logger(lambda query: queries.append(query.query)):
            await init_enums(connection)
            await asyncio.sleep(0)  # the logger is called by the loop
        yield connection, queries
    finally:
        await connection.close()


async def test_one_connection_looks_up_the_types_for_those_that_come_after_it(empty_database_url: str) -> None:
    async with connect(empty_database_url) as owner:
        await owner.execute((CASES / "generated_text" / "schema" / "1.sql").read_text())
        await owner.execute("insert into notification_preferences values (1, 'sad', 'large')")
        async with taught(empty_database_url) as (_, asked), taught(empty_database_url) as (connection, asked_later):
            assert (len(asked), len(asked_later)) == (1, 0)
            found = await NotificationPreferencesQueries(connection).get_preference(1)
            assert found is not None
            assert (type(found.mood).__name__, found.size.name) == ("Mood", "LARGE")
            moods = await connection.fetchval("select array_agg(mood) from notification_preferences")
            assert [type(mood).__name__ for mood in moods] == ["Mood"]
            await owner.execute("alter type size rename to length")
            # Who asks once more wants to know what is there now.
            with pytest.raises(UnknownEnum, match="unknown type"):
                await init_enums(connection)


async def test_types_are_looked_up_anew_when_the_connection_that_knew_them_is_gone(empty_database_url: str) -> None:
    """As when a dump is restored, or another server takes over."""
    schema = (CASES / "generated_text" / "schema" / "1.sql").read_text()
    async with connect(empty_database_url) as owner:
        for _ in range(2):
            await owner.execute("drop schema public cascade; create schema public")
            await owner.execute(schema)
            await owner.execute("insert into notification_preferences values (1, 'sad', 'large')")
            async with taught(empty_database_url) as (connection, asked):
                assert len(asked) == 1
                found = await NotificationPreferencesQueries(connection).get_preference(1)
                assert found is not None
                assert type(found.mood).__name__ == "Mood"


async def test_embeds(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute((CASES / "embeds" / "schema" / "1.sql").read_text())
        await embeds_init_connection(connection)
        await connection.execute("insert into authors values (1, 'Ann', 'happy'), (2, 'Bob', null)")
        await connection.execute("insert into books values (1, 1, 'x'); insert into notes values ('x', null)")
        queries = EmbedsQueries(connection)
        ann, bob, book = Author(1, "Ann", FeelsMood.HAPPY), Author(2, "Bob", None), Book(1, 1, "x")
        assert [(row.b, row.a) for row in await queries.books_with_authors()] == [(book, ann)]
        rows = await queries.authors_with_books()
        assert sorted(((row.a, row.b) for row in rows), key=lambda row: row[0].id) == [(ann, book), (bob, None)]
        assert await queries.alone(1) == book
        assert await queries.alone(2) is None
        await connection.execute("insert into books values (2, 2, 'y')")
        assert [row.notes for row in await queries.without_key()] == [Note("x", None), None]
    finally:
        await connection.close()


HOME = Address("Long 1", "AB1", [Mood.SAD, None])
PLACE = Place(HOME, [HOME, None], {"a": [1, None]}, {"k": None}, OtherMood.EMPTY, name="Hut", mac="08:00:2b:01:02:03")
NOWHERE = Place(None, None, None, None, None, None, None)


@pytest.mark.parametrize("place", [PLACE, NOWHERE, None], ids=["values", "nulls", "null"])
async def test_composites(queries: TypesQueries, place: Place | None) -> None:
    added = await queries.add_person(
        id=1, home=HOME, others=[HOME, None], place=place, work=HOME, near="AB1", served=["AB1", None]
    )
    assert (added.home, added.others, added.place, added.work) == (HOME, [HOME, None], place, HOME)
    (found,) = await queries.people_at(home=HOME, near="AB1")
    assert (found.street, found.first_home, found.other) == ("Long 1", place.home if place else None, HOME)
    assert await queries.people_at(home=HOME, near=None) == []
    (row,) = await queries.people()
    person = People(1, HOME, [HOME, None], place, HOME, "AB1", ["AB1", None])
    assert (row.person, row.people) == (person, [person])


async def test_records(queries: TypesQueries) -> None:
    await queries.add_person(id=1, home=HOME, others=None, place=None, work=None, near=None, served=[])
    found = await queries.records()
    assert found is not None
    assert found.record == (1, HOME, None, Mood.SAD)
    assert found.anonymous is not None
    assert (found.anonymous[0], found.records) == (1, [(1, "x")])


async def test_documents(queries: TypesQueries) -> None:
    added = await queries.add_document(
        id=1,
        body={"k": [1, 2.5, None, True]},
        raw="text",
        bodies=[[1, [2]], None, {}],
        attributes={"a": "b", "none": None},
        more=[{}, None],
    )
    assert (added.body, added.raw, added.bodies) == ({"k": [1, 2.5, None, True]}, "text", [[1, [2]], None, {}])
    assert (added.attributes, added.more) == ({"a": "b", "none": None}, [{}, None])
    (parts,) = await queries.parts_of_documents()
    assert (parts.a, parts.k) == ("b", [1, 2.5, None, True])


async def test_connections_that_do_not_know_the_types(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute((CASES / "types" / "schema" / "1.sql").read_text())
        with pytest.raises(TypesUnknown, match=r"create_pool\(..., init=init_connection\)"):
            TypesQueries(connection)
        await init_connection(connection)
        assert await TypesQueries(connection).moods() == []
    finally:
        await connection.close()
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=2) as pool:
        queries = TypesQueries(pool)
        for _ in range(2):
            with pytest.raises(TypesUnknown):
                await queries.moods()
        async with pool.acquire() as acquired:
            with pytest.raises(TypesUnknown):
                TypesQueries(acquired)


async def test_pools_that_know_the_types(empty_database_url: str) -> None:
    with pytest.raises(TypesUnknown, match=r"unknown type: public\.mood: apply the migrations"):
        await asyncpg.create_pool(empty_database_url, min_size=1, init=init_connection)
    connection = await asyncpg.connect(empty_database_url)
    await connection.execute((CASES / "types" / "schema" / "1.sql").read_text())
    await connection.close()
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=2, init=init_connection) as pool:
        for _ in range(2):
            queries = TypesQueries(pool)
            assert await queries.moods() == []
            assert await queries.moods() == []
        async with pool.acquire() as acquired:
            assert await TypesQueries(acquired).moods() == []


async def test_a_label_that_came_later(queries: TypesQueries, empty_database_url: str) -> None:
    await queries.add_everything(**VALUES)
    other = await asyncpg.connect(empty_database_url)
    try:
        await other.execute("alter type mood add value 'new'")
        await other.execute("update everything set mood_ = 'new'")
    finally:
        await other.close()
    new = "'new', a label of public.mood that Mood does not have: generate the modules again"
    with pytest.raises(UnreadableValue, match=f"^Moods: mood_ is {new}$"):
        await queries.moods()
    with pytest.raises(UnreadableValue, match=f"^GetEverything: mood_ or moods is {new}$"):
        await queries.get_everything(1)
    assert await queries.by_mood([Mood.SAD]) == []


async def test_a_label_that_came_later_where_it_is_kept(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute((CASES / "kept_labels" / "schema" / "1.sql").read_text())
        await connection.execute("alter type state add value 'reopened'; alter type mood add value 'new'")
        await init_kept(connection)
        queries = TicketsQueries(connection)
        last = Event("reopened", time(1))
        add = partial(queries.add_ticket, id=1, earlier=["closed", "reopened"], last=last, ended="reopened")
        ticket = await add(state="reopened", mood=FeltMood.SAD)
        assert (ticket.state, ticket.earlier, ticket.last, ticket.ended) == (
            "reopened",
            [State.CLOSED, "reopened"],
            last,
            "reopened",
        )
        assert ticket.earlier[0] is State.CLOSED
        assert [document.state for document in await queries.documents()] == ["reopened"]
        assert json.decode(json.encode(ticket), type=Ticket) == ticket
        await connection.execute("update tickets set mood = 'new'")
        with pytest.raises(UnreadableKept, match=r"^Moods: mood is 'new', a label of public\.mood"):
            await queries.moods()
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("interval_", "infinity", "an interval that is too long, such as infinity"),
        ("date", "4000-01-01 BC", "a date before year 1 or after year 9999"),
        ("timestamp_", "10000-01-01", "a timestamp before year 1 or after year 9999"),
        ("timestamptz_", "20000-01-01", "a timestamptz before year 1 or after year 9999"),
        ("time", "24:00", "the time 24:00"),
    ],
    ids=["interval", "date", "timestamp", "timestamptz", "time"],
)
async def test_values_that_python_cannot_hold(
    queries: TypesQueries, empty_database_url: str, column: str, value: str, what: str
) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        if column == "interval_" and connection.get_server_version().major < 17:
            value = "2800000 years"
        await connection.execute(f"insert into everything ({column}) values ('{value}')")
    finally:
        await connection.close()
    with pytest.raises(UnreadableValue, match=f"^GetEverything: .*{column}.* is {what}, which Python cannot hold"):
        await queries.get_everything(1)


def merged(changes: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**VALUES, **changes}


async def test_infinite_times_go_in_as_they_come(queries: TypesQueries, empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        times = "('infinity'::date, 'infinity'::timestamp, 'infinity'::timestamptz)"
        await connection.execute(f"insert into everything (date, timestamp_, timestamptz_) values {times}")
        found = await queries.get_everything(1)
        assert found is not None
        assert (found.date, found.timestamp_, found.timestamptz_) == (date.max, datetime.max, datetime.max)
        nulls: Mapping[str, Any] = dict.fromkeys(VALUES)
        ends = {name: getattr(found, name) for name in ("date", "timestamp_", "timestamptz_")}
        await queries.add_everything(**merged({**nulls, **ends}))
        sent = "select id from everything where (date, timestamp_, timestamptz_) = ('infinity', 'infinity', 'infinity')"
        assert len(await connection.fetch(sent)) == 2
    finally:
        await connection.close()


@pytest.mark.parametrize("value", [float("nan"), {"k": [1, float("-inf")]}, (None, float("inf"))], ids=repr)
async def test_documents_that_json_cannot_write(queries: TypesQueries, value: Any) -> None:
    add = partial(queries.add_document, id=1, bodies=[], attributes={}, more=[])
    with pytest.raises(asyncpg.DataError, match="JSON has neither NaN nor infinity: send None or a text"):
        await add(body=value, raw={})
    document = await add(body={"k": [None, 1.5]}, raw=None)
    assert document.body == {"k": [None, 1.5]}


async def test_times_with_and_without_a_zone(queries: TypesQueries) -> None:
    with pytest.raises(asyncpg.DataError, match=r"^AddEverything: .*\(timetz takes a time with a tzinfo"):
        await queries.add_everything(**merged({"timetz_": time(1)}))
    with pytest.raises(asyncpg.DataError, match=r"^AddEverything: .*\(timestamp has no tzinfo\)"):
        await queries.add_everything(**merged({"timestamp_": datetime(2026, 1, 1, tzinfo=UTC)}))


async def test_vectors(empty_database_url: str, extensions: frozenset[str]) -> None:
    if "vector" not in extensions:
        pytest.skip("the server has no pgvector")
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute((CASES / "vectors" / "schema" / "1.sql").read_text())
        await vectors_init_connection(connection)
        queries = PicturesQueries(connection)
        added = await queries.add_picture(
            id=1, embedding=[1, 0, 0.5], half=[0.5, -2], sparse="{1:1.5}/3", parts=[[1, 2, 3], None]
        )
        assert added == Picture(1, [1.0, 0.0, 0.5], [0.5, -2.0], "{1:1.5}/3", [[1.0, 2.0, 3.0], None])
        assert (
            await queries.copy_pictures([CopyPicturesParams(id=2, embedding=(0, 0, 0), half=None, parts=[[1], [2]])])
            == 1
        )
        assert [row.id for row in await queries.nearest(to=[0, 0, 0.1], count=2)] == [2, 1]
        assert await connection.fetchval("select array_ndims(parts) from pictures where id = 2") == 1
    finally:
        await connection.close()


async def test_a_connection_that_is_closed(queries: TypesQueries, empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    await init_connection(connection)
    found = TypesQueries(connection)
    await connection.close()
    with pytest.raises(ConnectionUnusable, match=r"^Moods: connection is closed$"):
        await found.moods()
    async with asyncpg.create_pool(empty_database_url, min_size=1, max_size=1, init=init_connection) as pool:
        async with pool.acquire() as acquired:
            found = TypesQueries(acquired)
        with pytest.raises(ConnectionUnusable, match=r"^AllMoods: .* has been released back to the pool"):
            await found.all_moods()
        found = TypesQueries(pool)
    with pytest.raises(ConnectionUnusable, match=r"^Moods: pool is closed$"):
        await found.moods()
    with pytest.raises(asyncpg.DataError, match=r"^invalid input for query argument \$1"):
        await queries.get_everything(cast("Any", "no number"))
