"""Development: a PostgreSQL of its own, kept in .data/, and a key that stays the same."""

import asyncio
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import asyncpg

from generated.keys import KeysQueries
from generated.models import KeyScope

from ..auth.keys import hash_of, is_secret, new_secret
from ..errors import CannotServe
from ..serving.settings import Settings, mask
from . import migrations
from .pool import connected, querying

DATA = Path(__file__).parent.parent.parent / ".data"
DATABASE = "app"
KEY_NAME = "development"


@contextmanager
def database() -> Generator[str]:
    """The URL of the embedded database, migrated; its server ends with the block."""
    # Here, because production does without sqlwright.
    from sqlwright.embedded import EmbeddedError, start

    folder = DATA / "postgres"
    if not folder.exists():
        print(f"making a database in {folder}", file=sys.stderr)
    try:
        server = start(folder, durable=True)
    except EmbeddedError as error:
        raise CannotServe(str(error)) from error
    with server:
        asyncio.run(_create_database(server.url()))
        url = server.url(DATABASE)
        migrations.migrate(url)
        yield url


async def key(database_url: str) -> str:
    """The secret of the development key, the one of last time if it is still in force."""
    async with querying(database_url) as connection:
        keys = KeysQueries(connection)
        secret = _kept_secret()
        if await keys.find_key(hash_of(secret)) is None:
            await keys.revoke_key(KEY_NAME)
            try:
                await keys.create_key(name=KEY_NAME, scope=KeyScope.WRITE, hash=hash_of(secret))
            except asyncpg.UniqueViolationError:
                # The kept one was revoked, and stays so.
                secret = _kept_secret(anew=True)
                await keys.create_key(name=KEY_NAME, scope=KeyScope.WRITE, hash=hash_of(secret))
    return secret


def print_banner(settings: Settings, database_url: str, secret: str) -> None:
    print(
        f"\n  serving   {settings.address}"
        f"\n  database  {mask(database_url)}"
        f"\n  try       curl -H 'Authorization: Bearer {secret}' {settings.address}/users\n",
        file=sys.stderr,
    )


async def _create_database(server_url: str) -> None:
    async with connected(server_url) as connection:
        with suppress(asyncpg.DuplicateDatabaseError):
            await connection.execute(f"create database {DATABASE}")


def _kept_secret(*, anew: bool = False) -> str:
    file = DATA / "key"
    DATA.mkdir(exist_ok=True)
    if file.exists() and not anew and is_secret(kept := file.read_text().strip()):
        return kept
    file.unlink(missing_ok=True)
    secret = new_secret()
    # Nobody else may read it, not even before it is written.
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600), "w") as opened:
        opened.write(secret)
    return secret
