"""Runs work in a copy of this process: Python uses one core, and most machines have more."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import IO, Any, NoReturn

__all__ = ["cores", "forked"]

_Work = Callable[[], Coroutine[Any, Any, bytes]]
_SIZE = 8
"""The number of bytes in front of a result that hold its length."""


def cores() -> int:
    """How many processes can work at once; 1 on systems whose libraries may not survive a fork."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


@asynccontextmanager
async def forked(work: _Work) -> AsyncGenerator[asyncio.Task[bytes | None]]:
    """The result of `work`, done by a copy of this process; None if it fails for any reason.

    Within milliseconds the copy has everything that is imported and known here. It needs connections of its own.
    """
    reader, writer = os.pipe()
    process = os.fork()
    if not process:
        _work(work, writer)
    os.close(writer)
    with os.fdopen(reader, "rb", buffering=0) as pipe:
        result = asyncio.create_task(_read(pipe))
        try:
            yield result
        finally:
            result.cancel()
            await asyncio.wait([result])
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)  # noqa: ASYNC222 - it has just been killed


async def _read(pipe: IO[bytes]) -> bytes | None:
    stream = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), pipe)
    try:
        size = int.from_bytes(await stream.readexactly(_SIZE), "big")
        return await stream.readexactly(size)
    except asyncio.IncompleteReadError:
        return None
    finally:
        transport.close()


def _work(work: _Work, writer: int) -> NoReturn:
    """The copy's whole life: it must not repeat what the original process does at its end."""
    with suppress(BaseException):
        # The original process handles signals; the copy just ends.
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        data = asyncio.run(work())
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(len(data).to_bytes(_SIZE, "big") + data)
    os._exit(0)
