"""Writes the log's lines: a record at once, and lines that can wait together with others."""

import asyncio
import logging
from collections import deque
from threading import RLock
from typing import TextIO

from .outlet import Outlet, is_in_loop

# How long a line waits at most; a crash loses no more than that.
SECONDS = 0.1


# So many lines wait for a reader that stalls; the others are lost.
MOST = 10_000


class Lines(logging.Handler):
    def __init__(self, stream: TextIO | None) -> None:
        super().__init__()
        self._outlet = Outlet(stream)
        self._waiting: deque[bytes] = deque()
        # What is being written: the rest of what the reader did not take at once.
        self._rest = b""
        self._lost = 0
        # Whether the last attempt to write failed.
        self._is_broken = False
        self._is_due = False
        self._writing = RLock()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._keep(self._written(record))
        except Exception:  # noqa: BLE001 - as in every handler, logging may not fail
            self.handleError(record)
        self.flush()

    def put(self, line: bytes) -> None:
        """Write this line, which has its end, soon: in the loop that runs."""
        self._keep(line)
        if not self._is_due:
            self._flush_soon()

    def flush(self) -> None:
        """Write all that waits, in its order; logging calls this too when the process ends.

        What the reader does not take at once is written later: in the loop, nobody waits for it.
        """
        with self._writing:
            while self._rest or self._waiting:
                self._rest = self._rest or b"".join([self._waiting.popleft() for _ in range(len(self._waiting))])
                try:
                    self._rest = self._outlet.write(self._rest)
                except Exception:  # noqa: BLE001
                    self._lose_rest()
                    return
                self._is_broken = False
                if self._rest:
                    if not self._is_due and is_in_loop():
                        self._flush_soon()
                    return
                self._tell_of_lost()

    def _lose_rest(self) -> None:
        """What cannot be written is lost; stderr is told once, and the log how much it was, if it can be written again."""
        self._lost += self._rest.count(b"\n")
        self._rest = b""
        if not self._is_broken:
            self._is_broken = True
            self.handleError(logging.makeLogRecord({"msg": "the log cannot be written: its lines are lost"}))

    def _written(self, record: logging.LogRecord) -> bytes:
        return self.format(record).encode() + b"\n"

    def _keep(self, line: bytes) -> None:
        if len(self._waiting) < MOST:
            self._waiting.append(line)
        else:
            self._lost += 1

    def _tell_of_lost(self) -> None:
        if self._lost:
            told = {"msg": "%d lines of the log were lost, which nobody read", "args": (self._lost,)}
            self._lost = 0
            self._waiting.append(self._written(logging.makeLogRecord({**told, "levelname": "WARNING"})))

    def _flush_soon(self) -> None:
        self._is_due = True
        asyncio.get_running_loop().call_later(SECONDS, self._flush_when_due)

    def _flush_when_due(self) -> None:
        self._is_due = False
        self.flush()


def batching(logger: logging.Logger) -> Lines | None:
    """Where the logger's lines may be put without a record, because nobody else would get it."""
    handlers = logging.getLogger().handlers
    if len(handlers) == 1 and isinstance(lines := handlers[0], Lines) and not logger.handlers:
        return lines
    return None
