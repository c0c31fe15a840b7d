"""One request and its answer: the exchange ends at its deadline, or when its client leaves."""

import asyncio
import logging
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from litestar.types import ASGIApp

from .. import context
from ..errors import BodyTimeout, DeadlineExceeded, InternalError, Invalid, RequestError
from ..http import problems
from . import headers, heads, limits, linger
from .cors import CORS
from .in_flight import InFlight
from .pace import USUAL, Arrival, Pace
from .request_log import RequestLog
from .states import (
    ANSWERING,
    BROKEN,
    CUT,
    CUTTING,
    ENDED,
    HALF_ANSWERED,
    LEFT,
    NEXT,
    OPEN,
    READING,
    TAKEN,
    UNANSWERED,
    WAITING,
    State,
)

# Most requests are over by then, and need no task that watches them.
WATCH_AFTER = 0.2

# A body is looked at no more often.
SHORTEST_LOOK = 0.05

# The log's status of a request whose client did not wait for the answer.
CLIENT_LEFT = 499

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Terms:
    """What holds for every exchange."""

    request_timeout: float
    timeouts: Mapping[str, float]
    """The routes whose requests may take another time, which counts from their beginning."""
    methods: Mapping[str, Collection[str]]
    """The methods of each route."""
    log: RequestLog
    cors: CORS | None
    pace: Pace = USUAL
    """How fast bodies must come."""
    in_flight: InFlight = field(default_factory=InFlight)
    is_draining: bool = False
    """Whether every answer closes its connection."""


class Exchange:
    """Passes a request to the application and its answer back, through the states of `State`."""

    def __init__(self, terms: Terms, scope: Any, receive: Any, send: Any) -> None:
        self._terms = terms
        self._scope = scope
        self._raw_receive = receive
        self._raw_send = send
        self._timeout = terms.request_timeout
        self._method: str = scope["method"]
        request_id, self._has_body, self._flaw = heads.read(scope)
        self._arrival = Arrival(terms.pace) if self._has_body else None
        self._context = context.RequestContext(request_id, scope["path"][: context.LONGEST_PATH])
        self._started_at = perf_counter()
        # When the present part of the answer was due to begin, for the deadline.
        self._began_at = self._started_at
        # Whether the time in which the client is waited for, until its body is whole, puts off the deadline.
        self._waits_for_free = True
        self._deadline: asyncio.Timeout | None = None
        self._ended_at: float | None = None
        self.state = READING if self._has_body else WAITING
        self._status = 0
        self._bytes = 0
        # Whether the application received the whole body, which may be none.
        self._is_delivered = False
        # Whether the rest of the body is not waited for.
        self._is_given_up = False
        self._has_left = False
        self._was_seen = False
        # Whether a part of an answer waits for the client to read on.
        self._is_unread = False
        # Only exchanges that take long have these.
        self._body_is_read: asyncio.Event | None = None
        self._client_left: asyncio.Event | None = None
        self._task: asyncio.Task[Any] | None = None
        self._watcher: asyncio.Task[None] | None = None
        if self._method == "HEAD":
            scope["method"] = "GET"

    async def run(self, app: ASGIApp) -> None:
        token = context.current.set(self._context)
        terms = self._terms
        terms.log.begin()
        self._task = asyncio.current_task()
        terms.in_flight.add(self, min(WATCH_AFTER, self._timeout, terms.pace.idle))
        try:
            if self._flaw is not None:
                raise self._flaw
            await app(self._scope, self._receive, self._send)
        except asyncio.CancelledError:
            if self.state not in TAKEN or self._is_broken_off():
                raise
        except RequestError as error:
            if self.state in UNANSWERED:
                await self._answer(error)
        except Exception as error:
            # The router answers errors itself: this one came from answering one, or after the answer had begun.
            logger.error("unexpected error", exc_info=error)
            if self._is_broken_off():
                raise
            if self.state in UNANSWERED:
                await self._answer(InternalError())
        finally:
            terms.in_flight.remove(self)
            if self._watcher is not None:
                self._watcher.cancel()
            if self.state in TAKEN and self._task is not None:
                self._task.uncancel()
            self._log()
            context.current.reset(token)
        if self._has_body and not (self._is_delivered or self._has_left or self._is_given_up):
            await linger.read_rest(self._raw_receive)

    def be_seen(self) -> bool:
        """Watch the client and the deadline from the second look on; whether another look is needed."""
        if self._was_seen:
            self._begin_to_watch()
        self._was_seen = True
        return self._watcher is None

    async def cut(self, error: RequestError) -> None:
        """Answer with this error, if no answer was begun, and cancel the application's work."""
        if self.state not in OPEN:
            return
        try:
            if self.state in UNANSWERED:
                self._enter(CUTTING)
                await self._answer(error)
            else:
                self._enter(BROKEN)
                why = "its client reads too slowly" if self._is_unread else error.detail
                logger.warning("an answer broke off: %s", why, extra={"repeats": True})
        finally:
            self._cancel()

    def _enter(self, state: State) -> None:
        if state not in NEXT[self.state]:
            raise RuntimeError(f"an exchange cannot go from {self.state.value} to {state.value}")
        self.state = state

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _is_broken_off(self) -> bool:
        """Whether a client is left with half an answer: the server has to close its connection."""
        return self.state in HALF_ANSWERED and not self._has_left

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
        """Wait for the body, then for the deadline, or for the client to leave once its whole request is read."""
        # By now the route is known, which may have a deadline of its own.
        own = self._terms.timeouts.get(self._scope.get("path_template"))
        if own is not None:
            self._timeout = own
            self._waits_for_free = False
        try:
            if self._arrival is not None:
                await self._watch_body(self._arrival)
            async with asyncio.timeout(self._remaining()) as self._deadline:
                while (await self._raw_receive())["type"] != "http.disconnect":
                    pass
        except BodyTimeout as error:
            self._is_given_up = True
            await self.cut(error)
            return
        except TimeoutError:
            await self.cut(DeadlineExceeded())
            return
        if self._ended_at is None:
            self._note_that_client_left()
            if self.state in OPEN:
                self._enter(LEFT)
                self._cancel()

    async def _watch_body(self, arrival: Arrival) -> None:
        self._body_is_read = asyncio.Event()
        while not self._is_delivered:
            late_in = arrival.late_at() - perf_counter()
            if late_in <= 0:
                raise BodyTimeout
            if self._remaining() <= 0:
                raise TimeoutError
            look_in = min(late_in, max(self._remaining(), SHORTEST_LOOK))
            with suppress(TimeoutError):
                async with asyncio.timeout(look_in):
                    await self._body_is_read.wait()

    def _remaining(self) -> float:
        """How long the present part of the answer may still take."""
        waited = self._arrival.waited() if self._arrival is not None and self._waits_for_free else 0
        return self._began_at + self._timeout + waited - perf_counter()

    async def _receive(self) -> Any:
        """Give the application the body, and after it only that the client left, which the watcher finds out."""
        if self._is_delivered:
            if not self._has_left:
                self._client_left = self._client_left or asyncio.Event()
                await self._client_left.wait()
            return {"type": "http.disconnect"}
        arrival = self._arrival
        if arrival is None:
            self._is_delivered = True
            return {"type": "http.request", "body": b"", "more_body": False}
        arrival.begin_to_wait()
        message = await self._raw_receive()
        arrival.receive(len(message.get("body", b"")))
        if message["type"] == "http.disconnect":
            self._note_that_client_left()
            # The client may still be there: what it sent may not have been HTTP.
            raise Invalid.at("body", "broke off before its end")
        if not message.get("more_body", False):
            self._is_delivered = True
            if self._body_is_read is not None:
                self._body_is_read.set()
            if self.state is READING:
                self._enter(WAITING)
        return message

    async def _send(self, message: Any) -> None:
        if self.state not in TAKEN:
            await self._pass_on(message)

    async def _pass_on(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            if self.state is not CUTTING:
                self._enter(ANSWERING)
            self._status = self._status or message["status"]
            terms = self._terms
            more = limits.headers(self._scope)
            if terms.cors is not None:
                more = (*more, *terms.cors.headers(self._scope))
            if terms.is_draining:
                more = (*more, headers.CLOSE)
            methods = terms.methods.get(self._scope.get("path_template"))
            message["headers"] = headers.completed(message["headers"], self._context.request_id, methods, more)
        else:
            if self._method == "HEAD":
                message["body"] = b""
            self._bytes += len(message["body"])
            if message["more_body"]:
                self._put_off_deadline()
                self._is_unread = True
                await self._raw_send(message)
                self._is_unread = False
                return
            self._enter(CUT if self.state is CUTTING else ENDED)
            self._ended_at = perf_counter()
        await self._raw_send(message)

    def _put_off_deadline(self) -> None:
        """Give the next part of a stream as much time as the first part had, and watch the client from now on."""
        self._began_at = perf_counter()
        if self._deadline is not None and not self._deadline.expired():
            self._deadline.reschedule(asyncio.get_running_loop().time() + self._timeout)
        self._begin_to_watch()

    def _note_that_client_left(self) -> None:
        self._has_left = True
        if self._client_left is not None:
            self._client_left.set()
        self._status = self._status or CLIENT_LEFT

    def _log(self) -> None:
        seconds = (self._ended_at or perf_counter()) - self._started_at
        route = self._scope.get("path_template")
        self._terms.log.end(self._method, self._context.path, route, self._status, seconds, self._bytes)
