"""Reads the catalog of the scratch database, once its schema is applied."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import asyncpg

from ..model.catalog import Cascade, Catalog, Column, Fired, Function, PgType, Relation, Rule, Trigger
from . import catalog_sql as sql

__all__ = ["load_catalog"]

_T = TypeVar("_T")


async def load_catalog(connection: "asyncpg.Connection[asyncpg.Record]") -> Catalog:
    """Reads the catalog. The views in pg_catalog are not looked into, so their columns count as nullable."""
    types = [PgType(*row) for row in await connection.fetch(sql.TYPES)]
    await connection.execute(sql.ANALYSE_BODIES)
    strings: dict[int, str | None] = {row[0]: row[1] for row in await connection.fetch(sql.STRING_BODIES)}
    await connection.execute(sql.FORGET_BODIES)
    functions: dict[int, Function] = {}
    for *head, body, names, modes, count, defaults, kinds, language, definer, source in await connection.fetch(
        sql.FUNCTIONS
    ):
        oid, schema, name, signature, strict, returns_set, kind, volatile = head
        # CALL names a procedure's output arguments, too.
        given = "ibvo" if kind == "p" else "ibv"
        inputs = [name for index, name in enumerate(names) if not modes or modes[index] in given]
        functions[oid] = Function(
            *(oid, schema, name, signature, strict, returns_set, kind, inputs, volatile),
            *(strings.get(oid, body), count, defaults, kinds, language, definer, source),
        )
    version = connection.get_server_version()
    return Catalog(
        version.major * 10000 + version.minor,
        {found.oid: found for found in types},
        await _relations(connection),
        functions,
        {row[0]: row[1] for row in await connection.fetch(sql.EQUALITIES)},
        frozenset(oid for (oid,) in await connection.fetch(sql.COLLATIONS)),
        await _triggers(connection),
        frozenset(oid for (oid,) in await connection.fetch(sql.DOCUMENTS)),
        await _policies(connection),
        {row[0]: (row[1], row[2]) for row in await connection.fetch(sql.SEQUENCES)},
        _by_table(await connection.fetch(sql.FIRED), Fired),
        _by_table(await connection.fetch(sql.CASCADES), Cascade),
        _by_table(await connection.fetch(sql.EVALUATED), str),
        _by_table(await connection.fetch(sql.RULES), Rule),
    )


def _by_table(rows: Sequence["asyncpg.Record"], make: Callable[..., _T]) -> Mapping[int, Sequence[_T]]:
    found: dict[int, list[_T]] = {}
    for relation, *fields in rows:
        found.setdefault(relation, []).append(make(*fields))
    return found


async def _policies(connection: "asyncpg.Connection[asyncpg.Record]") -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    for relation, *conditions in await connection.fetch(sql.POLICIES):
        found.setdefault(relation, []).extend(condition for condition in conditions if condition is not None)
    return found


async def _triggers(connection: "asyncpg.Connection[asyncpg.Record]") -> Mapping[int, Sequence[Trigger]]:
    found: dict[int, list[Trigger]] = {}
    for (
        root,
        relation,
        on_insert,
        on_update,
        columns,
        when,
        language,
        function,
        body,
        arguments,
    ) in await connection.fetch(sql.TRIGGERS):
        events = frozenset(event for event, on in (("insert", on_insert), ("update", on_update)) if on)
        # Each argument ends in a zero byte.
        texts = [argument.decode(errors="replace") for argument in arguments.split(b"\0")[:-1]]
        found.setdefault(root, []).append(Trigger(relation, events, columns, when, language, function, body, texts))
    return found


async def _relations(connection: "asyncpg.Connection[asyncpg.Record]") -> Mapping[int, Relation]:
    checks: dict[int, list[str]] = {}
    own_checks: dict[int, list[str]] = {}
    for relid, tree, everywhere in await connection.fetch(sql.CHECKS):
        own_checks.setdefault(relid, []).append(tree)
        if everywhere:
            checks.setdefault(relid, []).append(tree)
    columns: dict[int, list[Column]] = {}
    for relid, *column in await connection.fetch(sql.COLUMNS):
        columns.setdefault(relid, []).append(Column(*column))
    keys: dict[int, list[Sequence[tuple[int, int]]]] = {}
    for relid, numbers, families in await connection.fetch(sql.KEYS):
        keys.setdefault(relid, []).append(list(zip(numbers, families, strict=True)))
    relations: dict[int, Relation] = {}
    for row in await connection.fetch(sql.RELATIONS):
        (
            oid,
            schema,
            name,
            kind,
            constraints,
            on_insert,
            on_update,
            rules,
            is_partition,
            view,
            comment,
            user,
            inherited,
            unlogged,
            invoker,
        ) = row
        triggers = frozenset(event for event, found in (("insert", on_insert), ("update", on_update)) if found)
        relations[oid] = Relation(
            *(oid, schema, name, kind, columns.get(oid, []), constraints, triggers, rules, is_partition),
            *(view, comment, user, inherited, keys.get(oid, []), checks.get(oid, [])),
            *(own_checks.get(oid, []), unlogged, invoker),
        )
    return relations
