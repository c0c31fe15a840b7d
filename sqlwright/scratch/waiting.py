"""Statements of plain schema files that need what a later statement creates: sqlc takes such files in any order."""

from collections.abc import Iterator, Sequence

import asyncpg
from msgspec import Struct
from msgspec.structs import replace

from ..errors import Problem
from .ddl import Ddl
from .foreign_keys import without_foreign_keys
from .migrations import Migration
from .second_tries import MISSING, SecondTries

__all__ = ["Waiting", "WaitingError", "apply_waiting"]


class Waiting(Struct, frozen=True):
    migration: Migration
    ddl: Ddl
    sql: str
    search_path: str
    problem: Problem
    """What it lacked at its place."""


class WaitingError(Exception):
    """The server refuses a statement, though nothing that it waited for is missing now."""

    def __init__(self, statement: Waiting, error: asyncpg.PostgresError) -> None:
        self.statement = statement
        self.error = error


async def apply_waiting(
    connection: "asyncpg.Connection[asyncpg.Record]", waiting: Sequence[Waiting], *, is_end: bool
) -> Sequence[Waiting]:
    """Executes the statements whose time has come; returns the others.

    At the end of the schema, tables that still wait for each other are created without foreign keys, which follow.
    """
    while waiting:
        left = [each for each in waiting if not await _executed(connection, each)]
        if len(left) == len(waiting):
            split = [part for each in left for part in _parts(each)] if is_end else left
            if len(split) == len(left):
                return left
            left = split
        waiting = left
    return waiting


async def _executed(connection: "asyncpg.Connection[asyncpg.Record]", each: Waiting) -> bool:
    await connection.execute("select set_config('search_path', $1, false)", each.search_path)
    try:
        await SecondTries(connection, each.ddl, plain=True).execute(each.sql)
    except MISSING:
        return False
    except asyncpg.PostgresError as error:
        raise WaitingError(each, error) from None
    finally:
        if not connection.is_closed():
            await connection.execute("reset all")
    return True


def _parts(each: Waiting) -> Iterator[Waiting]:
    table = without_foreign_keys(each.sql)
    if table is None:
        yield each
        return
    without, keys = table
    for sql in (without, *keys):
        yield replace(each, sql=sql)
