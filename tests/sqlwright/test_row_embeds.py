"""Rows with one name that embed columns and CTEs, and pages of parents with lists, on a real database."""

from pathlib import Path

import asyncpg
import msgspec

from tests.sqlwright.cases.row_embeds.generated import Queries, init_connection
from tests.sqlwright.cases.row_embeds.generated.articles import ArticleCard, Author, CardPage, ShelfPage
from tests.sqlwright.cases.row_embeds.generated.models import Counted, CountedUser, Shelf, ShelfArticle

SCHEMA = Path(__file__).parent / "cases" / "row_embeds" / "schema" / "1.sql"
DATA = """
insert into users (name) values ('Ann'), ('Bob'), ('Cid');
insert into articles (author_id, title) values (1, 'A'), (2, 'B'), (1, 'C');
insert into comments (article_id, author_id, body) values (1, 2, 'Good.'), (1, 3, 'Bad.');
"""
ANN, BOB = Author(1, "Ann"), Author(2, "Bob")
A, B, C = ArticleCard(1, "A", ANN), ArticleCard(2, "B", BOB), ArticleCard(3, "C", ANN)
SHELVES = [
    Shelf(1, "Ann", [ShelfArticle(1, "A"), ShelfArticle(3, "C")]),
    Shelf(2, "Bob", [ShelfArticle(2, "B")]),
    Shelf(3, "Cid", []),
]
COUNTED = [
    CountedUser(1, "Ann", Counted(1, 2, "C")),
    CountedUser(2, "Bob", Counted(2, 1, "B")),
    CountedUser(3, "Cid", None),
]


async def test_queries_with_one_name_give_equal_rows(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute(SCHEMA.read_text() + DATA)
        await init_connection(connection)
        queries = Queries(connection)
        articles, comments = queries.articles, queries.comments
        page = await articles.list_cards()
        assert page.items == [A, B]
        assert await articles.list_cards(cursor=page.next_cursor) == CardPage([C], None)
        assert [await articles.get_card(id) for id in (1, 2)] == [A, B]
        assert [await articles.card_from_cte(id) for id in (2, 3)] == [B, C]
        assert await articles.counted() == COUNTED
        assert [await comments.counted_by_id(id) for id in (1, 2, 3)] == COUNTED
        shelves = await articles.shelves()
        found = [*shelves.items]
        while shelves.next_cursor is not None:
            shelves = await articles.shelves(cursor=shelves.next_cursor)
            found += shelves.items
        assert found == SHELVES == [await comments.get_shelf(id) for id in (1, 2, 3)]
        back = await articles.shelves(cursor=shelves.previous_cursor)
        assert isinstance(back, ShelfPage)
        assert back.items == SHELVES[1:2]
        threads = await articles.threads()
        assert threads.items == [await comments.get_thread(1)]
        assert len(threads.items[0].comments) == 2
        threads = await articles.threads(cursor=threads.next_cursor)
        assert threads.items == [await comments.get_thread(2)]
        assert threads.items[0].comments == []
    finally:
        await connection.close()


def test_what_others_see_of_a_page_does_not_speak_of_the_query() -> None:
    assert "ListCards" not in str(msgspec.json.schema(CardPage))
