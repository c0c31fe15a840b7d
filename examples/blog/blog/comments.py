"""Comments: on an article, and what was said about one's own."""

import asyncio
from contextlib import suppress
from typing import Annotated

from litestar import Response, Router, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from examples.blog.generated import Missed, Queries, listen, transaction
from examples.blog.generated.comments import (
    COMMENT_ADDED_CHANNEL,
    CommentAddedPayload,
    CommentPage,
    CommentsQuerier,
    Discussed,
    DiscussedComment,
    InboxCursor,
    InboxPage,
    ListCommentsCursor,
    ShownComment,
)
from undercroft.database.pool import Database
from undercroft.errors import NotFound
from undercroft.http.failures import failures
from undercroft.http.requests import AnyRequest, Limit
from undercroft.openapi.facts import Type, facts

from .viewer import viewer

# How long a call waits for a comment: less than a request may take.
PATIENCE = 3.0

FACTS = facts(
    types=[
        Type(ShownComment, "What somebody said about an article.", name="Comment"),
        Type(CommentPage, "Comments, the oldest first."),
        Type(Discussed, "An article, and all that others said about it.", name="DiscussedArticle"),
        Type(DiscussedComment, "What one of them said."),
        Type(CommentAddedPayload, "Where there is a new comment.", name="NewCommentNews"),
    ],
)


class NewComment(Struct, frozen=True, forbid_unknown_fields=True):
    """What the caller says."""

    body: Annotated[str, Meta(min_length=1, max_length=10_000)]


def router(database: Database, comments: CommentsQuerier) -> Router:
    @post("/articles/{slug:str}/comments", operation_id="addComment", responses=failures(404))
    async def add_comment(slug: FromPath[str], data: JSONBody[NewComment], request: AnyRequest) -> ShownComment:
        """Whoever waits for comments on the article hears of it."""
        async with transaction(database) as tx:
            queries = Queries(tx).comments
            comment = await queries.add_comment(viewer=viewer(request), body=data.body, slug=slug)
            if comment is None:
                raise NotFound("article", slug)
            await queries.comment_added(comment.id)
        return comment

    @get("/articles/{slug:str}/comments", operation_id="listComments")
    async def list_comments(
        slug: FromPath[str], request: AnyRequest, limit: Limit = 50, cursor: FromQuery[ListCommentsCursor | None] = None
    ) -> CommentPage:
        """Page by page, the oldest first."""
        return await comments.list_comments(
            slug=slug,
            viewer=viewer(request),
            limit=limit,
            cursor=cursor,
        )

    @delete("/articles/{slug:str}/comments/{id:int}", operation_id="deleteComment", responses=failures(404))
    async def delete_comment(slug: FromPath[str], id: FromPath[int], request: AnyRequest) -> None:
        """By who wrote it, or by the author of the article."""
        if await comments.delete_comment(id=id, slug=slug, viewer=viewer(request)) == 0:
            raise NotFound("comment of yours", id)

    @get("/inbox", operation_id="getInbox")
    async def get_inbox(
        request: AnyRequest, limit: Limit = 10, cursor: FromQuery[InboxCursor | None] = None
    ) -> InboxPage:
        """The caller's articles, each with all that others said about it."""
        return await comments.inbox(viewer(request), limit=limit, cursor=cursor)

    @get("/inbox/next", operation_id="awaitComment")
    async def await_comment(request: AnyRequest) -> Response[CommentAddedPayload | None]:
        """The next comment on an article of the caller's; null if none comes for a while, or one may have been missed."""
        me = viewer(request)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE), listen(database.connect_alone, COMMENT_ADDED_CHANNEL) as events:
                async for event in events:
                    if isinstance(event, Missed):
                        break
                    if event.to == me:
                        return Response(event)
        return Response(None)

    handlers = [add_comment, list_comments, delete_comment, get_inbox, await_comment]
    return Router("/", route_handlers=handlers, tags=["comments"], opt=FACTS)
