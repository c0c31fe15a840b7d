"""Which calls only read: a key with the scope read may make them, and their answers need no token.

All that depends on it, at run time or in the API's description, asks here, and not for the method.
"""

from typing import Any

_ONLY_READS = "only_reads"
_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def only_reads(is_true: bool = True) -> dict[str, Any]:
    """The `opt` for a handler whose method says otherwise: a POST that changes nothing, or a GET that changes something."""
    return {_ONLY_READS: is_true}


def does_only_read(method: str, handler: Any) -> bool:
    return handler.opt.get(_ONLY_READS, method.upper() in _METHODS)
