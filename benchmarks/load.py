"""Loads a server with wrk: many callers at once, each with one request after another."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

CONNECTIONS = 64

# A server may refuse a request where the machine is short of time; one that refuses more was not measured.
MOST_FAILED = 0.02

_SCRIPT = Path(__file__).with_name("load.lua")


class Load(Struct, frozen=True):
    """Requests of one kind, from which wrk chooses at random."""

    name: str
    requests: Sequence[str]
    """Each a path; or a path, a tab and a body, in which `{unique}` becomes another word each time."""
    method: str = "GET"


class Run(Struct, frozen=True):
    """What came of a load; times are in seconds, and p50 and p99 are quantiles of those of the answers."""

    requests: int
    seconds: float
    failed: int
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def is_there() -> bool:
    return shutil.which("wrk") is not None


async def run(load: Load, port: int, key: str, folder: Path, *, seconds: float, pause: float = 0) -> Run:
    """Load the server; `pause` is how long each caller waits between its requests on average."""
    file = folder / "requests"
    file.write_text("".join(f"{request}\n" for request in load.requests))
    headers = [f"Authorization: Bearer {key}", "Content-Type: application/json"]
    process = await asyncio.create_subprocess_exec(
        *(
            "wrk",
            "--threads",
            "1",
            "--connections",
            str(CONNECTIONS),
            "--duration",
            f"{seconds:g}s",
            "--latency",
            "--timeout",
            "10s",
        ),
        *(part for header in headers for part in ("--header", header)),
        *("--script", str(_SCRIPT), f"http://127.0.0.1:{port}", "--", str(file), load.method, f"{pause * 1000:.3f}"),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    found = Run(**json.loads(output.splitlines()[-1]))
    if process.returncode or found.failed > found.requests * MOST_FAILED:
        raise RuntimeError(f"{load.name}: {found.failed} of {found.requests} requests failed")
    return found
