"""Compares what the compiler says with what PostgreSQL gives, for random queries on a random schema."""

from collections.abc import Sequence
from random import Random

import asyncpg

from sqlwright.compile.describe import Describer
from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.errors import CompileError
from sqlwright.model.catalog import Catalog
from sqlwright.scratch.catalog import load_catalog
from sqlwright.scratch.database import Connection
from sqlwright.source.macros import read_macros
from sqlwright.source.rewriting import rewrite
from sqlwright.source.statements import read_queries
from sqlwright.source.text import SourceFile

from .constants import with_other_constants
from .findings import Findings
from .limits import limited
from .reasons import reason
from .runs import Run
from .schemas import Schema
from .situations import Situation, situations
from .statements import random_statement, random_view
from .tables import random_schema

__all__ = ["run_trial"]

_FOR_ALL = 4
"""Every query runs on this many sets of data; on the others only while a nullable column has shown no NULL."""
_DATASETS = 14
_ENOUGH_ROWS = 20
"""With fewer rows, a column without a NULL proves nothing."""
_OTHER_CONSTANTS = 2
"""How often some of the sets of data are used again with other constants."""
_FOR_OTHER_CONSTANTS = 7
"""How many sets of data these are: the most revealing ones."""

_TRY = """
create function pg_temp.attempt(statements text[]) returns void language plpgsql as $$
declare
  statement text;
begin
  foreach statement in array statements loop
    begin
      execute statement;
    exception when others then null;
    end;
  end loop;
end $$"""


async def run_trial(connection: Connection, seed: int, queries: int, datasets: int = _DATASETS) -> Findings:
    """Everything happens in one transaction, which is rolled back."""
    trial = _Trial(connection, seed)
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("create schema trial; set local search_path = trial")
        await connection.execute(_TRY)
        await trial.run(queries, situations(datasets))
    finally:
        await transaction.rollback()
    return trial.findings


class _Trial:
    def __init__(self, connection: Connection, seed: int) -> None:
        self.connection = connection
        self.seed = seed
        self.random = Random(seed)
        self.describer = Describer(connection)
        self.findings = Findings()

    async def run(self, queries: int, datasets: Sequence[Situation]) -> None:
        schema = await self.schema()
        catalog = await load_catalog(self.connection)
        runs: list[Run] = []
        for _ in range(queries):
            run = await self.compiled(catalog, random_statement(self.random, schema))
            if run is None:
                self.findings.rejected += 1
            else:
                runs.append(run)
        for number, data in enumerate(datasets):
            await self.fill(schema, data)
            for run in runs:
                if not run.wrong and (number < _FOR_ALL or run.open):
                    for violation in await run.execute(self.connection, self.random):
                        text = f"seed {self.seed}: {violation}\n{run.query.sql}\n{';'.join(schema.ddl)}"
                        self.findings.violations.append(text)
        for run in runs:
            self.count(run)
        await self.over_nullable(
            [run for run in runs if run.rows >= _ENOUGH_ROWS and run.open], schema, catalog, datasets
        )

    async def schema(self) -> Schema:
        schema = random_schema(self.random, self.connection.get_server_version().major)
        for statement in schema.ddl:
            await self.connection.execute(statement)
        await self.refresh(schema)
        for number in range(self.random.randint(0, 3)):
            view = random_view(self.random, schema, f"v{number}")
            try:
                async with self.connection.transaction(), limited(self.connection):
                    await self.connection.execute(view.ddl)
            except asyncpg.PostgresError:
                continue
            view.join(schema)
        return schema

    async def refresh(self, schema: Schema) -> None:
        for statement in schema.refreshes:
            try:
                async with self.connection.transaction(), limited(self.connection):
                    await self.connection.execute(statement)
            except asyncpg.PostgresError:
                continue

    async def compiled(self, catalog: Catalog, sql: str) -> Run | None:
        file, problems = read_queries(SourceFile("fuzz.sql", f"-- name: Fuzz :many\n{sql};\n"))
        assert not problems, (sql, problems)
        compiler = QueryCompiler(catalog, self.describer)
        try:
            async with self.connection.transaction():
                return Run(file.statements[0], await compiler.query(file.statements[0]))
        except CompileError as error:
            if "is not supported yet" in str(error):
                raise
            return None

    async def fill(self, schema: Schema, data: Situation) -> None:
        await self.connection.execute("select pg_temp.attempt($1)", data.statements(self.random, schema))
        await self.refresh(schema)

    def count(self, run: Run) -> None:
        self.findings.queries += run.works
        self.findings.failed += not run.works
        self.findings.stopped += run.stopped
        if run.works:
            self.findings.columns += len(run.query.columns)
            self.findings.not_null += sum(not column.type.nullable for column in run.query.columns)
            self.findings.unseen += len(run.open) if run.rows < _ENOUGH_ROWS else 0

    async def over_nullable(
        self, runs: Sequence[Run], schema: Schema, catalog: Catalog, datasets: Sequence[Situation]
    ) -> None:
        """The columns without a NULL that have none with other constants either, by reason."""
        still = {id(run): set(run.open) for run in runs}
        for data in datasets[:_FOR_OTHER_CONSTANTS]:
            asked = [run for run in runs if still[id(run)]]
            if asked:
                await self.fill(schema, data)
            for run in asked:
                for _ in range(_OTHER_CONSTANTS):
                    sql = with_other_constants(self.random, run.query.sql)
                    if sql != run.query.sql and still[id(run)]:
                        still[id(run)] -= await run.nulls_with(self.connection, self.random, sql)
        for run in runs:
            self.findings.of_constants += len(run.open) - len(still[id(run)])
            for number in sorted(still[id(run)]):
                rule = await self.reason(run, catalog, number + 1)
                self.findings.never_null[rule] += 1
                self.findings.examples.setdefault(rule, []).append(
                    f"seed {self.seed}, column {number + 1} of {run.query.sql}"
                )

    async def reason(self, run: Run, catalog: Catalog, number: int) -> str:
        params = run.query.params
        macros = read_macros(run.statement)
        types = [catalog.types[param.type.scalar.oid].name + "[]" * bool(param.type.dims) for param in params]
        tree = await self.describer.tree(run.statement, rewrite(run.statement, macros.edits, macros.params), types)
        assert tree is not None, run.query.sql
        optional = {param.number: param.type.nullable for param in params}
        full = frozenset(param.number for param in params if param.type.dims and not param.type.nullable_elements)
        return reason(tree, number, catalog, optional, full)
