"""Statements of plain schema files that need what a later statement creates: sqlc takes such files in any order."""

from collections.abc import Iterator, Sequence

import asyncpg
from msgspec import Struct
from msgspec.structs import replace

from ..errors import Problem
from .ddl import Ddl
from .foreign_keys import without_foreign_keys
from .migrations import Migration
from .second_tries import GONE, MISSING, SecondTries

__all__ = ["Waiting", "apply_waiting"]


class Waiting(Struct, frozen=True):
    migration: Migration
    ddl: Ddl
    sql: str
    search_path: str
    problem: Problem
    """What it lacked at its place."""


async def apply_waiting(
    connection: "asyncpg.Connection[asyncpg.Record]", waiting: Sequence[Waiting], *, is_end: bool
) -> tuple[Sequence[Waiting], Sequence[tuple[Waiting, asyncpg.PostgresError]]]:
    """Executes the statements whose time has come; returns the others, and those that are refused although nothing
    that they waited for is missing now.

    At the end of the schema, tables that still wait for each other are created without foreign keys, which follow.
    """
    refused: list[tuple[Waiting, asyncpg.PostgresError]] = []
    while waiting:
        left: list[Waiting] = []
        for each in waiting:
            error = await _refusal(connection, each)
            if isinstance(error, MISSING):
                left.append(each)
            elif error is not None:
                refused.append((each, error))
        if len(left) == len(waiting):
            split = [part for each in left for part in _parts(each)] if is_end else left
            if len(split) == len(left):
                break
            left = split
        waiting = left
    return waiting, refused


async def _refusal(connection: "asyncpg.Connection[asyncpg.Record]", each: Waiting) -> asyncpg.PostgresError | None:
    await connection.execute("select set_config('search_path', $1, false)", each.search_path)
    try:
        await SecondTries(connection, each.ddl, plain=True).execute(each.sql)
    except GONE:
        raise
    except asyncpg.PostgresError as error:
        return error
    finally:
        if not connection.is_closed():
            await connection.execute("reset all")
    return None


def _parts(each: Waiting) -> Iterator[Waiting]:
    table = without_foreign_keys(each.sql)
    if table is None:
        yield each
        return
    without, keys = table
    for sql in (without, *keys):
        yield replace(each, sql=sql)
