"""Writes tests/rows.py: a function for each table, which makes a row and the rows that it refers to."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ...emit.layout import indented, text_literal
from ...emit.names import method, singular
from .generated import Generated, Subject
from .imports import Imports
from .layout import called
from .roles import roles_of
from .rows import FIRST, Recipe, Unmade
from .tables import Column, Table
from .values import Value

__all__ = ["Maker", "maker", "python_of", "rows_module"]

_TAKEN = ("body", "db", "client", "made", "n", "pool", "row")


def rows_module(recipes: Mapping[int, Recipe | Unmade], generated: Generated) -> str:
    imports = Imports("import asyncpg")
    making = Maker(generated, imports)
    made = [recipe for recipe in recipes.values() if isinstance(recipe, Recipe)]
    functions = [making.function(recipe) for recipe in made]
    top: list[str] = []
    if any(recipe.is_numbered for recipe in made):
        imports.add("from itertools import count")
        top = [f"numbers = count({FIRST})"]
    doc = '"""Rows for the tests, each with the rows that it refers to."""'
    return "\n\n\n".join(["\n\n".join([doc, str(imports), *top]), *functions]) + "\n"


def maker(table: Table) -> str:
    """The function that makes a row of the table."""
    whole = table.name if table.schema == "public" else f"{table.schema}_{table.name}"
    return f"make_{singular(method(whole).rstrip('_'))}"


def python_of(value: Value, column: Column, annotation: str, subject: Subject, imports: Imports) -> str:
    """The value as an argument for a parameter of this annotation."""
    imports.add(*value.imports)
    if not column.labels or column.array or value.python == "None":
        return value.python
    enum = annotation.partition(" | ")[0]
    imports.add_annotation(enum, subject.module)
    return f"{enum}({value.python})"


class Maker:
    """Writes the code that makes rows; what it needs is added to the imports."""

    def __init__(self, generated: Generated, imports: Imports) -> None:
        self.subjects = generated.subjects
        self.fixture = generated.fixture
        self.imports = imports

    def function(self, recipe: Recipe) -> str:
        lines = [*self.before(recipe)]
        subject = self.subjects.get(recipe.table.oid)
        if subject is not None:
            lines += self.with_query(recipe, subject)
            self.imports.add_annotation(subject.row, subject.module)
        else:
            lines += self.with_sql(recipe)
        returns = subject.row if subject is not None else "asyncpg.Record"
        body = indented("\n".join(lines))
        head = called(f"async def {maker(recipe.table)}(", [f"db: {self.fixture.type}"], f") -> {returns}:", indent=0)
        return f"{head}\n{body}"

    def before(self, recipe: Recipe, db: str = "db") -> Iterator[str]:
        """The number of the row, if it has one, and the rows that it refers to."""
        if recipe.is_numbered:
            yield "n = next(numbers)"
        for name, (_, table) in zip(_parent_names(recipe), recipe.parents, strict=True):
            yield f"{name} = await {maker(table)}({db})"

    def arguments(self, recipe: Recipe, subject: Subject) -> Sequence[str]:
        """What the create query is given."""
        return [
            f"{subject.parameter('Create', column)}={self.value(recipe, column, subject)}" for column in recipe.columns
        ]

    def with_query(self, recipe: Recipe, subject: Subject) -> Iterator[str]:
        querier = subject.module.querier
        self.imports.add(f"from generated.{subject.module.name} import {querier}")
        create = subject.method("Create")
        arguments = self.arguments(recipe, subject)
        if len(create.parameters) == 1 and arguments:
            arguments = [arguments[0].partition("=")[2]]
        call = f"await {querier}(db).{subject.call('Create')}("
        if create.returns == subject.row:
            yield called(f"return {call}", arguments)
        else:
            yield called(f"made = {call}", arguments)
            yield "assert made is not None"
            yield "return made"

    def with_sql(self, recipe: Recipe) -> Iterator[str]:
        columns, now = recipe.columns, roles_of(recipe.table).now
        names = ", ".join(column.sql for column in (*columns, *now))
        places = ", ".join([*(f"${number}" for number in range(1, len(columns) + 1)), *("now()" for _ in now)])
        rest = f"({names}) values ({places})" if names else "default values"
        arguments = [text_literal(f"insert into {recipe.table.sql} {rest} returning *")]
        arguments += [self.value(recipe, column, None) for column in columns]
        yield called("row = await db.fetchrow(", arguments)
        yield "assert row is not None"
        yield "return row"

    def value(self, recipe: Recipe, column: Column, subject: Subject | None) -> str:
        """The column's value as an argument; `subject` has the query that takes it."""
        names = zip(_parent_names(recipe), recipe.parents, strict=True)
        for name, (foreign, table) in names:
            if column.number in foreign.columns:
                referred = table.of([foreign.referred[list(foreign.columns).index(column.number)]])[0]
                parent = self.subjects.get(table.oid)
                return f'{name}["{referred.name}"]' if parent is None else parent.attribute(name, referred)
        value = recipe.values[column.number]
        if subject is None:
            self.imports.add(*value.imports)
            return value.python
        return python_of(value, column, subject.annotation("Create", column), subject, self.imports)


def _parent_names(recipe: Recipe) -> Sequence[str]:
    """What a function calls the parents: after the columns that refer to them, if each is one column."""
    names: list[str] = []
    for foreign, table in recipe.parents:
        columns = recipe.table.of(foreign.columns)
        name = re.sub(r"_(?:id|uuid|key|code)$", "", columns[0].parameter) if len(columns) == 1 else maker(table)[5:]
        name = f"{name}_row" if name in _TAKEN or not name.isidentifier() else name
        names.append(f"{name}_{len(names) + 1}" if name in names else name)
    return names
