"""Bodies that stall, or come too slowly, on real sockets."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

import msgspec
import pytest

from tests.service.process import Service, started
from tests.service.sockets import connected, parsed

USER = "POST /users HTTP/1.1\r\nContent-Type: application/json\r\n"
IMPORT = "POST /users/import HTTP/1.1\r\nContent-Type: application/x-ndjson\r\n"
ROW = '{"email": "ada@example.org", "name": "Ada"}\n'


@pytest.fixture(scope="module")
async def service(shared_database_url: str) -> AsyncGenerator[Service]:
    async with started(shared_database_url, BODY_TIMEOUT="100 ms", BODY_RATE="1 MiB") as service:
        yield service


def chunk(text: str) -> str:
    return f"{len(text):x}\r\n{text}\r\n"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        pytest.param(f"{USER}Content-Length: 9\r\n", "", id="nothing of it"),
        pytest.param(f"{USER}Content-Length: 9\r\n", "{", id="half of it"),
        pytest.param(f"{USER}Transfer-Encoding: chunked\r\n", chunk("{"), id="a chunk of it"),
        pytest.param(f"{USER}Transfer-Encoding: chunked\r\n", "9\r\n{", id="half a chunk"),
        pytest.param(f"{USER}Expect: 100-continue\r\nContent-Length: 9\r\n", "", id="nothing, though it may come"),
        pytest.param(f"{IMPORT}Content-Length: 999\r\n", "", id="nothing of a file"),
        pytest.param(f"{IMPORT}Content-Length: 999\r\n", ROW, id="a row of a file"),
        pytest.param(f"{IMPORT}Transfer-Encoding: chunked\r\n", chunk(ROW), id="a chunk of a file"),
    ],
)
async def test_a_body_that_stalls(service: Service, head: str, body: str) -> None:
    async with connected(service.port) as (reader, writer), asyncio.timeout(5):
        writer.write(f"{head}Host: test\r\nAuthorization: Bearer {service.key}\r\n\r\n{body}".encode())
        answer = parsed((await reader.read()).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n"))
    assert (answer.status, answer.headers["connection"]) == (408, "close")
    assert answer.headers["content-type"] == "application/problem+json"
    assert msgspec.json.decode(answer.body)["type"] == "urn:problem:body-timeout"


async def test_a_body_that_comes_too_slowly(service: Service) -> None:
    async with connected(service.port) as (reader, writer), asyncio.timeout(5):
        head = f"{USER}Content-Length: 999\r\nHost: test\r\nAuthorization: Bearer {service.key}\r\n\r\n"
        writer.write(head.encode())
        answer = b""
        while not answer:
            writer.write(b" ")
            with suppress(TimeoutError):
                # A fifth of what it may be silent.
                async with asyncio.timeout(0.02):
                    answer = await reader.readexactly(1)
        answer += await reader.read()
    assert parsed(answer).status == 408
