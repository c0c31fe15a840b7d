"""Where the primary was, and when: that tells how old a replica's data is, also while nobody writes."""

from collections import deque

from .position import Position


class History:
    def __init__(self, seconds: float) -> None:
        """Older moments than this are forgotten, except for the last."""
        self._seconds = seconds
        self._moments: deque[tuple[float, Position]] = deque()

    def note(self, at: float, position: Position) -> None:
        """At this time, or a little later, the primary was there."""
        self._moments.append((at, position))
        while len(self._moments) > 1 and self._moments[0][0] < at - self._seconds:
            self._moments.popleft()

    def whole_until(self, position: Position) -> float | None:
        """The last moment known up to which a server that is there has all that was committed."""
        return next((at for at, primary in reversed(self._moments) if position.has(primary)), None)

    def lag(self, position: Position) -> float | None:
        """How many seconds such a server is behind; None if it is further behind than the history goes back."""
        until = self.whole_until(position)
        return None if until is None else self._moments[-1][0] - until
