"""The page at /schema finds calls, sends them with a key, shows what comes back and writes them as curl."""

import asyncio
import json
import os
from collections.abc import AsyncGenerator

import pytest
from playwright.async_api import Browser, Route, expect

from tests.service.browser import CHROMIUM, DESKTOP, PHONE, SchemaPage, launched
from tests.service.process import Service, started
from undercroft.testing.databases import Postgres

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]


@pytest.fixture(scope="module")
async def service(postgres: Postgres, migrated: str) -> AsyncGenerator[Service]:
    async with postgres.database(template=migrated) as name, started(postgres.url(name)) as service:
        yield service


@pytest.fixture(scope="module")
async def browser(anyio_backend: object) -> AsyncGenerator[Browser]:
    async with launched() as browser:
        yield browser


@pytest.fixture
async def schema(service: Service, browser: Browser, request: pytest.FixtureRequest) -> AsyncGenerator[SchemaPage]:
    """The page with a key, on a screen of this size; at the end, the browser has asked only the service."""
    width, height = getattr(request, "param", DESKTOP)
    context = await browser.new_context(viewport={"width": width, "height": height})
    schema = SchemaPage(await context.new_page(), f"http://127.0.0.1:{service.port}/schema")
    await schema.page.goto(schema.address)
    await schema.give_key(service.key)
    yield schema
    await context.close()
    assert schema.hosts == {"127.0.0.1"}
    assert schema.complaints == []


def new_user(email: str) -> str:
    return json.dumps({"email": email, "name": "Ada"})


async def test_an_example_is_sent_as_it_is(schema: SchemaPage) -> None:
    call = await schema.open("createUser")
    await call.send("201 Created, ")
    await expect(call.body).to_contain_text('{\n  "id": "')
    await expect(call.body).to_contain_text('  "email": "ada@example.org",\n')
    assert (await call.header("location")).startswith("/users/")


async def test_a_version_is_changed_once(schema: SchemaPage) -> None:
    made = await schema.open("createUser")
    await made.fill("NewUser as", new_user("once@example.org"))
    await made.send("201 Created")
    call = await schema.open("patchUser")
    await call.fill("user_id", (await made.header("location")).removeprefix("/users/"))
    await call.fill("If-Match", await made.header("etag"))
    await call.fill("UserPatch as", '{"name": "Augusta Ada"}')
    await call.send("200 OK")
    assert await call.header("etag") == '"2"'
    await call.send("412 Precondition Failed")
    await expect(call.body).to_contain_text('"type": "urn:problem:precondition-failed"')


async def test_a_known_version_is_not_sent_again(schema: SchemaPage) -> None:
    made = await schema.open("createUser")
    await made.fill("NewUser as", new_user("known@example.org"))
    await made.send("201 Created")
    call = await schema.open("getUser")
    await call.fill("user_id", (await made.header("location")).removeprefix("/users/"))
    await call.fill("If-None-Match", await made.header("etag"))
    await call.send("304 Not Modified, 0 bytes in ")
    await expect(call.status).to_have_class("status good")


async def test_an_order_is_made_once_and_read_in_a_stream(schema: SchemaPage) -> None:
    made = await schema.open("createUser")
    await made.fill("NewUser as", new_user("orders@example.org"))
    await made.send("201 Created")
    user_id = (await made.header("location")).removeprefix("/users/")
    call = await schema.open("createOrder")
    await call.fill("Idempotency-Key", "it's one")
    items = [{"sku": "tea", "quantity": 1, "unit_price": "1.00"}]
    await call.fill("NewOrder as", json.dumps({"user_id": user_id, "items": items}))
    await call.send("201 Created")
    first = await call.header("location")
    await call.send("201 Created")
    assert await call.header("location") == first

    call = await schema.open("getOrderSummaries")
    order_id = first.removeprefix("/orders/")
    await call.fill("WantedOrders as", json.dumps({"ids": [order_id, user_id]}))
    await call.send("200 OK")
    found, missing = map(json.loads, (await call.body.inner_text()).splitlines())
    assert found["summary"]["order"]["id"] == order_id
    assert missing["problem"]["detail"] == f"there is no order {user_id}"


async def test_only_what_is_filled_in_is_asked(schema: SchemaPage) -> None:
    call = await schema.open("listOrders")
    await call.send("200 OK")
    await call.form.get_by_label("status").select_option("paid")
    await call.fill("created_after", "2026-11-26T00:00:00+01:00")
    await expect(call.curl).to_contain_text("/orders?status=paid&created_after=2026-11-26T00%3A00%3A00%2B01%3A00'")
    await call.send("200 OK")
    await call.fill("limit", "many")
    await call.send("400 Bad Request")
    await expect(call.body).to_contain_text('"path": "query.limit"')


async def test_one_of_several_bodies(schema: SchemaPage) -> None:
    call = await schema.open("importUsers")
    await call.form.get_by_label("Send as").select_option("text/csv")
    await call.fill("string as text/csv", "name,email\nEve,eve@example.org\n")
    await expect(call.curl).to_contain_text("-H 'Content-Type: text/csv' --data-raw 'name,email")
    await call.send("200 OK")


async def test_without_a_key(schema: SchemaPage) -> None:
    await schema.give_key("")
    await (await schema.open("listUsers")).send("401 Unauthorized")
    await (await schema.open("livez")).send("200 OK")


async def test_a_pasted_header_is_a_key_too(schema: SchemaPage, service: Service) -> None:
    await schema.give_key(f" Bearer {service.key} ")
    await (await schema.open("listUsers")).send("200 OK")


async def test_the_key_is_kept_nowhere(schema: SchemaPage, service: Service) -> None:
    call = await schema.open("listUsers")
    await call.send("200 OK")
    assert service.key not in await schema.page.content()
    assert await schema.page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    await schema.page.reload()
    await expect(schema.page.get_by_label("Key", exact=True)).to_have_value("")


async def test_the_curl_line_does_the_same(schema: SchemaPage, service: Service) -> None:
    call = await schema.open("createUser")
    await call.fill("NewUser as", new_user("it's@example.org"))
    line = await call.curl.inner_text()
    process = await asyncio.create_subprocess_shell(
        line, env={**os.environ, "KEY": service.key}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert out.startswith(b"HTTP/1.1 201 Created")
    assert b"it's@example.org" in out


@pytest.mark.parametrize(
    ("operation", "begin"),
    [
        pytest.param("createUser", "curl -i 'http", id="POST"),
        pytest.param("cancelOrder", "curl -i -X POST 'http", id="POST without a body"),
        pytest.param("patchUser", "curl -i -X PATCH 'http", id="PATCH"),
        pytest.param("metrics", "curl -i 'http", id="GET"),
    ],
)
async def test_curl_is_copied(operation: str, begin: str, schema: SchemaPage) -> None:
    await schema.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    call = await schema.open(operation)
    await call.press("Copy as curl")
    await call.says("Copied")
    copied = await schema.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(begin)
    assert ('-H "Authorization: Bearer $KEY"' in copied) == (operation != "metrics")


async def test_where_pages_may_not_copy_the_line_is_selected(schema: SchemaPage) -> None:
    await schema.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    call = await schema.open("livez")
    await call.press("Copy as curl")
    await call.says("Selected")
    assert await schema.page.evaluate("String(getSelection())") == await call.curl.inner_text()


@pytest.mark.parametrize(
    ("media_type", "body", "shown"),
    [
        pytest.param(
            "application/problem+json",
            '{"n":12345678901234567890,"m":9.50,"a":[],"o":{},"l":[1,{"t":"a\\"b, c:\\\\"}],"x":null}',
            '{\n  "n": 12345678901234567890,\n  "m": 9.50,\n  "a": [],\n  "o": {},\n  "l": [\n    1,\n    {\n'
            '      "t": "a\\"b, c:\\\\"\n    }\n  ],\n  "x": null\n}',
            id="numbers as they were sent",
        ),
        pytest.param("application/json", '"tea"', '"tea"', id="a text"),
        pytest.param("text/html", "<b>&amp;</b>", "<b>&amp;</b>", id="markup"),
        pytest.param("image/png", "\x89PNG", "image/png, which is not shown", id="no text"),
        pytest.param(
            "text/plain", f"{'a' * 1_000_001}", f"{'a' * 1_000_001}\n… and more, which is not shown", id="long"
        ),
    ],
)
async def test_how_an_answer_is_shown(media_type: str, body: str, shown: str, schema: SchemaPage) -> None:
    await schema.page.route("**/livez", lambda route: route.fulfill(content_type=media_type, body=body))
    call = await schema.open("livez")
    await call.send("200 OK, ")
    assert await call.body.text_content() == shown


@pytest.mark.parametrize(
    ("end", "status"),
    [
        pytest.param("close()", "200 OK, 17 bytes in ", id="to its end"),
        pytest.param("error(Error('gone'))", "200 OK, but the answer broke off: gone", id="until it breaks off"),
    ],
)
async def test_a_stream_is_shown_while_it_comes(end: str, status: str, schema: SchemaPage) -> None:
    await schema.page.evaluate(
        """
        const stream = new ReadableStream({ start(controller) { window.sent = controller } });
        const headers = { "Content-Type": "application/x-ndjson" };
        window.fetch = async () => new Response(stream, { headers, statusText: "OK" });
        """
    )
    call = await schema.open("livez")
    await call.send("200 OK …")
    for line, shown in ('{"id":1}\n', '{"id":1}\n'), ('{"id":2}', '{"id":1}\n{"id":2}'):
        await schema.page.evaluate("line => sent.enqueue(new TextEncoder().encode(line))", line)
        await expect(call.body).to_have_text(shown, use_inner_text=True)
    await schema.page.evaluate(f"sent.{end}")
    await call.says(status)
    assert await call.body.text_content() == '{"id":1}\n{"id":2}'


async def test_an_answer_without_a_body(schema: SchemaPage) -> None:
    await schema.page.route("**/livez", lambda route: route.fulfill(status=204))
    call = await schema.open("livez")
    await call.send("204 No Content, 0 bytes in ")
    await expect(call.body).to_be_hidden()


async def test_no_answer(schema: SchemaPage) -> None:
    await schema.page.route("**/livez", lambda route: route.abort())
    await (await schema.open("livez")).send("No answer: Failed to fetch")


async def test_a_call_can_be_stopped(schema: SchemaPage) -> None:
    waiting = asyncio.Event()

    async def wait(route: Route) -> None:
        await waiting.wait()
        await route.abort()

    await schema.page.route("**/livez", wait)
    call = await schema.open("livez")
    await call.send("Sent …")
    await call.press("Stop")
    await call.says("No answer: you stopped it")
    waiting.set()
    await expect(call.form.get_by_role("button", name="Stop")).to_be_hidden()


@pytest.mark.parametrize(
    ("words", "calls"),
    [
        pytest.param("createorder", ["createOrder"], id="an operation"),
        pytest.param("PATCH", ["patchUser"], id="a method"),
        pytest.param("summar stream", [], id="nothing"),
        pytest.param("order pending", ["listOrders", "cancelOrder"], id="two words"),
        pytest.param("if-match", ["updateUser", "deleteUser", "patchUser"], id="a parameter"),
        pytest.param("wantedorders", ["getOrderSummaries"], id="a type"),
    ],
)
async def test_find(words: str, calls: list[str], schema: SchemaPage) -> None:
    everything = await schema.shown_calls()
    await schema.page.get_by_label("Find").fill(words)
    assert await schema.shown_calls() == calls
    count = f"{len(calls)} call{'' if len(calls) == 1 else 's'} found"
    await expect(schema.page.locator(".tools").get_by_role("status")).to_have_text(count)
    await schema.page.get_by_label("Find").fill("")
    assert await schema.shown_calls() == everything


async def test_a_link_opens_a_call(schema: SchemaPage) -> None:
    await schema.page.goto(f"{schema.address}#createOrder")
    await expect(schema.page.locator("#createOrder form")).to_be_in_viewport()


async def test_a_link_to_a_type_that_was_not_found_shows_it(schema: SchemaPage) -> None:
    await schema.page.get_by_label("Find").fill("createuser")
    call = await schema.open("createUser")
    await call.form.get_by_role("link", name="NewUser").click()
    await expect(schema.page.locator("#NewUser")).to_be_in_viewport()


async def test_a_call_is_sent_by_keyboard(schema: SchemaPage) -> None:
    await schema.page.locator("#listUsers > summary").focus()
    for key in ("Enter", "Tab", "1", "Enter"):
        await schema.page.keyboard.press(key)
    await expect(schema.page.locator("#listUsers").get_by_role("status")).to_contain_text("200 OK")


@pytest.mark.parametrize("schema", [DESKTOP, PHONE], indirect=True, ids=["desktop", "phone"])
async def test_nothing_is_wider_than_the_screen(schema: SchemaPage) -> None:
    assert await schema.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)") is None
    await schema.page.locator("#listUsers").get_by_role("button", name="Send").click()
    await expect(schema.page.locator("#listUsers").get_by_role("status")).to_contain_text("200 OK")
    assert await schema.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_every_field_has_a_name(schema: SchemaPage) -> None:
    fields = "[...document.querySelectorAll('input, select, textarea')]"
    assert await schema.page.evaluate(f"{fields}.filter(each => each.labels.length !== 1).map(each => each.id)") == []
    ids = await schema.page.eval_on_selector_all("[id]", "all => all.map(each => each.id)")
    assert len(ids) == len(set(ids))
    # A field's name would hide a property of its form, such as `dataset`.
    assert await schema.page.locator("form [name]").count() == 0
