"""The embedded server of a run: one for all its databases, started while modules are still being imported."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor

from ..cache.home import cache_home
from ..embedded import EmbeddedError, InUse, Server, start
from ..errors import ServerError
from .stub_extensions import install_stubs

__all__ = ["MAIN", "EmbeddedServer"]

MAIN = "postgres"
_SLOTS = 8
"""How many runs can work at the same time, each on a server of its own."""


class EmbeddedServer:
    """A server that starts when it is first needed, and stops with `stop`."""

    def __init__(self) -> None:
        self._starting: asyncio.Future[Server] | None = None

    def begin(self) -> asyncio.Future[Server]:
        """Starts it in a thread: starting means waiting for processes, and this one has modules to import."""
        if self._starting is None:
            thread = ThreadPoolExecutor(1)
            self._starting = asyncio.get_running_loop().run_in_executor(thread, _start)
            # The thread must end with its work: a process with several threads must not be forked.
            thread.shutdown(wait=False)
        return self._starting

    async def url(self) -> str:
        # A caller cancelled while waiting must not leave behind a server that nobody knows of.
        return (await asyncio.shield(self.begin())).url(MAIN)

    async def extension_path(self) -> str:
        """The value of `extension_control_path` with which the server finds stubs of extensions that it lacks."""
        data = (await asyncio.shield(self.begin())).data
        folder = install_stubs(data)
        # The server's account may not be allowed into the folders above its data, which are its working directory.
        return f"$system:{'/proc/self/cwd' if sys.platform == 'linux' else data}/{folder.name}"

    async def stop(self) -> None:
        if self._starting is not None:
            starting, self._starting = self._starting, None
            await asyncio.wait([starting])
            if starting.exception() is None:
                starting.result().stop()


def _start() -> Server:
    """A server on a folder that no other run is using."""
    folder = cache_home()
    for slot in range(_SLOTS):
        try:
            return start(folder / f"scratch-{slot}", durable=False)
        except InUse:
            continue
        except EmbeddedError as error:
            raise ServerError(str(error)) from None
    raise ServerError(f"{_SLOTS} runs of sqlwright are already in progress: wait for one to end")
