"""Which operations only read: a key with the scope read may call them, whatever their method is."""

from typing import Any

_ONLY_READS = "only_reads"
_METHODS = frozenset({"GET", "HEAD"})


def only_reads() -> dict[str, Any]:
    """The `opt` for a handler that changes nothing, although its method is not GET."""
    return {_ONLY_READS: True}


def does_only_read(method: str, handler: Any) -> bool:
    return method in _METHODS or handler.opt.get(_ONLY_READS, False)
