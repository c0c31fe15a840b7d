"""Databases with the schema of the blog."""

import asyncio
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

import pytest

from examples.blog.blog import APPLICATION
from undercroft.database.migrations import migrate

if TYPE_CHECKING:
    from undercroft.testing.databases import Postgres


@pytest.fixture(scope="session")
async def migrated(postgres: "Postgres") -> AsyncGenerator[str]:
    """The name of a database with the blog's migrations applied, to make copies of."""
    async with postgres.database() as name:
        await asyncio.to_thread(migrate, postgres.url(name), APPLICATION.migrations)
        yield name
