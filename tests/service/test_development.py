"""Development: the embedded database, and the development key."""

import asyncio
import shutil
import stat
from collections.abc import Generator
from pathlib import Path

import pytest

from generated.keys import KeysQueries
from generated.models import KeyScope
from service import APPLICATION
from service.settings import load
from undercroft.auth.development_key import NAME, development_key
from undercroft.auth.keys import hash_of
from undercroft.database import development
from undercroft.database.connections import querying
from undercroft.errors import CannotServe
from undercroft.serving.commands import Commands
from undercroft.testing.databases import Postgres
from undercroft.testing.nearest_postgres import scratch_folder


@pytest.fixture
def data() -> Generator[Path]:
    """The folder that stands in for `.data/` during the test."""
    folder = scratch_folder()
    yield folder
    shutil.rmtree(folder)


async def key(database_url: str, data: Path) -> str:
    async with querying(database_url, APPLICATION.generated) as connection:
        return await development_key(connection, APPLICATION.keys, data)


async def scope_of(database_url: str, secret: str) -> KeyScope | None:
    async with querying(database_url, APPLICATION.generated) as connection:
        key = await KeysQueries(connection).find_key(hash_of(secret))
        return key and key.scope


async def test_the_key_stays_the_same(database_url: str, data: Path) -> None:
    secret = await key(database_url, data)
    assert await scope_of(database_url, secret) is KeyScope.WRITE
    assert await key(database_url, data) == secret


async def test_the_key_moves_to_a_new_database(
    database_url: str, postgres: Postgres, migrated: str, data: Path
) -> None:
    secret = await key(database_url, data)
    async with postgres.database(template=migrated) as name:
        assert await key(postgres.url(name), data) == secret
        assert await scope_of(postgres.url(name), secret) is KeyScope.WRITE


async def test_nobody_else_reads_the_key(database_url: str, data: Path) -> None:
    await key(database_url, data)
    assert stat.S_IMODE((data / "key").stat().st_mode) == 0o600


@pytest.mark.parametrize("written", ["", "nonsense", "x" * 44])
async def test_a_file_that_holds_no_key(database_url: str, data: Path, written: str) -> None:
    (data / "key").write_text(written)
    secret = await key(database_url, data)
    assert (data / "key").read_text() == secret
    assert await scope_of(database_url, secret) is KeyScope.WRITE


async def test_a_key_that_was_revoked_stays_so(database_url: str, data: Path) -> None:
    first = await key(database_url, data)
    async with querying(database_url, APPLICATION.generated) as connection:
        await KeysQueries(connection).revoke_key(NAME)
    second = await key(database_url, data)
    assert second != first
    assert await scope_of(database_url, first) is None
    assert await scope_of(database_url, second) is KeyScope.WRITE


async def test_a_key_of_that_name_whose_file_is_gone(database_url: str, data: Path) -> None:
    first = await key(database_url, data)
    (data / "key").unlink()
    second = await key(database_url, data)
    assert await scope_of(database_url, first) is None
    assert await scope_of(database_url, second) is KeyScope.WRITE


def test_the_database(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with development.database(data, APPLICATION.migrations) as url:
        secret = asyncio.run(key(url, data))
        with (
            pytest.raises(CannotServe, match="in use by another process") as caught,
            development.database(data, APPLICATION.migrations),
        ):
            pass
        assert "\n" not in str(caught.value)
    assert f"making a database in {data}" in capsys.readouterr().err
    with development.database(data, APPLICATION.migrations) as url:
        assert asyncio.run(scope_of(url, secret)) is KeyScope.WRITE
    assert capsys.readouterr().err == ""


def test_the_banner(capsys: pytest.CaptureFixture[str]) -> None:
    settings = load({"APP_ENV": "development", "HOST": "::1", "PORT": "8001"})
    Commands(APPLICATION).print_banner(settings, "postgresql://app:top-secret@db/app", "the-key")
    output = capsys.readouterr()
    assert output.out == ""
    assert "curl -H 'Authorization: Bearer the-key' http://[::1]:8001/users\n" in output.err
    assert "top-secret" not in output.err
