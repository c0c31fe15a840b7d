"""Calls handlers without what Litestar puts before them, where that would find nothing to do.

Routes are resolved once, at the start. A request that is unusual in any way, and a route that has more around it than
guards and a hook before it, goes Litestar's own way; both ways give the same answers.
"""

import re
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from litestar import Litestar
from litestar.routes import ASGIRoute, BaseRoute, HTTPRoute
from litestar.types import Receive, Scope, Send

from .direct_call import Answer, DirectCall, is_simple

_HOST = re.compile(rb"[0-9A-Za-z.:\-]*")
_FORMS = (b"multipart/", b"application/x-www-form-urlencoded")

# By their methods.
_Calls = Mapping[str, DirectCall]


class DirectRoutes:
    """An ASGI application in front of Litestar's, which gets what this leaves."""

    def __init__(self, app: Litestar, answer: Answer) -> None:
        self._app = app
        routes = [route for route in app.routes if isinstance(route, HTTPRoute)]

        handlers = cast("Any", app).exception_handlers

        def calls(route: HTTPRoute) -> _Calls:
            return {
                method: DirectCall(route, handler, answer)
                for method, (handler, _) in route.route_handler_map.items()
                if is_simple(route, handler, handlers)
            }

        self._plain = {route.path: calls(route) for route in routes if not route.path_parameters}
        unique = [route for route in routes if _is_unique(route, app.routes)]
        # Of a route's groups the outer one closes last: its number is the match's `lastindex`.
        self._pattern = re.compile("|".join(f"({_pattern(route)})" for route in unique) or "(?!)")
        self._by_group: dict[int, tuple[str, list[str], _Calls]] = {}
        group = 1
        for route in unique:
            names = [part.name for part in route.path_components if not isinstance(part, str)]
            self._by_group[group] = (route.path_format, names, calls(route))
            group += 1 + len(names)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        return (self._found(cast("dict[str, Any]", scope)) or self._app)(scope, receive, send)

    def _found(self, scope: dict[str, Any]) -> DirectCall | None:
        """What to call, after the scope was given what Litestar gives it; or None, and the scope is as it was."""
        if scope["type"] != "http" or scope.get("root_path") or not _is_usual(scope["headers"]):
            return None
        path: str = scope["path"]
        parameters: dict[str, str] = {}
        calls = self._plain.get(path)
        template = path
        if calls is None:
            match = self._pattern.fullmatch(path)
            if match is None or match.lastindex is None:
                return None
            template, names, calls = self._by_group[match.lastindex]
            parameters = {name: match[match.lastindex + number] for number, name in enumerate(names, 1)}
        call = calls.get(scope["method"])
        if call is not None:
            scope["litestar_app"] = self._app
            scope["path_params"] = parameters
            scope["route_handler"] = call.handler
            scope["path_template"] = template
        return call


def _is_usual(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Whether each header is there once, and Litestar would neither refuse the host nor read a form from the body."""
    found = dict(headers)
    return (
        len(found) == len(headers)
        and _is_usual_host(found.get(b"host", b""))
        and (b"content-type" not in found or _is_usual_type(found[b"content-type"]))
    )


@lru_cache(64)
def _is_usual_host(value: bytes) -> bool:
    return _HOST.fullmatch(value) is not None


@lru_cache(64)
def _is_usual_type(value: bytes) -> bool:
    return not value.lower().startswith(_FORMS)


def _segments(route: BaseRoute) -> list[str | None]:
    """The segments of its path; None is one that differs from request to request."""
    return [part if isinstance(part, str) else None for part in route.path_components]


def _is_unique(route: HTTPRoute, routes: Iterable[BaseRoute]) -> bool:
    """Whether its paths have parameters, which are text as it stands, and no other route can be meant."""
    parameters = [part for part in route.path_components if not isinstance(part, str)]
    if not parameters or any(part.type is not str for part in parameters):
        return False
    return not any(_overlap(route, other) for other in routes if other is not route and other.path_parameters)


def _overlap(one: BaseRoute, other: BaseRoute) -> bool:
    if isinstance(other, ASGIRoute):
        return True
    pairs = list(zip(_segments(one), _segments(other), strict=False))
    return len(_segments(one)) == len(_segments(other)) and all(
        first is None or second is None or first == second for first, second in pairs
    )


def _pattern(route: HTTPRoute) -> str:
    return "".join("/" + ("([^/]+)" if part is None else re.escape(part)) for part in _segments(route))
