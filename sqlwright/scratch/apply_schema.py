"""Applies a schema to a database, and reports which migration and statement fails."""

from collections.abc import Sequence
from typing import TypeAlias

import asyncpg

from ..errors import CompileError, Problem
from .migrations import Ddl, Migration

__all__ = ["GONE", "Connection", "apply"]

# asyncpg's class is generic for type checkers only.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    # asyncpg raises this when an idle connection has received the server's last message but is not closed yet.
    asyncpg.InternalClientError,
)
"""Errors that mean that the server went away, rather than answers about the statement."""

_ALONE = "write -- migrate:up transaction:false, or -- +goose NO TRANSACTION"
_HINT = "correct the migration; nothing was generated"


async def apply(connection: Connection, migrations: Sequence[Migration]) -> None:
    """Applies the schema statement by statement; each file runs in a transaction if its tool would use one."""
    for migration in migrations:
        if migration.transaction:
            async with connection.transaction():
                await _apply(connection, migration)
        else:
            await _apply(connection, migration)
            if connection.is_in_transaction():
                raise migration.file.error(
                    len(migration.sql), "this file begins a transaction and does not end it", hint="write commit here"
                )
        # A search_path or a timeout applies to its own file only: the tool may run the next file on another day.
        await connection.execute("reset all")


async def _apply(connection: Connection, migration: Migration) -> None:
    for ddl in migration.statements():
        if ddl.extension is not None:
            await _check_extension(connection, migration, ddl, ddl.extension)
        try:
            await connection.execute(ddl.sql)
        except GONE:
            raise
        except asyncpg.PostgresError as error:
            raise CompileError([_problem(migration, ddl, error)]) from None


async def _check_extension(connection: Connection, migration: Migration, ddl: Ddl, wanted: str) -> None:
    found = await connection.fetchval("select array_agg(name::text order by name) from pg_available_extensions")
    if wanted not in found:
        raise migration.file.error(
            ddl.at + _first_word(ddl.sql),
            f"extension {wanted} is not on this server",
            hint="correct the name, or name a server that has it by database.uri in sqlc.yaml",
            detail=f"there are {', '.join(found)}",
        )


def _problem(migration: Migration, ddl: Ddl, error: asyncpg.PostgresError) -> Problem:
    within = int(error.position) - 1 if error.position is not None else _first_word(ddl.sql)
    alone = isinstance(error, asyncpg.ActiveSQLTransactionError) and migration.transaction
    return migration.file.problem(
        ddl.at + within,
        error.args[0],
        hint=error.hint or (_ALONE if alone else _HINT),
        # An error in a function or a DO block has no place in the file; the context has its line.
        detail=error.detail or (error.context if error.position is None else None),
    )


def _first_word(sql: str) -> int:
    """Where a statement begins, after spaces and comments."""
    from ..source.text import SourceFile
    from ..source.tokens import scan

    return next((token.start for token in scan(SourceFile("", sql)) if not token.is_comment), 0)
