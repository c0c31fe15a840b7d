"""What all tests share, besides the databases that undercroft.testing hands out."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    # At run time pytest has to import the plugin itself, to rewrite its assertions.
    from undercroft.testing.databases import Postgres

pytest_plugins = ["undercroft.testing"]

# On a busy machine, any example may take longer than the 200 ms that Hypothesis allows.
settings.register_profile("without a deadline", deadline=None)
settings.load_profile("without a deadline")

# What `python -m tests.pgbouncer` says: the tests run through a pooler, its version, and whether it keeps prepared
# statements.
IS_POOLED = "TEST_POOLER_URL" in os.environ
VERSION = "TEST_POOLER_VERSION"
KEPT = "TEST_POOLER_KEEPS_STATEMENTS"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="rewrite every golden file before the tests run")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "session(why, since): needs a session of its own, which a pooler does not give, or not since a version",
    )
    if IS_POOLED and KEPT not in os.environ:
        # As everybody has to write who connects through such a pooler.
        defaults: Any = asyncpg.connect.__kwdefaults__
        defaults["statement_cache_size"] = 0
    config.addinivalue_line("markers", "browser: shows a page in a browser, for which any PostgreSQL will do")
    if config.getoption("--renew") and not hasattr(config, "workerinput"):
        from tests.golden_files import write_once

        write_once(renew=True)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if not IS_POOLED or not (mark := item.get_closest_marker("session")):
        return
    if _numbers(os.environ.get(VERSION, "0")) >= _numbers(mark.kwargs.get("since", "0")):
        pytest.skip(f"through a pooler: {mark.args[0]}")


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


@pytest.fixture(scope="session", autouse=True)
def folder_of_inner_runs(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """Runs of pytest clear away what others left in the folder for all of them, and fail if two do so at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DEBUG_TEMPROOT", str(tmp_path_factory.mktemp("inner_runs")))
        yield


@pytest.fixture(scope="session")
async def extensions(postgres: "Postgres") -> frozenset[str]:
    """The extensions that the server offers."""
    from undercroft.testing.databases import connect

    async with connect(postgres.url("postgres")) as connection:
        return frozenset(row[0] for row in await connection.fetch("select name from pg_available_extensions"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder to work in, empty, with a cache that tests like this one share."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path
