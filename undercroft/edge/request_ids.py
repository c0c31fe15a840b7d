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
    """The digits of a millisecond, which many requests share."""

    millisecond = 0
    digits = ""


def new() -> str:
    """48 bits of time in milliseconds and 80 random bits, in Crockford's base 32."""
    now = time_ns() // 1_000_000
    if now != _Clock.millisecond:
        _Clock.digits = "".join(_PAIRS[now >> shift & 1023] for shift in (40, 30, 20, 10, 0))
        _Clock.millisecond = now
    bits = _random.getrandbits(80)
    return (
        f"{_Clock.digits}{_PAIRS[bits >> 70]}{_PAIRS[bits >> 60 & 1023]}{_PAIRS[bits >> 50 & 1023]}"
        f"{_PAIRS[bits >> 40 & 1023]}{_PAIRS[bits >> 30 & 1023]}{_PAIRS[bits >> 20 & 1023]}"
        f"{_PAIRS[bits >> 10 & 1023]}{_PAIRS[bits & 1023]}"
    )
