"""The edge: what every request gets, even if no route takes it, because the edge stands outside the router.

It gives the request an id, ends it at its deadline or when its client leaves, completes the headers, answers HEAD where
GET is answered, and writes the access log and the metrics.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from types import MappingProxyType

from litestar.types import ASGIApp, Receive, Scope, Send

from ..errors import ShuttingDown
from ..telemetry.metrics import Metrics
from .cors import CORS
from .exchange import Exchange
from .pace import USUAL, Pace
from .request_log import RequestLog
from .terms import Terms


class Edge:
    """An ASGI application around another one."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        name: str,
        request_timeout: float,
        pace: Pace = USUAL,
        lifespan: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
        timeouts: Mapping[str, float] = MappingProxyType({}),
        methods: Mapping[str, Collection[str]] = MappingProxyType({}),
        metrics: Metrics | None = None,
        cors: CORS | None = None,
        unlogged: Collection[str] = (),
        around: Callable[[ASGIApp], ASGIApp] | None = None,
    ) -> None:
        """`pace` is that of bodies, `lifespan` the inner application's, and `around` stands outside even of the edge."""
        self.lifespan = lifespan
        self._enter = around(self._around) if around else self._around
        self._app = cors.answering_preflights(app) if cors else app
        log = RequestLog(metrics or Metrics(), name=name, unlogged=unlogged)
        self._terms = Terms(request_timeout, timeouts, methods, log, cors, pace)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        return self._enter(scope, receive, send)

    def _around(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http":
            return self._app(scope, receive, send)
        return Exchange(self._terms, scope, receive, send).run(self._app)

    def drain(self) -> None:
        """Let every answer that begins from now on close its connection."""
        self._terms.is_draining = True

    async def abandon(self) -> int:
        """Cut short the exchanges in flight; how many they were."""
        left = list(self._terms.in_flight)
        for exchange in left:
            await exchange.cut(ShuttingDown())
        return len(left)
