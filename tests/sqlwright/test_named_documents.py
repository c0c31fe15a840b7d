"""Documents with a name: every query that has one decodes it into the same struct."""

from pathlib import Path

import asyncpg

from tests.sqlwright.cases.named_documents.generated import Queries, init_connection
from tests.sqlwright.cases.named_documents.generated.articles import Bio, Card, GetArticleRow, ListArticlesRow, Shouted
from tests.sqlwright.cases.named_documents.generated.comments import C
from tests.sqlwright.cases.named_documents.generated.models import Author, CommentCard

SCHEMA = Path(__file__).parent / "cases" / "named_documents" / "schema" / "1.sql"
ANN, BOB = Author(1, "Ann"), Author(2, "Bob")


async def test_documents_with_one_name_are_one_struct(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute(SCHEMA.read_text())
        await connection.execute("insert into users (name, bio) values ('Ann', null), ('Bob', 'Bakes.')")
        await connection.execute("insert into articles (author_id, title) values (1, 'A'), (1, 'B')")
        await connection.execute("insert into comments (article_id, author_id, body) values (1, 2, 'Good.')")
        await init_connection(connection)
        queries = Queries(connection)
        articles, comments = queries.articles, queries.comments
        assert await articles.get_article(1) == GetArticleRow(1, "A", ANN)
        assert (await articles.list_articles()).items == [ListArticlesRow(1, [Card("A", ANN), Card("B", ANN)])]
        assert await articles.one_card(2) == Card("B", ANN)
        assert await articles.equal_author(2) == BOB
        pair = await articles.pair(2)
        assert pair is not None
        assert (pair.places, pair.bios) == ((2, "Bob", "Bakes.", "Bakes."), {"Bob": Bio("Bakes.")})
        card = CommentCard(1, "Good.", BOB)
        assert await comments.list_comments() == [card]
        assert await articles.last_comment(1) == card
        (row,) = await comments.comments_of_article()
        assert row.comments == [C(1, "Good.", BOB)]
        assert Shouted("hi").said == "hi"
    finally:
        await connection.close()
