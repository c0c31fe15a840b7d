"""Databases come from undercroft.testing; the queries get a connection that knows their types."""

import pytest
from asyncpg import Connection, Record

pytest_plugins = ["undercroft.testing"]


@pytest.fixture
async def db(connection: "Connection[Record]") -> "Connection[Record]":
    """In a transaction that is rolled back after the test."""
    from generated import init_connection

    await init_connection(connection)
    return connection
