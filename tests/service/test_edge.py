"""The edge: what it does for every request, whatever the application inside it does."""

import asyncio
import logging
from typing import Any

import pytest
from httpx import AsyncClient
from ulid import ULID

from tests.service.asgi import Call
from undercroft.edge.edge import Edge
from undercroft.edge.pace import Pace

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def watched(app: Any, request_timeout: float) -> Edge:
    return Edge(app, name="service", request_timeout=request_timeout)


async def start(send: Any, status: int = 200) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})


async def end(send: Any, body: bytes = b"") -> None:
    await send({"type": "http.response.body", "body": body, "more_body": False})


@pytest.mark.parametrize("given", ["a", "A-z_0-9", "x" * 64])
async def test_the_callers_request_id(shared_client: AsyncClient, given: str) -> None:
    response = await shared_client.get("/livez", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", [None, "", "x" * 65, "a b", "a.b", "é", "a\tb"])
async def test_a_request_id_of_our_own(shared_client: AsyncClient, given: str | None) -> None:
    headers = {} if given is None else {b"X-Request-ID": given.encode()}
    response = await shared_client.get("/livez", headers=headers)
    ULID.from_str(response.headers["X-Request-ID"])


ANSWERS = [
    pytest.param("GET", "/livez", 200, id="an answer"),
    pytest.param("GET", "/nothing", 404, id="no such path"),
    pytest.param("POST", "/livez", 405, id="no such method"),
    pytest.param("GET", "/users/x", 400, id="refused"),
    pytest.param("OPTIONS", "/users", 204, id="options"),
    pytest.param("HEAD", "/livez", 200, id="head"),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
async def test_the_headers_of_every_answer(shared_client: AsyncClient, method: str, path: str, status: int) -> None:
    response = await shared_client.request(method, path, headers={"X-Request-ID": "mine"})
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert response.headers["X-Request-ID"] == "mine"


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/users", "/users", 200),
        ("GET", "/users/x", "/users/{user_id}", 400),
        ("HEAD", "/users", "/users", 200),
        ("GET", "/nothing", None, 404),
        ("DELETE", "/users", None, 405),
    ],
)
async def test_the_access_log(
    shared_client: AsyncClient,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    route: str | None,
    status: int,
) -> None:
    with caplog.at_level(logging.INFO, "service.access"):
        response = await shared_client.request(method, f"{path}?limit=5")
    [fields] = [record.__dict__["fields"] for record in caplog.records if record.name == "service.access"]
    duration = fields.pop("duration_ms")
    assert fields == {"method": method, "path": path, "route": route, "status": status, "bytes": len(response.content)}
    assert 0 < duration < 5000


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/startupz"])
async def test_probes_are_not_in_the_access_log(
    shared_client: AsyncClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    with caplog.at_level(logging.INFO, "service.access"):
        await shared_client.get(path)
    assert [record for record in caplog.records if record.name == "service.access"] == []


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/users", "GET, HEAD, OPTIONS, POST"),
        ("/users/123e4567-e89b-12d3-a456-426614174000", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ("/livez", "GET, HEAD, OPTIONS"),
    ],
)
@pytest.mark.parametrize(("method", "status"), [("OPTIONS", 204), ("TRACE", 405), ("BREW", 405)])
async def test_allow(shared_client: AsyncClient, path: str, allowed: str, method: str, status: int) -> None:
    response = await shared_client.request(method, path)
    assert (response.status_code, response.headers["Allow"]) == (status, allowed)


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("BREW", "/users", 405), ("OPTIONS", "/users", 204)]
)
async def test_what_needs_no_key(shared_client: AsyncClient, method: str, path: str, status: int) -> None:
    assert (await shared_client.request(method, path, headers={"Authorization": ""})).status_code == status


async def test_the_deadline() -> None:
    ends: list[str] = []

    async def never(scope: Any, receive: Any, send: Any) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ends.append("cancelled")

    call = Call(watched(never, 0.01), "GET", "/slow", {"X-Request-ID": "mine"})
    await call.task
    assert ends == ["cancelled"]
    assert call.status == 504
    assert call.headers["content-type"] == "application/problem+json"
    assert call.body == {
        "type": "urn:problem:deadline-exceeded",
        "title": "Deadline exceeded",
        "status": 504,
        "detail": "the request took too long and was cancelled",
        "instance": "/slow",
        "request_id": "mine",
    }
    assert call.task.cancelling() == 0


async def test_a_route_with_a_deadline_of_its_own() -> None:
    async def never(scope: Any, receive: Any, send: Any) -> None:
        scope["path_template"] = "/slow"
        await asyncio.Event().wait()

    call = Call(Edge(never, name="service", request_timeout=0.01, timeouts={"/slow": 0.05}), "GET", "/slow")
    started_at = asyncio.get_running_loop().time()
    await call.task
    assert call.status == 504
    assert asyncio.get_running_loop().time() - started_at > 0.045


async def test_the_deadline_does_not_wait_for_the_end_of_the_work() -> None:
    cleaned_up = asyncio.Event()

    async def stubborn(scope: Any, receive: Any, send: Any) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await cleaned_up.wait()

    call = Call(watched(stubborn, 0.01), "GET", "/")
    async with asyncio.timeout(5):
        await call.answered.wait()
        cleaned_up.set()
        await call.task
    assert call.status == 504


async def reads(scope: Any, receive: Any, send: Any) -> None:
    while (await receive())["more_body"]:
        pass
    await start(send)
    await end(send)


@pytest.mark.parametrize("parts", [(b"",), (b"{",)], ids=["before its first byte", "after it"])
async def test_a_body_that_stalls(parts: tuple[bytes, ...]) -> None:
    call = Call(
        Edge(reads, name="service", request_timeout=60, pace=Pace(idle=0.01)), "POST", "/", parts=parts, ends=False
    )
    await call.task
    assert (call.status, call.headers["connection"]) == (408, "close")
    assert call.body["type"] == "urn:problem:body-timeout"


async def test_what_a_client_takes_for_its_body_does_not_count() -> None:
    call = Call(watched(reads, 0.01), "POST", "/", parts=(b"{",), ends=False)
    # Several times the deadline.
    _, is_waiting = await asyncio.wait({call.task}, timeout=0.2)
    assert is_waiting
    call.finish()
    await call.task
    assert call.status == 200


async def test_what_the_application_takes_meanwhile_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.edge.linger.SECONDS", 0.01)

    async def stuck(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await asyncio.Event().wait()

    call = Call(watched(stuck, 0.01), "POST", "/", parts=(b"{",), ends=False)
    await call.task
    assert call.status == 504


@pytest.mark.parametrize("ends", [True, False], ids=["that ends", "that does not"])
async def test_the_rest_of_a_body_after_the_answer(monkeypatch: pytest.MonkeyPatch, ends: bool) -> None:
    monkeypatch.setattr("undercroft.edge.linger.SECONDS", 0.01)

    async def answers(scope: Any, receive: Any, send: Any) -> None:
        await start(send, 413)
        await end(send)

    call = Call(watched(answers, 60), "POST", "/", parts=(b"{", b"}"), ends=ends)
    await call.task
    assert (call.status, call.is_read) == (413, True)


async def test_the_deadline_after_the_answer_began() -> None:
    async def half(scope: Any, receive: Any, send: Any) -> None:
        await start(send)
        await asyncio.Event().wait()

    call = Call(watched(half, 0.01), "GET", "/")
    with pytest.raises(asyncio.CancelledError):
        await call.task
    assert [message["type"] for message in call.sent] == ["http.response.start"]


async def test_each_part_of_a_stream_has_the_deadline_again() -> None:
    async def streams(scope: Any, receive: Any, send: Any) -> None:
        await start(send)
        for _ in range(12):
            await asyncio.sleep(0.05)  # it is time itself that matters here
            await send({"type": "http.response.body", "body": b"part", "more_body": True})
        await end(send)

    call = Call(watched(streams, 0.5), "GET", "/")
    await call.task
    assert len(call.sent) == 14


async def test_an_answer_that_is_given_although_it_is_late() -> None:
    async def unimpressed(scope: Any, receive: Any, send: Any) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await start(send)
            await end(send, b"too late")

    call = Call(watched(unimpressed, 0.01), "GET", "/")
    await call.task
    assert [message["type"] for message in call.sent] == ["http.response.start", "http.response.body"]
    assert call.status == 504


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_client_that_leaves(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    monkeypatch.setattr("undercroft.edge.exchange.WATCH_AFTER", 0)
    waits = asyncio.Event()

    async def never(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        waits.set()
        await asyncio.Event().wait()

    call = Call(watched(never, 60), method, "/")
    await waits.wait()
    call.leave()
    with caplog.at_level(logging.INFO, "service.access"):
        async with asyncio.timeout(5):
            await call.task
    assert call.sent == []
    assert caplog.records[-1].__dict__["fields"]["status"] == 499


async def test_a_client_that_leaves_before_its_body_is_whole(caplog: pytest.LogCaptureFixture) -> None:
    async def reads(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["more_body"]:
            pass

    call = Call(watched(reads, 60), "POST", "/", parts=(b"{",), ends=False)
    call.leave()
    with caplog.at_level(logging.INFO, "service.access"):
        await call.task
    assert call.status == 400
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert caplog.records[-1].__dict__["fields"]["status"] == 499


async def test_an_application_that_waits_for_the_client_to_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.edge.exchange.WATCH_AFTER", 0)
    received: list[str] = []

    async def streams(scope: Any, receive: Any, send: Any) -> None:
        received.append((await receive())["type"])
        await start(send)
        received.append((await receive())["type"])
        await end(send)

    call = Call(watched(streams, 60), "GET", "/")
    call.leave()
    async with asyncio.timeout(5):
        await call.task
    assert received[0] == "http.request"


async def test_an_error_that_nobody_answered(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("a bug")

    call = Call(watched(broken, 60), "GET", "/")
    await call.task
    assert call.status == 500
    assert "a bug" not in str(call.sent)
    assert caplog.records[0].exc_info


async def test_an_error_after_the_answer_began(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        await start(send)
        raise RuntimeError("a bug")

    call = Call(watched(broken, 60), "GET", "/")
    with pytest.raises(RuntimeError, match="a bug"):
        await call.task
    assert len(call.sent) == 1


@pytest.mark.parametrize(
    ("is_read", "why"),
    [
        pytest.param(False, "its client reads too slowly", id="not read"),
        pytest.param(True, "the request took too long and was cancelled", id="not made"),
    ],
)
async def test_half_an_answer_is_one_warning(caplog: pytest.LogCaptureFixture, is_read: bool, why: str) -> None:
    async def endless(scope: Any, receive: Any, send: Any) -> None:
        await start(send)
        await send({"type": "http.response.body", "body": b"a line", "more_body": True})
        await asyncio.Event().wait()

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body" and not is_read:
            await asyncio.Event().wait()

    scope: Any = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [(b"host", b"test")],
    }
    with pytest.raises(asyncio.CancelledError):
        await watched(endless, 0.01)(scope, receive, send)
    [record] = [record for record in caplog.records if record.name == "undercroft.edge.exchange"]
    assert (record.levelname, record.getMessage()) == ("WARNING", f"an answer broke off: {why}")


async def test_what_is_in_flight_can_be_cut_short() -> None:
    waits = asyncio.Event()

    async def never(scope: Any, receive: Any, send: Any) -> None:
        waits.set()
        await asyncio.Event().wait()

    edge = watched(never, 60)
    call = Call(edge, "GET", "/", {"X-Request-ID": "mine"})
    await waits.wait()
    assert await edge.abandon() == 1
    await call.task
    assert (call.status, call.headers["retry-after"], call.body["request_id"]) == (503, "1", "mine")
    assert await edge.abandon() == 0


async def test_from_draining_on_an_answer_closes_its_connection() -> None:
    goes_on = asyncio.Event()

    async def waiting(scope: Any, receive: Any, send: Any) -> None:
        await goes_on.wait()
        await start(send)
        await end(send)

    edge = watched(waiting, 60)
    goes_on.set()
    before = Call(edge, "GET", "/")
    await before.task
    goes_on.clear()
    under_way = Call(edge, "GET", "/")
    await asyncio.sleep(0)
    edge.drain()
    goes_on.set()
    await under_way.task
    assert "connection" not in before.headers
    assert under_way.headers["connection"] == "close"


async def test_a_server_that_cancels_a_request_is_obeyed() -> None:
    waits = asyncio.Event()

    async def never(scope: Any, receive: Any, send: Any) -> None:
        waits.set()
        await asyncio.Event().wait()

    call = Call(watched(never, 60), "GET", "/")
    await waits.wait()
    call.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call.task
    assert call.sent == []
