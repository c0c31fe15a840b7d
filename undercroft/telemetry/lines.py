"""Writes the log's lines: a record at once, and lines that can wait together with others."""

import asyncio
import logging
from collections import deque
from threading import RLock
from typing import TextIO

# How long a line waits at most; a crash loses no more than that.
SECONDS = 0.1


class Lines(logging.Handler):
    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._waiting: deque[bytes] = deque()
        self._is_due = False
        self._writing = RLock()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._waiting.append(self.format(record).encode() + b"\n")
        except Exception:  # noqa: BLE001 - as in every handler, logging may not fail
            self.handleError(record)
        self.flush()

    def put(self, line: bytes) -> None:
        """Write this line, which has its end, soon: in the loop that runs."""
        self._waiting.append(line)
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_later(SECONDS, self._flush_when_due)

    def flush(self) -> None:
        """Write all that waits, in its order; logging calls this too when the process ends."""
        with self._writing:
            lines = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if not lines:
                return
            try:
                self._stream.flush()
                self._stream.buffer.write(b"".join(lines))
                self._stream.buffer.flush()
            except Exception:  # noqa: BLE001
                self.handleError(logging.makeLogRecord({"msg": "%d lines were lost", "args": (len(lines),)}))

    def _flush_when_due(self) -> None:
        self._is_due = False
        self.flush()


def batching(logger: logging.Logger) -> Lines | None:
    """Where the logger's lines may be put without a record, because nobody else would get it."""
    handlers = logging.getLogger().handlers
    if len(handlers) == 1 and isinstance(lines := handlers[0], Lines) and not logger.handlers:
        return lines
    return None
