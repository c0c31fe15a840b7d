"""Asks the server what the statements in PL/pgSQL functions are: its analysed trees, with the variables as parameters."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import asyncpg
from msgspec import Struct

from ..analyse.tree.nodes import outputs
from ..analyse.tree.reader import read_tree
from ..analyse.types.result_type import result_type
from ..source.identifiers import quoted
from ..source.plpgsql import Routine, Unreadable, read_routine

__all__ = ["plpgsql_bodies"]

_Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# A trigger's function has the rows of its table; the triggers of partitions are those of the table above.
_FUNCTIONS = """
select p.oid::bigint, p.proname::text, p.prosrc, coalesce(p.proconfig, '{}'),
       coalesce(p.proargnames, '{}')::text[],
       array(select format_type(t, null) from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) as t),
       p.prorettype = 'trigger'::regtype,
       array(select distinct t.tgrelid::bigint from pg_trigger t
         where t.tgfoid = p.oid and t.tgparentid = 0 and not t.tgisinternal order by 1)
from pg_proc p join pg_language l on l.oid = p.prolang
where l.lanname = 'plpgsql' and p.oid >= 16384 and p.prokind in ('f', 'p') order by p.oid"""
_OF_TRIGGERS = {
    **dict.fromkeys(("tg_name", "tg_relname", "tg_table_name", "tg_table_schema"), "name"),
    **dict.fromkeys(("tg_when", "tg_level", "tg_op"), "text"),
    "tg_relid": "oid",
    "tg_nargs": "int",
    "tg_argv": "text[]",
}
_EVERYWHERE = {"found": "bool", "sqlstate": "text", "sqlerrm": "text"}


class _Function(Struct, frozen=True, array_like=True):
    oid: int
    name: str
    source: str
    settings: Sequence[str]
    arguments: Sequence[str]
    types: Sequence[str]
    of_trigger: bool
    tables: Sequence[int]


async def plpgsql_bodies(connection: _Connection) -> Mapping[int, Mapping[int, Sequence[str]]]:
    """By function, and by the table whose trigger it is, or 0: the trees of its statements, if all of them are known."""
    found: dict[int, dict[int, Sequence[str]]] = {}
    for row in await connection.fetch(_FUNCTIONS):
        function = _Function(*row)
        try:
            routine = read_routine(function.source)
        except Unreadable:
            continue
        for table in function.tables if function.of_trigger else (0,):
            transaction = connection.transaction()
            await transaction.start()
            try:
                found.setdefault(function.oid, {})[table] = await _Asking(connection, function, routine).trees(table)
            except (asyncpg.PostgresError, Unreadable):
                continue
            finally:
                await transaction.rollback()
    return found


class _Asking:
    def __init__(self, connection: _Connection, function: _Function, routine: Routine) -> None:
        self.connection = connection
        self.function = function
        self.routine = routine
        self.parameters = list(zip(function.arguments, function.types, strict=False))
        self.records: dict[str, Sequence[tuple[str, str]]] = {}

    async def trees(self, table: int) -> Sequence[str]:
        for setting in self.function.settings:
            name, _, value = setting.partition("=")
            await self.connection.execute("select pg_catalog.set_config($1, $2, true)", name, value)
        await self.declare(table)
        found: list[str] = []
        waiting: list[str] = [
            f"select null::{kind}" for kind in self.routine.variables.values() if kind != "record" and "%" not in kind
        ]
        for sent in self.routine.sent:
            waiting.append(sent.sql)
            records = [name for name in sent.into if self.routine.variables.get(name) == "record"]
            if records:
                found.append(await self.tree(waiting))
                waiting = []
                await self.assigned(records[0], found[-1])
        return [*found, await self.tree(waiting)] if waiting else found

    async def declare(self, table: int) -> None:
        variables = {**_EVERYWHERE, **(_OF_TRIGGERS if self.function.of_trigger else {})}
        if table:
            row = await self.connection.fetchval("select $1::oid::regclass::text", table)
            variables |= {"new": row, "old": row}
        for name, kind in self.routine.variables.items():
            if name in variables or name in self.function.arguments:
                raise Unreadable  # one hides the other
            variables[name] = kind
        self.parameters += [
            (name, kind.removesuffix("%rowtype").removesuffix("%ROWTYPE"))
            for name, kind in variables.items()
            if kind != "record"
        ]

    async def tree(self, statements: Sequence[str]) -> str:
        named = ", ".join(f"{quoted(name) if name else ''} {kind}" for name, kind in self.parameters)
        name = f"pg_temp.{quoted(self.function.name)}"
        body = ";\n".join(statements)
        await self.connection.execute(
            f"create or replace function {name}({named}) returns void language sql begin atomic {body};\nend"
        )
        tree = await self.connection.fetchval(
            "select prosqlbody::text from pg_proc where proname = $1 and pronamespace = pg_my_temp_schema()",
            self.function.name,
        )
        await self.connection.execute(f"drop function {name}")
        return tree

    async def assigned(self, record: str, tree: str) -> None:
        """Gives a record the columns of the last statement as its fields."""
        columns = outputs(read_tree(tree)[-1])
        types = [
            await self.connection.fetchval("select format_type($1, null)", result_type(entry.expr)) for entry in columns
        ]
        fields = [(entry.resname or "", kind) for entry, kind in zip(columns, types, strict=True)]
        if self.records.setdefault(record, fields) != fields:
            raise Unreadable
        if record in [name for name, _ in self.parameters]:
            return
        kind = f"pg_temp.sqlwright_record_{len(self.records)}"
        listed = ", ".join(f"{quoted(name)} {kind}" for name, kind in fields)
        await self.connection.execute(f"create type {kind} as ({listed})")
        self.parameters.append((record, kind))
