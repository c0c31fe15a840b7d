"""Finds out how a test can make a row of each table: by trying it, in a transaction that is rolled back."""

from collections.abc import Mapping, Sequence

import asyncpg
from msgspec import Struct
from msgspec.structs import replace

from .roles import constant_of, roles_of
from .tables import Column, Connection, ForeignKey, Table
from .values import NOTHING, Value, values_for

__all__ = ["FIRST", "Recipe", "Unmade", "recipes"]

_MOST_TRIES = 300
FIRST = 101
"""The number of the first row: the schema itself may insert some with small numbers."""
_ROWS = 3
"""So many rows of each table must be possible at the same time."""


class Recipe(Struct, frozen=True):
    """How to make a row with its create query."""

    table: Table
    parents: Sequence[tuple[ForeignKey, Table]]
    """What the row refers to; each is made first."""
    values: Mapping[int, Value]
    """By the numbers of columns, of those that do not come from a parent."""
    alone: bool
    """Whether the table then has the rows that were made and no others."""
    is_deletable: bool
    """Whether the row can be deleted: a trigger may make others that refer to it."""

    @property
    def is_numbered(self) -> bool:
        return any(value.is_numbered for value in self.values.values())

    def parent_of(self, column: Column) -> tuple[Table, Column] | None:
        """The parent that gives the column's value, and which of its columns does."""
        for foreign, table in self.parents:
            if column.number in foreign.columns:
                return table, table.of([foreign.referred[list(foreign.columns).index(column.number)]])[0]
        return None

    @property
    def columns(self) -> Sequence[Column]:
        """The columns that a test gives."""
        return [each for each in roles_of(self.table).given if each.number in self.values or self.parent_of(each)]


class Unmade(Struct, frozen=True):
    """Why no row can be made."""

    reason: str


async def recipes(
    connection: Connection, tables: Sequence[Table], wanted: Sequence[Table]
) -> Mapping[int, Recipe | Unmade]:
    """By the OIDs of the tables that are wanted, and of those that they refer to."""
    finder = _Finder(connection, tables)
    for table in wanted:
        transaction = connection.transaction()
        await transaction.start()
        try:
            await connection.execute("set constraints all immediate")
            await finder.find(table, ())
        finally:
            await transaction.rollback()
    return finder.found


class _TriedError(Exception):
    """The rows could be made."""

    def __init__(self, *, alone: bool, is_deletable: bool) -> None:
        super().__init__()
        self.alone = alone
        self.is_deletable = is_deletable


class _Finder:
    def __init__(self, connection: Connection, tables: Sequence[Table]) -> None:
        self.found: dict[int, Recipe | Unmade] = {}
        self._connection = connection
        self._tables = {table.oid: table for table in tables}
        self._n = FIRST - 1

    async def find(self, table: Table, above: Sequence[int]) -> None:
        """Finds the table's recipe, and those of its parents before it."""
        if table.oid in self.found:
            return
        parents: list[tuple[ForeignKey, Table]] = []
        left = roles_of(table)
        told_apart = {number for key in table.distinctions for number in key}
        referring = {number for foreign in table.foreign for number in foreign.columns}
        given = {
            column.number
            for column in left.given
            if column not in (*left.defaults, *left.constants)
            # Two rows cannot both have the default, or no row is there that it refers to.
            or (column.number in (told_apart | referring) and constant_of(column) is not None)
        }
        for foreign in table.foreign:
            columns = table.of(foreign.columns)
            if not all(column.not_null for column in columns) or not given & {*foreign.columns}:
                continue
            if foreign.table in (*above, table.oid):
                self.found[table.oid] = Unmade("a row needs another of the same table first")
                return
            parent = self._tables[foreign.table]
            await self.find(parent, (*above, table.oid))
            if isinstance(self.found[parent.oid], Unmade):
                self.found[table.oid] = Unmade(f"no row of {parent.shown} can be made")
                return
            parents.append((foreign, parent))
        self.found[table.oid] = await self._try(table, parents, given)

    async def _try(self, table: Table, parents: Sequence[tuple[ForeignKey, Table]], given: set[int]) -> Recipe | Unmade:
        pointing = {number for foreign, _ in parents for number in foreign.columns}
        free = [column for column in roles_of(table).given if column.number in given - pointing]
        options: dict[int, Sequence[Value]] = {}
        for column in free:
            found = values_for(column, table)
            options[column.number] = found if column.not_null else [NOTHING, *found]
            if not options[column.number]:
                return Unmade(f"there is no value for {column.name}, which is {column.type}")
        chosen = dict.fromkeys(options, 0)
        said = ""
        for _ in range(_MOST_TRIES):
            values = {number: options[number][place] for number, place in chosen.items()}
            recipe = Recipe(table, parents, values, alone=False, is_deletable=False)
            try:
                async with self._connection.transaction():
                    row, *_ = [await self._make(recipe) for _ in range(_ROWS)]
                    rows = await self._connection.fetchval(f"select count(*) from {table.sql}")
                    # Without the rows of this try, so that tables are as a test finds them.
                    raise _TriedError(alone=rows == _ROWS, is_deletable=await self._delete(table, row))
            except _TriedError as tried:
                return replace(recipe, alone=tried.alone, is_deletable=tried.is_deletable)
            except asyncpg.PostgresError as error:
                said = str(error.args[0])
                if not _advance(chosen, options, _blamed(error, table, chosen)):
                    break
        return Unmade(said)

    async def _make(self, recipe: Recipe) -> asyncpg.Record:
        made: dict[int, asyncpg.Record] = {}
        for _, parent in recipe.parents:
            found = self.found[parent.oid]
            assert isinstance(found, Recipe)
            made[parent.oid] = await self._make(found)
        self._n += 1
        names: list[str] = []
        values: list[str] = []
        arguments: list[object] = []
        for column in recipe.columns:
            names.append(column.sql)
            if source := recipe.parent_of(column):
                arguments.append(made[source[0].oid][source[1].name])
                values.append(f"${len(arguments)}")
            else:
                values.append(recipe.values[column.number].sql.replace("{n}", str(self._n)))
        for column in roles_of(recipe.table).now:
            names.append(column.sql)
            values.append("now()")
        rest = f"({', '.join(names)}) values ({', '.join(values)})" if names else "default values"
        row = await self._connection.fetchrow(f"insert into {recipe.table.sql} {rest} returning *", *arguments)
        if row is None:
            raise asyncpg.NoDataFoundError("a trigger drops the row")
        return row

    async def _delete(self, table: Table, row: asyncpg.Record) -> bool:
        """Delete the row as the delete query does; whether that is possible."""
        deleted = roles_of(table).deleted
        verb = f"update {table.sql} set {deleted.sql} = now()" if deleted else f"delete from {table.sql}"
        keys = " and ".join(f"{column.sql} = ${n}" for n, column in enumerate(table.keys, 1))
        try:
            async with self._connection.transaction():
                done = await self._connection.execute(
                    f"{verb} where {keys}", *(row[column.name] for column in table.keys)
                )
        except asyncpg.PostgresError:
            return False
        return done.endswith(" 1")


def _blamed(error: asyncpg.PostgresError, table: Table, chosen: Mapping[int, int]) -> Sequence[int]:
    """The columns whose values are to be changed: those of the check that failed, or else all."""
    name = getattr(error, "constraint_name", None)
    columns = [number for check in table.checks if check.name == name for number in check.columns]
    return [number for number in columns or chosen if number in chosen]


def _advance(chosen: dict[int, int], options: Mapping[int, Sequence[Value]], blamed: Sequence[int]) -> bool:
    """Moves on to the next combination of these columns' values; False if there is none."""
    for number in blamed:
        if chosen[number] + 1 < len(options[number]):
            chosen[number] += 1
            return True
        chosen[number] = 0
    return False
