"""The watch over the primary, with servers that only say what they are told to say."""

import asyncio
import logging
from typing import Any, cast

import pytest

from undercroft.database import primary_watch
from undercroft.database.primary_watch import PrimaryWatch


class FakeConnection:
    is_ended = False

    def terminate(self) -> None:
        self.is_ended = True


class FakeHosts:
    """Each connection suits until it is said that it does not."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.connections: list[FakeConnection] = []
        self.suiting = True
        self.has_looked = asyncio.Event()

    async def connect(self, **_: object) -> FakeConnection:
        if self.errors:
            self.has_looked.set()
            raise self.errors.pop(0)
        self.connections.append(FakeConnection())
        return self.connections[-1]

    async def suits(self, connection: FakeConnection, *, seconds: float) -> bool:
        del connection, seconds
        if self.suiting:
            self.has_looked.set()
        return self.suiting

    def leave_others(self) -> int:
        self.has_looked.set()
        return 1


@pytest.fixture
def seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks only when it is told to."""
    monkeypatch.setattr(primary_watch, "SECONDS", 60)


async def looked(watch: PrimaryWatch, hosts: FakeHosts) -> None:
    hosts.has_looked.clear()
    watch.doubt()
    async with asyncio.timeout(5):
        await hosts.has_looked.wait()


def watching(hosts: FakeHosts) -> PrimaryWatch:
    return PrimaryWatch(cast("Any", hosts), "watch")


@pytest.mark.usefixtures("seldom")
async def test_a_server_that_suits_is_kept() -> None:
    hosts = FakeHosts()
    watch = watching(hosts)
    async with watch.running():
        for _ in range(3):
            await looked(watch, hosts)
        assert [connection.is_ended for connection in hosts.connections] == [False]
    assert [connection.is_ended for connection in hosts.connections] == [True]


@pytest.mark.usefixtures("seldom")
async def test_a_server_that_does_not_suit_is_left(caplog: pytest.LogCaptureFixture) -> None:
    hosts = FakeHosts()
    watch = watching(hosts)
    async with watch.running():
        await looked(watch, hosts)
        hosts.suiting = False
        await looked(watch, hosts)
        assert [connection.is_ended for connection in hosts.connections] == [True, False]
    assert "the primary is another server now" in caplog.text


@pytest.mark.usefixtures("seldom")
@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(ConnectionRefusedError(), [], id="no server: the requests tell of it"),
        pytest.param(RuntimeError("odd"), ["the primary could not be watched"], id="an error that nobody expected"),
    ],
)
async def test_it_goes_on_after_an_error(caplog: pytest.LogCaptureFixture, error: Exception, told: list[str]) -> None:
    hosts = FakeHosts(error)
    watch = watching(hosts)
    async with watch.running():
        for _ in range(2):
            await looked(watch, hosts)
        assert len(hosts.connections) == 1
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == told
