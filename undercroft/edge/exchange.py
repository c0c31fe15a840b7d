"""One request and its answer, watched over: it ends at its deadline, or when its client leaves."""

import asyncio
import logging
from collections.abc import Collection, Mapping
from time import perf_counter
from typing import Any

from litestar.types import ASGIApp

from .. import context
from ..errors import DeadlineExceeded, InternalError, Invalid, RequestError
from ..http import problems
from ..serving.probes import PATHS as PROBES
from ..telemetry.metrics import PATH as METRICS_PATH
from ..telemetry.metrics import Metrics
from . import headers, limits, linger
from .cors import CORS

# Most requests are over before anything needs to watch over them.
WATCH_AFTER = 0.2

# How the log marks a request whose client did not wait for the answer.
CLIENT_LEFT = 499

# What asks again and again, and would fill the log.
UNLOGGED = frozenset({*PROBES, METRICS_PATH})

# A longer path is no path here, and not worth repeating in logs and problems.
LONGEST_PATH = 1000

# The methods of each route.
Methods = Mapping[str, Collection[str]]

# How long the requests of a route may take, where that is not what the others may.
Timeouts = Mapping[str, float]

access_log = logging.getLogger("service.access")
logger = logging.getLogger(__name__)


class Exchange:
    def __init__(
        self,
        scope: Any,
        receive: Any,
        send: Any,
        timeout: float,
        methods: Methods,
        metrics: Metrics,
        cors: CORS | None,
        timeouts: Timeouts,
    ) -> None:
        self._scope = scope
        self._raw_receive = receive
        self._raw_send = send
        self._timeout = timeout
        self._methods = methods
        self._metrics = metrics
        self._cors = cors
        self._timeouts = timeouts
        self._method: str = scope["method"]
        request_id, self._has_body = headers.read(scope["headers"])
        self._context = context.RequestContext(request_id, scope["path"][:LONGEST_PATH])
        self._started_at = perf_counter()
        self._due_at = asyncio.get_running_loop().time() + timeout
        self._deadline: asyncio.Timeout | None = None
        self._ended_at: float | None = None
        self._is_begun = False
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
        self._metrics.in_flight += 1
        self._task = asyncio.current_task()
        timer = asyncio.get_running_loop().call_later(min(WATCH_AFTER, self._timeout), self._begin_to_watch)
        try:
            await app(self._scope, self._receive, self._send)
        except asyncio.CancelledError:
            if not self._is_cut or self._is_broken_off():
                raise
        except RequestError as error:
            if not self._is_begun:
                await self._answer(error)
        except Exception as error:
            # The router answers errors itself: this one came while it did so, or after the answer had begun.
            logger.error("unexpected error", exc_info=error)
            if self._is_broken_off():
                raise
            if not self._is_begun:
                await self._answer(InternalError())
        finally:
            timer.cancel()
            if self._watcher is not None:
                self._watcher.cancel()
            if self._is_cut and self._task is not None:
                self._task.uncancel()
            self._record()
            context.current.reset(token)
        if self._has_body and not (self._is_delivered or self._client_left.is_set()):
            await linger.read_rest(self._raw_receive)

    async def cut(self, error: RequestError) -> None:
        """Give this answer, if none was begun, and end what the router does for the request."""
        if self._is_cut or self._ended_at is not None:
            return
        self._is_cut = True
        try:
            if not self._is_begun:
                await self._answer(error)
        finally:
            self._cancel()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _answer(self, error: RequestError) -> None:
        body = problems.encode(error, self._context)
        fields = {"Content-Type": problems.MEDIA_TYPE, "Content-Length": str(len(body)), **error.headers}
        raw = [(name.lower().encode(), value.encode()) for name, value in fields.items()]
        await self._pass_on({"type": "http.response.start", "status": error.status, "headers": raw})
        await self._pass_on({"type": "http.response.body", "body": body, "more_body": False})

    def _begin_to_watch(self) -> None:
        if self._watcher is None:
            self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        """Wait for the deadline, or for the client to leave once its whole request is read."""
        # By now it has its route, which may have a deadline of its own.
        timeout = self._timeouts.get(self._scope.get("path_template"), self._timeout)
        self._due_at += timeout - self._timeout
        self._timeout = timeout
        try:
            async with asyncio.timeout_at(self._due_at) as self._deadline:
                await self._body_is_read.wait()
                while (await self._raw_receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            await self.cut(DeadlineExceeded())
            return
        if self._ended_at is None:
            self._note_that_client_left()
            self._is_cut = True
            self._cancel()

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
            # It may still be there, having sent what is no HTTP.
            raise Invalid.at("body", "broke off before its end")
        if not message.get("more_body", False):
            self._is_delivered = True
            self._body_is_read.set()
        return message

    async def _send(self, message: Any) -> None:
        if not self._is_cut:
            await self._pass_on(message)

    async def _pass_on(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._is_begun = True
            self._status = self._status or message["status"]
            methods = self._methods.get(self._scope.get("path_template"))
            more = limits.headers(self._scope)
            if self._cors is not None:
                more += self._cors.headers(self._scope)
            message["headers"] = headers.completed(message["headers"], self._context.request_id, methods, more)
        else:
            if self._method == "HEAD":
                message["body"] = b""
            self._bytes += len(message["body"])
            if message["more_body"]:
                self._put_off_deadline()
            else:
                self._ended_at = perf_counter()
        await self._raw_send(message)

    def _put_off_deadline(self) -> None:
        """The next part of a stream has as much time as the first one had, and its client is watched at once."""
        self._due_at = asyncio.get_running_loop().time() + self._timeout
        if self._deadline is not None and not self._deadline.expired():
            self._deadline.reschedule(self._due_at)
        self._begin_to_watch()

    def _note_that_client_left(self) -> None:
        self._client_left.set()
        self._status = self._status or CLIENT_LEFT

    def _is_broken_off(self) -> bool:
        """Whether a client is left with half an answer: the server has to close its connection."""
        return self._is_begun and self._ended_at is None and not self._client_left.is_set()

    def _record(self) -> None:
        route = self._scope.get("path_template")
        seconds = (self._ended_at or perf_counter()) - self._started_at
        self._metrics.in_flight -= 1
        self._metrics.observe(self._method, route, self._status, seconds)
        if route in UNLOGGED:
            return
        fields = {
            "method": self._method,
            "path": self._context.path,
            "route": route,
            "status": self._status,
            "duration_ms": round(seconds * 1000, 3),
            "bytes": self._bytes,
        }
        access_log.info("request", extra={"fields": fields})
