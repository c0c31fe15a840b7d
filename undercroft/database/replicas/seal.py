"""Tokens: positions that a client carries from an answer to its next request, and cannot make itself."""

import hmac
from base64 import b64decode, urlsafe_b64encode
from struct import Struct

from .position import Position

_BODY = Struct(">IQ")
_MARK_BYTES = 12
# How many characters a token has.
_LENGTH = (_BODY.size + _MARK_BYTES) // 3 * 4


class Seal:
    """The seal of one cluster: the tokens of another are worth nothing here.

    Without a secret it is made from the cluster's own number. A guess of that gains nothing that the API does not offer
    to everybody: a position that no replica has sends a read to the primary.
    """

    def __init__(self, secret: str | None, cluster: int) -> None:
        self._key = hmac.digest((secret or "").encode(), cluster.to_bytes(8, "big", signed=True), "sha256")

    def token(self, position: Position) -> str:
        body = _BODY.pack(position.timeline, position.lsn)
        return urlsafe_b64encode(body + self._mark(body)).decode()

    def position(self, token: str) -> Position | None:
        """What is in a token that was sealed with this."""
        if len(token) != _LENGTH:
            # A header has room for 65,000 of these, and each mark takes time.
            return None
        try:
            sealed = b64decode(token, altchars=b"-_", validate=True)
        except ValueError:
            return None
        body, mark = sealed[: _BODY.size], sealed[_BODY.size :]
        return Position(*_BODY.unpack(body)) if hmac.compare_digest(mark, self._mark(body)) else None

    def _mark(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")[:_MARK_BYTES]
