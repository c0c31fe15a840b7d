"""A queue of those who wait, each until a time: one timer serves for all of them."""

import asyncio
from bisect import bisect_left
from collections import deque
from collections.abc import Callable
from operator import itemgetter
from typing import Generic, TypeVar

T = TypeVar("T")


class WaitingQueue(Generic[T]):
    """Everybody waits for the same time, so whoever came first gives up first."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        *,
        refusal: Callable[[], BaseException],
        take_back: Callable[[T], None],
    ) -> None:
        """`refusal` is for those who waited too long. `take_back` gets what one was served who left at that moment."""
        self._loop = loop
        self._refusal = refusal
        self._take_back = take_back
        self._waiting: deque[tuple[float, asyncio.Future[T]]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, due: float, *, came_before: bool) -> T:
        """Wait until served, or until the loop's time is `due`.

        Who came before the others that wait, and was served in vain, takes its old place.
        """
        future: asyncio.Future[T] = self._loop.create_future()
        if came_before:
            self._waiting.insert(bisect_left(self._waiting, due, key=itemgetter(0)), (due, future))
            self._stop_timer()
        else:
            self._waiting.append((due, future))
        if self._timer is None:
            self._timer = self._loop.call_at(self._waiting[0][0], self._refuse_late)
        try:
            return await future
        except asyncio.CancelledError:
            if not future.cancelled() and future.exception() is None:
                self._take_back(future.result())
            raise

    def serve(self, what: T) -> bool:
        """Give it to whoever is first; or say that nobody waits."""
        future = self._next()
        if future is None:
            return False
        future.set_result(what)
        return True

    def refuse_all(self, error: BaseException) -> None:
        self._stop_timer()
        while (future := self._next()) is not None:
            future.set_exception(error)

    def _next(self) -> asyncio.Future[T] | None:
        while self._waiting:
            _, future = self._waiting.popleft()
            if not future.done():
                return future
        return None

    def _refuse_late(self) -> None:
        self._timer = None
        while self._waiting:
            due, future = self._waiting[0]
            if not future.done():
                if due > self._loop.time():
                    self._timer = self._loop.call_at(due, self._refuse_late)
                    return
                future.set_exception(self._refusal())
            self._waiting.popleft()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
