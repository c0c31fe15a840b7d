"""Lookups under way: a key with its callers, and the query that is to bring its row."""

from asyncio import Future, Task
from collections.abc import Sequence
from typing import Any

from .answers import _Answer

__all__ = ["_Asked", "_Flight"]


class _Asked:
    """A key, the callers that wait for its row, and the flight that is to bring it."""

    __slots__ = ("alone", "callers", "flight", "key")

    def __init__(self, key: Any, *, alone: bool) -> None:
        self.key = key
        self.alone = alone
        self.callers: list[Future[_Answer]] = []
        self.flight: _Flight | None = None

    def is_wanted(self) -> bool:
        """Whether one waits who was not cancelled in this very turn: that one leaves by itself."""
        return any(not caller.done() for caller in self.callers)


class _Flight:
    """A query under way, and how many of its keys somebody still waits for."""

    __slots__ = ("before", "board", "left", "task")

    def __init__(
        self,
        board: Sequence[_Asked] = (),
        before: BaseException | None = None,
    ) -> None:
        """`before` is what its keys were refused for together with others."""
        self.board = board
        self.before = before
        self.left = 0
        self.task: Task[None] | None = None
