"""A folder of entries by their keys: whole or not there, and the oldest make room."""

import contextlib
import hashlib
import os
import time
from pathlib import Path

from ..errors import SqlwrightError
from .home import cache_home

__all__ = ["Entries"]

_SEAL = 32
"""The bytes of the hash that an entry begins with: a torn, spoilt or foreign file has another."""

_PASSING = "passing-"
_ABANDONED = 3600
"""Seconds after which nobody is writing a passing file any more."""


class Entries:
    """The entries of one kind, no more than `count` of them and `size` bytes."""

    def __init__(self, kind: str, *, count: int, size: int = 64 << 20) -> None:
        self.kind = kind
        self.count = count
        self.size = size

    def read(self, key: str) -> bytes | None:
        with contextlib.suppress(OSError, SqlwrightError):
            path = self._folder() / key
            whole = path.read_bytes()
            seal, data = whole[:_SEAL], whole[_SEAL:]
            if seal == hashlib.sha256(data).digest():
                os.utime(path)  # used just now: the last to make room
                return data
        return None

    def write(self, key: str, data: bytes) -> None:
        """Keeps the entry if it can: a full disk makes the next run slower, not this one fail."""
        with contextlib.suppress(OSError, SqlwrightError):
            import tempfile  # a run that keeps nothing new does without

            folder = self._folder()
            folder.mkdir(exist_ok=True, mode=0o700)
            # Renamed into place, so that a run beside this one never sees half of it.
            descriptor, passing = tempfile.mkstemp(dir=folder, prefix=_PASSING)
            try:
                with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
                    file.write(hashlib.sha256(data).digest() + data)
                Path(passing).replace(folder / key)
            except BaseException:
                Path(passing).unlink(missing_ok=True)
                raise
            self._make_room(folder)

    def _folder(self) -> Path:
        return cache_home() / self.kind

    def _make_room(self, folder: Path) -> None:
        """Removes what is too much, and passing files that a killed run has left."""
        found: list[tuple[int, int, Path]] = []
        for path in folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                status = path.stat()
                if not path.name.startswith(_PASSING):
                    found.append((status.st_mtime_ns, status.st_size, path))
                elif status.st_mtime < time.time() - _ABANDONED:
                    path.unlink()
        room = self.size
        for index, (_, size, path) in enumerate(sorted(found, reverse=True)):
            room -= size
            if index and (index >= self.count or room < 0):
                path.unlink(missing_ok=True)
