"""What the makers of one statement share: the schema, the queries in WITH, and how much it may still grow."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from .expressions import Expressions, Visible
from .schemas import Column, Schema

__all__ = ["Context", "Maker", "Source", "columns_of"]


@dataclass(frozen=True)
class Source:
    """An item that can be in FROM."""

    name: str
    columns: Sequence[Column]
    is_table: bool = False


class Context:
    def __init__(self, random: Random, schema: Schema) -> None:
        self.random = random
        self.schema = schema
        self.aliases = 0
        self.budget = 14
        self.sources = [Source(table.name, table.columns, not table.is_view) for table in schema.tables]

    def alias(self, stem: str = "r") -> str:
        self.aliases += 1
        return f"{stem}{self.aliases}"


class Maker:
    """Makes one part of a statement."""

    def __init__(self, context: Context, expressions: Expressions) -> None:
        self.context = context
        self.random = context.random
        self.expressions = expressions

    def chance(self, odds: float) -> bool:
        return self.random.random() < odds

    def alias(self, stem: str = "r") -> str:
        return self.context.alias(stem)


def columns_of(alias: str, columns: Sequence[Column]) -> list[Visible]:
    return [Visible(f"{alias}.{column.name}", column.type) for column in columns]
