"""A folder of entries by key: each is complete or missing, and the oldest are removed to make room."""

import contextlib
import hashlib
import os
import time
from pathlib import Path

from ..errors import SqlwrightError
from .home import cache_home

__all__ = ["Entries"]

_SEAL = 32
"""The length of the hash at the start of an entry; a damaged or foreign file has a different hash."""

_TEMPORARY = "passing-"
_ABANDONED = 3600
"""Seconds after which a temporary file is no longer being written."""


class Entries:
    """The entries of one kind: at most `count` of them, and at most `size` bytes."""

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
                os.utime(path)  # just used, so the last to be removed
                return data
        return None

    def write(self, key: str, data: bytes) -> None:
        """Writes the entry if possible. A full disk makes the next run slower; it does not fail this one."""
        with contextlib.suppress(OSError, SqlwrightError):
            import tempfile  # needed only by a run that writes something

            folder = self._folder()
            folder.mkdir(exist_ok=True, mode=0o700)
            # Rename into place, so that another run never sees half of it.
            descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=_TEMPORARY)
            try:
                with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
                    file.write(hashlib.sha256(data).digest() + data)
                Path(temporary).replace(folder / key)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            self._make_room(folder)

    def _folder(self) -> Path:
        return cache_home() / self.kind

    def _make_room(self, folder: Path) -> None:
        """Removes entries over the limits, and temporary files that a killed run left behind."""
        found: list[tuple[int, int, Path]] = []
        for path in folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                status = path.stat()
                if not path.name.startswith(_TEMPORARY):
                    found.append((status.st_mtime_ns, status.st_size, path))
                elif status.st_mtime < time.time() - _ABANDONED:
                    path.unlink()
        room = self.size
        for index, (_, size, path) in enumerate(sorted(found, reverse=True)):
            room -= size
            if index and (index >= self.count or room < 0):
                path.unlink(missing_ok=True)
