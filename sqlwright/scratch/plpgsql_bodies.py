"""Asks the server what the statements in PL/pgSQL functions are: its analysed trees, with the variables as parameters."""

from collections.abc import Collection, Sequence
from typing import TypeAlias

import asyncpg
from msgspec import Struct

from ..analyse.access.finder import Wanted
from ..analyse.tree.nodes import Query, outputs
from ..analyse.tree.reader import read_tree
from ..analyse.types.result_type import result_type
from ..source.identifiers import quoted
from ..source.plpgsql import Routine, Sent, Unreadable, read_routine
from .second_tries import GONE

__all__ = ["PlpgsqlBodies"]

_Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# A trigger's function has the rows of its table. Their type must be found under any search_path.
_FUNCTIONS = """
select p.proname::text, p.prosrc, coalesce(p.proconfig, '{}'), coalesce(p.proargnames, '{}')::text[],
       array(select format_type(t, null) from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) as t),
       p.prorettype = 'trigger'::regtype,
       (select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.oid = w.relation)
from unnest($1::oid[], $2::oid[]) with ordinality as w (routine, relation, place)
join pg_proc p on p.oid = w.routine order by w.place"""

_SETTINGS = (
    "select set_config(s[1], s[2], true) from unnest($1::text[]) as setting, regexp_match(setting, '([^=]*)=(.*)') as s"
)
_NAMES = "select format_type(oid, null) from unnest($1::oid[]) with ordinality as t (oid, place) order by place"

# Like a query's tree, this one leaves its subtransaction in a variable. A body that PostgreSQL refuses has none.
_ANALYSE = """
create or replace function pg_temp.sqlwright_analyse_routine(settings text[], name text, definition text) returns text
language plpgsql set check_function_bodies = on as $$
declare
  tree text;
  setting text;
begin
  begin
    foreach setting in array settings loop
      perform pg_catalog.set_config(
        pg_catalog.split_part(setting, '=', 1), pg_catalog.substr(setting, pg_catalog.strpos(setting, '=') + 1), true);
    end loop;
    execute definition;
    select p.prosqlbody::text into tree from pg_catalog.pg_proc p
      where p.proname = name and p.pronamespace = pg_catalog.pg_my_temp_schema();
    raise exception using errcode = 'SW000';
  exception
    when sqlstate 'SW000' then null;
    when others then tree := null;
  end;
  return tree;
end $$"""
_OF_TRIGGERS = {
    **dict.fromkeys(("tg_name", "tg_relname", "tg_table_name", "tg_table_schema"), "name"),
    **dict.fromkeys(("tg_when", "tg_level", "tg_op"), "text"),
    "tg_relid": "oid",
    "tg_nargs": "int",
    "tg_argv": "text[]",
}
_EVERYWHERE = {"found": "bool", "sqlstate": "text", "sqlerrm": "text"}


class _Function(Struct, frozen=True, array_like=True):
    name: str
    source: str
    settings: Sequence[str]
    arguments: Sequence[str]
    types: Sequence[str]
    of_trigger: bool
    row: str | None
    """The type of the rows of the table whose trigger it is."""


class PlpgsqlBodies:
    """Asks over one connection about the functions that queries lead to, and about each only once."""

    def __init__(self, connection: _Connection) -> None:
        self.known: dict[Wanted, Sequence[Query]] = {}
        """The statements of each, or none if one of them is not known."""
        self._connection = connection
        self._prepared = False

    async def ask(self, wanted: Collection[Wanted]) -> None:
        """Makes these known."""
        if not self._prepared:
            await self._connection.execute(_ANALYSE)
            self._prepared = True
        pairs = list(wanted)
        rows = await self._connection.fetch(_FUNCTIONS, [oid for oid, _ in pairs], [table for _, table in pairs])
        for each, row in zip(pairs, rows, strict=True):
            self.known[each] = await self._statements(_Function(*row))

    async def _statements(self, function: _Function) -> Sequence[Query]:
        try:
            routine = read_routine(function.source)
            asking = _Asking(self._connection, function, routine)
            if not any(map(asking.records_of, routine.sent)):
                return await asking.statements()
            # The types that are made of records last until they have served all statements.
            transaction = self._connection.transaction()
            await transaction.start()
            try:
                await self._connection.execute(_SETTINGS, function.settings)
                return await asking.statements()
            finally:
                await transaction.rollback()
        except GONE:
            raise
        except (asyncpg.PostgresError, Unreadable):
            return []


class _Asking:
    def __init__(self, connection: _Connection, function: _Function, routine: Routine) -> None:
        self.connection = connection
        self.function = function
        self.routine = routine
        self.parameters = list(zip(function.arguments, function.types, strict=False))
        self.records: dict[str, Sequence[tuple[str, str]]] = {}

    def records_of(self, sent: Sent) -> Sequence[str]:
        """The variables without a type of their own that take its rows."""
        return [name for name in sent.into if self.routine.variables.get(name) == "record"]

    async def statements(self) -> Sequence[Query]:
        self.declare()
        found: list[Query] = []
        waiting: list[str] = [
            f"select null::{kind}" for kind in self.routine.variables.values() if kind != "record" and "%" not in kind
        ]
        for sent in self.routine.sent:
            waiting.append(sent.sql)
            if records := self.records_of(sent):
                trees = await self.trees(waiting)
                found += trees
                waiting = []
                await self.assigned(records[0], trees[-1])
        return [*found, *await self.trees(waiting)] if waiting else found

    def declare(self) -> None:
        variables = {**_EVERYWHERE, **(_OF_TRIGGERS if self.function.of_trigger else {})}
        if self.function.row is not None:
            variables |= {"new": self.function.row, "old": self.function.row}
        for name, kind in self.routine.variables.items():
            if name in variables or name in self.function.arguments:
                raise Unreadable  # one hides the other
            variables[name] = kind
        self.parameters += [
            (name, kind.removesuffix("%rowtype").removesuffix("%ROWTYPE"))
            for name, kind in variables.items()
            if kind != "record"
        ]

    async def trees(self, statements: Sequence[str]) -> Sequence[Query]:
        named = ", ".join(f"{quoted(name) if name else ''} {kind}" for name, kind in self.parameters)
        body = ";\n".join(statements)
        # The function's own name, because it may stand before the names of its arguments.
        tree = await self.connection.fetchval(
            "select pg_temp.sqlwright_analyse_routine($1, $2, $3)",
            self.function.settings,
            self.function.name,
            f"create function pg_temp.{quoted(self.function.name)}({named}) returns void language sql begin atomic {body};\nend",
        )
        if tree is None:
            raise Unreadable
        return read_tree(tree)

    async def assigned(self, record: str, assigning: Query) -> None:
        """Gives a record the columns of a statement as its fields."""
        columns = outputs(assigning)
        types = await self.connection.fetch(_NAMES, [result_type(entry.expr) for entry in columns])
        fields = [(entry.resname or "", kind) for entry, (kind,) in zip(columns, types, strict=True)]
        if self.records.setdefault(record, fields) != fields:
            raise Unreadable
        if record in [name for name, _ in self.parameters]:
            return
        kind = f"pg_temp.sqlwright_record_{len(self.records)}"
        listed = ", ".join(f"{quoted(name)} {kind}" for name, kind in fields)
        await self.connection.execute(f"create type {kind} as ({listed})")
        self.parameters.append((record, kind))
