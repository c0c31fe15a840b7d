"""What the compiler says about each query of the corpus, compared with PostgreSQL's rows."""

import re
from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest
from msgspec import Struct

from sqlwright.compile.describe import Describer
from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.errors import CompileError
from sqlwright.scratch.catalog import load_catalog
from sqlwright.source.statements import Statement, read_queries
from sqlwright.source.text import SourceFile
from tests.sqlwright.truth.fitting import fits, told
from undercroft.testing.databases import Connection, Postgres, connect

CORPUS = Path(__file__).with_name("corpus")
GIVEN = {
    "integer": 1,
    "numeric": 1,
    "character varying": "x",
    "bigint": 1,
    "text": "x",
    "boolean": True,
    "integer[]": [1, 2],
    "text[]": ["x", "y"],
    "mood": "sad",
    "sure": 1,
    "real": 50,
    "double precision": 1,
}


class Case(Struct, frozen=True):
    """`columns` and `params` end with `!` where no NULL can come."""

    id: str
    statement: Statement
    columns: str
    params: str
    rows: str
    since: int


def cases() -> list[Case]:
    found: list[Case] = []
    for path in sorted(CORPUS.glob("*.sql")):
        if path.name in ("schema.sql", "data.sql"):
            continue
        file, problems = read_queries(SourceFile.read(path, path.name))
        assert not problems
        for statement in file.statements:
            said = dict(re.findall(r"^ *(=|params:|rows:|from:) *(.*)$", "\n".join(statement.comments), re.MULTILINE))
            found.append(
                Case(
                    f"{path.stem}.{statement.name}",
                    statement,
                    said.get("=", ""),
                    said.get("params:", ""),
                    said.get("rows:", "many"),
                    int(said.get("from:", "14")),
                )
            )
    return found


@pytest.fixture(scope="module")
async def corpus(postgres: Postgres) -> AsyncGenerator[tuple[Connection, QueryCompiler]]:
    async with postgres.database() as name, connect(postgres.url(name)) as connection:
        for file in ("schema.sql", "data.sql"):
            await connection.execute((CORPUS / file).read_text())
        yield connection, QueryCompiler(await load_catalog(connection), Describer(connection))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
async def test_case(case: Case, corpus: tuple[Connection, QueryCompiler]) -> None:
    connection, compiler = corpus
    if compiler.catalog.version < case.since * 10000:
        pytest.skip(f"needs PostgreSQL {case.since}")
    try:
        query = await compiler.query(case.statement)
    except CompileError as error:
        if "unsupported XML feature" not in str(error):
            raise
        pytest.skip("this PostgreSQL is built without XML")

    said = ", ".join(f"{field.name} {told(field.type)}" for field in query.columns)
    assert said == case.columns
    params = ", ".join(told(param.type) for param in query.params)
    assert params == case.params or not case.params
    assert query.rows == case.rows
    assert not query.unknown

    transaction = connection.transaction()
    await transaction.start()
    try:
        rows = await connection.fetch(query.sql, *(GIVEN[param.type.name] for param in query.params))
    except (asyncpg.IntegrityConstraintViolationError, asyncpg.FeatureNotSupportedError):
        return
    except asyncpg.ObjectNotInPrerequisiteStateError:
        return  # a foreign table without a server behind it
    finally:
        await transaction.rollback()
    assert len(rows) in {"one": (1,), "optional": (0, 1), "none": (0,)}.get(query.rows, (len(rows),))
    for number, column in enumerate(query.columns):
        assert all(fits(row[number], column.type) for row in rows), column.name
