"""`sqlwright watch`: generates on every save, and shows what is wrong until it is mended."""

import asyncio
import contextlib
import signal
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from ..errors import CompileError, ServerError, SqlwrightError, counted
from ..project.config import load
from ..project.run import compile_in, read_blocks
from ..project.session import Session
from ..scratch.migrations import Migration
from .change_polling import Sight
from .output import write

__all__ = ["Watch", "watch"]

_AGAIN = 1.0
"""Seconds after which a server that could not be reached is tried again, as nothing tells when it is back."""
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


async def watch(path: Path, *, clear: bool) -> None:
    """Until SIGINT or SIGTERM, which are the way to end it and no failure."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    watched = Watch(path, lambda text: print(f"{_CLEAR if clear else ''}{text}", flush=True))
    running = asyncio.create_task(watched.run())
    try:
        await asyncio.wait([running, asyncio.create_task(ended.wait())], return_when=asyncio.FIRST_COMPLETED)
    finally:
        # The handlers stay: a second signal must not leave the server half stopped.
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await watched.close()


class Watch:
    """Generates what a configuration says, over and over, on a session that stays open."""

    def __init__(self, path: Path, show: Callable[[str], None]) -> None:
        self.path = path
        self.show = show
        self.session = Session()
        self._shown: str | None = None
        self._sight = Sight(path)
        self._schemas: Sequence[tuple[Sequence[Migration], str | None]] = ()

    async def run(self) -> None:
        while True:
            # Looked at before it is read: what changes in between is seen next time.
            seen = self._sight.look()
            reached = await self.once()
            if reached:
                await self._warm()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if reached else _AGAIN):
                    await self._sight.changed(seen)
                    self._shown = None

    async def once(self) -> bool:
        """Generates and shows what came of it; says whether the server could be reached, where one was wanted."""
        reached = True
        try:
            text = await self._generate()
        except CompileError as error:
            text = f"{error}\n{counted(error.problems, 'error')}; nothing was written"
        except ServerError as error:
            text = f"sqlwright: {error}"
            reached = False
        except SqlwrightError as error:
            text = f"sqlwright: {error}"
        except Exception:  # noqa: BLE001 - whatever it is, the next save is to find this running
            text = traceback.format_exc()
            await self._restart()
        if text != self._shown:
            self.show(text)
        self._shown = text
        return reached

    async def _generate(self) -> str:
        start = time.perf_counter()
        config, inputs = read_blocks(load(self.path))
        self._schemas = [(each.migrations, block.entry.uri) for block, each in zip(config.blocks, inputs, strict=True)]
        try:
            compiled = await compile_in(self.session, config, inputs)
        except ServerError:
            # What it was connected to is gone; what is there now may do.
            await self._restart()
            compiled = await compile_in(self.session, config, inputs)
        written: list[str] = []
        for block, files in compiled:
            changed, stale = write(block.out, files, config.shown(block.out))
            written += [*changed, *stale]
        spent = f"{time.perf_counter() - start:.2f} s"
        done = f"generated {counted(written, 'file')} in {spent}" if written else "up to date"
        return "\n".join([*config.notes, *self.session.notes, done])

    async def _warm(self) -> None:
        """Opens what the next save will want, so that it does not wait for it."""
        with contextlib.suppress(SqlwrightError):
            await self.session.keep_only(self._schemas)

    async def _restart(self) -> None:
        # Of what is broken not even the end needs to go well.
        with contextlib.suppress(Exception):
            await self.session.close()
        self.session = Session()

    async def close(self) -> None:
        await self.session.close()
