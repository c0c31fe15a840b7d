"""The development database: an embedded PostgreSQL that keeps its data in a folder of the app."""

import asyncio
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import asyncpg

from ..errors import CannotServe
from . import migrations
from .connections import connected

DATABASE = "app"


@contextmanager
def database(data: Path, migrations_folder: Path) -> Generator[str]:
    """The URL of the database in this folder, migrated; its server ends with the block."""
    # Imported here, because production runs without sqlwright.
    from sqlwright.embedded import EmbeddedError, start

    folder = data / "postgres"
    if not folder.exists():
        print(f"making a database in {folder}", file=sys.stderr)
    try:
        server = start(folder, durable=True)
    except EmbeddedError as error:
        raise CannotServe(str(error)) from error
    with server:
        asyncio.run(_create_database(server.url()))
        url = server.url(DATABASE)
        migrations.migrate(url, migrations_folder)
        yield url


async def _create_database(server_url: str) -> None:
    async with connected(server_url) as connection:
        with suppress(asyncpg.DuplicateDatabaseError):
            await connection.execute(f"create database {DATABASE}")
