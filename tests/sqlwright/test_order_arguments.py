"""Orders with arguments, on a real database: each order gets its own arguments, at the right places."""

from collections.abc import AsyncGenerator
from random import Random
from typing import Any, get_args

import pytest
from msgspec import UNSET

from tests.sqlwright.case_databases import case_database
from tests.sqlwright.cases.order_arguments.generated.articles import (
    ArticlesQueries,
    ListArticlesOrder,
    ManyOrdersOrder,
    PageOfArticlesOrder,
    RankedArticlesOrder,
    SearchArticlesOrder,
    StreamArticlesOrder,
)
from tests.sqlwright.cases.order_arguments.generated.db import CursorError
from undercroft.testing.databases import Connection, Postgres

WORDS = ["cat", "dog", "cat or dog", "cat dog", '"dog cat"']
RANK = "ts_rank(doc, websearch_to_tsquery('english', '{words}'))"


@pytest.fixture(scope="module")
async def db(postgres: Postgres) -> AsyncGenerator[Connection]:
    async with case_database(postgres, "order_arguments") as connection:
        random = Random(0)
        for number in range(40):
            body = " ".join(random.choices(["cat", "dog", "cow"], k=random.randrange(9)))
            await connection.execute(
                "insert into articles (id, title, body, author_id) values ($1, $2, $3, $4)",
                number,
                random.choice(["A dog", "A cat", "B"]),
                body,
                random.randrange(5),
            )
        yield connection


async def ids(db: Connection, condition: str, order: str, **values: Any) -> list[int]:
    sql = f"select id from articles where {condition} order by {order}"
    return [row[0] for row in await db.fetch(sql.format(**values))]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("order_by", get_args(ListArticlesOrder))
async def test_each_order_gets_its_own_arguments(db: Connection, order_by: ListArticlesOrder, words: str) -> None:
    by = {"newest": "id desc", "rank": f"{RANK} desc, id", "near": "abs(author_id - 2), title, id"}
    found = await ArticlesQueries(db).list_articles(not_by=1, words=words, author_id=2, order_by=order_by)
    assert [row.id for row in found] == await ids(db, "author_id <> 1", by[order_by], words=words)


@pytest.mark.parametrize("author_id", [UNSET, 1])
@pytest.mark.parametrize("words", [UNSET, *WORDS])
@pytest.mark.parametrize("order_by", get_args(SearchArticlesOrder))
async def test_an_order_goes_with_its_argument(
    db: Connection, order_by: SearchArticlesOrder, words: Any, author_id: Any
) -> None:
    by = {"rank": f"{RANK} desc, id", "newest": "id desc", "first": "(author_id = 3) desc, title, id"}
    if words is UNSET:
        by["rank"] = "id"
    conditions = ["true"]
    conditions += [] if words is UNSET else ["doc @@ websearch_to_tsquery('english', '{words}')"]
    conditions += [] if author_id is UNSET else ["author_id = 1"]
    found = await ArticlesQueries(db).search_articles(words=words, author_id=author_id, pinned=3, order_by=order_by)
    assert [row.id for row in found] == await ids(db, " and ".join(conditions), by[order_by], words=words)


@pytest.mark.parametrize("first", [UNSET, [7, 3]], ids=["without first", "with first"])
@pytest.mark.parametrize("words", [UNSET, "dog"])
@pytest.mark.parametrize("order_by", get_args(RankedArticlesOrder))
async def test_an_argument_of_an_order_filters_nothing(
    db: Connection, order_by: RankedArticlesOrder, words: Any, first: Any
) -> None:
    by = {"newest": "id desc", "rank": f"{RANK} desc, id", "chosen": "id in (7, 3) desc, id"}
    if words is UNSET:
        by["rank"] = "id"
    if first is UNSET:
        by["chosen"] = "id"
    queries = ArticlesQueries(db)
    found = await queries.ranked_articles(words=words, first=first, order_by=order_by, most=30)
    assert found == (await ids(db, "true", by[order_by], words=words))[:30]
    assert await queries.ranked_articles_count() == 40


@pytest.mark.parametrize("limit", [1, 3, 50])
@pytest.mark.parametrize("author_id", [UNSET, 1])
@pytest.mark.parametrize("order_by", get_args(PageOfArticlesOrder))
async def test_pages_in_an_order_with_an_argument(
    db: Connection, order_by: PageOfArticlesOrder, author_id: Any, limit: int
) -> None:
    by = {"rank": f"{RANK} desc, id", "title": "title, id", "pinned": "id = 5 desc nulls last, title desc, id"}
    queries = ArticlesQueries(db)
    given: Any = {"words": "dog", "pinned": 5, "author_id": author_id, "order_by": order_by, "limit": limit}
    pages = [await queries.page_of_articles(**given)]
    while pages[-1].next_cursor is not None:
        pages.append(await queries.page_of_articles(**given, cursor=pages[-1].next_cursor))
    condition = "true" if author_id is UNSET else "author_id = 1"
    expected = await ids(db, condition, by[order_by], words="dog")
    assert [row.id for page in pages for row in page.items] == expected
    assert await queries.page_of_articles_count(author_id=author_id) == len(expected)
    page, back = pages[-1], list[Any]()
    while page.previous_cursor is not None:
        page = await queries.page_of_articles(**given, cursor=page.previous_cursor)
        back.append(page.items)
    assert back == [page.items for page in pages[-2::-1]]


async def test_a_cursor_belongs_to_the_argument_of_its_order(db: Connection) -> None:
    queries = ArticlesQueries(db)
    cursor = (await queries.page_of_articles(words="dog", pinned=None)).next_cursor
    assert cursor is not None
    # What the order does not use may change.
    await queries.page_of_articles(words="dog", pinned=1, cursor=cursor)
    with pytest.raises(CursorError):
        await queries.page_of_articles(words="cat", pinned=None, cursor=cursor)


@pytest.mark.parametrize("order_by", get_args(StreamArticlesOrder))
async def test_streams(db: Connection, order_by: StreamArticlesOrder) -> None:
    by = {"rank": f"{RANK} desc, id", "longest": "length(body) / 7 desc, id", "shortest": "length(body) / 7, id"}
    expected = await ids(db, "true", by[order_by], words="cat")
    queries = ArticlesQueries(db)
    assert await queries.stream_articles(words="cat", per=7, order_by=order_by) == expected
    async with db.transaction(), queries.stream_articles_stream(words="cat", per=7, order_by=order_by) as rows:
        assert [row async for row in rows] == expected
    assert await queries.best_article("cat") == (await ids(db, "true", f"{RANK} desc, id", words="cat"))[0]


@pytest.mark.parametrize("size", [UNSET, 11])
@pytest.mark.parametrize("words", [UNSET, "cow"])
@pytest.mark.parametrize("order_by", get_args(ManyOrdersOrder))
async def test_many_orders(db: Connection, order_by: ManyOrdersOrder, words: Any, size: Any) -> None:
    rank = [] if words is UNSET else [RANK]
    sized = size is not UNSET
    by = {
        "best_matching_first": [f"{each} desc" for each in rank],
        "plain": ["title"],
        "best_matching_last": rank,
        "best_matching_longest": [*rank, *(["length(body) / 11"] if sized else [])],
        "best_matching_shortest": [*(f"-{each}" for each in rank), *(["-(length(body) / 11)"] if sized else [])],
        "nearest_to_size": ["abs(length(title) - 11)"] if sized else [],
        "nearest": ["abs(length(body) - 11)"] if sized else [],
        "from": ["id - 4"],
        "far": ["id + 4"],
        "farther": ["id + 4"],
        "farthest": ["id + 4"],
        "very_farthest": ["- id - 4"],
        "alphabetical": ["title"],
    }
    found = await ArticlesQueries(db).many_orders(words=words, size=size, start=4, order_by=order_by)
    condition = "length(body) > 11" if sized else "true"
    assert found == await ids(db, condition, ", ".join([*by[order_by], "id"]), words=words)


async def test_an_order_that_is_none_is_told_with_the_others(db: Connection) -> None:
    given: Any = {"order_by": "oldest"}
    with pytest.raises(ValueError, match="order_by is 'oldest', but the orders are newest, rank, near"):
        await ArticlesQueries(db).list_articles(not_by=1, words=None, author_id=None, **given)
