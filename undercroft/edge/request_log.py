"""Records each request: a line in the access log, and its part in the metrics."""

import logging
from collections.abc import Collection
from datetime import UTC, datetime

import msgspec
from msgspec import UNSET, Struct, UnsetType

from .. import context
from ..telemetry.lines import batching
from ..telemetry.metrics import Metrics

_MESSAGE = "request"


class _Line(Struct):
    """What the log's formatter makes of a request's record, in its order."""

    time: datetime
    level: str
    message: str
    request_id: str
    trace_id: str | UnsetType
    span_id: str | UnsetType
    method: str
    path: str
    route: str | None
    status: int
    duration_ms: float
    bytes: int


_encode = msgspec.json.Encoder().encode


class RequestLog:
    def __init__(self, metrics: Metrics, *, name: str, unlogged: Collection[str]) -> None:
        """`name` is the service's, and `unlogged` are the routes that would only fill the log."""
        self._metrics = metrics
        self._log = logging.getLogger(f"{name}.access")
        self._unlogged = unlogged

    def begin(self) -> None:
        self._metrics.in_flight += 1

    def end(self, method: str, path: str, route: str | None, status: int, seconds: float, bytes: int) -> None:
        self._metrics.in_flight -= 1
        self._metrics.observe(method, route, status, seconds)
        if route in self._unlogged or not self._log.isEnabledFor(logging.INFO):
            return
        milliseconds = round(seconds * 1000, 3)
        lines = batching(self._log)
        if lines is not None:
            trace = context.trace.get()
            line = _Line(
                datetime.now(UTC),
                "info",
                _MESSAGE,
                context.current.get().request_id,
                trace.trace_id if trace else UNSET,
                trace.span_id if trace else UNSET,
                method,
                path,
                route,
                status,
                milliseconds,
                bytes,
            )
            lines.put(_encode(line) + b"\n")
            return
        fields = {
            "method": method,
            "path": path,
            "route": route,
            "status": status,
            "duration_ms": milliseconds,
            "bytes": bytes,
        }
        self._log.info(_MESSAGE, extra={"fields": fields})
