"""Writes the queries on a table: create, get, list, update and delete."""

from collections.abc import Iterator, Sequence

from ...emit.names import pascal
from .choice import Chosen
from .roles import Roles, constant_of, roles_of
from .tables import Column

__all__ = ["queries_on"]

_WIDTH = 100
_VERSIONED = "with `expected`, only if the version is among them"


def queries_on(chosen: Chosen) -> str:
    """The text of the table's query file."""
    roles = roles_of(chosen.table)
    one, many = pascal(chosen.one), pascal(chosen.many)
    parts = [_create(roles, f"Create{one}"), _get(roles, f"Get{one}"), _list(roles, f"List{many}")]
    if roles.changes:
        parts.append(_update(roles, f"Update{one}"))
    parts.append(_delete(roles, f"Delete{one}"))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _create(roles: Roles, name: str) -> Iterator[str]:
    yield f"-- name: {name} :one"
    if roles.defaults:
        yield f"-- @optional {_names(roles.defaults)}"
    if roles.constants:
        yield f"-- @optional {', '.join(f'{each.parameter} = {constant_of(each)}' for each in roles.constants)}"
    table = roles.table
    columns = [column for column in table.columns if column in roles.given or column in roles.now]
    values = ["now()" if column in roles.now else f"@{column.parameter}" for column in columns]
    if not columns:
        yield f"insert into {table.sql} default values"
        yield "returning *;"
        return
    names = ", ".join(column.sql for column in columns)
    line = f"insert into {table.sql} ({names}) values ({', '.join(values)})"
    if len(line) <= _WIDTH:
        yield line
    else:
        yield f"insert into {table.sql} ("
        yield from _wrapped([column.sql for column in columns])
        yield ") values ("
        yield from _wrapped(values)
        yield ")"
    yield "returning *;"


def _get(roles: Roles, name: str) -> Iterator[str]:
    yield f"-- name: {name} :one"
    yield "select *"
    yield f"from {roles.table.sql}"
    yield f"where {_row(roles)};"


def _list(roles: Roles, name: str) -> Iterator[str]:
    yield f"-- name: {name} :many"
    yield "-- @page 50"
    if roles.filters:
        yield f"-- @optional {_names(roles.filters)}"
    yield "select *"
    yield f"from {roles.table.sql}"
    conditions = [*_living(roles), *(f"{each.sql} = @{each.parameter}" for each in roles.filters)]
    if conditions:
        yield f"where {_joined(conditions)}"
    yield f"order by {', '.join(column.sql for column in roles.table.keys)};"


def _update(roles: Roles, name: str) -> Iterator[str]:
    yield f"-- name: {name} :one"
    does = "Changes what is given and leaves the rest" if roles.is_patched else "Replaces everything that may change"
    yield f"-- {does}{f'; {_VERSIONED}' if roles.version else ''}."
    if roles.is_patched:
        yield f"-- @optional {_names(roles.changes)}"
    yield f"update {roles.table.sql}"
    changes = [*(f"{each.sql} = @{each.parameter}" for each in roles.changes), *_touched(roles)]
    line = f"set {', '.join(changes)}"
    if len(line) <= _WIDTH:
        yield line
    else:
        yield "set"
        yield from _wrapped(changes)
    yield f"where {_row(roles)}{_expected(roles)}"
    yield "returning *;"


def _delete(roles: Roles, name: str) -> Iterator[str]:
    yield f"-- name: {name} :execrows"
    if roles.deleted:
        yield f"-- Leaves every read, but stays in the table{f'; {_VERSIONED}' if roles.version else ''}."
        yield f"update {roles.table.sql} set {', '.join([f'{roles.deleted.sql} = now()', *_touched(roles)])}"
    else:
        if roles.version:
            yield f"-- {_VERSIONED.capitalize()}."
        yield f"delete from {roles.table.sql}"
    yield f"where {_row(roles)}{_expected(roles)};"


def _touched(roles: Roles) -> Iterator[str]:
    if roles.version:
        yield f"{roles.version.sql} = {roles.version.sql} + 1"
    if roles.updated:
        yield f"{roles.updated.sql} = now()"


def _row(roles: Roles) -> str:
    return _joined([*(f"{each.sql} = @{each.parameter}" for each in roles.table.keys), *_living(roles)])


def _living(roles: Roles) -> Sequence[str]:
    return [f"{roles.deleted.sql} is null"] if roles.deleted else []


def _expected(roles: Roles) -> str:
    if roles.version is None:
        return ""
    given = "sqlc.narg(expected)::bigint[]"
    return f"\n  and ({given} is null or {roles.version.sql} = any ({given}))"


def _joined(conditions: Sequence[str]) -> str:
    line = " and ".join(conditions)
    return line if len(line) <= _WIDTH else "\n  and ".join(conditions)


def _names(columns: Sequence[Column]) -> str:
    return ", ".join(column.parameter for column in columns)


def _wrapped(parts: Sequence[str]) -> Iterator[str]:
    """The parts with commas between them, in lines that are indented and not too long."""
    line = ""
    for number, part in enumerate(parts, 1):
        text = part if number == len(parts) else f"{part},"
        if line and len(f"  {line} {text}") > _WIDTH:
            yield f"  {line}"
            line = text
        else:
            line = f"{line} {text}".strip()
    yield f"  {line}"
