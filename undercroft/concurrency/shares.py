"""Room for a few pieces of work at once, of which no single owner gets all."""

from collections import Counter
from collections.abc import Callable, Generator, Hashable
from contextlib import contextmanager


class Shares:
    def __init__(self, most: int, share: int, refusal: Callable[[bool], Exception]) -> None:
        """`refusal` makes the error for work that has no room: given True if its owner has its share already."""
        self._most = most
        self._share = share
        self._refusal = refusal
        self._taken: Counter[Hashable] = Counter()

    @contextmanager
    def taken(self, owner: Hashable) -> Generator[None]:
        """Within the block, the owner has room for one piece of work."""
        if self._taken.total() >= self._most:
            raise self._refusal(False)
        if self._taken[owner] >= self._share:
            raise self._refusal(True)
        self._taken[owner] += 1
        try:
            yield
        finally:
            self._taken[owner] -= 1
            if not self._taken[owner]:
                del self._taken[owner]
