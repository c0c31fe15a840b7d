"""Documents that functions in SQL give fit the types that are generated for them."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.sqlwright.cases.shapes_functions.generated import init_connection
from tests.sqlwright.cases.shapes_functions.generated.articles import (
    ArticleJsonArticleJson,
    ArticleJsonAuthor,
    ArticleSeenRow,
    ArticleSeenSeen,
    ArticlesQueries,
    AuthorsAuthor,
    AuthorsRow,
    CountedCounted,
    DocumentsArticle,
    InUnionAuthorJson,
    PointsCertain,
    PointsRow,
    TaggedDocument,
    TaggedRow,
    TitlesInFromTitle,
    TitlesTitles,
    TreeTree,
    TwoFunctionsP,
    TwoFunctionsRow,
    TwoFunctionsT,
)
from undercroft.testing.databases import Postgres, connect

SCHEMA = (Path(__file__).parent / "cases/shapes_functions/schema/1.sql").read_text()
ROWS = """
insert into users (name, bio) values ('Ann', null);
insert into articles (author_id, title, tags) values (1, 'One', '{a, null}'), (1, 'Two', '{}');
"""


@pytest.fixture
async def queries(postgres: Postgres) -> AsyncGenerator[ArticlesQueries]:
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        await connection.execute(SCHEMA + ROWS)
        await init_connection(connection)
        yield ArticlesQueries(connection)


async def test_results(queries: ArticlesQueries) -> None:
    author = ArticleJsonAuthor(id=1, name="Ann", bio=None)
    document = ArticleJsonArticleJson(id=1, title="One", tags=["a", None], author=author, viewer=None)
    assert await queries.article_json(1) == document
    assert await queries.article_json(9) is None
    seen = ArticleSeenSeen(id=2, title="Two", tags=[], author=author, viewer=7)
    assert await queries.article_seen(id=2, viewer=7) == ArticleSeenRow(seen=seen, author=author)
    assert (await queries.authors())[0] == AuthorsRow(id=1, author=AuthorsAuthor(id=1, name="Ann", bio=None))
    (documents,) = await queries.documents()
    assert documents is not None
    assert documents[1] == DocumentsArticle(id=2, title="Two", tags=[], author=author, viewer=None)
    assert await queries.in_union() == [InUnionAuthorJson(1, "Ann", None), InUnionAuthorJson(1, "x", None)]
    assert await queries.counted() == CountedCounted(label="x", articles=2)
    assert await queries.tree() == TreeTree(depth=2, below={"depth": 1, "below": {"depth": 0, "below": None}})


async def test_a_strict_function_has_no_document_for_a_null(queries: ArticlesQueries) -> None:
    point = PointsCertain(x=1, y=2)
    assert await queries.points(x=1, y=None) == PointsRow(certain=point, perhaps=None)
    assert await queries.points(x=None, y=1) == PointsRow(certain=point, perhaps=None)


async def test_sets(queries: ArticlesQueries) -> None:
    assert await queries.titles(1) == [TitlesTitles(title="One"), TitlesTitles(title="Two")]
    assert await queries.titles_in_from(1) == [TitlesInFromTitle(title="One"), TitlesInFromTitle(title="Two")]
    assert await queries.tagged("a") == [TaggedRow(article_id=1, document=TaggedDocument(title="One", tag="a"))]
    assert await queries.tagged(None) == []
    point = TwoFunctionsP(x=1, y=2)
    assert await queries.two_functions(1) == [
        TwoFunctionsRow(p=point, t=TwoFunctionsT(title="One")),
        TwoFunctionsRow(p=None, t=TwoFunctionsT(title="Two")),
    ]
