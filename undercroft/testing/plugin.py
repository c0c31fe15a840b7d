"""What a run does besides its fixtures: it marks tests, shares one server, and says which one it used."""

import asyncio
import os
from collections.abc import Generator
from typing import Protocol

import pytest

from .server import Borrowed, Owned, Server

SERVER = pytest.StashKey[Server]()
LOOP = pytest.StashKey[asyncio.AbstractEventLoop]()

# Tells in the reports of workers which tests use the server. A marker's name may be the name of a folder too.
_USES_SERVER = "undercroft.testing: uses the server"


class _Worker(Protocol):
    config: pytest.Config
    workerinput: dict[str, object]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "database: runs on a PostgreSQL (added to every test that takes a database fixture)"
    )
    if given := getattr(config, "workerinput", {}).get("undercroft"):
        config.stash[SERVER] = Borrowed(*given)
        return
    server = config.stash[SERVER] = Owned(os.environ)
    config.add_cleanup(server.close)
    config.pluginmanager.register(_Report(server))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: _Worker) -> None:
    """pytest-xdist calls this in the process that starts a worker."""
    server = node.config.stash[SERVER]
    assert isinstance(server, Owned)
    node.workerinput["undercroft"] = server.lend()


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker("database")
            item.keywords[_USES_SERVER] = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    loop = item.config.stash.get(LOOP, None)
    before = asyncio.all_tasks(loop) if loop else set[asyncio.Task[object]]()
    try:
        yield
    except BaseException:
        # Tasks that a failed test leaves behind would fail in another test, and with it all that come after.
        for task in asyncio.all_tasks(loop) - before if loop else ():
            task.cancel()
        raise


class _Report:
    """Counts the tests on the server, those of workers too."""

    def __init__(self, server: Owned) -> None:
        self._server = server
        self._tests = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._tests += report.when == "call" and _USES_SERVER in report.keywords

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._tests:
            found = self._server.found()
            for note in found.notes:
                terminalreporter.write_line(note)
            terminalreporter.write_line(f"{self._tests} test{'s' * (self._tests > 1)} ran on {found}")
