"""The process that keeps workers running, with workers that say that they are ready and do nothing else."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from undercroft.errors import CannotServe
from undercroft.serving.workers import Workers

WORKER = """
import os, sys
from pathlib import Path
folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
if (folder / "broken").exists():
    sys.exit(3)
for name in ("{}.ready", "gauge_livesum_{}.db", "counter_{}.db"):
    (folder / name.format(os.getpid())).touch()
(folder / "ready").open("w").write(f"{sys.argv[1]} {os.environ['WORKER_NUMBER']} {os.getpid()}\\n")
sys.stdin.read()
"""


class Run(logging.Handler):
    """Two workers, and what is said of them."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.stop = asyncio.Event()
        self.said: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self.folder = folder
        os.mkfifo(folder / "ready")
        environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
        workers = Workers((sys.executable, "-c", WORKER), environment, stop=self.stop)
        self.ended = asyncio.create_task(workers.run(2, patience=10))

    def emit(self, record: logging.LogRecord) -> None:
        self.said.put_nowait((record.getMessage(), record.__dict__["fields"]))

    async def until(self, message: str) -> dict[str, Any]:
        while True:
            said, fields = await self.said.get()
            if said == message:
                return fields

    async def pids(self, ready: asyncio.StreamReader, count: int) -> dict[str, int]:
        """Wait until so many are ready."""
        lines = [(await ready.readline()).decode().split() for _ in range(count)]
        assert all(argument == variable for argument, variable, _ in lines)
        return {number: int(pid) for number, _, pid in lines}


@asynccontextmanager
async def running(folder: Path) -> AsyncGenerator[tuple[Run, asyncio.StreamReader]]:
    run = Run(folder)
    logger = logging.getLogger("undercroft.serving.workers")
    logger.addHandler(run)
    logger.setLevel(logging.INFO)
    ready = asyncio.StreamReader()
    pipe = os.fdopen(os.open(folder / "ready", os.O_RDWR | os.O_NONBLOCK), "rb", buffering=0)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(ready), pipe)
    try:
        async with asyncio.timeout(20):
            yield run, ready
            run.stop.set()
            await run.ended
    finally:
        transport.close()
        logger.removeHandler(run)
        logger.setLevel(logging.NOTSET)


def kept(folder: Path, pid: int) -> set[str]:
    """What is kept of a worker's metrics."""
    return {path.name.partition("_")[0] for path in folder.glob(f"*_{pid}.db")}


def remove_signs(folder: Path) -> None:
    for sign in folder.glob("*.ready"):
        sign.unlink()


async def test_one_that_dies_is_started_again(tmp_path: Path) -> None:
    async with running(tmp_path) as (run, ready):
        before = await run.pids(ready, 2)
        os.kill(before["1"], signal.SIGKILL)
        ended = await run.until("a worker ended by itself")
        assert ended == {"worker": 1, "pid": before["1"], "exit_status": -9, "pause_s": 0.1}
        [(number, pid)] = (await run.pids(ready, 1)).items()
        assert await run.until("a worker was started again") == {"worker": 1, "pid": pid}
        assert number == "1"
        # Its gauges are gone, and what it counted stays.
        assert {"gauge", "counter"} == kept(tmp_path, before["0"]) == kept(tmp_path, pid)
        assert kept(tmp_path, before["1"]) == {"counter"}


async def test_one_that_cannot_start_again_is_tried_less_and_less_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undercroft.serving.workers.FIRST_PAUSE", 0.01)
    async with running(tmp_path) as (run, ready):
        before = await run.pids(ready, 2)
        broken = tmp_path / "broken"
        broken.touch()
        os.kill(before["0"], signal.SIGKILL)
        ends = [await run.until("a worker ended by itself") for _ in range(3)]
        assert [(end["exit_status"], end["pause_s"]) for end in ends] == [(-9, 0.01), (3, 0.02), (3, 0.04)]
        broken.unlink()
        assert await run.pids(ready, 1)


async def test_one_that_has_lived_is_started_again_though_its_sign_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undercroft.serving.workers.LONGEST_PAUSE", 0)
    async with running(tmp_path) as (run, ready):
        before = await run.pids(ready, 2)
        remove_signs(tmp_path)
        os.kill(before["0"], signal.SIGKILL)
        assert await run.pids(ready, 1)


async def test_the_end_does_not_wait_for_the_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.serving.workers.FIRST_PAUSE", 3600)
    async with running(tmp_path) as (run, ready):
        before = await run.pids(ready, 2)
        os.kill(before["0"], signal.SIGKILL)
        await run.until("a worker ended by itself")


async def test_one_that_never_was_ready_ends_all(tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    with pytest.raises(CannotServe, match="could not start"):
        async with running(tmp_path) as (run, _):
            await run.ended
