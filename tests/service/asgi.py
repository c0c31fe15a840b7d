"""ASGI without a server: a request whose client can leave, or may never send its whole body."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import msgspec


class Call:
    """A request under way; `parts` of its body have arrived, and `ends` says that nothing more will come."""

    def __init__(
        self,
        app: Any,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        *,
        parts: tuple[bytes, ...] = (),
        ends: bool = True,
    ) -> None:
        self.sent: list[Any] = []
        self.answered = asyncio.Event()
        self.begun = asyncio.Event()
        self.waits = asyncio.Event()
        self._left = asyncio.Event()
        self._more = asyncio.Event()
        bodies = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
        self._incoming = [*bodies, {"type": "http.request", "body": b"", "more_body": False}] if ends else bodies
        named = {"Host": "test", **(headers or {})}
        raw_headers = [(name.lower().encode(), value.encode()) for name, value in named.items()]
        if parts:
            raw_headers.append((b"transfer-encoding", b"chunked"))
        scope = {
            "type": "http",
            "method": method,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": raw_headers,
            "http_version": "1.1",
            "scheme": "http",
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        self.task: asyncio.Task[None] = asyncio.create_task(app(scope, self._receive, self._send))

    def leave(self) -> None:
        self._left.set()

    def finish(self) -> None:
        """Send the end of the body."""
        self._incoming.append({"type": "http.request", "body": b"", "more_body": False})
        self._more.set()

    @property
    def is_read(self) -> bool:
        """Whether the application has read every part that arrived."""
        return not self._incoming

    @property
    def status(self) -> int | None:
        return self.sent[0]["status"] if self.sent else None

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def body(self) -> Any:
        return msgspec.json.decode(b"".join(message["body"] for message in self.sent[1:]))

    async def _receive(self) -> Any:
        if not self._incoming:
            self.waits.set()
            events = [asyncio.create_task(event.wait()) for event in (self._left, self._more)]
            try:
                await asyncio.wait(events, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for event in events:
                    event.cancel()
        if self._incoming:
            self._more.clear()
            return self._incoming.pop(0)
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)
        if message["type"] == "http.response.body":
            self.begun.set()
        if message["type"] == "http.response.body" and not message["more_body"]:
            self.answered.set()
