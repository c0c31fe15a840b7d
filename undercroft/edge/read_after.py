"""Read-After: the header in which an answer to a write gives a token, and a later read brings it.

Only a service with replicas has it.
"""

from typing import Any, cast

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from ..database.replicas.consistency import Consistency
from ..http.reading import does_only_read

HEADER = "Read-After"

_RAW = HEADER.lower().encode()

# Beside successes, what tells of data: a client that is told of a conflict looks what is there.
_TELLING = frozenset({404, 409, 412})


class ReadAfter:
    """An ASGI application around another one."""

    def __init__(self, app: ASGIApp, consistency: Consistency) -> None:
        self._app = app
        self._consistency = consistency

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        send = self._with_token(cast("dict[str, Any]", scope), send)
        lines = [value for name, value in scope["headers"] if name == _RAW]
        if not lines:
            await self._app(scope, receive, send)
            return
        async with self._consistency.after(_tokens(lines)):
            await self._app(scope, receive, send)

    def _with_token(self, scope: dict[str, Any], send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and _tells(message["status"]) and _may_write(scope):
                token = await self._consistency.token()
                message["headers"] = [*message["headers"], (_RAW, token.encode())]
            await send(message)

        return sending


def _may_write(scope: dict[str, Any]) -> bool:
    """Whether the request reached a handler that does more than reading; who routes the request notes the handler."""
    handler = scope.get("route_handler")
    return handler is not None and not does_only_read(scope["method"], handler)


def _tells(status: int) -> bool:
    """Whether an answer with this status says something of what is stored."""
    return status < 300 or status in _TELLING


def _tokens(lines: list[bytes]) -> list[str]:
    """Several tokens may be in one line, or in several."""
    return [token.strip() for token in b",".join(lines).decode("latin-1").split(",")]
