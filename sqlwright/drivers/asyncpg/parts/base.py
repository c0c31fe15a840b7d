"""A part of db.py, and the imports that many of them need."""

from msgspec import Struct

__all__ = ["ANY", "CALLABLE", "CONTEXT", "ITERABLE", "PROTOCOL", "SEQUENCE", "Part"]


class Part(Struct, frozen=True):
    """A class, a method of one, a function or a constant, with the imports and the other parts that it needs."""

    text: str
    imports: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()


ANY = ("typing", "Any")
CALLABLE = ("collections.abc", "Callable")
ITERABLE = ("collections.abc", "Iterable")
PROTOCOL = ("typing", "Protocol")
SEQUENCE = ("collections.abc", "Sequence")
CONTEXT = ("contextlib", "AbstractAsyncContextManager")
