"""What observes the queries: the metrics, and spans if there are any."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias

from .metrics import Metrics
from .spans import Spans

# Makes what surrounds a query's call from the query's name.
Observer: TypeAlias = Callable[[str], AbstractContextManager[object]]

# The generated package's hook: its queries run within this observer from now on, or within none.
Observe: TypeAlias = Callable[[Observer | None], None]


@contextmanager
def observing(observe: Observe, metrics: Metrics, spans: Spans | None) -> Generator[None]:
    """Observe every query within the block; one application at a time can."""
    observe(_both(metrics, spans) if spans else metrics.query)
    try:
        yield
    finally:
        observe(None)


def _both(metrics: Metrics, spans: Spans) -> Observer:
    @contextmanager
    def both(query: str) -> Generator[None]:
        with metrics.query(query), spans.query(query):
            yield

    return both
