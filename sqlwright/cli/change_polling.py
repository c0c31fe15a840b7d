"""Sees what a configuration and the files that it names look like from outside, and waits for that to change.

By asking for times: it takes a tenth of a millisecond where a dozen files are, goes on working on network drives and in
containers' mounts, where the kernel's own notices do not come, and costs no dependency.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import SqlwrightError
from ..project.config import load, matching

__all__ = ["Sight"]

_PACE = 0.05
_SHARE = 50
"""Between two looks passes this many times what one takes: looking never costs more than 2 % of a processor."""
_SETTLED = 0.015
"""How long nothing may change before it counts: some editors empty a file before they write it."""

Stamp = tuple[int, int, int]
Seen = Mapping[str, Stamp]


class Sight:
    """What is to be seen now; `changed` waits until that is something else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._loaded: Stamp | None = None
        self._names: Sequence[str] = ()
        self._complaint: str | None = None

    def look(self) -> Seen:
        """The stamps of all files, the configuration's first."""
        stamp = _stamp(self.path)
        # What is wrong with a configuration may lie outside of it, such as a folder that is not there yet.
        if stamp != self._loaded or self._complaint is not None:
            self._load()
            self._loaded = stamp
        seen: dict[str, Stamp] = {}
        if stamp is not None:
            seen[str(self.path)] = stamp
        if self._complaint is not None:
            seen[self._complaint] = (0, 0, 0)
        folder = self.path.resolve().parent
        for name in self._names:
            for file in matching(folder, name):
                if (found := _stamp(file)) is not None:
                    seen[str(file)] = found
        return seen

    def _load(self) -> None:
        try:
            config = load(self.path)
        except SqlwrightError as error:
            # The names stay: correcting a file that they mean should count too.
            self._complaint = str(error)
        else:
            self._complaint = None
            self._names = [name for entry in config.entries for name in entry.named]

    async def changed(self, before: Seen) -> Seen:
        """Waits until something looks otherwise and stays so for a moment."""
        while True:
            start = time.perf_counter()
            seen = self.look()
            pause = max(_PACE, _SHARE * (time.perf_counter() - start))
            if seen != before:
                break
            await asyncio.sleep(pause)
        while True:
            await asyncio.sleep(_SETTLED)
            again = self.look()
            if again == seen:
                return seen
            seen = again


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    # The inode tells of a file that was saved beside and renamed into place within one tick of the clock.
    return status.st_mtime_ns, status.st_size, status.st_ino
