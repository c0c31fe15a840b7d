"""Asks PostgreSQL what it makes of a statement: its types by Describe, and the analysed tree. Nothing is executed."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

import asyncpg
from msgspec import Struct

from ..analyse.tree.nodes import Query
from ..analyse.tree.reader import read_tree
from ..errors import CompileError
from ..scratch.database import GONE, Connection
from ..source.rewriting import Rewritten
from ..source.statements import Statement

__all__ = ["Describer", "Description"]


class Description(Struct, frozen=True):
    params: Sequence[int]
    """The types' OIDs."""
    columns: Sequence[tuple[str, int]]
    """Names and types' OIDs."""


# Only a body in BEGIN ATOMIC is stored analysed. The subtransaction that makes it is rolled back: the tree comes out in
# a variable, and the catalog stays as it was. What a check of the body would find, Describe has.
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
"""How statements begin that PostgreSQL takes into a function's body."""

_PLANNED = frozenset(("conflict", "distinct", "except", "full", "group", "intersect", "over", "union"))
"""The words of clauses that PostgreSQL may find unable to plan."""

_SYNTAX = "correct the syntax there or right before it"
_VALUE = "correct the value, or cast it to another type"
_HINTS: Mapping[str, str] = {
    "22007": _VALUE,
    "22008": _VALUE,
    "22P02": _VALUE,
    "3F000": "correct the name, or create the schema in a migration",
    "428C9": "leave that column out",
    "42701": "name each column once",
    "42702": "write the table before it, such as t.name",
    "42703": "correct the name, or add the column in a migration",
    "42704": "correct the name, or create it in a migration",
    "42712": "give each its own name, such as users as author",
    "42725": "cast the arguments, so that one function fits",
    "42803": "add it to group by, or aggregate it",
    "42804": "cast one side to the type of the other",
    "42846": "cast it to a type that it can become, such as text",
    "42883": "correct the name, or cast the arguments to the types that it takes",
    "42P01": "correct the name, or add the table in a migration",
    "42P08": "write the same cast behind the parameter wherever it stands",
    "42P02": "number the parameters from $1",
    "42P10": "correct it to what the select list has",
    "42P18": "write a cast behind the parameter, such as {name}::text",
    "42P19": "refer to it once, in the last part of the union",
    "42P20": "select it in a subquery, and filter or group around that",
}
"""What to do where PostgreSQL gives no hint of its own, by SQLSTATE."""
_PLANNING_HINTS: Mapping[str, str] = {
    "conflict": "name the columns of a unique index or constraint, or add one in a migration",
    "full": "join on an equality, such as a.id = b.id",
}
_HINTS_BY_FUNCTION: Mapping[str, str] = {
    "base_yyerror": _SYNTAX,
    "check_agglevels_and_constraints": "compare it in having, or around a subquery that selects it",
    "check_srf_call_placement": "call it in from",
    "errorMissingRTE": "write the name or alias of a table in from",
    "scanner_yyerror": _SYNTAX,
    "transformDistinctClause": "add it to the select list",
    "transformDistinctOnClause": "begin order by with them",
    "transformInsertRow": "give each column one value",
    "transformInsertStmt": "give each column one value",
    "transformSetOperationTree": "select as many columns on each side, cast to the same types",
    "transformSubLink": "select one column there",
    "transformValuesClause": "write as many values in each row",
}
"""The same by the function of the server that says it, where a SQLSTATE has several meanings."""


class Describer:
    """A connection to the scratch database that answers about statements."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.prepared = False

    async def describe(self, statement: Statement, rewritten: Rewritten) -> Description:
        """Parameter and column types; a CompileError where PostgreSQL refuses the statement."""
        try:
            # Without a name it needs no closing, which would be one more message to and fro.
            prepared = await self.connection.prepare(rewritten.sql, name="")
        except GONE:
            raise
        except asyncpg.PostgresError as error:
            raise _error(statement, rewritten, error) from None
        return Description(
            [param.oid for param in prepared.get_parameters()],
            [(column.name, column.type.oid) for column in prepared.get_attributes()],
        )

    async def plan(self, statement: Statement, rewritten: Rewritten) -> None:
        """Raises a CompileError for what only planning finds, such as an ON CONFLICT that no constraint matches.

        EXPLAIN folds constants, and would run a division by zero: nothing else that it says counts.
        """
        words = [token.word for token in statement.tokens]
        if _PLANNED.isdisjoint(words) or not _is_analysable(statement):
            return
        nulls = f"({', '.join(['null'] * len(rewritten.params))})" if rewritten.params else ""
        # An immutable function is run to fold it: read only, and rolled back, it changes nothing whatever it does.
        transaction = self.connection.transaction(readonly=True)
        await transaction.start()
        try:
            # EXPLAIN (GENERIC_PLAN) would do alone, but for PostgreSQL 14 and 15.
            await self.connection.execute(
                f"prepare sqlwright_plan as {rewritten.sql}\n; set local plan_cache_mode = force_generic_plan;"
                f" explain execute sqlwright_plan{nulls}; deallocate sqlwright_plan"
            )
        except GONE:
            raise
        except asyncpg.PostgresError as error:
            await transaction.rollback()
            # It is left but for select into, of which PostgreSQL makes none up to 14.
            with suppress(asyncpg.InvalidSQLStatementNameError):
                await self.connection.execute("deallocate sqlwright_plan")
            if not isinstance(error, asyncpg.FeatureNotSupportedError | asyncpg.InvalidColumnReferenceError):
                return
            # Planning knows no positions: the clause that it must be about is the place.
            word = "conflict" if isinstance(error, asyncpg.InvalidColumnReferenceError) else "full"
            at = statement.tokens[words.index(word)].start if word in words else statement.start
            hint = error.hint or (_PLANNING_HINTS[word] if word in words else "write it in another way")
            raise statement.error(at, error.args[0], hint=hint, detail=error.detail) from None
        else:
            await transaction.rollback()

    async def tree(self, statement: Statement, rewritten: Rewritten, types: Sequence[str]) -> Query | None:
        """The analysed tree, given the parameters' types; None for a utility statement, as SELECT INTO is one, too."""
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
            # It has been described already: what may not stand in a function's body is another way to make a table.
            return None
        except asyncpg.PostgresError as error:
            raise statement.error(
                statement.start, f"PostgreSQL cannot analyse this: {error}", hint="write it in another way"
            ) from None
        found = read_tree(tree) if tree is not None else []
        return found[0] if len(found) == 1 else None


def _is_analysable(statement: Statement) -> bool:
    first = next(token for token in statement.tokens if not token.is_comment)
    return (first.word or first.text) in _ANALYSABLE


def _error(statement: Statement, rewritten: Rewritten, error: asyncpg.PostgresError) -> CompileError:
    message = error.args[0]
    offset = rewritten.at(int(error.position) - 1) if error.position is not None else statement.start
    name = "it"
    for param in rewritten.params:
        if error.sqlstate == "42P18" and message.endswith(f"${param.number}"):
            offset = param.at
            name = f"@{param.name}" if param.name else f"${param.number}"
            message = f"could not determine the type of parameter {name}"
    hint = (
        error.hint
        or _HINTS_BY_FUNCTION.get(error.server_source_function or "")
        or _HINTS.get(error.sqlstate or "", "change the statement there").format(name=name)
    )
    return statement.error(offset, message, hint=hint, detail=error.detail)
