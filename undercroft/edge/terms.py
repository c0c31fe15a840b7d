"""What holds for every exchange of an app."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from litestar.types import Scope

from . import headers, limits
from .cors import CORS
from .in_flight import InFlight
from .pace import USUAL, Pace
from .request_log import RequestLog


@dataclass(slots=True)
class Terms:
    request_timeout: float
    timeouts: Mapping[str, float]
    """The routes whose requests may take another time, which counts from their beginning."""
    methods: Mapping[str, Collection[str]]
    """The methods of each route."""
    log: RequestLog
    cors: CORS | None
    pace: Pace = USUAL
    """How fast bodies must come."""
    in_flight: InFlight = field(default_factory=InFlight)
    is_draining: bool = False
    """Whether every answer closes its connection."""
    shortest: float = field(init=False)
    """The first time at which an exchange may be late."""

    def __post_init__(self) -> None:
        self.shortest = min(self.request_timeout, self.pace.idle)

    def headers(self, own: headers.RawHeaders, scope: Scope, request_id: str) -> list[tuple[bytes, bytes]]:
        """All headers of the answer to this request, which has headers of its own."""
        more = limits.headers(scope)
        if self.cors is not None:
            more = (*more, *self.cors.headers(scope))
        if self.is_draining:
            more = (*more, headers.CLOSE)
        methods = self.methods.get(cast("dict[str, Any]", scope).get("path_template", ""))
        return headers.completed(own, request_id, methods, more)
