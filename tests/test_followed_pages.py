"""Pages that tell of a project of the reader's: their files are written and their commands run, in an empty folder.

Only the installation is not repeated: the programs are those of the environment of these tests.
"""

import asyncio
import os
from pathlib import Path

import asyncpg
import pytest

from sqlwright.embedded import account, binaries
from tests.pages import blocks, follow

DOCS = Path(__file__).parents[1] / "docs"

# Here undercroft is a folder. Where its wheel is installed, pytest finds the plugin.
PLUGIN = {"PYTEST_PLUGINS": "undercroft.testing"}


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.getbasetemp() / "cache")


def test_the_tutorial(tmp_path: Path, cache: str) -> None:
    installation, *steps = blocks(DOCS / "tutorial.md")
    assert (installation.language, len(steps)) == ("", 25)
    follow(steps, tmp_path, **PLUGIN, XDG_CACHE_HOME=cache)


@pytest.mark.session("the tests of the page know no pooler")
def test_testing(empty_database_url: str, tmp_path: Path) -> None:
    installation, *steps = blocks(DOCS / "testing.md")
    assert (installation.language, len(steps)) == ("", 12)
    follow(steps, tmp_path, **PLUGIN, TEST_DATABASE_URL=empty_database_url)


async def test_an_existing_database(
    empty_database_url: str, tmp_path: Path, cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, *steps = blocks(DOCS / "existing-database.md")
    assert (there.language, len(steps)) == ("sql", 7)
    connection = await asyncpg.connect(empty_database_url)
    await connection.execute(there.text)
    await connection.close()
    programs = binaries.find(account.of_server()) / "bin"  # its pg_dump knows every server
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    await asyncio.to_thread(follow, steps, tmp_path, XDG_CACHE_HOME=cache, DATABASE_URL=empty_database_url)
