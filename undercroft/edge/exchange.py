"""One request and its answer: the exchange ends at its deadline, or when its client leaves."""

import asyncio
import logging
from collections.abc import Awaitable
from time import perf_counter
from typing import Any

from litestar.types import ASGIApp

from .. import context
from ..errors import InternalError, Invalid, RequestError
from ..http import problems
from . import headers, heads, linger
from .body import Body
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
from .terms import Terms
from .watch import Watch

# Most requests are over by then, and need no task that watches them.
WATCH_AFTER = 0.2

# The log's status of a request whose client did not wait for the answer.
CLIENT_LEFT = 499

logger = logging.getLogger(__name__)


class Exchange:
    """Passes a request to the application and its answer back, through the states of `State`."""

    def __init__(self, terms: Terms, scope: Any, receive: Any, send: Any) -> None:
        self._terms = terms
        self._scope = scope
        self._raw_receive = receive
        self._raw_send = send
        self._method: str = scope["method"]
        request_id, has_body, self._flaw = heads.read(scope)
        self._body = Body(receive, terms.pace) if has_body else None
        self._context = context.RequestContext(request_id, scope["path"][: context.LONGEST_PATH])
        self._started_at = perf_counter()
        self._ended_at: float | None = None
        self.state = READING if has_body else WAITING
        self._status = 0
        self._bytes = 0
        # Whether the application received the whole body, which may be none.
        self._is_delivered = False
        self._has_left = False
        self._was_seen = False
        # Whether a part of an answer waits for the client to read on.
        self._is_unread = False
        self._task: asyncio.Task[Any] | None = None
        # Only exchanges that take long have these.
        self._client_left: asyncio.Event | None = None
        self._watch: Watch | None = None
        if self._method == "HEAD":
            scope["method"] = "GET"

    async def run(self, app: ASGIApp) -> None:
        token = context.current.set(self._context)
        terms = self._terms
        terms.log.begin()
        terms.in_flight.add(self, min(WATCH_AFTER, terms.shortest))
        self._task = asyncio.current_task(terms.in_flight.loop)
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
            if self._watch is not None:
                self._watch.end()
                # They hold each other, and the server's end of the request, whose rest it would go on to wait for.
                self._watch = None
            if self.state in TAKEN and self._task is not None:
                self._task.uncancel()
            self._log()
            context.current.reset(token)
        body = self._body
        if body is not None and not (body.is_whole or self._has_left or body.is_given_up):
            await linger.read_rest(self._raw_receive)

    def be_seen(self) -> bool:
        """Watch the client and the deadline from the second look on; whether another look is needed."""
        if self._was_seen and self._watch is None:
            self._begin_to_watch(self._started_at)
        self._was_seen = True
        return self._watch is None

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

    def leave(self) -> None:
        """The client left: what is not over yet is of no use."""
        if self._ended_at is not None:
            return
        self._note_that_client_left()
        if self.state in OPEN:
            self._enter(LEFT)
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

    def _begin_to_watch(self, began_at: float) -> None:
        # By now the route is known, which may have a deadline of its own.
        own = self._terms.timeouts.get(self._scope.get("path_template"))
        timeout = self._terms.request_timeout if own is None else own
        self._watch = Watch(
            self, self._raw_receive, self._body, began_at=began_at, timeout=timeout, does_wait_count=own is not None
        )

    async def _receive(self) -> Any:
        """Give the application the body, and after it only that the client left, which the watch finds out."""
        if self._is_delivered:
            if not self._has_left:
                self._client_left = self._client_left or asyncio.Event()
                await self._client_left.wait()
            return {"type": "http.disconnect"}
        body = self._body
        if body is None:
            self._is_delivered = True
            return {"type": "http.request", "body": b"", "more_body": False}
        message = await body.message()
        if message["type"] == "http.disconnect":
            self._note_that_client_left()
            # The client may still be there: what it sent may not have been HTTP.
            raise Invalid.at("body", "broke off before its end")
        if body.is_whole:
            self._is_delivered = True
            if self.state is READING:
                self._enter(WAITING)
        return message

    # Neither of these is a coroutine: each of those would take as long as what it does.
    def _send(self, message: Any) -> Awaitable[None]:
        return _ignore() if self.state in TAKEN else self._pass_on(message)

    def _pass_on(self, message: Any) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            self._begin_answer(message)
            return self._raw_send(message)
        if self._method == "HEAD":
            message["body"] = b""
        self._bytes += len(message["body"])
        if message["more_body"]:
            return self._pass_on_part(message)
        self._enter(CUT if self.state is CUTTING else ENDED)
        self._ended_at = perf_counter()
        return self._raw_send(message)

    def _begin_answer(self, message: Any) -> None:
        if self.state is not CUTTING:
            self._enter(ANSWERING)
        self._status = self._status or message["status"]
        message["headers"] = fields = self._terms.headers(message["headers"], self._scope, self._context.request_id)
        if self._body is not None and not self._body.is_wanted and heads.expects_word(self._scope):
            # Such a client may leave the body out now, and what it sends next would pass for it.
            fields += () if headers.CLOSE in fields else (headers.CLOSE,)

    async def _pass_on_part(self, message: Any) -> None:
        """A part of a stream; the next one has as much time as the first had, and the client is watched from now on."""
        now = perf_counter()
        if self._watch is None:
            self._begin_to_watch(now)
        else:
            self._watch.put_off(now)
        self._is_unread = True
        await self._raw_send(message)
        self._is_unread = False

    def _note_that_client_left(self) -> None:
        self._has_left = True
        if self._client_left is not None:
            self._client_left.set()
        self._status = self._status or CLIENT_LEFT

    def _log(self) -> None:
        seconds = (self._ended_at or perf_counter()) - self._started_at
        route = self._scope.get("path_template")
        self._terms.log.end(self._method, self._context.path, route, self._status, seconds, self._bytes)


async def _ignore() -> None:
    """What the application sends after the exchange was taken from it goes nowhere."""
