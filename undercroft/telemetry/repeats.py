"""Keeps a log readable when the same goes wrong for every request: one line a second, or one traceback."""

import asyncio
import copy
import logging
import math
import time
import traceback
from collections.abc import Hashable
from contextvars import Context

SECONDS = 1.0

# How many places of errors are remembered.
MOST_PLACES = 1000


class Repeats(logging.Filter):
    """Lets a record with `extra={"repeats": True}` pass once a second; `times` says for how many a later one stands."""

    def __init__(self, handler: logging.Handler) -> None:
        super().__init__()
        self._handler = handler
        # How often each message came since its last line.
        self._counts: dict[tuple[str, str], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not getattr(record, "repeats", False):
            return True
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            # Nothing would tell the count.
            return True
        message = (record.name, record.getMessage())
        if message in self._counts:
            self._counts[message] += 1
            return False
        self._begin_to_count(loop, message, record)
        return True

    def _begin_to_count(
        self, loop: asyncio.AbstractEventLoop, message: tuple[str, str], record: logging.LogRecord
    ) -> None:
        self._counts[message] = 0
        # The count is not about the request in whose context this is called.
        loop.call_later(SECONDS, self._tell, loop, message, record, context=Context())

    def _tell(self, loop: asyncio.AbstractEventLoop, message: tuple[str, str], record: logging.LogRecord) -> None:
        times = self._counts.pop(message)
        if times:
            later = copy.copy(record)
            later.created = time.time()
            later.__dict__["times"] = times
            self._handler.emit(later)
            self._begin_to_count(loop, message, record)


class Tracebacks:
    """Which errors had their traceback in the log within the last second: of the same again, the headline is enough."""

    def __init__(self) -> None:
        self._written_at: dict[Hashable, float] = {}

    def is_due(self, error: BaseException) -> bool:
        """Whether the error's traceback is to be written now."""
        now = time.monotonic()
        frames = traceback.walk_tb(error.__traceback__)
        place = (type(error), *((frame.f_code, line) for frame, line in frames))
        if now < self._written_at.get(place, -math.inf) + SECONDS:
            return False
        if len(self._written_at) >= MOST_PLACES:
            self._written_at.clear()
        self._written_at[place] = now
        return True
