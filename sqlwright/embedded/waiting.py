"""Waits for a program in short steps, and reads the end of its log if it fails."""

import time
from collections.abc import Callable
from typing import IO


def wait(condition: Callable[[], bool], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < end:
        time.sleep(0.005)
    return met


def tail(log: IO[bytes]) -> str:
    log.seek(0)
    return "\n".join(f"  {line}" for line in log.read().decode(errors="replace").splitlines()[-8:])
