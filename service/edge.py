"""The edge: what every request gets, also one that no route takes, because it stands outside the router.

It names the request, ends it at its deadline or when its client leaves, completes the headers, answers HEAD where GET
is answered, and writes the access log.
"""

import asyncio
import logging
import re
from collections.abc import Collection, Iterable, Mapping
from time import perf_counter
from typing import Any

from litestar.types import ASGIApp, Receive, Scope, Send
from ulid import ULID

from . import context, problems
from .errors import ClientLeft, DeadlineExceeded, InternalError, RequestError, ShuttingDown
from .probes import PATHS as UNLOGGED

# Most requests are over before anything needs to watch over them.
WATCH_AFTER = 0.2

SECURITY_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)

_REQUEST_ID = re.compile(rb"[A-Za-z0-9_-]{1,64}")

logger = logging.getLogger(__name__)

Headers = Iterable[tuple[bytes, bytes]]


class Edge:
    def __init__(
        self, app: ASGIApp, *, request_timeout: float, methods: Mapping[str, Collection[str]] | None = None
    ) -> None:
        self._app = app
        self._request_timeout = request_timeout
        self._methods = methods or {}
        self._in_flight: set[Exchange] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(scope, receive, send, self._request_timeout, self._methods)
        self._in_flight.add(exchange)
        try:
            await exchange.run(self._app)
        finally:
            self._in_flight.discard(exchange)

    async def abandon(self) -> int:
        """Cut short what is still in flight, and tell how much that was."""
        left = list(self._in_flight)
        for exchange in left:
            await exchange.cut(ShuttingDown())
        return len(left)


class Exchange:
    """One request and its answer."""

    def __init__(
        self, scope: Any, receive: Any, send: Any, timeout: float, methods: Mapping[str, Collection[str]]
    ) -> None:
        self._scope = scope
        self._raw_receive = receive
        self._raw_send = send
        self._timeout = timeout
        self._methods = methods
        self._method: str = scope["method"]
        request_id, self._has_body = _read(scope["headers"])
        self._context = context.RequestContext(request_id, scope["path"])
        self._started_at = perf_counter()
        self._ended_at: float | None = None
        self._status = 0
        self._bytes = 0
        self._is_delivered = False
        self._body_is_read = asyncio.Event()
        self._client_left = asyncio.Event()
        self._is_cut = False
        self._task: asyncio.Task[Any] | None = None
        self._watcher: asyncio.Task[None] | None = None
        if self._method == "HEAD":
            scope["method"] = "GET"
        if not self._has_body:
            self._body_is_read.set()

    async def run(self, app: ASGIApp) -> None:
        token = context.current.set(self._context)
        self._task = asyncio.current_task()
        timer = asyncio.get_running_loop().call_later(min(WATCH_AFTER, self._timeout), self._begin_to_watch)
        try:
            await app(self._scope, self._receive, self._send)
        except asyncio.CancelledError:
            if not self._is_cut or self._is_broken_off():
                raise
        except ClientLeft:
            pass
        except Exception as error:
            # The router answers errors itself: this one came while it did so, or after the answer had begun.
            logger.error("unexpected error", exc_info=error)
            if self._is_broken_off():
                raise
            if not self._status:
                await self._answer(InternalError())
        finally:
            timer.cancel()
            if self._watcher is not None:
                self._watcher.cancel()
            if self._is_cut and self._task is not None:
                self._task.uncancel()
            self._log()
            context.current.reset(token)

    async def cut(self, error: RequestError) -> None:
        """Give this answer, if none was begun, and end what the router does for the request."""
        if self._is_cut or self._ended_at is not None:
            return
        self._is_cut = True
        if not self._status:
            await self._answer(error)
        if self._task is not None:
            self._task.cancel()

    async def _answer(self, error: RequestError) -> None:
        body = problems.encode(error, self._context)
        headers = {"Content-Type": problems.MEDIA_TYPE, "Content-Length": str(len(body)), **error.headers}
        encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await self._pass_on({"type": "http.response.start", "status": error.status, "headers": encoded})
        await self._pass_on({"type": "http.response.body", "body": body, "more_body": False})

    def _begin_to_watch(self) -> None:
        self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        """Wait for the deadline, or for the client to leave once its whole request is read."""
        try:
            async with asyncio.timeout(self._timeout - (perf_counter() - self._started_at)):
                await self._body_is_read.wait()
                while (await self._raw_receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            await self.cut(DeadlineExceeded())
            return
        if self._ended_at is None:
            self._note_that_client_left()
            await self.cut(ClientLeft())

    async def _receive(self) -> Any:
        """What the router reads: the body, and after it only that the client left, which the watcher finds out."""
        if self._is_delivered:
            await self._client_left.wait()
            return {"type": "http.disconnect"}
        if not self._has_body:
            self._is_delivered = True
            return {"type": "http.request", "body": b"", "more_body": False}
        message = await self._raw_receive()
        if message["type"] == "http.disconnect":
            self._note_that_client_left()
            raise ClientLeft
        if not message.get("more_body", False):
            self._is_delivered = True
            self._body_is_read.set()
        return message

    async def _send(self, message: Any) -> None:
        if not self._is_cut and not self._client_left.is_set():
            await self._pass_on(message)

    async def _pass_on(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message["headers"] = self._completed(message["headers"])
        else:
            if self._method == "HEAD":
                message["body"] = b""
            self._bytes += len(message["body"])
            if not message["more_body"]:
                self._ended_at = perf_counter()
        await self._raw_send(message)

    def _completed(self, headers: Headers) -> list[tuple[bytes, bytes]]:
        completed = [(name, self._allow(value) if name == b"allow" else value) for name, value in headers]
        present = {name for name, _ in completed}
        completed.append((b"x-request-id", self._context.request_id.encode()))
        completed += (header for header in SECURITY_HEADERS if header[0] not in present)
        return completed

    def _allow(self, value: bytes) -> bytes:
        """What the router says of a path's methods, put right: its answer to OPTIONS knows of one, none of HEAD."""
        methods = set(self._methods.get(self._scope.get("path_template"), value.decode().split(", ")))
        return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods)).encode()

    def _note_that_client_left(self) -> None:
        self._client_left.set()
        self._status = self._status or ClientLeft.status

    def _is_broken_off(self) -> bool:
        """Whether a client is left with half an answer: the server has to close its connection."""
        return bool(self._status) and self._ended_at is None and not self._client_left.is_set()

    def _log(self) -> None:
        route = self._scope.get("path_template")
        if route in UNLOGGED:
            return
        fields = {
            "method": self._method,
            "path": self._context.path,
            "route": route,
            "status": self._status,
            "duration_ms": round(((self._ended_at or perf_counter()) - self._started_at) * 1000, 3),
            "bytes": self._bytes,
        }
        logger.info("request", extra={"fields": fields})


def _read(headers: Headers) -> tuple[str, bool]:
    """The request's id, the caller's or a new one, and whether a body comes with it."""
    request_id = ""
    has_body = False
    for name, value in headers:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            request_id = value.decode()
        elif name == b"content-length":
            has_body = value != b"0"
        elif name == b"transfer-encoding":
            has_body = True
    return request_id or str(ULID()), has_body
