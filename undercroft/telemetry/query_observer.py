"""Who observes the queries: the metrics, and where a collector is named a trace too."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from generated.db import observe

from ..serving.settings import Settings
from .metrics import Metrics

if TYPE_CHECKING:
    # What it imports takes a quarter of a second, and most do without.
    from .tracing import Tracing

# How long the end of the service waits for the last spans to be sent.
FLUSH_SECONDS = 3.0


def tracing_for(settings: Settings) -> "Tracing | None":
    if settings.otel_exporter_otlp_endpoint is None:
        return None
    from .tracing import Tracing, exporting

    return Tracing(exporting(settings.otel_exporter_otlp_endpoint))


@contextmanager
def queries(metrics: Metrics, tracing: "Tracing | None") -> Generator[None]:
    """Every call of a query is observed meanwhile; one application does so at a time."""
    observe(_both(metrics, tracing) if tracing else metrics.query)
    try:
        yield
    finally:
        observe(None)


def _both(metrics: Metrics, tracing: "Tracing") -> Callable[[str], AbstractContextManager[object]]:
    @contextmanager
    def both(query: str) -> Generator[None]:
        with metrics.query(query), tracing.query(query):
            yield

    return both
