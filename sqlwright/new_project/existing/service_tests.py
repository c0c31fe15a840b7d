"""Writes the tests of the calls on a table."""

import re
from collections.abc import Iterator, Sequence

from ...emit.layout import indented
from .bodies import body_name
from .changing import changed_column, changes_of
from .generated import Generated, Subject
from .imports import Imports
from .layout import called
from .making import Maker, maker
from .rows import Recipe
from .serving import path_of

__all__ = ["service_tests_of"]


def service_tests_of(subject: Subject, recipe: Recipe, generated: Generated, classes: Sequence[str]) -> str:
    return _Writer(subject, recipe, generated, classes).module()


class _Writer:
    def __init__(self, subject: Subject, recipe: Recipe, generated: Generated, classes: Sequence[str]) -> None:
        self.subject = subject
        self.fixture = generated.fixture
        self.recipe = recipe
        self.roles = subject.roles
        self.classes = classes
        self.path = path_of(subject)
        self.imports = Imports(
            "import asyncpg",
            "from httpx import AsyncClient",
            f"from tests.rows import {self.make}",
        )
        self.maker = Maker(generated, self.imports)

    @property
    def make(self) -> str:
        return maker(self.subject.table)

    def module(self) -> str:
        tests = [self.creating()]
        if self.recipe.alone:
            tests.append(self.paging())
        if self.roles.changes and (changed_column(self.subject, self.recipe) or not self.roles.is_patched):
            tests.append(self.changing())
            if self.roles.version:
                tests.append(self.changing_another_version())
        if self.recipe.is_deletable:
            tests.append(self.deleting())
        if self.roles.given:
            tests.append(self.refusing())
        functions = ["\n".join(test) for test in tests]
        return "\n\n\n".join([f'"""The calls on {self.path}."""\n\n{self.imports}', *functions]) + "\n"

    def creating(self) -> Iterator[str]:
        yield self.test("what_was_made_can_be_read")
        for line in self.maker.before(self.recipe, self.fixture.name):
            self.imports.add(*(f"from tests.rows import {name}" for name in re.findall(r"make_\w+|numbers", line)))
            yield f"    {line}"
        body = ""
        if self.roles.given:
            name = body_name(self.subject, "Create", self.classes)
            self.imports.add(
                "from msgspec import to_builtins", f"from service.{self.subject.module.name} import {name}"
            )
            arguments = self.maker.arguments(self.recipe, self.subject)
            yield self.line(f"body = {name}(", [each for each in arguments if not each.endswith("=None")])
            body = ", json=to_builtins(body)"
        yield f'    answer = await client.post("{self.path}"{body})'
        yield '    found = await client.get(answer.headers["Location"])'
        yield "    assert (answer.status_code, found.status_code) == (201, 200)"
        yield "    assert found.json() == answer.json()"

    def paging(self) -> Iterator[str]:
        yield self.test("the_list_comes_in_pages")
        yield f"    await {self.make}({self.fixture.name})"
        yield f"    await {self.make}({self.fixture.name})"
        yield f'    first = (await client.get("{self.path}", params={{"limit": 1}})).json()'
        yield '    parameters = {"limit": 1, "cursor": first["next_cursor"]}'
        yield f'    second = (await client.get("{self.path}", params=parameters)).json()'
        yield '    assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (1, 1, None)'
        yield '    assert first["items"] != second["items"]'

    def changing(self) -> Iterator[str]:
        name = body_name(self.subject, "Update", self.classes)
        self.imports.add("from msgspec import to_builtins", f"from service.{self.subject.module.name} import {name}")
        found = changed_column(self.subject, self.recipe)
        patched = self.roles.is_patched
        yield self.test("a_change_leaves_the_rest" if patched else "a_row_can_be_replaced")
        yield f"    row = await {self.make}({self.fixture.name})"
        yield self.line(f"body = {name}(", self.changes())
        yield from self.calling("answer", "patch" if patched else "put", "json=to_builtins(body)")
        yield "    assert answer.status_code == 200"
        if found is not None:
            parameter = self.subject.parameter("Update", found[0])
            yield f'    assert answer.json()["{self.subject.json_name(found[0])}"] == to_builtins(body.{parameter})'

    def changes(self) -> Sequence[str]:
        return changes_of(self.subject, self.recipe, "row", self.imports)

    def changing_another_version(self) -> Iterator[str]:
        name = body_name(self.subject, "Update", self.classes)
        patched = self.roles.is_patched
        yield self.test("a_change_of_another_version_is_refused")
        yield f"    row = await {self.make}({self.fixture.name})"
        yield self.line(f"body = {name}(", self.changes())
        header = 'headers={"If-Match": \'"9"\'}'
        yield from self.calling("answer", "patch" if patched else "put", "json=to_builtins(body)", header)
        yield "    assert answer.status_code == 412"

    def deleting(self) -> Iterator[str]:
        yield self.test("what_was_deleted_is_gone")
        yield f"    row = await {self.make}({self.fixture.name})"
        yield f"    path = {self.place()}"
        yield "    assert (await client.delete(path)).status_code == 204"
        yield '    assert [(await client.request(method, path)).status_code for method in ("GET", "DELETE")] == [404, 404]'

    def refusing(self) -> Iterator[str]:
        yield "async def test_an_unknown_field_is_refused(client: AsyncClient) -> None:"
        yield f'    answer = await client.post("{self.path}", json={{"no_such_field": 1}})'
        yield "    assert answer.status_code == 400"

    def calling(self, to: str, method: str, *arguments: str) -> Iterator[str]:
        yield self.line(f"{to} = await client.{method}(", [self.place(), *arguments])

    def place(self) -> str:
        values = [f"{{{self.subject.attribute('row', column)}}}" for column in self.subject.table.keys]
        return f'f"{"/".join([self.path, *values])}"'

    def line(self, head: str, arguments: Sequence[str]) -> str:
        return indented(called(head, arguments))

    def test(self, name: str) -> str:
        parameters = ["client: AsyncClient", f"{self.fixture.name}: {self.fixture.type}"]
        return called(f"async def test_{name}(", parameters, ") -> None:", indent=0)
