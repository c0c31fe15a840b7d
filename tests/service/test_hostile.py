"""Requests that want to confuse: each is answered as it should be, and the server serves on.

What the edge refuses is a problem. What granian refuses, because it is not HTTP/1.1 as the edge could read it, is an
answer without a body, after which the connection closes.
"""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import msgspec
import pytest

from tests.service.process import Service, started
from tests.service.sockets import connected, exchanged

HOST = b"Host: test\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
JSON = b"Content-Type: application/json\r\n"


@pytest.fixture(scope="module")
async def service(shared_database_url: str) -> AsyncGenerator[Service]:
    async with started(shared_database_url, BODY_TIMEOUT="200 ms", HEADER_TIMEOUT="200 ms") as service:
        yield service


def get(target: bytes = b"/users", headers: bytes = b"", *, version: bytes = b"HTTP/1.1", host: bytes = HOST) -> bytes:
    return b"GET " + target + b" " + version + b"\r\n" + host + headers + b"\r\n"


def post(headers: bytes, body: bytes) -> bytes:
    """A POST with the test's key."""
    return b"POST /users HTTP/1.1\r\n" + HOST + JSON + b"Authorization: Bearer KEY\r\n" + headers + b"\r\n" + body


def sized(length: bytes, body: bytes = b"{}") -> bytes:
    return post(b"Content-Length: " + length + b"\r\n", body)


def fields(number: int) -> bytes:
    return b"".join(b"X-%d: x\r\n" % each for each in range(number))


# Refused by the edge, or answered by a route.
OF_THE_SERVICE = [
    # Hosts
    pytest.param(get(host=b""), 400, id="no host"),
    pytest.param(get(host=b"Host: \r\n"), 400, id="an empty host"),
    pytest.param(get(host=HOST * 2), 400, id="two hosts"),
    pytest.param(get(host=HOST + b"Host: other\r\n"), 400, id="two different hosts"),
    pytest.param(get(host=b"Host: a b\r\n"), 400, id="a host with a space"),
    pytest.param(get(host=b"Host: test/x\r\n"), 400, id="a host with a path"),
    pytest.param(get(version=b"HTTP/1.0", host=b""), 401, id="HTTP/1.0 without a host"),
    # Targets
    pytest.param(get(b"http://other/users"), 401, id="an absolute target"),
    pytest.param(get(b"http://other/nothing"), 404, id="an absolute target that is none"),
    pytest.param(get(b"*"), 404, id="an asterisk"),
    pytest.param(b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 404, id="options of all"),
    pytest.param(b"CONNECT other:80 HTTP/1.1\r\n" + HOST + b"\r\n", 404, id="a tunnel"),
    pytest.param(get(b"users"), 404, id="no slash"),
    pytest.param(get(b"//users"), 404, id="two slashes"),
    pytest.param(get(b"/users/"), 404, id="a slash at the end"),
    pytest.param(get(b"/users;x"), 404, id="a parameter of a segment"),
    pytest.param(get(b"/%75sers"), 404, id="an escaped letter"),
    pytest.param(get(b"/users%2f"), 404, id="an escaped slash"),
    pytest.param(get(b"/x/../metrics"), 404, id="two dots"),
    pytest.param(get(b"/metrics/"), 404, id="metrics with a slash"),
    pytest.param(get(b"/Metrics"), 404, id="metrics with a capital"),
    pytest.param(get(b"/metrics%00"), 404, id="metrics with a NUL"),
    pytest.param(get(b"/users/\\..\\x"), 401, id="backslashes"),
    pytest.param(get("/users/é".encode()), 404, id="not ASCII"),
    pytest.param(get(b"/users#x"), 401, id="a fragment"),
    pytest.param(get(b"/users?" + b"x" * 9000), 414, id="a long target"),
    pytest.param(get(b"/users?" + b"x" * 60_000), 414, id="a very long target"),
    # Sizes
    pytest.param(get(headers=b"X: " + b"x" * 60_000 + b"\r\n"), 401, id="a large header"),
    pytest.param(get(headers=b"X: " + b"x" * 66_000 + b"\r\n"), 431, id="a header of more than 64 KiB"),
    pytest.param(get(headers=b"X: " + b"x" * 100_000 + b"\r\n"), 431, id="a header of 100 KB"),
    pytest.param(get(headers=b"X: " + b"x" * 800 + b"\r\n" + b"Y: " + b"y" * 64_800 + b"\r\n"), 431, id="two headers"),
    pytest.param(get(headers=fields(90)), 401, id="90 headers"),
    pytest.param(b"M" * 300 + b" /users HTTP/1.1\r\n" + HOST + b"\r\n", 405, id="a long method"),
    pytest.param(b"get /users HTTP/1.1\r\n" + HOST + b"\r\n", 405, id="a method in small letters"),
    # Where a body ends
    pytest.param(post(CHUNKED + b"Content-Length: 2\r\n", b"0\r\n\r\n"), 400, id="chunks and a length"),
    pytest.param(post(b"Transfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n"), 400, id="compressed chunks"),
    pytest.param(post(CHUNKED * 2, b"0\r\n\r\n"), 400, id="chunked twice"),
    pytest.param(post(CHUNKED, b"zz\r\n{}\r\n0\r\n\r\n"), 400, id="a chunk's size that is none"),
    pytest.param(post(CHUNKED, b"-2\r\n{}\r\n0\r\n\r\n"), 400, id="a chunk's size below 0"),
    pytest.param(post(CHUNKED, b"f" * 17 + b"\r\n{}\r\n0\r\n\r\n"), 400, id="a chunk's size beyond 64 bits"),
    pytest.param(post(CHUNKED, b"2\r\n{}x\r\n0\r\n\r\n"), 400, id="a chunk that is longer"),
    pytest.param(post(CHUNKED, b"2\n{}\n0\n\n"), 400, id="chunks with bare line feeds"),
    pytest.param(post(CHUNKED, b"2;x=" + b"y" * 20_000 + b"\r\n{}\r\n0\r\n\r\n"), 400, id="an endless extension"),
    pytest.param(post(CHUNKED, b"2;x\r\n{}\r\n0\r\nHost: x\r\n\r\n"), 400, id="an extension and a trailer"),
    pytest.param(post(CHUNKED, b"9\r\n{}"), 408, id="half a chunk"),
    pytest.param(sized(b"3"), 408, id="a longer length"),
    pytest.param(sized(b"2") + b"garbage\r\n\r\n", 400, id="garbage after the body"),
    pytest.param(sized(b"9999999999"), 413, id="a length of 10 GB"),
    # Other protocols and wishes
    pytest.param(
        get(headers=b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"), 401, id="h2c"
    ),
    pytest.param(
        get(headers=b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"), 401, id="a websocket"
    ),
    pytest.param(post(b"Expect: nonsense\r\nContent-Length: 2\r\n", b"{}"), 400, id="an expectation that is none"),
    pytest.param(post(b"Expect: 100-continue\r\nContent-Length: 3\r\n", b"{}"), 408, id="continued, but too short"),
    pytest.param(get(headers=b"Authorization: Bearer KEY\r\n" * 2), 401, id="two keys"),
    pytest.param(b"GET /users HTTP/1.1\nHost: test\n\n", 401, id="bare line feeds"),
]  # fmt: skip

# Answered by granian itself.
OF_GRANIAN = [
    pytest.param(b"GET /users\r\n\r\n", 400, id="HTTP/0.9"),
    pytest.param(get(version=b"HTTP/1.2"), 400, id="HTTP/1.2"),
    pytest.param(get(version=b"HTTP/2.0"), 400, id="HTTP/2.0"),
    pytest.param(get(b"/users x"), 400, id="a space in the target"),
    pytest.param(get(b"/users\xff"), 400, id="bytes that are no text"),
    pytest.param(get(b"/users?" + b"x" * 70_000), 414, id="a target of more than 64 KiB"),
    pytest.param(get(headers=b"X: " + b"x" * 1_000_000 + b"\r\n"), 431, id="a header of 1 MB"),
    pytest.param(get(headers=fields(10_000)), 431, id="10,000 headers"),
    pytest.param(get(headers=b"X: a\r\n b\r\n"), 400, id="a folded header"),
    pytest.param(get(headers=b"X: a\0b\r\n"), 400, id="a NUL"),
    pytest.param(get(headers=b"X: a\rb\r\n"), 400, id="a bare carriage return"),
    pytest.param(get(headers=b"X\r\n"), 400, id="no colon"),
    pytest.param(get(headers=b"X Y: a\r\n"), 400, id="a space in a name"),
    pytest.param(get(headers=b": a\r\n"), 400, id="no name"),
    pytest.param(post(b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{}"), 400, id="two lengths"),
    pytest.param(sized(b"2, 2"), 400, id="a list of lengths"),
    pytest.param(sized(b"+2"), 400, id="a length with a sign"),
    pytest.param(sized(b"-2"), 400, id="a length below 0"),
    pytest.param(sized(b"0x2"), 400, id="a hexadecimal length"),
    pytest.param(sized(b"9" * 23), 400, id="a length beyond 64 bits"),
    pytest.param(sized(b""), 400, id="an empty length"),
    pytest.param(post(b"Transfer-Encoding: gzip\r\n", b"x"), 400, id="compressed, without chunks"),
    pytest.param(post(b"Transfer-Encoding: identity\r\n", b""), 400, id="identity"),
    pytest.param(post(b"Transfer-Encoding : chunked\r\n", b"0\r\n\r\n"), 400, id="a space before the colon"),
    pytest.param(post(b"Transfer-Encoding: \x0bchunked\r\n", b"0\r\n\r\n"), 400, id="a vertical tab"),
    pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, id="TLS"),
]

# Closed without an answer.
UNANSWERED = [
    pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", id="HTTP/2 from the start"),
    pytest.param(b"GET /users HTTP/1.1\r\nHo", id="half a head"),
    pytest.param(b"\r\n\r\n", id="only line ends"),
]


async def answers(service: Service, request: bytes) -> Any:
    """The answer, and that to a probe on another connection afterwards."""
    answer = await exchanged(service.port, request.replace(b"KEY", service.key.encode()))
    live = await exchanged(service.port, get(b"/livez"))
    assert live is not None
    assert live.status == 200
    return answer


@pytest.mark.parametrize(("request_", "status"), OF_THE_SERVICE)
async def test_what_the_service_answers(service: Service, request_: bytes, status: int) -> None:
    answer = await answers(service, request_)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    assert msgspec.json.decode(answer.body)["status"] == status


@pytest.mark.parametrize(("request_", "status"), OF_GRANIAN)
async def test_what_granian_answers(service: Service, request_: bytes, status: int) -> None:
    answer = await answers(service, request_)
    assert (answer.status, answer.headers["connection"], answer.body) == (status, "close", b"")


@pytest.mark.parametrize("request_", UNANSWERED)
async def test_what_nobody_answers(service: Service, request_: bytes) -> None:
    assert await answers(service, request_) is None


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(post(CHUNKED + b"Content-Length: 40\r\n", b"0\r\n\r\n"), id="chunks and a length"),
        pytest.param(post(b"Content-Length: 40\r\n" + CHUNKED, b"0\r\n\r\n"), id="a length and chunks"),
        pytest.param(post(CHUNKED * 2, b"0\r\n\r\n"), id="chunked twice"),
        pytest.param(get(host=HOST * 2), id="two hosts"),
        pytest.param(post(CHUNKED, b"2\r\n{}x\r\n0\r\n\r\n"), id="a chunk that is longer"),
        pytest.param(post(b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{}"), id="two lengths"),
    ],
)
async def test_nothing_is_smuggled(service: Service, first: bytes) -> None:
    """What follows a request whose end is doubtful is no request."""
    async with connected(service.port) as (reader, writer), asyncio.timeout(5):
        writer.write(first.replace(b"KEY", service.key.encode()) + get(b"/smuggled"))
        everything = await reader.read()
    assert everything.count(b"HTTP/1.1 ") == 1
    assert b"/smuggled" not in everything
