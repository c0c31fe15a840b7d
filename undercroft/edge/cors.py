"""CORS: which other origins' pages may call the API from a browser.

It stands at the edge, so that such a page can read errors too. A page sends its key itself, so the browser's own
credentials need not be allowed.
"""

from collections.abc import Collection, Iterable

from litestar.types import ASGIApp, Receive, Scope, Send

RawHeaders = Iterable[tuple[bytes, bytes]]

ANY_ORIGIN = "*"

# How long a browser may remember the answer to a preflight, in seconds; no browser does for more than 2 hours.
MAX_AGE = 7200

_EXPOSED = (
    b"Allow, ETag, Location, RateLimit, RateLimit-Policy, Read-After, Retry-After, WWW-Authenticate, X-Request-ID"
)
_PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, PATCH, DELETE"),
    (
        b"access-control-allow-headers",
        b"Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Read-After, X-Request-ID",
    ),
    (b"access-control-max-age", str(MAX_AGE).encode()),
)


class CORS:
    def __init__(self, origins: Collection[str]) -> None:
        self._is_any = ANY_ORIGIN in origins
        self._origins = frozenset(origin.encode() for origin in origins)

    def headers(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """The headers that let the page read the answer to this request."""
        # A cache must not give one origin's answer to another.
        vary = [] if self._is_any else [(b"vary", b"Origin")]
        origin = self._allowed_origin(scope)
        if origin is None:
            return vary
        allowed = b"*" if self._is_any else origin
        return [*vary, (b"access-control-allow-origin", allowed), (b"access-control-expose-headers", _EXPOSED)]

    def answering_preflights(self, app: ASGIApp) -> ASGIApp:
        """The application, with preflights answered: what a browser asks before it sends a page's request.

        Preflights of paths without a route are allowed too: the page then reads the 404 to its request.
        """

        async def answering(scope: Scope, receive: Receive, send: Send) -> None:
            if not self._is_preflight(scope):
                await app(scope, receive, send)
                return
            await send({"type": "http.response.start", "status": 204, "headers": list(_PREFLIGHT)})
            await send({"type": "http.response.body", "body": b"", "more_body": False})

        return answering

    def _is_preflight(self, scope: Scope) -> bool:
        return (
            scope["type"] == "http"
            and scope["method"] == "OPTIONS"
            and _header(scope, b"access-control-request-method") is not None
            and self._allowed_origin(scope) is not None
        )

    def _allowed_origin(self, scope: Scope) -> bytes | None:
        origin = _header(scope, b"origin")
        return origin if self._is_any or origin in self._origins else None


def _header(scope: Scope, name: bytes) -> bytes | None:
    return next((value for each, value in scope["headers"] if each == name), None)
