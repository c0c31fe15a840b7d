"""Prints the GRANT statements for a role that runs the queries and does nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from msgspec.structs import replace

from ..model import Module, Query
from ..model.access import ObjectRight, TableAccess
from ..model.rights import all_queries, rights_of
from ..source.identifiers import quoted_if_needed

__all__ = ["atoms", "grants", "unknown"]

_WIDTH = 116
_ORDER = ("schema", "function", "sequence")


def grants(modules: Sequence[Module], role: str, also: Sequence[str]) -> str:
    rights = rights_of(all_queries(modules))
    to = quoted_if_needed(role, after_dot=False)
    lines: list[str] = []
    for right in sorted(rights.objects, key=lambda right: (_ORDER.index(right.kind), right)):
        lines += [*_comment("", rights.objects[right]), f"grant {right.privilege} on {_object(right)} to {to};", ""]
    tables: dict[str, list[TableAccess]] = {}
    for table in rights.tables:
        tables.setdefault(_named(table.schema, table.name), []).append(table)
    for name, needed in tables.items():
        for table in needed:
            lines += _comment(f"{table.privilege}: ", rights.tables[table])
        lines += [f"grant {', '.join(map(_privilege, needed))} on {name} to {to};", ""]
    for what in also:
        lines += ["-- asked for with --also", f"grant {what} to {to};", ""]
    for what, queries in rights.unknown.items():
        lines += [*_comment(f"not known: {what}. Grant what it needs with --also, for ", queries), ""]
    return "\n".join(lines).rstrip("\n")


def unknown(modules: Sequence[Module]) -> Iterator[str]:
    """What the statements lack, for a person who sends them to a file."""
    for what, queries in rights_of(all_queries(modules)).unknown.items():
        yield f"{what} is not known: grant what it needs with --also, for {', '.join(queries)}"


def atoms(queries: Iterable[Query], role: str) -> Sequence[str]:
    """The same rights in as many statements as can be: one for each column."""
    rights = rights_of(queries)
    to = quoted_if_needed(role, after_dot=False)
    return [
        *(f"grant {right.privilege} on {_object(right)} to {to}" for right in rights.objects),
        *(
            f"grant {_privilege(replace(table, columns=columns))} on {_named(table.schema, table.name)} to {to}"
            for table in rights.tables
            for columns in ([(column,) for column in table.columns] or [()])
        ),
    ]


def _comment(before: str, queries: Sequence[str]) -> Iterator[str]:
    for line in wrap(f"{before}{', '.join(queries)}", _WIDTH):
        yield f"-- {line}"


def _object(right: ObjectRight) -> str:
    match right.kind:
        case "schema":
            return f"schema {quoted_if_needed(right.schema, after_dot=False)}"
        case "sequence":
            return f"sequence {_named(right.schema, right.name)}"
        case _:
            name, _, arguments = right.name.rpartition("(")
            return f"function {_named(right.schema, name)}({arguments}"


def _named(schema: str, name: str) -> str:
    """Always with the schema, so that it does not depend on a search path."""
    return f"{quoted_if_needed(schema, after_dot=False)}.{quoted_if_needed(name, after_dot=True)}"


def _privilege(table: TableAccess) -> str:
    if table.privilege == "delete":
        return "delete"
    return f"{table.privilege} ({', '.join(quoted_if_needed(column, after_dot=False) for column in table.columns)})"
