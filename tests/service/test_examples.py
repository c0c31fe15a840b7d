"""The examples in the API's description fit their schemas, and the service answers as they show."""

import re
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from httpx import AsyncClient, Response

from generated.models import KeyScope
from service.app import description
from service.orders import ORDER
from service.payments import PAYMENT
from service.users import USER
from tests.service.running import client_of, make_key, running, serving
from undercroft.openapi.problem_examples import REQUEST_ID
from undercroft.serving.lifecycle import Lifecycle
from undercroft.testing.databases import connect

Json = dict[str, Any]

DOCUMENT = description().document
OPERATIONS: dict[str, tuple[str, str, Json]] = {
    operation["operationId"]: (method, path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
PROBLEM = "application/problem+json"
WITH_BODY = [name for name, (_, _, operation) in OPERATIONS.items() if "requestBody" in operation]
WITH_KEY = [name for name, (_, _, operation) in OPERATIONS.items() if operation.get("security") != [{}]]
OF_ONE = [name for name, (_, path, _) in OPERATIONS.items() if "{" in path]

# The calls that may fail because the database takes no writes.
CHANGES = [name for name in WITH_KEY if "database-read-only" in str(OPERATIONS[name][2]["responses"]["503"])]
READS = [name for name in WITH_KEY if name not in CHANGES]
CONTENTS = [
    pytest.param(where, media, id=f"{name}-{where}-{media_type}")
    for name, (_, _, operation) in OPERATIONS.items()
    for where, body in {"request": operation.get("requestBody", {}), **operation["responses"]}.items()
    for media_type, media in body.get("content", {}).items()
]


def examples(media: Json) -> list[Any]:
    return [media["example"]] if "example" in media else [each["value"] for each in media["examples"].values()]


def is_valid(value: Any, schema: Json) -> bool:
    whole = {"components": DOCUMENT["components"], **schema}
    return jsonschema_rs.validator_for(whole, validate_formats=True).is_valid(value)


@pytest.mark.parametrize(("where", "media"), CONTENTS)
def test_each_body_has_examples_that_fit(where: str, media: Json) -> None:
    assert examples(media)
    for example in examples(media):
        assert is_valid(example, media["schema"])
        if "contentSchema" in media["schema"]:
            lines = [msgspec.json.decode(line) for line in example.splitlines()]
            assert lines
            assert all(is_valid(line, media["schema"]["contentSchema"]) for line in lines)
        if where >= "400" and where != "request":
            assert (example["status"], example["request_id"]) == (int(where), REQUEST_ID)


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_answer_has_a_body_or_is_one_without(name: str) -> None:
    statuses = OPERATIONS[name][2]["responses"].items()
    assert {status for status, response in statuses if "content" not in response} <= {"204", "304"}


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_each_schema_is_explained(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    assert schema["description"]
    assert not name.endswith("Row")
    for key, field in schema.get("properties", {}).items():
        assert "$ref" in field or field.get("description"), f"{key} has no sentence in the vocabulary"
        assert all(is_valid(example, field) for example in field.get("examples", ()))


def test_numbers_are_whole() -> None:
    assert re.findall(r'"(?:minimum|maximum)":[0-9]+[.]', msgspec.json.encode(DOCUMENT).decode()) == []


# The story: each call with the body that is shown for it, and the answer that is shown.
STORY = [
    ("createUser", 201),
    ("listUsers", 200),
    ("getUser", 200),
    ("importUsers", 200),
    ("updateUser", 200),
    ("patchUser", 200),
    ("createOrder", 201),
    ("listOrders", 200),
    ("getOrder", 200),
    ("addPayment", 201),
    ("addShipment", 201),
    ("getOrderSummary", 200),
    ("getOrderSummaries", 200),
    ("createOrder", 201),
    ("cancelOrder", 200),
    ("deleteUser", 204),
    ("livez", 200),
    ("readyz", 200),
    ("startupz", 200),
]


class Story:
    """Makes calls as they are shown, but with the service's ids in place of the ids that are shown."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._ids: dict[str, str] = {}

    def move_to(self, client: AsyncClient) -> None:
        self._client = client

    async def call(
        self, name: str, *, url: str = "", body: Any = None, headers: dict[str, str] | None = None
    ) -> Response:
        """The call, or the same call with these changes."""
        method, path, operation = OPERATIONS[name]
        url = url or filled(path, operation)
        # The last type of a file: the rows that are shown as rejected belong to it.
        media_type, media = next(reversed(operation.get("requestBody", {"content": {"": {}}})["content"].items()))
        content = self._real(as_text(media.get("example", "") if body is None else body))
        sent = {"Content-Type": media_type} | (headers or {})
        answer = await self._client.request(
            method, self._real(url), content=content, headers=sent if content else headers
        )
        shown = {"createUser": USER, "createOrder": ORDER, "addPayment": PAYMENT}.get(name)
        if shown and answer.status_code == 201:
            self._ids[shown] = answer.json()["id"]
        return answer

    def told(self, answer: Response) -> str:
        """The answer with the ids that are shown, and without what differs from run to run."""
        text = answer.text
        for shown, real in self._ids.items():
            text = text.replace(real, shown)
        return without_moments(re.sub(r'"request_id":"\w+"', f'"request_id":"{REQUEST_ID}"', text))

    def _real(self, text: str) -> str:
        for shown, real in self._ids.items():
            text = text.replace(shown, real)
        return text


def filled(path: str, operation: Json) -> str:
    """The path with the ids that are shown."""
    in_path = (each for each in operation.get("parameters", ()) if each["in"] == "path")
    return path.format_map({each["name"]: each["example"] for each in in_path})


def as_text(example: Any) -> str:
    return example if isinstance(example, str) else msgspec.json.encode(example).decode()


def without_moments(text: str) -> str:
    return re.sub(r'_at":"[\dT:.-]+Z"', '_at":"then"', text)


def test_the_story_has_every_call() -> None:
    assert {name for name, _ in STORY} == OPERATIONS.keys() - {"metrics"}


async def test_the_story(client: AsyncClient) -> None:
    story = Story(client)
    for name, status in STORY:
        answer = await story.call(name)
        assert answer.status_code == status, answer.text
        for media in OPERATIONS[name][2]["responses"][str(status)].get("content", {}).values():
            assert story.told(answer) == without_moments(as_text(media["example"]))


async def test_a_file_of_lines(client: AsyncClient) -> None:
    [media_type, _] = content = OPERATIONS["importUsers"][2]["requestBody"]["content"]
    lines = content[media_type]["example"]
    answer = await client.post("/users/import", content=lines, headers={"Content-Type": media_type})
    assert answer.json() == {"inserted": lines.count("\n"), "rejected_count": 0, "rejected": []}


async def assert_shown(name: str, client: AsyncClient | Story, **otherwise: Any) -> None:
    """The changed call is answered by a problem that is shown for it."""
    story = client if isinstance(client, Story) else Story(client)
    answer = await story.call(name, **otherwise)
    told = msgspec.json.decode(story.told(answer))
    assert told in examples(OPERATIONS[name][2]["responses"][str(answer.status_code)]["content"][PROBLEM])


@pytest.mark.parametrize("name", WITH_KEY)
@pytest.mark.parametrize("key", ["", "Bearer none"])
async def test_without_a_key(shared_client: AsyncClient, name: str, key: str) -> None:
    await assert_shown(name, shared_client, headers={"Authorization": key})


@pytest.fixture(scope="session")
async def reader(shared_database_url: str) -> str:
    return f"Bearer {await make_key(shared_database_url, KeyScope.READ)}"


@pytest.mark.parametrize("name", CHANGES)
async def test_with_a_key_that_may_only_read(shared_client: AsyncClient, reader: str, name: str) -> None:
    await assert_shown(name, shared_client, headers={"Authorization": reader})


@pytest.mark.parametrize("name", READS)
async def test_what_such_a_key_may_do(shared_client: AsyncClient, reader: str, name: str) -> None:
    answer = await Story(shared_client).call(name, headers={"Authorization": reader})
    # There is nothing to read of what is shown.
    assert answer.status_code in (200, 404)


def test_what_only_reads_is_described_so() -> None:
    assert {name for name in READS if OPERATIONS[name][0] != "get"} == {"getOrderSummaries"}
    for name in WITH_KEY:
        _, _, operation = OPERATIONS[name]
        takes_tokens = any(each["name"] == "Read-After" for each in operation.get("parameters", ()))
        gives_tokens = any("Read-After" in response["headers"] for response in operation["responses"].values())
        assert (takes_tokens, gives_tokens) == (name in READS, name in CHANGES)


@pytest.mark.session("it sets again what was in force when it first connected", since="1.26")
@pytest.mark.session("it changes a setting that only new connections have")
async def test_where_only_reads_work(database_url: str) -> None:
    async with serving(database_url) as client:
        story = Story(client)
        await story.call("createUser")
        await story.call("createOrder")
    async with connect(database_url) as connection:
        name = await connection.fetchval("select quote_ident(current_database())")
        await connection.execute(f"alter database {name} set default_transaction_read_only = on")
        # A pooler has connections that began before.
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    async with running(database_url) as app, client_of(app) as reader:
        reader.headers = client.headers
        story.move_to(reader)
        for name in CHANGES:
            await assert_shown(name, story)
        for name in READS:
            assert (await story.call(name)).status_code == 200


@pytest.mark.parametrize("name", [*OF_ONE, "createOrder"])
async def test_what_is_not_there(shared_client: AsyncClient, name: str) -> None:
    await assert_shown(name, shared_client)


@pytest.mark.parametrize("name", WITH_BODY)
async def test_another_media_type(shared_client: AsyncClient, name: str) -> None:
    await assert_shown(name, shared_client, headers={"Content-Type": "text/plain"})


async def test_too_large(shared_database_url: str) -> None:
    async with serving(shared_database_url, MAX_BODY="10", MAX_IMPORT_BODY="10") as client:
        for name in WITH_BODY:
            await assert_shown(name, client)


NO_QUANTITY = {"user_id": USER, "items": [{"sku": "tea", "quantity": 0, "unit_price": "4.50"}]}


@pytest.mark.parametrize(
    ("name", "otherwise"),
    [
        *(pytest.param(name, {"body": {}}, id=name) for name in WITH_BODY if name not in ("importUsers", "patchUser")),
        *(
            pytest.param(name, {"url": re.sub(r"\{\w+\}", "1", OPERATIONS[name][1])}, id=name)
            for name in OF_ONE
            if name not in WITH_BODY
        ),
        pytest.param("patchUser", {"body": {"name": None}}, id="a name that is null"),
        pytest.param("importUsers", {"body": "a,b"}, id="a file without its header row"),
        pytest.param("createOrder", {"body": NO_QUANTITY}, id="no quantity"),
        pytest.param("listUsers", {"url": "/users?limit=101"}, id="too many users"),
        pytest.param("listUsers", {"url": "/users?cursor=x"}, id="a cursor that is none of users"),
        pytest.param("listOrders", {"url": "/orders?limit=101"}, id="too many orders"),
        pytest.param("listOrders", {"url": "/orders?cursor=x"}, id="a cursor that is none of orders"),
        pytest.param("listOrders", {"url": "/orders?created_after=x"}, id="a moment that is none"),
    ],
)
async def test_invalid(shared_client: AsyncClient, name: str, otherwise: Json) -> None:
    await assert_shown(name, shared_client, **otherwise)


async def test_conflicts(client: AsyncClient) -> None:
    story = Story(client)
    await story.call("createUser")
    await assert_shown("createUser", story)
    dear = {"user_id": USER, "items": [{"sku": "tea", "quantity": 10**9, "unit_price": "10"}]}
    await assert_shown("createOrder", story, body=dear)
    key = {"Idempotency-Key": "once"}
    await story.call("createOrder", headers=key)
    await assert_shown("createOrder", story, body=dear, headers=key)
    await assert_shown("addShipment", story)
    await story.call("addPayment")
    await assert_shown("addPayment", story)
    await assert_shown("cancelOrder", story)


@pytest.mark.parametrize("name", ["updateUser", "patchUser"])
async def test_an_email_that_is_taken(client: AsyncClient, name: str) -> None:
    story = Story(client)
    await client.post("/users", json={"email": "ADA@example.org", "name": "Another Ada"})
    await story.call("createUser", body={"email": "bob@example.org", "name": "Bob"})
    await assert_shown(name, story, body={"email": "ada@example.org", "name": "Ada"})


@pytest.mark.parametrize("name", [name for name, (*_, each) in OPERATIONS.items() if "412" in each["responses"]])
async def test_another_version(client: AsyncClient, name: str) -> None:
    story = Story(client)
    await story.call("createUser")
    await story.call("updateUser")
    await assert_shown(name, story, headers={"If-Match": '"1"'})


async def test_probes_that_say_no(database_url: str) -> None:
    lifecycle = Lifecycle()
    async with serving(database_url, lifecycle=lifecycle) as client:
        lifecycle.is_started = False
        await assert_shown("startupz", client)
        lifecycle.is_draining = True
        await assert_shown("readyz", client)
        lifecycle.is_draining = False
        async with connect(database_url) as connection:
            await connection.execute("delete from schema_migrations where version = '20261126080000'")
        await assert_shown("readyz", client)
