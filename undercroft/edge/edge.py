"""The edge: what every request gets, also one that no route takes, because it stands outside the router.

It names the request, ends it at its deadline or when its client leaves, completes the headers, answers HEAD where GET
is answered, and writes the access log and the metrics.
"""

from collections.abc import Callable
from types import MappingProxyType

from litestar.types import ASGIApp, Receive, Scope, Send

from ..errors import ShuttingDown
from ..telemetry.metrics import Metrics
from .cors import CORS
from .exchange import Exchange, Methods, Timeouts


class Edge:
    def __init__(
        self,
        app: ASGIApp,
        *,
        request_timeout: float,
        methods: Methods,
        metrics: Metrics | None = None,
        cors: CORS | None = None,
        timeouts: Timeouts = MappingProxyType({}),
        around: Callable[[ASGIApp], ASGIApp] | None = None,
    ) -> None:
        self._entered = around(self._enter) if around else self._enter
        self._app = cors.answering_preflights(app) if cors else app
        self._cors = cors
        self._request_timeout = request_timeout
        self._methods = methods
        self._metrics = metrics or Metrics()
        self._timeouts = timeouts
        self._in_flight: set[Exchange] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._entered(scope, receive, send)

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(
            scope, receive, send, self._request_timeout, self._methods, self._metrics, self._cors, self._timeouts
        )
        self._in_flight.add(exchange)
        try:
            await exchange.run(self._app)
        finally:
            self._in_flight.discard(exchange)

    async def abandon(self) -> int:
        """Cut short what is still in flight, and tell how much that was."""
        left = list(self._in_flight)
        for exchange in left:
            await exchange.cut(ShuttingDown())
        return len(left)
