"""Data for a schema: each situation brings out NULLs that others hide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, cycle, islice
from random import Random

from .schemas import Column, Schema, Table, literal

__all__ = ["Situation", "situations"]


@dataclass(frozen=True)
class Situation:
    rows: Sequence[int]
    """The numbers of rows that a table may have; one of them is chosen."""
    nulls: float = 0.4
    """How often a nullable column is NULL."""
    value: Callable[[Random, Column, int], str] = lambda random, column, table: literal(random, column.type)
    """A value for a column of the table with this number."""
    empty: int | None = None
    """The number of a table without rows, so that outer joins fill its columns; counted on if there are fewer tables."""
    alone: int | None = None
    """The number of the only table with rows."""

    def statements(self, random: Random, schema: Schema) -> list[str]:
        """The statements that fill the tables anew; a row that a constraint refuses is left out.

        The schema's `refreshes` must come after them.
        """
        found = [*schema.before, f"truncate {', '.join(table.name for table in schema.base)} cascade"]
        for number, table in enumerate(schema.base):
            if self.has_rows(number, len(schema.base)):
                for _ in range(random.choice(self.rows)):
                    found.append(self.row(random, table, number))
        return found

    def has_rows(self, number: int, tables: int) -> bool:
        if self.alone is not None:
            return number == self.alone % tables
        return self.empty is None or number != self.empty % tables

    def row(self, random: Random, table: Table, number: int) -> str:
        columns = [column for column in table.columns if column.writable]
        values = [
            column.empty or "null"
            if not column.refuses_null and random.random() < self.nulls
            else self.value(random, column, number)
            for column in columns
        ]
        names = ", ".join(column.name for column in columns)
        return f"insert into {random.choice(table.targets)} ({names}) values ({', '.join(values)})"


def _alone(random: Random, column: Column, table: int) -> str:
    """A number that belongs to this table only."""
    return str(10 * (table + 1) + random.randint(0, 2)) if column.type == "int" else literal(random, column.type)


def _same(random: Random, column: Column, table: int) -> str:
    """Many equal rows, apart from their keys."""
    return str(random.randint(0, 20)) if column.name == "id" else literal(Random(column.type), column.type)


_MIXED = Situation((0, 1, 3, 6))
_FIRST = (
    _MIXED,
    Situation((3, 6), nulls=0.5),
    Situation((0,)),
    Situation((1, 4), nulls=1),
    Situation((2, 4), nulls=0.2, value=_alone),
    Situation((5, 8), nulls=0.3, value=_same),
    Situation((1,), nulls=0),
    Situation((8,), nulls=0.1),
)


_MORE = (
    Situation((3, 6), empty=0),
    Situation((3, 6), alone=1),
    Situation((3, 6), nulls=0.6, empty=1),
    Situation((4, 12), nulls=0.3, alone=0),
    Situation((3, 6), nulls=0.5, value=_alone, empty=2),
    Situation((3, 8), nulls=0.7),
)


def situations(count: int) -> list[Situation]:
    """This many situations, the most revealing ones first."""
    return list(islice(chain(_FIRST, cycle(_MORE)), count))
