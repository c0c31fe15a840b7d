"""Answers of many lines, application/x-ndjson, sent line by line."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import msgspec
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Send

MEDIA_TYPE = "application/x-ndjson"


class Lines(ASGIResponse):
    """A stream that ends after its last line: Litestar's own then waits until the client leaves."""

    _should_set_content_length = False

    def __init__(self, first: object, rest: AsyncGenerator[object]) -> None:
        super().__init__(media_type=MEDIA_TYPE)
        self._first = first
        self._rest = rest

    async def send_body(self, send: Send, receive: Receive) -> None:
        async with aclosing(self._rest) as rest:
            await _send_line(send, self._first)
            async for line in rest:
                await _send_line(send, line)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def begun(lines: AsyncGenerator[object]) -> Lines:
    """The answer, once its first line is there: a failure before that is answered like any error."""
    return Lines(await anext(lines), lines)


async def _send_line(send: Send, line: object) -> None:
    await send({"type": "http.response.body", "body": msgspec.json.encode(line) + b"\n", "more_body": True})
