"""Leaves out every parameter of the corpus that can be left out: the types hold for every variant's rows."""

import re
from collections.abc import AsyncGenerator, Iterator

import asyncpg
import pytest

from sqlwright.compile.describe import Describer
from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.errors import CompileError
from sqlwright.scratch.catalog import load_catalog
from sqlwright.source.statements import Statement, read_queries
from sqlwright.source.text import SourceFile
from tests.sqlwright.truth.fitting import fits
from tests.sqlwright.truth.test_corpus import CORPUS, GIVEN, cases
from undercroft.testing.databases import Connection, Postgres, connect

RUN_ALONE = (":one", ":many", ":exec", ":execrows", ":execresult")


@pytest.fixture(scope="module")
async def loaded(postgres: Postgres) -> AsyncGenerator[tuple[Connection, QueryCompiler]]:
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        for file in ("schema.sql", "data.sql"):
            await connection.execute((CORPUS / file).read_text())
        yield connection, QueryCompiler(await load_catalog(connection), Describer(connection))


def optional() -> Iterator[Statement]:
    """The corpus with each of its parameters optional, and with all of them at once."""
    for case in cases():
        found = case.statement
        sql = re.sub(r"\$(\d+)", r"@p\1", found.file.text[found.start : found.end])
        names = sorted(set(re.findall(r"@(\w+)", sql)))
        if found.command in RUN_ALONE and case.since <= 14:
            for given in [*names, *([", ".join(names)] if len(names) > 1 else [])]:
                text = f"-- name: {found.name} {found.command}\n-- @optional {given}\n{sql};\n"
                file, problems = read_queries(SourceFile(case.id, text))
                assert not problems
                yield file.statements[0]


OPTIONAL = list(optional())


@pytest.mark.parametrize("statement", OPTIONAL, ids=lambda each: f"{each.file.path}-{each.annotations[-1].name}")
async def test_what_is_left_out(statement: Statement, loaded: tuple[Connection, QueryCompiler]) -> None:
    connection, compiler = loaded
    refused: list[CompileError] = []
    query = None
    try:
        query = await compiler.query(statement)
    except CompileError as error:
        refused.append(error)
    for problem in (problem for error in refused for problem in error.problems):
        assert problem.hint
        assert "cannot be told" not in problem.message
    if query is None:
        return
    assert len(query.variants) == 2 ** len(statement.annotations)
    kinds = {param.number: param.type.name for param in query.params}
    for variant in query.variants:
        transaction = connection.transaction()
        await transaction.start()
        try:
            rows = await connection.fetch(variant.sql, *(GIVEN[kinds[number]] for number in variant.params))
        except asyncpg.IntegrityConstraintViolationError:
            continue
        finally:
            await transaction.rollback()
        for row in rows:
            assert all(fits(value, field.type) for value, field in zip(row, query.columns, strict=True))


def test_there_are_enough() -> None:
    assert len(OPTIONAL) > 50
