"""Spans as the rest of the service knows them; `tracing.py` makes them, and is imported only if it is needed."""

from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # What imports this module starts faster without it.
    from litestar.types import ASGIApp

# How long the service waits at its end for the last spans to be sent.
FLUSH_SECONDS = 3.0


class Spans(Protocol):
    def running(self) -> AbstractAsyncContextManager[None]:
        """Send spans within the block."""
        ...

    def around(self, app: "ASGIApp") -> "ASGIApp":
        """The application, with a span for each request."""
        ...

    def query(self, name: str) -> AbstractContextManager[object]:
        """The span of a query."""
        ...

    def job(self, kind: str, id: int, attempt: int) -> AbstractContextManager[object]:
        """The span of one try of a job."""
        ...
