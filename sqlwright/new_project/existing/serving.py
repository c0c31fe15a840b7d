"""Writes the calls of a service on a table."""

from collections.abc import Iterator, Sequence

from ...emit.layout import indented
from ...emit.names import pascal
from .bodies import bodies_of, body_name
from .generated import Subject
from .imports import Imports
from .json_types import filter_type, key_type, serves_filter
from .layout import called
from .tables import Column

__all__ = ["calls_on", "path_of"]

_TAKEN = ("data", "request", "queries", "reading", "row", "limit", "cursor")
_READING = "`reading` gives the queries for a request that only reads: with DATABASE_REPLICAS, they ask a replica."


def calls_on(subject: Subject, classes: Sequence[str]) -> str:
    """The module with the handlers; `classes` are the names of all rows."""
    return _Writer(subject, classes).module()


def path_of(subject: Subject) -> str:
    """The path of all rows."""
    return f"/{subject.chosen.many}"


class _Writer:
    def __init__(self, subject: Subject, classes: Sequence[str]) -> None:
        self.subject = subject
        self.roles = subject.roles
        self.classes = classes
        self.one = subject.chosen.one.replace("_", " ")
        self.row = subject.row
        self.reading = "reading()" if subject.module.takes_reader else "queries"
        self.imports = Imports(
            "from litestar import Router",
            "from litestar.params import FromQuery",
            f"from generated.{subject.module.name} import {subject.querier}",
        )
        self.imports.add_annotation(self.row, subject.module)
        self.keys = [
            (column, f"key_{column.parameter}" if column.parameter in _TAKEN else subject.parameter("Get", column))
            for column in subject.table.keys
        ]
        self.at = "/" + "/".join(f"{{{name}:str}}" for _, name in self.keys)

    def module(self) -> str:
        bodies = bodies_of(self.subject, self.classes, self.imports)
        handlers = [self.create(), self.listing(), self.get()]
        names = [self.subject.call("Create"), self.subject.call("List"), self.subject.call("Get")]
        if self.roles.changes:
            handlers.append(self.update())
            names.append(self.subject.call("Update"))
        handlers.append(self.delete())
        names.append(self.subject.call("Delete"))
        if self.roles.version:
            handlers.append(self.why_unchanged())
        body = "\n\n".join("\n".join(handler) for handler in handlers)
        listed = called("handlers = [", names, "]")
        path = path_of(self.subject)
        options = [f'"{path}"', "route_handlers=handlers", f'tags=["{self.subject.chosen.many}"]']
        returned = indented(called("return Router(", options))
        router = f"{self.head()}\n{indented(body)}\n\n{indented(listed)}\n{returned}"
        return "\n\n\n".join([f'"""The calls on {path}."""\n\n{self.imports}', *bodies, router]) + "\n"

    def head(self) -> str:
        parameters = [f"queries: {self.subject.querier}"]
        doc = ""
        if self.subject.module.takes_reader:
            self.imports.add("from collections.abc import Callable")
            parameters.append(f"reading: Callable[[], {self.subject.querier}]")
            doc = f'\n    """{_READING}"""\n'
        return called("def router(", parameters, ") -> Router:", indent=0) + doc

    def create(self) -> Iterator[str]:
        self.imports.add(
            *("from litestar import Response, post", "from undercroft.edge.headers import LOCATION"),
            "from undercroft.http.failures import failures",
        )
        create = self.subject.method("Create")
        yield self.route("post", "/", "Create", "responses=failures(409)", "response_headers=[LOCATION]")
        data = [f"data: {self.json_body('Create')}"] if self.roles.given else []
        yield called(f"async def {self.subject.call('Create')}(", data, f") -> Response[{self.row}]:")
        yield self.call("row", "Create", self.values("Create", self.roles.given))
        if create.returns != self.row:
            self.imports.add("from undercroft.errors import Conflict")
            yield "    if row is None:"
            yield '        raise Conflict("a trigger of the table drops this")'
        yield indented(called("headers = {", [f'"Location": f"{self.location()}"', *self.tag()], "}", indent=8))
        yield "    return Response(row, headers=headers)"

    def listing(self) -> Iterator[str]:
        self.imports.add("from litestar import get", "from undercroft.http.requests import Limit")
        filters = [column for column in self.roles.filters if serves_filter(column, _TAKEN)]
        parameters = [
            f"{self.subject.parameter('List', column)}: {filter_type(column, self.subject, self.imports)} = None"
            for column in filters
        ]
        returns = self.subject.method("List").returns
        cursor = returns.removesuffix("Page") + "Cursor"
        self.imports.add(f"from generated.{self.subject.module.name} import {cursor}, {returns}")
        parameters += ["limit: Limit = 50", f"cursor: FromQuery[{cursor} | None] = None"]
        yield self.route("get", "/", "List")
        yield called(f"async def {self.subject.call('List')}(", parameters, f") -> {returns}:")
        given = [self.subject.parameter("List", column) for column in filters]
        arguments = [*(f"{name}={name}" for name in given), "limit=limit", "cursor=cursor"]
        yield indented(called(f"return await {self.reading}.{self.subject.call('List')}(", arguments, indent=8))

    def get(self) -> Iterator[str]:
        self.imports.add("from undercroft.errors import NotFound")
        yield self.route("get", self.at, "Get", "responses=failures(404)")
        returns = f"Response[{self.row}]" if self.roles.version else self.row
        yield self.signature("Get", [], returns, request=self.roles.version is not None)
        yield self.call("row", "Get", [], queries=self.reading)
        yield from self.missing()
        if self.roles.version:
            self.imports.add("from undercroft.http.etags import conditional")
            yield f"    return conditional(row, {self.subject.attribute('row', self.roles.version)}, request)"
        else:
            yield "    return row"

    def update(self) -> Iterator[str]:
        verb = "patch" if self.roles.is_patched else "put"
        self.imports.add(f"from litestar import {verb}")
        statuses = "404, 409, 412" if self.roles.version else "404, 409"
        yield self.route(verb, self.at, "Update", f"responses=failures({statuses})")
        returns = f"Response[{self.row}]" if self.roles.version else self.row
        body = f"data: {self.json_body('Update')}"
        yield self.signature("Update", [body], returns, request=self.roles.version is not None)
        yield from self.only_versions()
        yield self.call("row", "Update", [*self.values("Update", self.roles.changes), *self.expected()])
        if self.roles.version:
            self.imports.add("from undercroft.http.etags import etag")
            yield "    if row is None:"
            yield f"        raise await why_unchanged({', '.join(name for _, name in self.keys)})"
            yield f'    return Response(row, headers={{"ETag": etag({self.version("row")})}})'
        else:
            yield from self.missing()
            yield "    return row"

    def delete(self) -> Iterator[str]:
        self.imports.add("from litestar import delete")
        # Other rows may refer to it.
        statuses = "404, 409, 412" if self.roles.version else "404, 409"
        yield self.route("delete", self.at, "Delete", f"responses=failures({statuses})")
        yield self.signature("Delete", [], "None", request=self.roles.version is not None)
        yield from self.only_versions()
        yield self.call("deleted", "Delete", self.expected())
        yield "    if deleted == 0:"
        if self.roles.version:
            yield f"        raise await why_unchanged({', '.join(name for _, name in self.keys)})"
        else:
            yield f"        raise {self.not_found()}"

    def why_unchanged(self) -> Iterator[str]:
        self.imports.add(
            "from undercroft.errors import PreconditionFailed, RequestError",
            "from undercroft.http.etags import etag",
        )
        types = [f"{name}: {self.subject.annotation('Get', column)}" for column, name in self.keys]
        yield called("async def why_unchanged(", types, ") -> RequestError:")
        yield self.call("row", "Get", [])
        yield "    if row is None:"
        yield f"        return {self.not_found()}"
        yield f'    return PreconditionFailed("{self.one}", etag({self.version("row")}))'

    def version(self, row: str) -> str:
        assert self.roles.version is not None
        return self.subject.attribute(row, self.roles.version)

    def only_versions(self) -> Iterator[str]:
        if self.roles.version:
            self.imports.add("from undercroft.http.etags import expected_versions")
            yield '    """With If-Match, only in a version that it names."""'
            yield "    expected = expected_versions(request)"

    def expected(self) -> Sequence[str]:
        return ["expected=expected"] if self.roles.version else []

    def tag(self) -> Iterator[str]:
        if self.roles.version:
            self.imports.add("from undercroft.http.etags import etag")
            yield f'"ETag": etag({self.version("row")})'

    def missing(self) -> Iterator[str]:
        yield "    if row is None:"
        yield f"        raise {self.not_found()}"

    def not_found(self) -> str:
        names = [name for _, name in self.keys]
        identity = names[0] if len(names) == 1 else f'f"{"/".join(f"{{{name}}}" for name in names)}"'
        return f'NotFound("{self.one}", {identity})'

    def json_body(self, verb: str) -> str:
        self.imports.add("from litestar.params import JSONBody")
        return f"JSONBody[{body_name(self.subject, verb, self.classes)}]"

    def signature(self, verb: str, more: Sequence[str], returns: str, *, request: bool) -> str:
        keys = [f"{name}: {key_type(column, self.subject, self.imports)}" for column, name in self.keys]
        if request:
            self.imports.add("from undercroft.http.requests import AnyRequest")
            more = [*more, "request: AnyRequest"]
        return called(f"async def {self.subject.call(verb)}(", [*keys, *more], f") -> {returns}:")

    def call(self, to: str, verb: str, arguments: Sequence[str], *, queries: str = "queries") -> str:
        if verb != "Create":
            keys = [f"{self.subject.parameter(verb, column)}={name}" for column, name in self.keys]
            arguments = [*keys, *arguments]
        if len(self.subject.method(verb).parameters) == 1:
            arguments = [arguments[0].partition("=")[2]]
        return indented(called(f"{to} = await {queries}.{self.subject.call(verb)}(", arguments, indent=8))

    def values(self, verb: str, columns: Sequence[Column]) -> Sequence[str]:
        names = [self.subject.parameter(verb, column) for column in columns]
        return [f"{name}=data.{name}" for name in names]

    def location(self) -> str:
        parts: list[str] = []
        for column, _ in self.keys:
            value = self.subject.attribute("row", column)
            if column.base in ("int2", "int4", "int8", "uuid", "date"):
                parts.append(f"{{{value}}}")
            else:
                self.imports.add("from urllib.parse import quote")
                parts.append(f"{{quote({value}, safe='')}}")
        return "/".join([path_of(self.subject), *parts])

    def route(self, http: str, path: str, verb: str, *options: str) -> str:
        return called(f"@{http}(", [f'"{path}"', f'operation_id="{self.operation(verb)}"', *options])

    def operation(self, verb: str) -> str:
        name = pascal(f"{verb}_{self.subject.chosen.many if verb == 'List' else self.subject.chosen.one}")
        return name[0].lower() + name[1:]
