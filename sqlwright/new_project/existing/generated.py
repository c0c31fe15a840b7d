"""What was generated for the chosen tables, as code that calls it sees it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from ...emit.names import method, pascal
from .choice import Chosen
from .roles import Roles, roles_of
from .signatures import Method, Module
from .tables import Column, Table

__all__ = ["CONNECTION", "POOL", "Fixture", "Generated", "Subject"]


class Fixture(Struct, frozen=True):
    """By what tests reach the database."""

    name: str
    type: str


CONNECTION = Fixture("db", '"asyncpg.Connection[asyncpg.Record]"')
POOL = Fixture("pool", '"asyncpg.Pool[asyncpg.Record]"')
"""What is written through it is committed: a service sees it."""


class Subject(Struct, frozen=True):
    """A chosen table, and its queries in Python."""

    chosen: Chosen
    module: Module
    models: Module

    @property
    def table(self) -> Table:
        return self.chosen.table

    @property
    def roles(self) -> Roles:
        return roles_of(self.chosen.table)

    def call(self, verb: str) -> str:
        """The name of a method."""
        return method(f"{verb}{pascal(self.chosen.many if verb == 'List' else self.chosen.one)}")

    def method(self, verb: str) -> Method:
        return self.module.methods[self.call(verb)]

    @property
    def querier(self) -> str:
        """The Protocol of the queries."""
        return self.module.querier.replace("Queries", "Querier")

    @property
    def row(self) -> str:
        """The type of a row."""
        return self.method("Create").returns.removesuffix(" | None")

    @property
    def is_struct(self) -> bool:
        """Whether a row has fields; that of a table with one column is its value."""
        return self.row in self.models.fields

    def attribute(self, row: str, column: Column) -> str:
        """The column's value in a row."""
        if not self.is_struct:
            return row
        return f"{row}.{list(self.models.fields[self.row])[list(self.table.columns).index(column)]}"

    def json_name(self, column: Column) -> str:
        """What JSON calls the column: its name, unless Python needed another that is not the same with underscores."""
        mine = self.attribute("", column)[1:]
        return column.name if mine.rstrip("_") == column.name else mine

    def field(self, column: Column) -> str:
        """The annotation of the column's field in a row."""
        return list(self.models.fields[self.row].values())[list(self.table.columns).index(column)]

    def parameter(self, verb: str, column: Column) -> str:
        """What a method calls the column's parameter: a word that means something else there has an underscore."""
        names = [each.name for each in self.method(verb).parameters]
        return next(name for name in names if name.rstrip("_") == column.parameter.rstrip("_"))

    def annotation(self, verb: str, column: Column) -> str:
        name = self.parameter(verb, column)
        return next(each.annotation for each in self.method(verb).parameters if each.name == name)


class Generated(Struct, frozen=True):
    subjects: Mapping[int, Subject]
    """By the OIDs of tables."""
    fixture: Fixture

    @classmethod
    def of(cls, chosen: Sequence[Chosen], modules: Mapping[str, Module], fixture: Fixture) -> "Generated":
        """`modules` by their names."""
        subjects = {each.table.oid: Subject(each, modules[each.module], modules["models"]) for each in chosen}
        return cls(subjects, fixture)
