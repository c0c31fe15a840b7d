"""Random statements with their WITH clauses, and views."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from .context import Context, Maker, Source
from .expressions import Visible
from .schemas import TYPES, Column, Schema, Table
from .selects import Selects
from .writing import Writing

__all__ = ["View", "random_statement", "random_view"]


def random_statement(random: Random, schema: Schema) -> str:
    """A statement, with parameters numbered without gaps even if some expressions were thrown away."""
    numbers: dict[str, str] = {}
    text = _Statement(random, schema).statement()
    return re.sub(r"\$\d+", lambda found: numbers.setdefault(found[0], f"${len(numbers) + 1}"), text)


class _Statement(Maker):
    def __init__(self, random: Random, schema: Schema) -> None:
        context = Context(random, schema)
        self.selects = Selects(context)
        self.writing = Writing(context, self.selects)
        super().__init__(context, self.selects.expressions)

    def statement(self) -> str:
        prefix = self.ctes() if self.chance(0.25) else ""
        shapes = (*[self.plain] * 4, self.writing.insert, self.writing.update, self.writing.delete)
        if self.chance(0.06) and not prefix:
            return self.writing.merge()
        return prefix + self.random.choice(shapes)()

    def plain(self) -> str:
        return self.selects.query([], [self.random.choice(TYPES) for _ in range(self.random.randint(1, 5))])

    def ctes(self) -> str:
        found: list[str] = []
        recursive = ""
        for _ in range(self.random.randint(1, 2)):
            name = self.alias("w")
            kinds = [self.random.choice(TYPES) for _ in range(self.random.randint(1, 3))]
            columns = [Column(f"k{number}", kind) for number, kind in enumerate(kinds)]
            behind = ""
            head = f"{name} ({', '.join(column.name for column in columns)})"
            if self.chance(0.25):
                recursive = "recursive "
                body = self.recursive(name, columns)
                behind, more = self.marks(columns)
                columns = [*columns, *more]
            elif self.chance(0.2):
                table = self.random.choice(self.context.schema.base)
                body = self.random.choice((self.writing.update, self.writing.insert, self.writing.delete))(table)
                columns = list(table.columns)
                body = (
                    body[: body.rindex(" returning ")]
                    + " returning "
                    + ", ".join(f"{table.name}.{column.name}" for column in columns)
                )
                head = name
            else:
                body = self.selects.query([], kinds)
            found.append(
                f"{head} as {self.random.choice(('', '', 'materialized ', 'not materialized '))}({body}){behind}"
            )
            self.context.sources.append(Source(name, columns))
        return f"with {recursive}{', '.join(found)} "

    def recursive(self, name: str, columns: Sequence[Column]) -> str:
        first = self.selects.query([], [column.type for column in columns], simple=True)
        scope = [Visible(f"{name}.{column.name}", column.type) for column in columns]
        step = ", ".join(self.expressions.of(column.type, scope, 1) for column in columns)
        join = ""
        if self.chance(0.4):
            table = self.random.choice(self.context.schema.tables)
            join = f" {self.random.choice(('join', 'left join'))} {table.name} on {self.selects.condition(scope)}"
        limited = f"select {step} from {name}{join} where {self.selects.condition(scope)}"
        return f"({first} limit 3) union {limited}"

    def marks(self, columns: Sequence[Column]) -> tuple[str, list[Column]]:
        """A SEARCH or CYCLE clause after a recursive query, and the columns that it adds."""
        name = columns[0].name
        if self.chance(0.85) or columns[0].type == "jsonb":
            return "", []
        if self.chance(0.5):
            # The order that SEARCH adds is a row, which cannot be sent.
            return f" search breadth first by {name} set place", []
        mark = self.random.choice(("", " to 'y' default 'n'"))
        return f" cycle {name} set again{mark} using path", [Column("again", "text" if mark else "bool")]


@dataclass(frozen=True)
class View:
    ddl: str
    table: Table
    is_stored: bool

    def join(self, schema: Schema) -> None:
        schema.ddl.append(self.ddl)
        schema.tables.append(self.table)
        if self.is_stored:
            schema.refreshes.append(f"refresh materialized view {self.table.name}")


def random_view(random: Random, schema: Schema, name: str) -> View:
    statement = _Statement(random, schema)
    kinds = [random.choice(TYPES) for _ in range(random.randint(2, 4))]
    columns = [Column(f"c{number}", kind) for number, kind in enumerate(kinds)]
    statement.expressions.params += ["int"] * 12  # a view can have none
    body = statement.selects.query([], kinds)
    is_stored = random.random() < 0.1
    kind = "materialized view" if is_stored else "view"
    names = ", ".join(column.name for column in columns)
    return View(
        f"create {kind} {name} ({names}) as {body}", Table(name, columns, is_view=True, is_writable=False), is_stored
    )
