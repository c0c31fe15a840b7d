"""Walks the OpenAPI document, and pairs its operations with the handlers that they describe."""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from ..http.failures import Failure
from ..http.reading import does_only_read
from .facts import Facts, Otherwise, facts_of, shown_by

Json = dict[str, Any]

PREFIX = "#/components/schemas/"


class Operation(NamedTuple):
    path: str
    method: str
    described: Json
    handler: HTTPRouteHandler

    @property
    def needs_key(self) -> bool:
        return self.described.get("security") != [{}]

    @property
    def does_only_read(self) -> bool:
        return does_only_read(self.method, self.handler)

    @property
    def facts(self) -> Facts | None:
        return facts_of(self.handler)

    @property
    def shown(self) -> Otherwise:
        return shown_by(self.handler)

    def failure(self, status: str) -> Failure | None:
        """What the handler says about this failure."""
        found = (self.handler.responses or {}).get(int(status))
        return found if isinstance(found, Failure) else None


def operations(document: Json, app: Litestar) -> list[Operation]:
    handlers = {
        (route.path_format or "/", method.lower()): handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
    }
    return [
        Operation(path, method, described, handlers[path, method])
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    ]


def objects(node: Any) -> Iterator[Json]:
    if isinstance(node, dict):
        yield (described := cast("Json", node))
        node = list(described.values())
    if isinstance(node, list):
        for each in cast("list[Any]", node):
            yield from objects(each)


def references(node: Any) -> Iterator[str]:
    """The names of the schemas that the node refers to."""
    for each in objects(node):
        reference = each.get("$ref", "")
        if reference.startswith(PREFIX):
            yield reference.removeprefix(PREFIX)


def contents(described: Json) -> Iterator[Json]:
    """The `content` of each body that the operation takes or answers."""
    for each in (described.get("requestBody", {}), *described["responses"].values()):
        yield each.get("content", {})
