"""The log's lines: in their order, none lost, and many at once."""

import asyncio
import fcntl
import io
import logging
import os
import subprocess
import sys
from collections.abc import Generator
from typing import TextIO

import pytest

from undercroft.telemetry.lines import Lines, batching
from undercroft.telemetry.outlet import Outlet


class Stream(io.TextIOWrapper):
    """A stream that knows how often it was written to."""

    def __init__(self) -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, write_through=True)
        self.written = asyncio.Event()

    def flush(self) -> None:
        super().flush()
        self.written.set()

    @property
    def text(self) -> str:
        return self.bytes.getvalue().decode()


@pytest.fixture
def root() -> Generator[logging.Logger]:
    root = logging.getLogger()
    handlers = root.handlers
    yield root
    root.handlers = handlers


async def test_lines_are_written_together() -> None:
    stream = Stream()
    lines = Lines(stream)
    lines.put(b"one\n")
    lines.put(b"two\n")
    assert stream.text == ""
    async with asyncio.timeout(5):
        await stream.written.wait()
    assert stream.text == "one\ntwo\n"


async def test_a_record_is_written_at_once_and_after_what_waits() -> None:
    stream = Stream()
    lines = Lines(stream)
    lines.put(b"first\n")
    lines.handle(logging.makeLogRecord({"msg": "second"}))
    assert stream.text == "first\nsecond\n"


def test_what_waits_when_the_process_ends_is_written() -> None:
    program = """
import asyncio, logging, sys
from undercroft.telemetry.lines import Lines

async def main():
    lines = Lines(sys.stdout)
    logging.getLogger().handlers = [lines]
    lines.put(b"last\\n")

asyncio.run(main())
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert (result.stdout, result.stderr) == ("last\n", "")


def test_what_waits_is_written_before_a_crash_can_lose_it() -> None:
    program = """
import asyncio, sys
from undercroft.telemetry.lines import Lines

async def main():
    Lines(sys.stdout).put(b"before\\n")
    await asyncio.Event().wait()

asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            # The process does nothing more, and has not ended.
            assert process.stdout.readline() == b"before\n"
        finally:
            process.kill()


@pytest.fixture
def pipe() -> Generator[tuple[int, TextIO]]:
    """A pipe that holds 64 KiB: where it is read, and where it is written."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as stream:
        yield reading, stream
    os.close(reading)


async def read(reading: int, *, until: bytes) -> list[bytes]:
    """The lines up to one that ends so, while the loop goes on."""
    found = b""
    while not found.endswith(until + b"\n"):
        found += await asyncio.to_thread(os.read, reading, 65_536)
    return found.splitlines()


async def test_a_reader_that_stalls_holds_up_nobody(pipe: tuple[int, TextIO]) -> None:
    reading, stream = pipe
    lines = Lines(stream)
    written = [b"%d %s" % (number, b"x" * 10_000) for number in range(50)]
    for line in written:
        lines.put(line + b"\n")
        lines.flush()
    lines.handle(logging.makeLogRecord({"msg": "the last"}))
    async with asyncio.timeout(20):
        assert await read(reading, until=b"the last") == [*written, b"the last"]


@pytest.mark.skipif(sys.platform != "linux", reason="only there can pipes keep apart what was written")
def test_no_line_is_cut(pipe: tuple[int, TextIO]) -> None:
    """Each line is whole in what is written at once, between which another worker may write."""
    reading, stream = pipe
    os.set_blocking(reading, False)
    flags = fcntl.fcntl(stream.fileno(), fcntl.F_GETFL)
    fcntl.fcntl(stream.fileno(), fcntl.F_SETFL, flags | os.O_DIRECT)  # what is written at once is read at once
    stream.write("unread\n")
    stream.flush()
    lines = [b"%d" % number * 1500 + b"\n" for number in range(6)]
    assert Outlet(stream).write(b"".join(lines)) == b""
    assert os.read(reading, 65536) == b"unread\n"
    assert [os.read(reading, 65536) for _ in range(3)] == [b"".join(lines[at : at + 2]) for at in (0, 2, 4)]


async def test_what_is_too_much_is_lost_and_counted(pipe: tuple[int, TextIO], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.telemetry.lines.MOST", 100)
    reading, stream = pipe
    lines = Lines(stream)
    for _ in range(500):
        lines.put(b"x" * 999 + b"\n")
        lines.flush()
    async with asyncio.timeout(20):
        *found, last = await read(reading, until=b"nobody read")
    assert last == b"%d lines of the log were lost, which nobody read" % (500 - len(found))
    assert {*found} == {b"x" * 999}
    assert 100 <= len(found) < 300


def test_a_process_whose_log_nobody_reads_ends() -> None:
    program = """
import asyncio, sys
from undercroft.telemetry.lines import Lines

async def main():
    for _ in range(200):
        lines.put(b"x" * 999 + b"\\n")

lines = Lines(sys.stdout)
asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        try:
            assert process.wait(20) == 0
        finally:
            process.kill()


def test_without_a_stream_lines_go_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    Lines(None).handle(logging.makeLogRecord({"msg": "x"}))
    assert capsys.readouterr() == ("", "")


class Breakable(Stream):
    is_broken = True

    def flush(self) -> None:
        if self.is_broken:
            raise BrokenPipeError
        super().flush()


def test_a_stream_that_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    """As after `serve | head`: stderr would fill instead of the log."""
    stream = Breakable()
    lines = Lines(stream)
    for number in range(100):
        lines.handle(logging.makeLogRecord({"msg": f"lost {number}"}))
    assert capsys.readouterr().err.count("Traceback") == 1
    stream.is_broken = False
    lines.handle(logging.makeLogRecord({"msg": "here"}))
    assert stream.text == "here\n100 lines of the log were lost, which nobody read\n"
    stream.is_broken = True
    lines.handle(logging.makeLogRecord({"msg": "lost again"}))
    assert "the log cannot be written" in capsys.readouterr().err
    stream.is_broken = False


def test_others_that_listen_get_records(root: logging.Logger) -> None:
    lines, logger = Lines(Stream()), logging.getLogger("undercroft.tests")
    root.handlers = [lines]
    assert batching(logger) is lines
    other = logging.NullHandler()
    root.handlers = [lines, other]
    assert batching(logger) is None
    root.handlers = [lines]
    logger.addHandler(other)
    assert batching(logger) is None
    logger.removeHandler(other)
