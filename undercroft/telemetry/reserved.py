"""Files of metrics whose room on the disk is taken before it is written to.

prometheus_client writes to memory that stands for a file with holes. Where the disk has no room for a hole, the kernel
ends the process: so a full /tmp would end every worker.
"""

import logging
import os
from pathlib import Path
from typing import Any, cast

from prometheus_client import values
from prometheus_client.mmap_dict import MmapedDict

# Enough for the first metrics; a file grows to twice its size when it is full.
FIRST = 1 << 16

# Beside its name: a length, what makes the name's length a multiple of 8, and two numbers.
_BESIDE = 4 + 8 + 16

logger = logging.getLogger(__name__)


class Reserved(MmapedDict):
    def __init__(self, filename: str) -> None:
        with Path(filename).open("ab") as file:
            has_room = _has_room(file.fileno(), filename, FIRST)
        if not has_room:
            # The other workers could not read an empty one.
            Path(filename).unlink()
            filename = _elsewhere(filename)
        super().__init__(filename)

    def _init_value(self, key: str) -> None:
        this: Any = self
        name: str = this._fname
        capacity: int = this._capacity
        needed: int = this._used + len(key.encode()) + _BESIDE
        if needed > capacity and not _has_room(this._f.fileno(), name, 2 * capacity):
            known = list(this.read_all_values())
            this.close()
            super().__init__(_elsewhere(name))
            for each, value, timestamp in known:
                this.write_value(each, value, timestamp)
        own: Any = super()
        own._init_value(key)


def reserve() -> None:
    """Let prometheus_client take room first, for each metric that is made from now on."""
    cast("Any", values).MmapedDict = Reserved


def _has_room(descriptor: int, name: str, size: int) -> bool:
    """Whether the file has as much room, and now certainly."""
    try:
        os.posix_fallocate(descriptor, 0, size)
    except OSError as error:
        logger.warning("what this worker counts is not shown: no room for metrics in %s: %s", name, error.strerror)
        return False
    return True


def _elsewhere(name: str) -> str:
    """A file in memory, which only this process reads, until it ends."""
    return f"/proc/self/fd/{os.memfd_create(Path(name).name)}"
