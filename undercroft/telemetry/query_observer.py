"""What observes the queries: the metrics, and spans or a watch for slow ones if there are any."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from functools import reduce
from typing import TypeAlias

# Makes what surrounds a query's call from the query's name.
Observer: TypeAlias = Callable[[str], AbstractContextManager[object]]

# The generated package's hook: its queries run within this observer from now on, or within none.
Observe: TypeAlias = Callable[[Observer | None], None]


@contextmanager
def observing(observe: Observe, *observers: Observer) -> Generator[None]:
    """Observe every query within the block; one application at a time can."""
    observe(reduce(_both, observers))
    try:
        yield
    finally:
        observe(None)


def _both(first: Observer, second: Observer) -> Observer:
    @contextmanager
    def both(query: str) -> Generator[None]:
        with first(query), second(query):
            yield

    return both
