"""Where the log goes: what reads it may stall, and must not stop the service."""

import asyncio
import fcntl
import os
import select
import stat
import struct
import sys
import termios
from typing import TextIO

# What can be written takes so much at once, and nothing that another process writes comes in between: Linux's PIPE_BUF.
PIECE = 4096

# How long a reader is waited for where no loop runs, as when the process ends.
LAST_SECONDS = 1.0


class Outlet:
    def __init__(self, stream: TextIO | None) -> None:
        """Without a stream, as `sys.stdout` is where it was closed, the log goes nowhere."""
        self._stream = stream
        self._descriptor = _descriptor(stream) if stream else None

    def write(self, text: bytes) -> bytes:
        """Write as much as the reader takes; what is left."""
        if self._stream is None:
            return b""
        self._stream.flush()
        if self._descriptor is None:
            _write(self._stream, text)
            return b""
        ready = select.poll()
        ready.register(self._descriptor, select.POLLOUT)
        patience = 0 if is_in_loop() else LAST_SECONDS
        at = 0
        while at < len(text) and ready.poll(patience * 1000):
            # Several workers share a pipe: what is written at once ends with a line, and only long lines may be cut.
            end = text.rfind(b"\n", at, at + PIECE) + 1
            if not end:
                end = min(text.find(b"\n", at) + 1 or len(text), at + _room(self._descriptor))
            _write(self._stream, text[at:end])
            at = end
        return text[at:]


def _write(stream: TextIO, text: bytes) -> None:
    stream.buffer.write(text)
    stream.buffer.flush()


def _descriptor(stream: TextIO) -> int | None:
    """That of a stream that may have to wait for a reader: not of a file, nor of what is none of the system's."""
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):
        return None
    return None if stat.S_ISREG(os.fstat(descriptor).st_mode) else descriptor


def _room(descriptor: int) -> int:
    """How much of a long line can be written without waiting: a pipe that is empty takes all that it can hold."""
    if sys.platform != "linux" or not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
        return PIECE
    (unread,) = struct.unpack("i", fcntl.ioctl(descriptor, termios.FIONREAD, b"\0" * 4))
    return PIECE if unread else fcntl.fcntl(descriptor, fcntl.F_GETPIPE_SZ)


def is_in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
