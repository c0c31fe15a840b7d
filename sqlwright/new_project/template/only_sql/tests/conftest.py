"""A connection for the queries, which undercroft.testing hands out."""

import pytest
from asyncpg import Connection, Record


@pytest.fixture
def db(connection: "Connection[Record]") -> "Connection[Record]":
    """In a transaction that is rolled back after the test."""
    return connection
