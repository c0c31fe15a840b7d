"""Pages of UNION, UNION ALL and EXCEPT, on a real database: every row once, in the order of the statement, both ways."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any, get_args

import pytest
from msgspec import UNSET

from tests.sqlwright.case_databases import case_database
from tests.sqlwright.cases.union_pages.generated.feed import FeedOrder, FeedQueries
from undercroft.testing.databases import Connection, Postgres


@pytest.fixture(scope="module")
async def db(postgres: Postgres) -> AsyncGenerator[Connection]:
    async with case_database(postgres, "union_pages") as connection:
        yield connection


async def fill(db: Connection, random: Random) -> None:
    """Few values and many rows, so that most keys are equal to others, in other tables too."""
    await db.execute("truncate posts, notes, drafts")
    for number in range(25):
        author = random.choice(["a", "b", "c"])
        posted = datetime(2026, 1, random.randrange(1, 4), tzinfo=UTC)
        text = random.choice([None, "x", "y"])
        await db.execute(
            "insert into posts values ($1, $2, $3, $4)", number, random.choice([None, author]), posted, text or ""
        )
        await db.execute("insert into notes values ($1, $2, $3, $4)", number + 10, author, posted, text)
        await db.execute("insert into drafts values ($1, $2, $3)", number, random.choice(["a", "b"]), posted)


async def both_ways(method: Any) -> list[Any]:
    """The rows of all pages. The way back has the same pages."""
    pages = [await method()]
    while pages[-1].next_cursor is not None:
        pages.append(await method(cursor=pages[-1].next_cursor))
    page = pages[-1]
    for before in pages[-2::-1]:
        page = await method(cursor=page.previous_cursor)
        assert page.items == before.items
    assert page.previous_cursor is None
    return [row for page in pages for row in page.items]


@pytest.mark.parametrize("seed", range(4))
async def test_pages_of_a_union(db: Connection, seed: int) -> None:
    await fill(db, Random(seed))
    queries = FeedQueries(db)
    found = await both_ways(partial(queries.authors, limit=seed + 1))
    sql = "select author, posted from posts union select author, posted from notes order by 1 nulls first, 2 desc"
    assert [(row.author, row.posted) for row in found] == [tuple(row) for row in await db.fetch(sql)]
    assert found[0].author is None
    assert await queries.authors_count() == len(found)


@pytest.mark.parametrize("author", [UNSET, "a"])
@pytest.mark.parametrize("limit", [1, 4, 100])
@pytest.mark.parametrize("order_by", get_args(FeedOrder))
async def test_pages_of_parts_with_a_constant_each(
    db: Connection, order_by: FeedOrder, limit: int, author: Any
) -> None:
    await fill(db, Random(f"{order_by} {limit}"))
    by = {"newest": "posted desc", "text": '"The Text" desc'}
    found = await both_ways(partial(FeedQueries(db).feed, order_by=order_by, limit=limit, author=author))
    expected = await db.fetch(f"""
        select * from (
          select 'post' as kind, id, posted, author, title as "The Text" from posts
          union all select 'note', id, posted, author, "Text" from notes
          union all select 'draft', number, posted, author, null from drafts where author = 'a') q
        where {"true" if author is UNSET else "author = 'a'"}
        order by {by[order_by]}, id, kind""")
    assert [(row.kind, row.id, row.posted, row.author) for row in found] == [tuple(row)[:4] for row in expected]
    assert {row.kind for row in found} == {"post", "note", "draft"}


@pytest.mark.parametrize("limit", [1, 5])
async def test_pages_of_what_two_queries_leave(db: Connection, limit: int) -> None:
    await fill(db, Random(limit))
    before = datetime(2026, 1, 3, tzinfo=UTC)
    page = await FeedQueries(db).only_posted(before=before, above=12, limit=limit)
    found = list(page.items)
    while page.next_cursor is not None:
        page = await FeedQueries(db).only_posted(before=before, above=12, limit=limit, cursor=page.next_cursor)
        found += page.items
    expected = await db.fetch(
        """
        (select id, author from posts where posted < $1 order by id limit 20)
        except select id, author from notes where id > 12 order by id, author desc""",
        before,
    )
    assert [(row.select, row.author) for row in found] == [tuple(row) for row in expected]
