"""Turns PostgreSQL's errors into compile errors: the place in the file, and a hint."""

import re
from collections.abc import Mapping

import asyncpg

from ..errors import CompileError
from ..model.catalog import Catalog
from ..scratch.missing_extensions import NO_XML, hint_at_unknown, server_with_it
from ..source.rewriting import Rewritten
from ..source.statements import Statement
from .foreign_forms import hint_at_foreign
from .mistaken_forms import meant_form
from .unknown_functions import unknown_function_hint, unknown_table_hint
from .unsent_parameters import check_sent, hint_at_parameter, parameter_name

__all__ = ["analysis_error", "describe_error", "planning_error"]

_SYNTAX = "correct the syntax there or right before it"
_VALUE = "correct the value, or cast it to another type"
_ELSE = "change the statement there"
_UNTYPED = ("42P08", "42P18")
"""The SQLSTATEs of a parameter without a type, or with two."""
_COUNT = re.compile(r"(\w+)\(\*\) must be used to call")
_HINTS: Mapping[str, str] = {
    "3F000": "correct the name, or create the schema in a migration",
    "428C9": "leave that column out",
    "42701": "name each column once",
    "42702": "write the table before it, such as t.name",
    "42703": "correct the name, or add the column in a migration",
    "42602": "correct the name",
    "42704": "correct the name, or create it in a migration",
    "42712": "give each its own name, such as users as author",
    "42725": "cast the arguments, so that one function fits",
    "42803": "add it to group by, or aggregate it",
    "42804": "cast one side to the type of the other",
    "42846": "cast it to a type that it can become, such as text",
    "42P01": "correct the name, or add the table in a migration",
    "42P09": "give each table an alias of its own, and write that",
    "42P02": "number the parameters from $1",
    "42P10": "correct it to what the select list has",
    "42P18": "write a cast after the parameter, such as {name}::text",
    "42P19": "refer to it once, in the last part of the union",
    "42P20": "select it in a subquery, and filter or group around that",
}
"""What to do where PostgreSQL gives no hint, by SQLSTATE."""
_PLANNING_HINTS: Mapping[str, str] = {
    "conflict": "name the columns of a unique index or constraint, or add one in a migration",
    "full": "join on an equality, such as a.id = b.id",
}
_HINTS_BY_FUNCTION: Mapping[str, str] = {
    "base_yyerror": _SYNTAX,
    "check_agglevels_and_constraints": "compare it in having, or around a subquery that selects it",
    "check_srf_call_placement": "call it in from",
    "make_scalar_array_op": "write an array there, such as @ids::int[]",
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
"""The same by the server's function that raises the error, for a SQLSTATE with several meanings."""


def describe_error(
    statement: Statement, rewritten: Rewritten, error: asyncpg.PostgresError, catalog: Catalog
) -> CompileError:
    """An error of parsing or analysing, at the position that PostgreSQL gives."""
    message = error.args[0]
    if error.sqlstate == "0A000" and message.endswith("using bound parameters"):
        check_sent(statement, rewritten, 0)
    if error.position is not None and (meant := meant_form(statement, rewritten, int(error.position) - 1)) is not None:
        return meant
    offset = rewritten.at(int(error.position) - 1) if error.position is not None else statement.start
    name = "it"
    for param in rewritten.params:
        if error.sqlstate in _UNTYPED and message.endswith(f"${param.number}"):
            name = parameter_name(param)
            if error.sqlstate == "42P18":
                offset = param.at
                message = f"could not determine the type of parameter {name}"
            else:
                message = message.replace(f"${param.number}", name)
    function = error.server_source_function or ""
    at_parameter = foreign = None
    if error.position is not None:
        at_parameter = hint_at_parameter(rewritten, int(error.position) - 1)
        foreign = hint_at_foreign(rewritten.sql, int(error.position) - 1, error.sqlstate or "", message)
    hint = (
        foreign
        or (unknown_function_hint(message, catalog) if error.sqlstate == "42883" else error.hint)
        or unknown_table_hint(message, catalog)
        or hint_at_unknown(message)
        or (server_with_it("postgres") if message == NO_XML else None)
        or (at_parameter if _HINTS_BY_FUNCTION.get(function) == _SYNTAX else None)
        or _HINTS_BY_FUNCTION.get(function)
        or (_parameter_hint(name, error.detail) if error.sqlstate == "42P08" else None)
        or (f"write {found[1]}(*)" if (found := _COUNT.match(message)) else None)
        or _HINTS.get(error.sqlstate or "", _VALUE if error.sqlstate[:2] == "22" else _ELSE).format(name=name)
    )
    return statement.error(offset, message, hint=hint, detail=error.detail)


def _parameter_hint(name: str, detail: str | None) -> str:
    """What to do about a parameter that PostgreSQL gives two types, which the detail names, or one only later."""
    if detail is None:
        return f"PostgreSQL decides where {name} first stands: write a cast after it there, such as {name}::text"
    kinds = detail.split(" versus ")
    kind = next((kind for kind in kinds if kind != "text"), kinds[0])
    return f"write {name}::{'text' if kind == 'character varying' else kind} wherever it stands"


def planning_error(statement: Statement, error: asyncpg.PostgresError) -> CompileError | None:
    """An error of planning that would also come at run time; None for any other, such as one from folding constants."""
    if not isinstance(error, asyncpg.FeatureNotSupportedError | asyncpg.InvalidColumnReferenceError):
        return None
    # The planner gives no position: the place is the clause that the error must be about.
    word = "conflict" if isinstance(error, asyncpg.InvalidColumnReferenceError) else "full"
    place = next((token for token in statement.tokens if token.word == word), None)
    at = place.start if place is not None else statement.start
    hint = error.hint or (_PLANNING_HINTS[word] if place is not None else "write it in another way")
    return statement.error(at, error.args[0], hint=hint, detail=error.detail)


def analysis_error(statement: Statement, error: asyncpg.PostgresError) -> CompileError:
    """An error of a statement that PostgreSQL describes, but does not take into a function."""
    return statement.error(statement.start, f"PostgreSQL cannot analyse this: {error}", hint="write it in another way")
