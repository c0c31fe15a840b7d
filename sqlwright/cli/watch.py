"""`sqlwright watch`: generates on every save, and shows errors until they are fixed."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ..errors import CompileError, ServerError, SqlwrightError, counted, fault_line
from ..project.all_blocks import compile_in, read_blocks
from ..project.config import load
from ..project.session import Session
from ..scratch.migrations import Migration
from .change_poller import ChangePoller
from .output import write

__all__ = ["Watch", "watch"]

_AGAIN = 1.0
"""Seconds until an unreachable server is tried again; nothing announces that it is back."""
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


async def watch(path: Path, *, clear: bool) -> None:
    """Runs until SIGINT or SIGTERM. That is the normal way to stop it, not a failure."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    watched = Watch(path, lambda text: print(f"{_CLEAR if clear else ''}{text}", flush=True))
    running = asyncio.create_task(watched.run())
    try:
        await asyncio.wait([running, asyncio.create_task(ended.wait())], return_when=asyncio.FIRST_COMPLETED)
    finally:
        # Keep the handlers: a second signal must not leave the server half stopped.
        running.cancel()
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await running
        finally:
            await watched.close()


class Watch:
    """Compiles a configuration again and again, on a session that stays open."""

    def __init__(self, path: Path, show: Callable[[str], None]) -> None:
        self.path = path
        self.show = show
        self.session = Session()
        self._shown: str | None = None
        self._poller = ChangePoller(path)
        self._schemas: Sequence[tuple[Sequence[Migration], str | None]] = ()

    async def run(self) -> None:
        while True:
            # Take the snapshot before reading: a change in between is then seen next time.
            seen = self._poller.snapshot()
            reached = await self.once()
            if reached:
                await self._warm()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if reached else _AGAIN):
                    await self._poller.wait_for_change(seen)
                    self._shown = None

    async def once(self) -> bool:
        """Generates and shows the result; returns False if a server was needed and could not be reached."""
        reached = True
        try:
            text = await self._generate()
        except CompileError as error:
            text = f"{error}\n{error.summary}; nothing was written"
        except ServerError as error:
            text = f"sqlwright: {error}"
            reached = False
        except SqlwrightError as error:
            text = f"sqlwright: {error}"
        except Exception as error:  # noqa: BLE001 - whatever it is, keep running for the next save
            text = f"sqlwright: {fault_line(error)}"
            await self._restart()
        if text != self._shown:
            self.show(text)
        self._shown = text
        return reached

    async def _generate(self) -> str:
        start = time.perf_counter()
        ready = read_blocks(load(self.path))
        config = ready.config
        pairs = zip(config.blocks, ready.inputs, strict=True)
        self._schemas = [(each.migrations, block.entry.uri) for block, each in pairs]
        try:
            compiled = await compile_in(self.session, ready)
        except ServerError:
            # The old server is gone; a new connection may work.
            await self._restart()
            compiled = await compile_in(self.session, ready)
        written: list[str] = []
        for block, files in compiled:
            changed, stale = write(block.out, files, config.shown(block.out))
            written += [*changed, *stale]
        spent = f"{time.perf_counter() - start:.2f} s"
        done = f"generated {counted(written, 'file')} in {spent}" if written else "up to date"
        return "\n".join([*config.notes, *self.session.notes, done])

    async def _warm(self) -> None:
        """Opens what the next save will need, so that it need not wait."""
        with contextlib.suppress(SqlwrightError):
            await self.session.keep_only(self._schemas)

    async def _restart(self) -> None:
        # A broken session may fail even to close.
        with contextlib.suppress(Exception):
            await self.session.close()
        self.session = Session()

    async def close(self) -> None:
        await self.session.close()
