"""A random schema with random queries: what the compiler says of them against what PostgreSQL gives."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

import asyncpg

from sqlwright.analyse.catalog import Catalog, load_catalog
from sqlwright.analyse.nodes import Aggref, FuncExpr, Node, OpExpr, WindowFunc
from sqlwright.analyse.nullness import outputs
from sqlwright.compiler import QueryCompiler
from sqlwright.describe import Describer
from sqlwright.errors import CompileError
from sqlwright.model import Field, Parameter, Query
from sqlwright.scratch import Connection
from sqlwright.source.macros import read_macros, rewrite
from sqlwright.source.statements import Statement, read_queries
from sqlwright.source.text import SourceFile

from .queries import random_statement, random_view
from .schemas import Schema, random_schema

__all__ = ["Findings", "run_trial"]

DATASETS = 4
ENOUGH_ROWS = 8
"""After which a nullable column without a NULL is called over-nullable."""

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

_PYTHON: Mapping[str, type] = {
    "int4": int,
    "int8": int,
    "text": str,
    "bool": bool,
    "numeric": Decimal,
    "timestamp": datetime,
    "jsonb": str,
    "mood": str,
    "float8": float,
}
_ARGUMENTS: Mapping[str, Sequence[object]] = {
    "int4": (0, 1, 2),
    "text": ("a", "b", ""),
    "bool": (True, False),
    "numeric": (Decimal(1), Decimal("1.5")),
    "timestamp": (datetime(2026, 1, 2),),
    "jsonb": ('{"k": 1}', "null"),
    "mood": ("sad", "glad"),
}


@dataclass
class Findings:
    queries: int = 0
    """Analysed and run."""
    rejected: int = 0
    """Refused by PostgreSQL: the grammar is wider than SQL."""
    failed: int = 0
    """Stopped by an error of the data, such as a division by zero, every time."""
    lost: int = 0
    """Schemas that were given up when the server crashed."""
    columns: int = 0
    not_null: int = 0
    observed: int = 0
    """Columns of which enough rows were seen to tell."""
    violations: list[str] = field(default_factory=list[str])
    over_nullable: Counter[str] = field(default_factory=Counter[str])
    examples: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, other: "Findings") -> None:
        for name in ("queries", "rejected", "failed", "lost", "columns", "not_null", "observed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.violations += other.violations
        self.over_nullable += other.over_nullable
        self.examples = other.examples | self.examples


@dataclass
class _Run:
    statement: Statement
    query: Query
    rows: int = 0
    works: bool = False
    wrong: bool = False
    nulls: set[int] = field(default_factory=set[int])


async def run_trial(connection: Connection, seed: int, queries: int, datasets: int = DATASETS) -> Findings:
    """Everything happens in one transaction, which is rolled back."""
    random = Random(seed)
    findings = Findings()
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(
            "create schema trial; set local search_path = trial; set local statement_timeout = 2000"
        )
        await connection.execute(_TRY)
        schema = await _create(connection, random)
        catalog = await load_catalog(connection)
        describer = Describer(connection)
        runs: list[_Run] = []
        for _ in range(queries):
            run = await _compile(connection, QueryCompiler(catalog, describer), random_statement(random, schema))
            if run is None:
                findings.rejected += 1
            else:
                runs.append(run)
        for _ in range(datasets):
            await connection.execute("select pg_temp.attempt($1)", schema.rows(random))
            for run in runs:
                for violation in [] if run.wrong else await _execute(connection, random, run):
                    run.wrong = True
                    findings.violations.append(f"seed {seed}: {violation}\n{run.query.sql}\n{';'.join(schema.ddl)}")
        for run in runs:
            await _conclude(run, findings, catalog, describer)
    finally:
        await transaction.rollback()
    return findings


async def _create(connection: Connection, random: Random) -> Schema:
    schema = random_schema(random)
    for statement in schema.ddl:
        await connection.execute(statement)
    for number in range(random.randint(0, 3)):
        view = random_view(random, schema, f"v{number}")
        try:
            async with connection.transaction():
                await connection.execute(view.ddl)
        except asyncpg.PostgresError:
            continue
        schema.ddl.append(view.ddl)
        schema.tables.append(view.table)
    return schema


async def _compile(connection: Connection, compiler: QueryCompiler, sql: str) -> _Run | None:
    file, problems = read_queries(SourceFile("fuzz.sql", f"-- name: Fuzz :many\n{sql};\n"))
    assert not problems, (sql, problems)
    try:
        async with connection.transaction():
            return _Run(file.statements[0], await compiler.query(file.statements[0]))
    except CompileError as error:
        message = str(error)
        assert "not supported" not in message, message
        return None


async def _execute(connection: Connection, random: Random, run: _Run) -> list[str]:
    arguments = [_argument(random, param) for param in run.query.params]
    savepoint = connection.transaction()
    await savepoint.start()
    try:
        rows = await connection.fetch(run.query.sql, *arguments)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OverflowError):
        return []
    finally:
        await savepoint.rollback()
    run.works = True
    run.rows += len(rows)
    found = _wrong_count(run.query, len(rows))
    for number, column in enumerate(run.query.columns):
        values = [row[number] for row in rows]
        if any(value is None for value in values):
            run.nulls.add(number)
            if not column.type.nullable:
                found.append(f"NULL in {column.name}, column {number + 1}, proven by {column.proof}; given {arguments}")
        wrong = next((value for value in values if value is not None and not _fits(value, column)), None)
        if wrong is not None:
            found.append(f"{wrong!r} in {column.name}, column {number + 1}, of type {column.type.name}")
    return found


def _wrong_count(query: Query, count: int) -> list[str]:
    right = {"one": count == 1, "optional": count <= 1, "many": True, "none": count == 0}[query.rows]
    return [] if right else [f"{count} rows where {query.rows} was said"]


def _fits(value: Any, column: Field) -> bool:
    if column.type.dims:
        return isinstance(value, list)
    expected = _PYTHON.get(column.type.scalar.typname)
    return expected is not None and type(value) is expected


def _argument(random: Random, param: Parameter) -> object:
    if param.type.nullable and random.random() < 0.5:
        return None
    choices = _ARGUMENTS[param.type.scalar.typname]
    if not param.type.dims:
        return random.choice(choices)
    elements = [*choices, None] if param.type.nullable_elements else choices
    return [random.choice(elements) for _ in range(random.randint(0, 2))]


async def _conclude(run: _Run, findings: Findings, catalog: Catalog, describer: Describer) -> None:
    findings.queries += run.works
    findings.failed += not run.works
    if not run.works:
        return
    findings.columns += len(run.query.columns)
    findings.not_null += sum(not column.type.nullable for column in run.query.columns)
    if run.rows < ENOUGH_ROWS:
        return
    findings.observed += len(run.query.columns)
    over = [
        number for number, column in enumerate(run.query.columns) if column.type.nullable and number not in run.nulls
    ]
    if not over:
        return
    macros = read_macros(run.statement)
    types = [catalog.types[param.type.scalar.oid].name + "[]" * bool(param.type.dims) for param in run.query.params]
    tree = await describer.tree(run.statement, rewrite(run.statement, macros.edits, macros.params), types)
    for number in over:
        rule = _rule(outputs(tree)[number].expr, catalog) if tree is not None else "?"
        findings.over_nullable[rule] += 1
        findings.examples.setdefault(rule, f"column {number + 1} of {run.query.sql}")


def _rule(node: Node, catalog: Catalog) -> str:
    match node:
        case FuncExpr(funcid=oid) | OpExpr(opfuncid=oid) | Aggref(aggfnoid=oid) | WindowFunc(winfnoid=oid):
            return f"{type(node).__name__} {catalog.functions[oid].name}"
        case _:
            return type(node).__name__
