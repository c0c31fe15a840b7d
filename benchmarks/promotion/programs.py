"""Starts programs of Debian and waits until they listen."""

import asyncio
import shutil
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from sqlwright.embedded import account

PATH = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"


def found(program: str) -> str:
    path = shutil.which(program, path=PATH)
    if path is None:
        sys.exit(f"{program} is not installed: see the package of this name in Debian")
    return path


@asynccontextmanager
async def running(
    program: str, *arguments: str, port: int, log: Path, as_server: bool = False
) -> AsyncGenerator[Process]:
    """The program, which runs as long as the block and has begun to listen; `as_server` is with PostgreSQL's account."""
    with log.open("wb") as written:
        run = partial(asyncio.create_subprocess_exec, found(program), *arguments, stdout=written, stderr=written)
        process = await (run(**account.run_as(account.of_server())) if as_server else run())
    try:
        if not await _listens(port, process):
            sys.exit(f"{program} ended at once: see {log}")
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _listens(port: int, process: Process) -> bool:
    """Wait until it does, or has ended."""
    while process.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return True
    return False
