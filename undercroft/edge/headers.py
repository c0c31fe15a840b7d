"""The headers that every answer gets."""

from collections.abc import Collection, Iterable
from functools import cache

from litestar.datastructures import ResponseHeader

# Says that an answer has this header; openapi/completion.py says what the header is.
LOCATION = ResponseHeader("Location", documentation_only=True)

RawHeaders = Iterable[tuple[bytes, bytes]]

SECURITY = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)

# The server ends the connection after an answer with this header.
CLOSE = (b"connection", b"close")

# An answer with one of these of its own is put together with more care.
_SPECIAL = frozenset({b"allow", *(name for name, _ in SECURITY)})


def completed(
    headers: RawHeaders, request_id: str, methods: Collection[str] | None, more: RawHeaders = ()
) -> list[tuple[bytes, bytes]]:
    """An answer's headers with more, and with those of every answer; `methods` are its route's."""
    complete = list(headers)
    own = [name for name, _ in complete if name in _SPECIAL]
    if b"allow" in own:
        complete = [(name, _allow(value, methods) if name == b"allow" else value) for name, value in complete]
    complete.append((b"x-request-id", request_id.encode()))
    complete += more
    complete += _security_without(*own) if own else SECURITY
    return complete


@cache
def _security_without(*names: bytes) -> tuple[tuple[bytes, bytes], ...]:
    return tuple(header for header in SECURITY if header[0] not in names)


def _allow(value: bytes, methods: Collection[str] | None) -> bytes:
    """The value of Allow, corrected: the router names one method only to OPTIONS, and never names HEAD."""
    allowed = set(methods or value.decode().split(", "))
    return ", ".join(sorted(allowed | {"HEAD"} if "GET" in allowed else allowed)).encode()
