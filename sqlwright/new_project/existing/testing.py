"""Writes the tests of a table's queries."""

from collections.abc import Iterator, Sequence

from ...emit.layout import indented
from .changing import changed_column, changes_of
from .generated import Fixture, Subject
from .imports import Imports
from .layout import called, fits
from .making import maker, python_of
from .rows import Recipe
from .tables import Column

__all__ = ["tests_of"]


def tests_of(subject: Subject, recipe: Recipe, fixture: Fixture) -> str:
    return _Writer(subject, recipe, fixture).module()


class _Writer:
    def __init__(self, subject: Subject, recipe: Recipe, fixture: Fixture) -> None:
        self.fixture = fixture
        self.subject = subject
        self.recipe = recipe
        self.roles = subject.roles
        self.querier = subject.module.querier
        self.make = maker(subject.table)
        self.imports = Imports(
            "import asyncpg",
            f"from generated.{subject.module.name} import {self.querier}",
            f"from tests.rows import {self.make}",
        )

    def module(self) -> str:
        tests = [self.reading()]
        if self.recipe.alone:
            tests.append(self.paging())
        if (by := self.telling()) is not None:
            tests.append(self.filtering(by))
        is_told = changed_column(self.subject, self.recipe) is not None or not self.roles.is_patched
        if self.roles.changes and is_told and self.subject.is_struct:
            tests.append(self.changing())
            if self.roles.version is not None:
                tests.append(self.changing_another_version())
        if self.recipe.is_deletable:
            tests.append(self.deleting())
        functions = ["\n".join(test) for test in tests]
        doc = f'"""The queries on the table {self.subject.table.shown}."""'
        return "\n\n\n".join([f"{doc}\n\n{self.imports}", *functions]) + "\n"

    def reading(self) -> Iterator[str]:
        yield self.test("what_was_made_can_be_read")
        yield f"    made = await {self.make}({self.fixture.name})"
        yield from self.asserting(f"{self.querier}({self.fixture.name})", "Get", self.keys("Get"), "== made")

    def paging(self) -> Iterator[str]:
        listing = self.subject.call("List")
        yield self.test("the_list_comes_in_pages")
        yield f"    queries = {self.querier}({self.fixture.name})"
        yield f"    made = [await {self.make}({self.fixture.name}), await {self.make}({self.fixture.name})]"
        yield f"    first = await queries.{listing}(limit=1)"
        yield f"    second = await queries.{listing}(limit=1, cursor=first.next_cursor)"
        yield "    assert first.next_cursor is not None"
        yield "    assert second.next_cursor is None"
        yield "    assert all(row in made for row in first.items + second.items)"
        yield "    assert first.items != second.items"

    def telling(self) -> Column | None:
        """A filter that finds one row that was made, and no other."""
        for column in self.roles.filters:
            # Where the table has rows beside those that a test makes, a trigger may have given one the same parent.
            own_parent = self.recipe.alone and self.recipe.parent_of(column) is not None
            value = self.recipe.values.get(column.number)
            if column.not_null and (own_parent or (value is not None and value.is_numbered)):
                return column
        return None

    def filtering(self, by: Column) -> Iterator[str]:
        name = self.subject.parameter("List", by)
        yield self.test("the_list_can_be_filtered")
        yield f"    made, _ = await {self.make}({self.fixture.name}), await {self.make}({self.fixture.name})"
        yield self.line(
            f"page = await {self.querier}({self.fixture.name}).{self.subject.call('List')}(",
            [f"{name}={self.subject.attribute('made', by)}"],
        )
        yield "    assert page.items == [made]"

    def changing(self) -> Iterator[str]:
        version = self.roles.version
        expected = [] if version is None else [f"expected=[{self.subject.attribute('made', version)}]"]
        yield self.test("a_change_leaves_the_rest" if self.roles.is_patched else "a_row_can_be_replaced")
        yield f"    made = await {self.make}({self.fixture.name})"
        yield self.line(
            f"changed = await {self.querier}({self.fixture.name}).{self.subject.call('Update')}(",
            [*self.keys("Update"), *self.changes(), *expected],
        )
        yield "    assert changed is not None"
        touched = [column for column in (version, self.roles.updated) if column is not None]
        found = changed_column(self.subject, self.recipe)
        if found is not None:
            annotation = self.subject.annotation("Update", found[0])
            value = python_of(found[1], found[0], annotation, self.subject, self.imports)
            yield f"    assert {self.subject.attribute('changed', found[0])} == {value}"
            touched.insert(0, found[0])
        if self.subject.table.shapes:
            return
        if touched:
            same = [
                f"{self.subject.attribute('', column)[1:]}={self.subject.attribute('made', column)}"
                for column in touched
            ]
            self.imports.add("from msgspec.structs import replace")
            yield from self.comparing("replace(", ["changed", *same], "== made")
        else:
            yield "    assert changed == made"

    def changing_another_version(self) -> Iterator[str]:
        assert self.roles.version is not None
        yield self.test("a_change_of_another_version_is_refused")
        yield f"    made = await {self.make}({self.fixture.name})"
        expected = f"expected=[{self.subject.attribute('made', self.roles.version)} + 1]"
        yield from self.asserting(
            f"{self.querier}({self.fixture.name})",
            "Update",
            [*self.keys("Update"), *self.changes(), expected],
            "is None",
        )

    def deleting(self) -> Iterator[str]:
        expected = [] if self.roles.version is None else ["expected=None"]
        yield self.test("what_was_deleted_is_gone")
        yield f"    queries = {self.querier}({self.fixture.name})"
        yield f"    made = await {self.make}({self.fixture.name})"
        yield from self.asserting("queries", "Delete", [*self.keys("Delete"), *expected], "== 1")
        yield from self.asserting("queries", "Get", self.keys("Get"), "is None")
        yield from self.asserting("queries", "Delete", [*self.keys("Delete"), *expected], "== 0")

    def changes(self) -> Sequence[str]:
        return changes_of(self.subject, self.recipe, "made", self.imports)

    def keys(self, verb: str) -> Sequence[str]:
        return [
            f"{self.subject.parameter(verb, column)}={self.subject.attribute('made', column)}"
            for column in self.subject.table.keys
        ]

    def asserting(self, queries: str, verb: str, arguments: Sequence[str], result: str) -> Iterator[str]:
        if len(self.subject.method(verb).parameters) == 1:
            arguments = [arguments[0].partition("=")[2]]
        return self.comparing(f"await {queries}.{self.subject.call(verb)}(", arguments, result)

    def comparing(self, head: str, arguments: Sequence[str], result: str) -> Iterator[str]:
        """An assertion about a call, which has lines of its own if it is long."""
        line = f"assert {head}{', '.join(arguments)}) {result}"
        if fits(line):
            yield f"    {line}"
        else:
            yield self.line(f"found = {head}", arguments)
            yield f"    assert found {result}"

    def line(self, head: str, arguments: Sequence[str]) -> str:
        return indented(called(head, arguments))

    def test(self, name: str) -> str:
        return f"async def test_{name}({self.fixture.name}: {self.fixture.type}) -> None:"
