"""Who wants to know of each call of a query, by the query's name."""

from collections.abc import Mapping

from .base import CALLABLE, Part

__all__ = ["OBSERVING"]

OBSERVING: Mapping[str, Part] = {
    "observe": Part(
        '''\
_Observer: TypeAlias = Callable[[str], AbstractContextManager[object]]

_observer: _Observer | None = None


def observe(observer: _Observer | None) -> None:
    """Runs every call of a query, from now on, within `observer("GetUser")`; None ends that."""
    global _observer
    _observer = observer
''',
        (CALLABLE, ("contextlib", "AbstractContextManager"), ("typing", "TypeAlias")),
    ),
    "_observed": Part(
        '''\
def _observed(query: str) -> AbstractContextManager[object]:
    """What the observer, if there is one, wants a call of the query to run within."""
    return nullcontext() if _observer is None else _observer(query)
''',
        (("contextlib", "AbstractContextManager"), ("contextlib", "nullcontext")),
        ("observe",),
    ),
}
