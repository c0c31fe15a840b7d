"""Asks PostgreSQL about a statement: its types, its plan, its analysed tree. Nothing is executed."""

from collections.abc import Sequence
from contextlib import suppress

import asyncpg
from msgspec import Struct

from ..analyse.tree.nodes import Query
from ..analyse.tree.reader import read_tree
from ..model.catalog import Catalog
from ..scratch.database import GONE, Connection
from ..scratch.plpgsql_bodies import PlpgsqlBodies
from ..source.rewriting import Rewritten
from ..source.statements import Statement
from .server_errors import analysis_error, describe_error, planning_error

__all__ = ["Describer", "Description"]


class Description(Struct, frozen=True):
    params: Sequence[int]
    """The OIDs of the parameters' types."""
    columns: Sequence[tuple[str, int]]
    """Each column's name with the OID of its type."""


# PostgreSQL stores a function's body analysed only if it is in BEGIN ATOMIC. The subtransaction that makes the function
# is rolled back: the tree leaves it in a variable, and the catalog is as before. The body is not checked, because
# Describe has checked it.
_ANALYSE = """
set check_function_bodies = off;
create function pg_temp.sqlwright_analyse(signature text, body text) returns text language plpgsql as $$
declare
  tree text;
begin
  begin
    execute format(E'create function pg_temp.sqlwright_body(%s) returns void language sql begin atomic %s\\n; end', signature, body);
    select p.prosqlbody::text into tree from pg_catalog.pg_proc p
      where p.proname = 'sqlwright_body' and p.pronamespace = pg_catalog.pg_my_temp_schema();
    raise exception using errcode = 'SW000';
  exception
    when sqlstate 'SW000' or feature_not_supported then null;
  end;
  return tree;
end $$"""

_ANALYSABLE = frozenset(["select", "with", "values", "table", "insert", "update", "delete", "merge", "("])
"""The first words of statements that PostgreSQL takes into a function's body."""

_PLANNED = frozenset(("conflict", "distinct", "except", "full", "group", "intersect", "over", "union"))
"""The words of clauses that PostgreSQL may be unable to plan."""


class Describer:
    """Asks over one connection to the scratch database; PostgreSQL's refusals become CompileErrors."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.prepared = False
        self.bodies = PlpgsqlBodies(connection)

    async def describe(self, statement: Statement, rewritten: Rewritten, catalog: Catalog) -> Description:
        try:
            # A statement without a name need not be closed, which saves a round trip.
            prepared = await self.connection.prepare(rewritten.sql, name="")
        except GONE:
            raise
        except asyncpg.PostgresError as error:
            raise describe_error(statement, rewritten, error, catalog) from None
        return Description(
            [param.oid for param in prepared.get_parameters()],
            [(column.name, column.type.oid) for column in prepared.get_attributes()],
        )

    async def plan(self, statement: Statement, rewritten: Rewritten) -> None:
        """Raises a CompileError for what only planning finds, such as an ON CONFLICT that no constraint matches."""
        if _PLANNED.isdisjoint(token.word for token in statement.tokens) or not _is_analysable(statement):
            return
        # A page has parameters of its own after the query's.
        numbers = {token.text for token in rewritten.words if token.kind == "PARAM"}
        nulls = f"({', '.join(['null'] * len(numbers))})" if numbers else ""
        # To fold constants, the planner runs immutable functions. The transaction is read only and rolled back, so that
        # they change nothing, whatever they do. EXPLAIN (GENERIC_PLAN) alone would do, but PostgreSQL 14 and 15 do not
        # have it.
        is_nested = self.connection.is_in_transaction()
        before, after = ("savepoint planned", "rollback to planned") if is_nested else ("begin", "rollback")
        try:
            await self.connection.execute(
                f"{before}; set local transaction_read_only = on; prepare sqlwright_plan as {rewritten.sql}\n;"
                f" set local plan_cache_mode = force_generic_plan; explain execute sqlwright_plan{nulls};"
                f" deallocate sqlwright_plan; {after}"
            )
        except GONE:
            raise
        except asyncpg.PostgresError as error:
            await self.connection.execute(after)
            # The rollback keeps prepared statements. Up to PostgreSQL 14 there is none for select into.
            with suppress(asyncpg.InvalidSQLStatementNameError):
                await self.connection.execute("deallocate sqlwright_plan")
            if (refused := planning_error(statement, error)) is not None:
                raise refused from None

    async def tree(self, statement: Statement, rewritten: Rewritten, types: Sequence[str]) -> Query | None:
        """The analysed tree, given the parameters' types; None for a utility statement, which SELECT INTO is too."""
        if not _is_analysable(statement):
            return None
        if not self.prepared:
            await self.connection.execute(_ANALYSE)
            self.prepared = True
        try:
            tree = await self.connection.fetchval(
                "select pg_temp.sqlwright_analyse($1, $2)", ", ".join(types), rewritten.sql
            )
        except GONE:
            raise
        except asyncpg.PostgresSyntaxError:
            # Describe took the statement, so its syntax is right: it makes a table, which no function's body may.
            return None
        except asyncpg.PostgresError as error:
            raise analysis_error(statement, error) from None
        found = read_tree(tree) if tree is not None else []
        return found[0] if len(found) == 1 else None


def _is_analysable(statement: Statement) -> bool:
    first = next(token for token in statement.tokens if not token.is_comment)
    return (first.word or first.text) in _ANALYSABLE
