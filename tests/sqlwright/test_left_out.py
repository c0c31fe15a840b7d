"""What is left out of INSERT and LIMIT, on a real database: the rows are as if the statement had been written without."""

from collections.abc import AsyncGenerator
from random import Random
from typing import Any

import pytest
from msgspec import UNSET

from tests.sqlwright.case_databases import case_database
from tests.sqlwright.cases.absent_none.generated.users import UsersQueries
from tests.sqlwright.cases.left_out.generated.inserts import InsertsQueries
from tests.sqlwright.cases.left_out.generated.limits import LimitsQueries
from tests.sqlwright.cases.left_out.generated.models import Kind
from undercroft.testing.databases import Connection, Postgres, connect


@pytest.fixture
async def db(postgres: Postgres) -> AsyncGenerator[Connection]:
    async with case_database(postgres, "left_out") as connection:
        yield connection


def given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not UNSET}


@pytest.mark.parametrize("seed", range(12))
async def test_values_have_their_defaults(db: Connection, seed: int) -> None:
    random = Random(seed)
    slug, kind, body = random.choice([UNSET, "A"]), random.choice([UNSET, Kind.NEWS]), random.choice([UNSET, None, "b"])
    post = await InsertsQueries(db).add_post(title="t", **given(slug=slug, kind=kind, body=body))
    assert post.slug == ("untitled" if slug is UNSET else "a")
    assert post.kind == (Kind.NOTE if kind is UNSET else kind)
    assert post.body == ("empty" if body is UNSET else body)
    pair = await InsertsQueries(db).add_pair(first="1", second="2", **given(slug=slug, body=body))
    assert [(each.title, each.slug) for each in pair] == [("1", "untitled" if slug is UNSET else "A"), ("2", "second")]
    assert {each.body for each in pair} == {"empty" if body is UNSET else body}


async def test_a_column_goes_with_its_value(db: Connection) -> None:
    queries = InsertsQueries(db)
    post = await queries.save_post(id=7, title="t")
    assert post.body == "empty"
    assert (await queries.save_post(id=7, title="u", body="b")).body == "b"
    assert (await queries.save_post(id=7, title="v")).body == "b"
    [copied] = await queries.copy_post(id=7)
    assert (copied.title, copied.note) == ("copy", None)
    [copied] = await queries.copy_post(id=7, title="t", note="n")
    assert (copied.title, copied.note) == ("t", "n")
    await queries.merge_post(title="new")
    await queries.merge_post(title="v")
    assert await db.fetch("select body from posts order by title") == [("empty",), ("b",)]


async def test_limits_and_values_for_what_is_not_given(db: Connection) -> None:
    queries = LimitsQueries(db)
    await db.execute("insert into posts (title) select n from generate_series(1, 5) n")
    assert await queries.latest() == [5, 4, 3, 2, 1]
    assert await queries.latest(most=2) == [5, 4]
    assert await queries.latest(kind=Kind.NEWS, most=2) == []
    assert await queries.few() == [1, 2]
    assert await queries.few(3) == [1, 2, 3]
    assert await queries.slice() == [1, 2, 3, 4, 5]
    assert await queries.slice(n=2, skipped=1) == [2, 3]
    assert await queries.slice(kind=Kind.NEWS, title="3") == [3]
    assert await queries.window() == [1, 2]
    assert await queries.window(page=2) == [3, 4]
    assert await queries.window(shown=False, share=3.5) == [4, 5]


async def test_none_leaves_out_a_filter(postgres: Postgres) -> None:
    async with case_database(postgres, "absent_none") as db:
        queries = UsersQueries(db)
        ann = await queries.add_user(email="ann")
        bob = await queries.add_user(email="bob", name="Bob")

        async def found(**filters: Any) -> list[int]:
            return [row.id for row in await queries.find_users(**filters)]

        assert await found(email=None, name=None, most=None) == [ann.id, bob.id]
        assert await found(email="bob", name=None) == [bob.id]
        assert await found(name="B%") == [bob.id]
        assert await found(same_name=None) == [ann.id]
        assert await found(most=1, order_by="email") == [ann.id]
        assert await queries.patch_user(id=bob.id) == 1
        assert await found(name="Bob") == [bob.id]
        await queries.patch_user(id=bob.id, name=None)
        assert await found(same_name=None) == [ann.id, bob.id]


async def test_an_order_that_there_is_not(postgres: Postgres) -> None:
    async with postgres.database() as name, connect(postgres.url(name)) as db:
        unknown: Any = "newest"
        with pytest.raises(ValueError, match="order_by is 'newest', but the orders are id, email"):
            await UsersQueries(db).find_users(order_by=unknown)
