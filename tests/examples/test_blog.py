"""The blog in examples/: its calls, and that its Python is what the SQL becomes."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from examples.blog.blog import APPLICATION, ROOT
from examples.blog.blog.app import build, description
from sqlwright.cli import main
from undercroft.auth import keys
from undercroft.auth.queries import WRITE
from undercroft.database.connections import querying
from undercroft.serving.lifecycle import Lifecycle
from undercroft.testing import pooler

Json = dict[str, Any]


class Blog:
    """The blog in the test's loop, as its users call it."""

    def __init__(self, client: AsyncClient, secrets: dict[str, str]) -> None:
        self._client = client
        self._secrets = secrets

    async def call(self, name: str, method: str, path: str, **more: Any) -> Any:
        """The answer's body; a path may begin with the status that is expected, if it is not 200, 201 or 204."""
        status, _, path = path.rpartition(" ")
        headers = {"Authorization": f"Bearer {self._secrets[name]}", **more.pop("headers", {})}
        answer = await self._client.request(method, path, headers=headers, **more)
        assert answer.status_code in ([int(status)] if status else [200, 201, 204]), answer.text
        return answer.json() if answer.content else None

    async def total(self, name: str, **filters: Any) -> int:
        headers = {"Authorization": f"Bearer {self._secrets[name]}"}
        answer = await self._client.get("/articles", params=filters, headers=headers)
        return int(answer.headers["X-Total-Count"])

    async def write(self, name: str, slug: str, **more: Any) -> Json:
        return await self.call(name, "POST", "/articles", json={"slug": slug, "title": slug.title(), **more})

    async def slugs(self, name: str, path: str = "/articles", **filters: Any) -> list[str]:
        return [each["slug"] for each in (await self.call(name, "GET", path, params=filters))["items"]]


@pytest.fixture
async def blog(database_url: str) -> AsyncGenerator[Blog]:
    """The blog with the users ann, bob and cid."""
    async with querying(database_url, APPLICATION.generated) as connection:
        secrets = {name: await keys.create(connection, APPLICATION.keys, name, WRITE) for name in ("ann", "bob", "cid")}
    settings = APPLICATION.load({"DATABASE_URL": database_url, **pooler.variables(database_url)})
    app = build(settings, APPLICATION.database(settings, database_url), Lifecycle())
    transport: Any = app
    async with (
        app.lifespan(),
        AsyncClient(transport=ASGITransport(transport), base_url="http://test") as client,
    ):
        yield Blog(client, secrets)


async def test_users_know_of_others_what_is_meant_for_them(blog: Blog) -> None:
    me = await blog.call("ann", "PATCH", "/me", json={"email": "ann@example.org", "bio": "Tea."})
    assert me == await blog.call("ann", "GET", "/me")
    assert (me["email"], me["bio"]) == ("ann@example.org", "Tea.")
    assert (await blog.call("ann", "PATCH", "/me", json={"email": None}))["email"] is None
    await blog.call("bob", "PUT", "/users/ann/follow")
    await blog.call("bob", "PUT", "/users/ann/follow")
    profile = {"name": "ann", "bio": "Tea.", "is_followed": True, "articles": 0}
    assert await blog.call("bob", "GET", "/users/ann") == profile
    assert await blog.call("cid", "GET", "/users/ann") == {**profile, "is_followed": False}
    await blog.call("bob", "DELETE", "/users/ann/follow")
    await blog.call("bob", "DELETE", "404 /users/ann/follow")
    await blog.call("bob", "PUT", "404 /users/eve/follow")
    assert (await blog.call("bob", "PUT", "409 /users/bob/follow"))["type"] == "urn:problem:one-self"


async def test_many_readers_at_once_share_a_query_but_not_what_they_may_see(blog: Blog) -> None:
    await blog.write("ann", "tea", is_draft=True)
    await blog.write("ann", "milk")
    await blog.call("bob", "PUT", "/articles/milk/favourite")
    seen = await asyncio.gather(
        *(blog.call(name, "GET", "/articles/milk") for name in ("ann", "bob", "ann", "bob")),
        blog.call("ann", "GET", "/articles/tea"),
        blog.call("bob", "GET", "404 /articles/tea"),
    )
    assert [each["is_favourite"] for each in seen[:4]] == [False, True, False, True]
    assert seen[4]["is_draft"]


async def test_an_article_is_one_shape_however_it_is_made(blog: Blog) -> None:
    made = await blog.write("ann", "tea", body="Two spoons.", tags=["hot", "drinks", "hot"])
    assert made["author"] == {"name": "ann", "bio": ""}
    assert (made["tags"], made["favourites"], made["version"], made["body"]) == (["drinks", "hot"], 0, 1, "Two spoons.")
    assert made == await blog.call("bob", "GET", "/articles/tea")
    changed = await blog.call("ann", "PATCH", "/articles/tea", json={"title": "Green tea"})
    assert changed == {**made, "title": "Green tea", "version": 2, "updated_at": changed["updated_at"]}
    listed = (await blog.call("bob", "GET", "/articles"))["items"]
    assert listed == [{name: value for name, value in changed.items() if name != "body"}]
    assert (await blog.write("ann", "plain"))["body"] == ""
    assert (await blog.call("ann", "POST", "409 /articles", json={"slug": "tea", "title": "T"}))["title"]


async def test_an_article_is_changed_by_its_author_alone(blog: Blog) -> None:
    await blog.write("ann", "tea")
    await blog.call("bob", "PATCH", "404 /articles/tea", json={"title": "Coffee"})
    await blog.call("bob", "PATCH", "404 /articles/tea", json={"title": "Coffee"}, headers={"If-Match": '"1"'})
    await blog.call("ann", "PATCH", "412 /articles/tea", json={"title": "Coffee"}, headers={"If-Match": '"2"'})
    await blog.call("ann", "PATCH", "/articles/tea", json={"title": "Coffee"}, headers={"If-Match": '"1"'})
    await blog.call("ann", "PATCH", "/articles/tea", json={"slug": "coffee"})
    revisions = await blog.call("ann", "GET", "/articles/coffee/revisions")
    assert [(each["version"], each["title"], each["editor"]) for each in revisions] == [
        (2, "Coffee", "ann"),
        (1, "Tea", "ann"),
    ]
    assert await blog.call("bob", "GET", "/articles/coffee/revisions") == []
    await blog.call("bob", "DELETE", "404 /articles/coffee")
    await blog.call("ann", "DELETE", "/articles/coffee")
    await blog.call("ann", "GET", "404 /articles/coffee")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param({}, ["d", "c", "b", "a"], id="all"),
        pytest.param({"author": "bob"}, ["d", "c"], id="an author's"),
        pytest.param({"tag": "hot"}, ["c", "a"], id="with a tag"),
        pytest.param({"favourite_of": "cid"}, ["b", "a"], id="somebody's favourites"),
        pytest.param({"words": "spoons -milk"}, ["b"], id="with words"),
        pytest.param({"author": "ann", "tag": "hot", "favourite_of": "cid"}, ["a"], id="several filters"),
        pytest.param({"author": "eve"}, [], id="none"),
        pytest.param({"order_by": "-favourites"}, ["b", "a", "d", "c"], id="by favourites"),
    ],
)
async def test_articles_are_filtered_ordered_counted_and_paged(blog: Blog, filters: Json, found: list[str]) -> None:
    await blog.write("ann", "a", tags=["hot"], body="spoons and milk")
    await blog.write("ann", "b", body="two spoons")
    await blog.write("bob", "c", tags=["hot", "cold"])
    await blog.write("bob", "d")
    await blog.write("ann", "hidden", tags=["hot"], is_draft=True)
    for name, slug in (("cid", "a"), ("cid", "b"), ("bob", "b")):
        await blog.call(name, "PUT", f"/articles/{slug}/favourite")
    assert await blog.slugs("bob", **filters) == found
    assert await blog.total("bob", **filters) == len(found)
    paged: list[str] = []
    cursor: Json | None = {}
    while cursor is not None:
        page = await blog.call("bob", "GET", "/articles", params={**filters, **cursor, "limit": 1})
        paged += [each["slug"] for each in page["items"]]
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
    assert paged == found
    assert [each["name"] for each in await blog.call("bob", "GET", "/tags")] == ["hot", "cold"]


async def test_the_feed_has_what_those_wrote_whom_the_caller_follows(blog: Blog) -> None:
    for number in range(3):
        await blog.write("ann", f"a-{number}")
        await blog.write("bob", f"b-{number}")
    await blog.write("ann", "draft", is_draft=True)
    assert await blog.slugs("cid", "/feed") == []
    await blog.call("cid", "PUT", "/users/ann/follow")
    first = await blog.call("cid", "GET", "/feed", params={"limit": 2})
    assert [each["slug"] for each in first["items"]] == ["a-2", "a-1"]
    assert await blog.slugs("cid", "/feed", limit=2, cursor=first["next_cursor"]) == ["a-0"]
    await blog.call("cid", "GET", "400 /feed", params={"cursor": "x"})


async def test_favourites_are_counted_once_for_each_reader(blog: Blog) -> None:
    await blog.write("ann", "tea")
    for name in ("bob", "bob", "cid"):
        await blog.call(name, "PUT", "/articles/tea/favourite")
    assert (await blog.call("bob", "GET", "/articles/tea"))["favourites"] == 2
    await blog.call("bob", "DELETE", "/articles/tea/favourite")
    await blog.call("bob", "DELETE", "404 /articles/tea/favourite")
    assert (await blog.call("bob", "GET", "/articles/tea"))["favourites"] == 1
    await blog.write("ann", "hidden", is_draft=True)
    await blog.call("bob", "PUT", "404 /articles/hidden/favourite")


async def test_articles_from_elsewhere_are_added_or_changed_in_one_statement(blog: Blog) -> None:
    await blog.write("ann", "b")
    await blog.write("bob", "theirs")
    written = [{"slug": slug, "title": slug.upper(), "body": ""} for slug in ("c", "b", "theirs", "a")]
    assert await blog.call("ann", "PUT", "/articles", json=written) == [
        {"slug": "c", "version": 1, "is_new": True},
        {"slug": "b", "version": 2, "is_new": False},
        {"slug": "a", "version": 1, "is_new": True},
    ]
    assert (await blog.call("ann", "GET", "/articles/theirs"))["title"] == "Theirs"
    assert [each["title"] for each in await blog.call("ann", "GET", "/articles/b/revisions")] == ["B"]


async def test_the_inbox_has_whole_discussions_on_each_page(blog: Blog) -> None:
    for slug in ("quiet", "busy", "new"):
        await blog.write("ann", slug)
    for name, slug, body in (
        ("bob", "busy", "1"),
        ("ann", "busy", "my own"),
        ("cid", "busy", "2"),
        ("bob", "new", "3"),
    ):
        await blog.call(name, "POST", f"/articles/{slug}/comments", json={"body": body})
    first = await blog.call("ann", "GET", "/inbox", params={"limit": 2})
    second = await blog.call("ann", "GET", "/inbox", params={"limit": 2, "cursor": first["next_cursor"]})
    discussed = {
        each["slug"]: [(comment["author"]["name"], comment["said"]["body"]) for comment in each["comments"]]
        for each in first["items"] + second["items"]
    }
    assert discussed == {"new": [("bob", "3")], "busy": [("bob", "1"), ("cid", "2")], "quiet": []}
    assert second["next_cursor"] is None
    assert await blog.slugs("bob", "/inbox") == []


async def test_comments_are_for_those_who_may_read_the_article(blog: Blog) -> None:
    await blog.write("ann", "tea")
    await blog.write("ann", "hidden", is_draft=True)
    said = await blog.call("bob", "POST", "/articles/tea/comments", json={"body": "Nice."})
    assert (await blog.call("cid", "GET", "/articles/tea/comments"))["items"] == [said]
    await blog.call("bob", "POST", "404 /articles/hidden/comments", json={"body": "?"})
    assert (await blog.call("bob", "GET", "/articles/hidden/comments"))["items"] == []
    await blog.call("cid", "DELETE", f"404 /articles/tea/comments/{said['id']}")
    await blog.call("ann", "DELETE", f"/articles/tea/comments/{said['id']}")
    assert (await blog.call("ann", "GET", "/articles/tea/comments"))["items"] == []


async def test_whoever_waits_for_a_comment_hears_of_it(blog: Blog) -> None:
    await blog.write("ann", "tea")
    await blog.write("bob", "milk")
    waiting = asyncio.create_task(blog.call("ann", "GET", "/inbox/next"))
    said: set[int] = set()
    while not waiting.done():
        await blog.call("cid", "POST", "/articles/milk/comments", json={"body": "For bob."})
        said.add((await blog.call("cid", "POST", "/articles/tea/comments", json={"body": "For ann."}))["id"])
    heard = waiting.result()
    assert heard["slug"] == "tea"
    assert heard["id"] in said


def test_every_call_is_described() -> None:
    assert {"/articles", "/articles/{slug}/comments", "/feed", "/inbox"} <= description().document["paths"].keys()


def test_the_python_is_what_the_sql_becomes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "-f", str(ROOT / "sqlc.yaml")])
    assert (ended.value.code, capsys.readouterr().err) == (0, "")
