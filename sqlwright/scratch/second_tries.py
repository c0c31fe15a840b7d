"""Tries a refused statement again, where what PostgreSQL refuses says nothing about types.

sqlc only reads a schema. So a project that compiles there may name types that PostgreSQL lacks but sqlc knows, take the
next value of a sequence that no file creates, or fill tables with functions of another database.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import asyncpg

from ..source.tokens import words_of
from .ddl import Ddl

__all__ = ["GONE", "MISSING", "SecondTries"]

GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    # asyncpg raises this when an idle connection has received the server's last message but is not closed yet.
    asyncpg.InternalClientError,
)
"""Errors that mean that the server went away, rather than answers about the statement."""

MISSING = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.UndefinedFunctionError,
    asyncpg.UndefinedObjectError,
    asyncpg.InvalidSchemaNameError,
)
"""Errors about something that a later file may create."""

_TYPES = {"blob": "bytea", "string": "text"}
"""Types of other databases that sqlc takes for PostgreSQL's."""
_WRITING = ("insert_stmt", "update_stmt", "delete_stmt", "merge_stmt")
_TRIED_AGAIN = ("create_stmt", "alter_table_stmt", *_WRITING)
_OF_TRANSACTIONS = ("", "transaction_stmt", "variable_set_stmt")
"""Statements that may end a transaction or set it up, which a savepoint would prevent."""
_NOTHING = "select"
_NEXTVAL = re.compile(r"nextval\s*\(\s*$", re.IGNORECASE)
_QUOTED = re.compile(r"'((?:[^']|'')*)'")


class SecondTries:
    """Executes one statement, as often as something in it can be mended."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]", ddl: Ddl, *, plain: bool) -> None:
        self._connection = connection
        self._kind = ddl.kind
        self._plain = plain
        """Whether the file is plain SQL, as psql would read it, rather than a migration."""
        self._edits: list[tuple[int, int]] = []
        """Where text was replaced, and by how much it grew."""

    async def execute(self, sql: str) -> None:
        while True:
            try:
                async with self._savepoint():
                    await self._connection.execute(sql)
                return
            except asyncpg.PostgresError as error:
                at = int(error.position) - 1 if error.position is not None else None
                if at is not None:
                    error.position = str(at + 1 - sum(growth for start, growth in self._edits if start < at))
                again = await self._mended(sql, at, error)
                if again is None:
                    raise
                sql = again

    @asynccontextmanager
    async def _savepoint(self) -> AsyncGenerator[None]:
        has_other_tries = self._kind in _TRIED_AGAIN or (self._plain and self._kind not in _OF_TRANSACTIONS)
        if not has_other_tries or not self._connection.is_in_transaction():
            yield
            return
        # In SQL, since asyncpg refuses to nest a transaction in one that the file itself began.
        await self._connection.execute("savepoint before")
        try:
            yield
        except asyncpg.PostgresError:
            if not self._connection.is_closed():
                await self._connection.execute("rollback to before")
            raise
        await self._connection.execute("release before")

    async def _mended(self, sql: str, at: int | None, error: asyncpg.PostgresError) -> str | None:
        """The text to try instead; None if the error stands."""
        if self._kind in _WRITING:
            # Rows say nothing about types.
            return _NOTHING if isinstance(error, asyncpg.UndefinedFunctionError) else None
        if self._kind == "index_stmt" and self._plain and isinstance(error, asyncpg.DuplicateTableError):
            # Some dumps show the index of a primary key once more.
            return _NOTHING
        if self._kind not in _TRIED_AGAIN:
            return None
        if isinstance(error, asyncpg.DuplicateColumnError) and self._plain and self._kind == "alter_table_stmt":
            # Such files repeat for sqlc what it cannot read in the migrations.
            return _if_not_exists(sql)
        if isinstance(error, asyncpg.UndefinedObjectError) and at is not None:
            return self._with_known_type(sql, at)
        if isinstance(error, asyncpg.UndefinedTableError) and at is not None and _NEXTVAL.search(sql[:at]):
            return await self._with_sequence(sql, at)
        return None

    def _with_known_type(self, sql: str, at: int) -> str | None:
        name = re.match(r"\w+", sql[at:])
        instead = _TYPES.get(name[0].lower()) if name else None
        if name is None or instead is None:
            return None
        self._edits.append((at, len(instead) - len(name[0])))
        return sql[:at] + instead + sql[at + len(name[0]) :]

    async def _with_sequence(self, sql: str, at: int) -> str | None:
        name = _QUOTED.match(sql, at)
        if name is None:
            return None
        await self._connection.execute(f"create sequence {name[1].replace(chr(39) * 2, chr(39))}")
        return sql


def _if_not_exists(sql: str) -> str | None:
    """ALTER TABLE that adds only those columns that are missing; None if it does so already."""
    tokens = words_of(sql)
    words = [token.word for token in tokens]
    again = sql
    for index in reversed(range(len(words) - 2)):
        if words[index : index + 2] == ["add", "column"] and words[index + 2] != "if":
            end = tokens[index + 1].end
            again = f"{again[:end]} if not exists{again[end:]}"
    return again if again != sql else None
