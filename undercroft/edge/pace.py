"""How fast a body must come: a client that falls silent, or sends next to nothing, is not waited for.

Only the time counts in which the application waits for the client. If it is the application that takes long, the
request's deadline says for how long.
"""

from math import inf
from time import perf_counter

from msgspec import Struct


class Pace(Struct, frozen=True):
    idle: float = 10.0
    """How many seconds may pass without a byte."""
    rate: int = 500
    """How many bytes a second must come, after that time, on average; 0 means any number."""


USUAL = Pace()


class Arrival:
    """One body on its way."""

    __slots__ = ("_pace", "_received", "_since", "_waited")

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._received = 0
        self._waited = 0.0
        self._since: float | None = None

    def begin_to_wait(self) -> None:
        self._since = perf_counter()

    def receive(self, number: int) -> None:
        """So many bytes ended the wait."""
        self._waited = self.waited()
        self._since = None
        self._received += number

    def waited(self) -> float:
        """For how many seconds the client was waited for."""
        return self._waited if self._since is None else self._waited + perf_counter() - self._since

    def late_at(self) -> float:
        """When the client will have been waited for long enough, if nothing more comes."""
        if self._since is None:
            return inf
        earned = self._received / self._pace.rate if self._pace.rate else inf
        return self._since + min(self._pace.idle, self._pace.idle + earned - self._waited)
