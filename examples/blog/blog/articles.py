"""Articles, their tags and favourites, and the feed."""

from typing import Annotated

from litestar import Response, Router, delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from examples.blog.generated import Queries, transaction
from examples.blog.generated.articles import (
    ArticlePage,
    ArticlesQuerier,
    FeedCursor,
    FeedPage,
    FullArticle,
    ListArticlesCursor,
    ListArticlesOrder,
    PutArticlesArticle,
    PutArticlesRow,
    RevisionsRow,
    TagsRow,
)
from examples.blog.generated.models import ARTICLES_SLUG_KEY
from undercroft.database.pool import Database
from undercroft.edge.headers import LOCATION
from undercroft.errors import Conflict, NotFound, PreconditionFailed, RequestError, on_constraint
from undercroft.http.etags import etag, expected_versions
from undercroft.http.failures import failures
from undercroft.http.requests import AnyRequest, Limit
from undercroft.openapi.facts import Type, facts

from .viewer import viewer

FACTS = facts(
    tag="Articles; a draft is for its author alone.",
    types=[
        Type(FullArticle, "An article with its text.", name="Article"),
        Type(ArticlePage, "Articles, sorted as asked."),
        Type(FeedPage, "Articles, the newest first."),
        Type(PutArticlesRow, "What became of an article.", name="PutArticle"),
        Type(TagsRow, "A tag, and how many articles have it.", name="Tag"),
        Type(RevisionsRow, "What an article was called before a change.", name="Revision"),
    ],
)

Slug = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9-]{1,100}$",
        description="1 to 100 small letters, digits and hyphens.",
        examples=["first-steps"],
    ),
]
Title = Annotated[str, Meta(min_length=1, max_length=200)]
Tag = Annotated[str, Meta(min_length=1, max_length=50)]


class NewArticle(Struct, frozen=True, forbid_unknown_fields=True):
    """An article as its author wants it."""

    slug: Slug
    title: Title
    body: str | UnsetType = UNSET
    is_draft: bool | UnsetType = UNSET
    tags: Annotated[list[Tag], Meta(max_length=20)] = []


class ArticlePatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Changes to an article. A field that is absent stays as it is."""

    slug: Slug | UnsetType = UNSET
    title: Title | UnsetType = UNSET
    body: str | UnsetType = UNSET
    is_draft: bool | UnsetType = UNSET


class WrittenArticle(Struct, frozen=True, forbid_unknown_fields=True):
    """An article from elsewhere."""

    slug: Slug
    title: Title
    body: str


class SlugTaken(Conflict):
    slug = "slug-taken"
    title = "The slug is taken"

    def __init__(self, slug: str) -> None:
        super().__init__(f"another article has the slug {slug}")


def router(database: Database, articles: ArticlesQuerier) -> Router:
    @post(
        "/articles",
        operation_id="createArticle",
        responses=failures(404, SlugTaken("tea")),
        response_headers=[LOCATION],
    )
    async def create_article(data: JSONBody[NewArticle], request: AnyRequest) -> Response[FullArticle]:
        with on_constraint({ARTICLES_SLUG_KEY: SlugTaken(data.slug)}):
            article = await articles.create_article(
                viewer=viewer(request),
                slug=data.slug,
                title=data.title,
                body=data.body,
                is_draft=data.is_draft,
                tags=data.tags,
            )
        if article is None:
            raise NotFound("author")
        return Response(article, headers={"Location": f"/articles/{article.slug}", "ETag": etag(article.version)})

    @get("/articles", operation_id="listArticles")
    async def list_articles(
        request: AnyRequest,
        author: FromQuery[str | None] = None,
        tag: FromQuery[str | None] = None,
        favourite_of: FromQuery[str | None] = None,
        words: FromQuery[str | None] = None,
        order_by: FromQuery[ListArticlesOrder] = "-created_at",
        limit: Limit = 20,
        cursor: FromQuery[ListArticlesCursor | None] = None,
    ) -> Response[ArticlePage]:
        """Page by page, by any mix of filters; X-Total-Count says how many there are on all pages."""
        me = viewer(request)
        page = await articles.list_articles(
            viewer=me,
            author=author,
            tag=tag,
            favourite_of=favourite_of,
            words=words,
            order_by=order_by,
            limit=limit,
            cursor=cursor,
        )
        total = await articles.list_articles_count(
            viewer=me, author=author, tag=tag, favourite_of=favourite_of, words=words
        )
        return Response(page, headers={"X-Total-Count": str(total)})

    @get("/feed", operation_id="getFeed")
    async def get_feed(request: AnyRequest, limit: Limit = 20, cursor: FromQuery[FeedCursor | None] = None) -> FeedPage:
        """The articles of those whom the caller follows."""
        return await articles.feed(viewer(request), limit=limit, cursor=cursor)

    @get("/articles/{slug:str}", operation_id="getArticle", responses=failures(404))
    async def get_article(slug: FromPath[str], request: AnyRequest) -> FullArticle:
        article = await articles.get_article(viewer=viewer(request), slug=slug)
        if article is None:
            raise NotFound("article", slug)
        return article

    @patch("/articles/{slug:str}", operation_id="changeArticle", responses=failures(404, SlugTaken("tea"), 412))
    async def change_article(
        slug: FromPath[str], data: JSONBody[ArticlePatch], request: AnyRequest
    ) -> Response[FullArticle]:
        """By its author; with If-Match, only in a version that it names."""
        me = viewer(request)
        with on_constraint({ARTICLES_SLUG_KEY: SlugTaken(data.slug or "")}):
            async with transaction(database, settings={"blog.editor": me}) as tx:
                article = await Queries(tx).articles.change_article(
                    article=slug,
                    viewer=me,
                    expected=expected_versions(request),
                    slug=data.slug,
                    title=data.title,
                    body=data.body,
                    is_draft=data.is_draft,
                )
        if article is None:
            raise await why_unchanged(slug, me)
        return Response(article, headers={"ETag": etag(article.version)})

    @delete("/articles/{slug:str}", operation_id="deleteArticle", responses=failures(404))
    async def delete_article(slug: FromPath[str], request: AnyRequest) -> None:
        if await articles.delete_article(slug=slug, viewer=viewer(request)) == 0:
            raise NotFound("article of yours", slug)

    @put("/articles", operation_id="putArticles")
    async def put_articles(
        data: JSONBody[Annotated[list[WrittenArticle], Meta(max_length=1000)]], request: AnyRequest
    ) -> list[PutArticlesRow]:
        """Adds articles or changes those that are there; those of others stay as they are, and out of the answer."""
        me = viewer(request)
        written = [PutArticlesArticle(slug=each.slug, title=each.title, body=each.body) for each in data]
        async with transaction(database, settings={"blog.editor": me}) as tx:
            return await Queries(tx).articles.put_articles(viewer=me, articles=written)

    @get("/articles/{slug:str}/revisions", operation_id="getRevisions")
    async def get_revisions(slug: FromPath[str], request: AnyRequest) -> list[RevisionsRow]:
        """Of an article of the caller's; the latest change comes first."""
        return await articles.revisions(slug=slug, viewer=viewer(request))

    @put("/articles/{slug:str}/favourite", operation_id="addFavourite", status_code=204, responses=failures(404))
    async def add_favourite(slug: FromPath[str], request: AnyRequest) -> None:
        if await articles.add_favourite(viewer=viewer(request), slug=slug) == 0:
            raise NotFound("article", slug)

    @delete("/articles/{slug:str}/favourite", operation_id="removeFavourite", responses=failures(404))
    async def remove_favourite(slug: FromPath[str], request: AnyRequest) -> None:
        if await articles.remove_favourite(slug=slug, viewer=viewer(request)) == 0:
            raise NotFound("favourite", slug)

    @get("/tags", operation_id="getTags")
    async def get_tags(limit: Limit = 20) -> list[TagsRow]:
        """The tags of most articles."""
        return await articles.tags(limit)

    async def why_unchanged(slug: str, me: int) -> RequestError:
        """Why no row was updated: it is not the caller's article, or If-Match does not name its version."""
        version = await articles.get_version(slug=slug, viewer=me)
        if version is None:
            return NotFound("article of yours", slug)
        return PreconditionFailed("article", etag(version))

    handlers = [create_article, list_articles, get_feed, get_article, change_article, delete_article, put_articles]
    more = [get_revisions, add_favourite, remove_favourite, get_tags]
    return Router("/", route_handlers=[*handlers, *more], tags=["articles"], opt=FACTS)
