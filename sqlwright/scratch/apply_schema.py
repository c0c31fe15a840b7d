"""Applies a schema to a database, and reports which migration and statement fails."""

import re
from collections.abc import Sequence
from typing import TypeAlias

import asyncpg
from msgspec.structs import replace

from ..errors import CompileError, Problem
from .collations import collation_instead, create_missing
from .ddl import Ddl, first_word
from .failures import Failure, causes
from .migrations import Migration
from .missing_extensions import NO_XML, hint_at_unknown, hint_for, is_known, server_with_it
from .second_tries import GONE, MISSING, SecondTries
from .waiting import Waiting, apply_waiting
from .whole_files import applied_whole

__all__ = ["GONE", "Connection", "apply"]

# asyncpg's class is generic for type checkers only.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

_ALONE = "write -- migrate:up transaction:false, or -- +goose NO TRANSACTION"
_HINT = "correct the migration; nothing was generated"
_NOWHERE = "no file of the schema creates it: correct the name, or add the file that does to schema in sqlc.yaml"
_LACKING = "this server lacks it: name one that has it by database.uri in sqlc.yaml"
_NO_TABLE = re.compile(r"relation \"(\w+)\" does not exist")
_SAME_NAME = """
select coalesce(array_agg(c.oid::regclass::text order by 1), '{}') from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relname = $1 and c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_'"""
_LACKED = re.compile(r"(?:access method|collation|language|text search \w+|tablespace|role) .* does not exist")


async def apply(connection: Connection, migrations: Sequence[Migration], *, private: bool) -> None:
    """Applies the schema statement by statement; each file runs in a transaction if its tool would use one.

    The private server is known to lack some things, for which others stand in.
    """
    waiting: Sequence[Waiting] = []
    failures: list[Failure] = []
    for migration in migrations:
        if migration.transaction:
            if not await applied_whole(connection, migration):
                async with connection.transaction():
                    await _apply(connection, migration, failures, private=private)
        else:
            waiting = [*waiting, *await _apply(connection, migration, failures, private=private)]
            if connection.is_in_transaction():
                raise migration.file.error(
                    len(migration.sql), "this file begins a transaction and does not end it", hint="write commit here"
                )
        # A search_path or a timeout applies to its own file only: the tool may run the next file on another day.
        await connection.execute("reset all")
        waiting, refused = await apply_waiting(connection, waiting, is_end=migration is migrations[-1])
        failures += [Failure(_problem(each.migration, each.ddl, error), each.sql) for each, error in refused]
    for each in waiting:
        lost = each.problem.hint == _HINT
        hint = (await _elsewhere(connection, each.problem.message) or _NOWHERE) if lost else each.problem.hint
        failures.append(Failure(replace(each.problem, hint=hint), each.sql, missing=True))
    if failures:
        raise CompileError(causes(failures))


async def _elsewhere(connection: Connection, message: str) -> str | None:
    """The hint if a table that is not found is in a schema that the search path does not have."""
    found = _NO_TABLE.match(message)
    names = await connection.fetchval(_SAME_NAME, found[1]) if found else ()
    return f"did you mean {' or '.join(names)}? Write that, or set search_path before" if names else None


async def _apply(
    connection: Connection, migration: Migration, failures: list[Failure], *, private: bool
) -> Sequence[Waiting]:
    """Returns the statements that wait for what comes later; a plain file goes on after a failure."""
    waiting: list[Waiting] = []
    for ddl in migration.statements():
        sql = ddl.sql
        if ddl.extension is not None:
            await _check_extension(connection, migration, ddl, ddl.extension, private=private)
        if private:
            await create_missing(connection, sql)
            sql = (collation_instead(sql) if ddl.collation else None) or sql
        try:
            await SecondTries(connection, ddl, plain=not migration.transaction).execute(sql)
        except GONE:
            raise
        except asyncpg.PostgresError as error:
            failures.append(Failure(_problem(migration, ddl, error), sql))
            if migration.transaction:
                raise CompileError(causes(failures)) from None
            if isinstance(error, MISSING):
                search_path = await connection.fetchval("select current_setting('search_path')")
                waiting.append(Waiting(migration, ddl, sql, search_path, failures.pop().problem))
            elif connection.is_in_transaction():
                raise CompileError(causes(failures)) from None
    return waiting


async def _check_extension(
    connection: Connection, migration: Migration, ddl: Ddl, wanted: str, *, private: bool
) -> None:
    found = await connection.fetchval("select array_agg(name::text order by name) from pg_available_extensions")
    if wanted not in found:
        raise migration.file.error(
            ddl.at + first_word(ddl.sql),
            f"extension {wanted} is not on {_whose(private=private)} server",
            hint=hint_for(wanted, private=private),
            detail=None if private and is_known(wanted) else f"available: {', '.join(found)}",
        )


def _whose(*, private: bool) -> str:
    return "sqlwright's own" if private else "this"


def _problem(migration: Migration, ddl: Ddl, error: asyncpg.PostgresError) -> Problem:
    within = int(error.position) - 1 if error.position is not None else first_word(ddl.sql)
    return migration.file.problem(
        ddl.at + within,
        error.args[0],
        hint=hint_at_unknown(error.args[0]) or error.hint or _hint(migration, error),
        # An error in a function or a DO block has no place in the file; the context has its line.
        detail=error.detail or (error.context if error.position is None else None),
    )


def _hint(migration: Migration, error: asyncpg.PostgresError) -> str:
    if isinstance(error, asyncpg.ActiveSQLTransactionError) and migration.transaction:
        return _ALONE
    if error.args[0] == NO_XML:
        return server_with_it("postgres")
    lacking = isinstance(error, asyncpg.FeatureNotSupportedError | asyncpg.UndefinedFileError)
    return _LACKING if lacking or _LACKED.match(error.args[0]) else _HINT
