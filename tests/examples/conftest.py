"""Databases with the schema of the blog."""

from typing import TYPE_CHECKING

import pytest

from examples.blog.blog import APPLICATION

if TYPE_CHECKING:
    from undercroft.testing.databases import Postgres


@pytest.fixture(scope="session")
async def migrated(postgres: "Postgres") -> str:
    """The name of a database with the blog's migrations applied, to make copies of."""
    return await postgres.migrated(APPLICATION.migrations)
