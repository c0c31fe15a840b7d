"""What all tests share, besides the databases that undercroft.testing hands out."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    # At run time pytest has to import the plugin itself, to rewrite its assertions.
    from undercroft.testing.databases import Postgres

pytest_plugins = ["undercroft.testing"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="rewrite every golden file before the tests run")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: shows a page in a browser, for which any PostgreSQL will do")
    if config.getoption("--renew") and not hasattr(config, "workerinput"):
        from tests.golden_files import write_once

        write_once(renew=True)


@pytest.fixture(scope="session")
async def extensions(postgres: "Postgres") -> frozenset[str]:
    """The extensions that the server offers."""
    from undercroft.testing.databases import connect

    async with connect(postgres.url("postgres")) as connection:
        return frozenset(row[0] for row in await connection.fetch("select name from pg_available_extensions"))
