"""Ends a command quietly where nobody reads its output any more, as in `sqlwright inspect | head`."""

import os
import select
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TextIO

__all__ = ["end_with_reader"]

_STATUS = 128 + 13
"""What a shell says of a program that SIGPIPE ended, which Python ignores."""


@contextmanager
def end_with_reader() -> Generator[None]:
    try:
        try:
            yield
        finally:
            for stream in (sys.stdout, sys.stderr):  # at the interpreter's end it would be too late
                stream.flush()
    except BrokenPipeError:
        closed = [stream for stream in (sys.stdout, sys.stderr) if _is_closed(stream)]
        if not closed:
            raise  # some other pipe
        # What a stream still holds goes nowhere, instead of failing once more at the end.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in closed:
            os.dup2(nowhere, stream.fileno())
        sys.exit(_STATUS)


def _is_closed(stream: TextIO) -> bool:
    """Say whether the reader at the other end is gone."""
    poll = select.poll()
    poll.register(stream, 0)
    return any(state & (select.POLLERR | select.POLLHUP) for _, state in poll.poll(0))
