"""A role with the rights that the compiler names for a query may run it, and without any one of them it may not.

Each statement without parameters is run, and rolled back. Of the others EXPLAIN checks the rights as running would.
"""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import suppress

import asyncpg
import pytest

from sqlwright.cli.grants import atoms
from sqlwright.compile.describe import Describer
from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.errors import CompileError
from sqlwright.model import Query
from sqlwright.scratch.catalog import load_catalog
from undercroft.testing.databases import Connection, Postgres, connect

from .test_corpus import CORPUS, Case, cases

HARDENED = """
revoke all on schema public from public;
revoke execute on all functions in schema public from public"""
# A schema without USAGE is left out of the search path, so nothing in it is found.
REFUSED = (
    asyncpg.InsufficientPrivilegeError,
    asyncpg.UndefinedFunctionError,
    asyncpg.UndefinedObjectError,
    asyncpg.UndefinedTableError,
)

UP_TO_17 = (
    *("writing.DeleteCascades", "writing.UpdateCascades"),
    *("writing.DeferredTriggerOfADefiner", "writing.DeferredTriggerOfADefinerBelow"),
)
"""From PostgreSQL 18 on, an AFTER trigger has the rights of the role that was active when the row changed: behind a
cascade that of the owner of the table, behind a function that is a definer's that of the definer."""


@pytest.fixture(scope="module")
async def corpus(postgres: Postgres) -> AsyncGenerator[tuple[Connection, QueryCompiler, str]]:
    """A connection to try rights on, a compiler on another one, and a role."""
    async with (
        postgres.database() as name,
        connect(postgres.url(name)) as connection,
        connect(postgres.url(name)) as trial,
    ):
        for file in ("schema.sql", "data.sql"):
            await connection.execute((CORPUS / file).read_text())
        await connection.execute(HARDENED)
        role = f"{name}_app"
        await connection.execute(f'create role "{role}"')
        try:
            yield trial, QueryCompiler(await load_catalog(connection), Describer(connection)), role
        finally:
            await connection.execute(f'drop role "{role}"')


def statements(query: Query) -> Iterator[str]:
    for each in (query, *query.beside):
        yield from dict.fromkeys([each.sql, *(variant.sql for variant in each.variants)])


async def outcome(connection: Connection, role: str, granted: Sequence[str], sql: str) -> str:
    """Whether PostgreSQL runs the statement for a role with these rights, refuses it or finds another fault; nothing is kept."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(
            "; ".join([*granted, f'set local role "{role}"', "set local plan_cache_mode = force_generic_plan"])
        )
        number = len((await connection.prepare(sql, name="")).get_parameters())
        nulls = f"({', '.join(['null'] * number)})" if number else ""
        planned = f"prepare rights_of as {sql}\n; explain execute rights_of{nulls}"
        await connection.execute(planned if number else sql)
        await connection.execute("set constraints all immediate")
    except REFUSED:
        return "refused"
    except asyncpg.PostgresError:
        return "fault"
    finally:
        await transaction.rollback()
        # The rollback keeps prepared statements.
        with suppress(asyncpg.InvalidSQLStatementNameError):
            await connection.execute("deallocate rights_of")
    return "runs"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
async def test_the_rights_are_enough_and_none_is_too_many(
    case: Case, corpus: tuple[Connection, QueryCompiler, str]
) -> None:
    connection, compiler, role = corpus
    if compiler.catalog.version < case.since * 10000:
        pytest.skip(f"needs PostgreSQL {case.since}")
    try:
        query = await compiler.query(case.statement)
    except CompileError as error:
        pytest.skip(str(error))
    if query.access.unknown:
        pytest.skip("what it does is not known")
    rights = atoms([query], role)
    texts = [*statements(query)]
    with_all = [await outcome(connection, role, rights, sql) for sql in texts]
    assert "refused" not in with_all
    if "fault" in with_all:
        return  # which may hide that a right was checked
    if case.id in UP_TO_17 and compiler.catalog.version >= 180000:
        return
    for right in rights:
        without = [each for each in rights if each != right]
        assert "refused" in [await outcome(connection, role, without, sql) for sql in texts], f"spare: {right}"
