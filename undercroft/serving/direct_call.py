"""The call of one handler, with what it takes resolved once; it gives what Litestar's own call gives."""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any, cast

import msgspec
from litestar import Response
from litestar.response.base import ASGIResponse
from litestar.routes import HTTPRoute
from litestar.serialization import get_serializer
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from msgspec import Struct

from ..http.requests import AnyRequest
from .arguments import Arguments

# Makes the answer of an exception.
Answer = Callable[[AnyRequest, Exception], Response[bytes]]

_RENDER = cast("Any", Response).render
_JSON = "application/json"
_CONTENT_TYPE = (b"content-type", b"application/json")
_OF_THE_BODY = frozenset({b"content-type", b"content-length"})
_BODILESS = frozenset({204, 304})


def is_simple(route: HTTPRoute, handler: Any, exception_handlers: object) -> bool:
    """Whether nothing stands around the handler but guards and a hook before it."""
    return not (
        _model(route, handler).dependency_batches
        or handler.cache
        or handler.resolve_middleware()
        or handler.resolve_after_response()
        or handler.resolve_return_dto()
        or any(layer.after_request for layer in handler.ownership_layers)
        or handler.resolve_exception_handlers() != exception_handlers
    )


def _model(route: HTTPRoute, handler: Any) -> Any:
    """What reads the handler's arguments from a request."""
    return route.route_handler_map[next(iter(handler.http_methods))][1]


@lru_cache(64)
def _raw(name: str) -> bytes:
    return name.lower().encode("latin-1")


def _is_rendered_as_usual(content: object) -> bool:
    return getattr(type(content), "render", None) is _RENDER


class DirectCall:
    def __init__(self, route: HTTPRoute, handler: Any, answer: Answer) -> None:
        self.handler = handler
        self._arguments = Arguments(_model(route, handler), handler.signature_model)
        self._answer = answer
        self._function = handler.fn
        self._is_sync = handler.has_sync_callable
        self._request_class: type[AnyRequest] = handler.resolve_request_class()
        self._guards: list[Callable[..., Awaitable[None]]] = handler.resolve_guards()
        self._before = handler.resolve_before_request()
        encoders = handler.resolve_type_encoders()
        self._encode = msgspec.json.Encoder(enc_hook=get_serializer(encoders)).encode
        self._is_plain = not (
            handler.background
            or handler.resolve_response_cookies()
            or handler.resolve_response_class() is not Response
            or any(not header.documentation_only for header in handler.resolve_response_headers())
            or handler.media_type not in ("", None, _JSON)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = self._request_class(scope, receive, send)
        plain = response = None
        try:
            for guard in self._guards:
                await guard(request, self.handler)
            content = await self._before(request) if self._before is not None else None
            if not content:
                arguments = self._arguments.without_body(request)
                if arguments is None:
                    arguments = await self._arguments.all(request)
                content = self._function(**arguments) if self._is_sync else await self._function(**arguments)
            plain = self._plain(content)
            if plain is None:
                response = await self.handler.to_response(request.app, content, request)
        except Exception as error:  # noqa: BLE001 - any becomes an answer
            response = self._answered(request, error)
        if plain is not None:
            status, fields, body = plain
            await send({"type": "http.response.start", "status": status, "headers": fields})
            await send({"type": "http.response.body", "body": body, "more_body": False})
        elif type(response) is ASGIResponse:
            await response(scope, receive, send)
        else:
            await self._run(cast("ASGIApp", response), request, send)

    def _plain(self, content: Any) -> tuple[int, list[tuple[bytes, bytes]], bytes] | None:
        """Status, fields and body, if the content is a struct, by itself or in a response with fields of its own."""
        if not self._is_plain:
            return None
        status: int = self.handler.status_code
        fields: list[tuple[bytes, bytes]] = []
        if _is_rendered_as_usual(content):
            response: Response[Any] = content
            if response.background or response.cookies or response.response_type_encoders:
                return None
            if response.media_type not in (None, _JSON):
                return None
            status = response.status_code or status
            fields = [(_raw(name), value.encode("latin-1")) for name, value in response.headers.items()]
            if any(name in _OF_THE_BODY for name, _ in fields):
                return None
            content = response.content
        if not isinstance(content, Struct) or status in _BODILESS:
            return None
        body = self._encode(content)
        fields += (_CONTENT_TYPE, (b"content-length", b"%d" % len(body)))
        return status, fields, body

    def _answered(self, request: AnyRequest, error: Exception) -> ASGIResponse:
        return cast("Any", self._answer(request, error)).to_asgi_response(app=None, request=request)

    async def _run(self, response: ASGIApp, request: AnyRequest, send: Send) -> None:
        """Send a response that may fail while it is sent; what fails before its beginning is answered."""
        is_begun = False

        async def noting(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await response(request.scope, request.receive, noting)
        except Exception as error:
            if is_begun:
                raise RuntimeError("an answer broke off") from error
            await self._answered(request, error)(request.scope, request.receive, send)
