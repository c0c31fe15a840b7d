"""Records each request: a line in the access log, and its part in the metrics."""

import logging
from collections.abc import Collection

from ..telemetry.metrics import Metrics


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
        if route in self._unlogged:
            return
        fields = {
            "method": method,
            "path": path,
            "route": route,
            "status": status,
            "duration_ms": round(seconds * 1000, 3),
            "bytes": bytes,
        }
        self._log.info("request", extra={"fields": fields})
