"""The ids of requests: ULIDs, made without asking the system for the time's digits and for randomness each time."""

import os
from random import Random
from time import time_ns

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]

_random = Random(os.urandom(32))
# A fork would otherwise go on with the same ids.
os.register_at_fork(after_in_child=lambda: _random.seed(os.urandom(32)))


class _Clock:
    """The digits that the ids of a millisecond share: those of the time, and 50 of its random bits."""

    millisecond = 0
    digits = ""


def new() -> str:
    """48 bits of time in milliseconds and 80 random bits, in Crockford's base 32."""
    now = time_ns() // 1_000_000
    if now != _Clock.millisecond:
        shared = now << 50 | _random.getrandbits(50)
        _Clock.digits = "".join(_PAIRS[shared >> shift & 1023] for shift in range(90, -1, -10))
        _Clock.millisecond = now
    bits = _random.getrandbits(30)
    return f"{_Clock.digits}{_PAIRS[bits >> 20]}{_PAIRS[bits >> 10 & 1023]}{_PAIRS[bits & 1023]}"
