"""Lookups under way: a key with its callers, and the query that fetches its row."""

from asyncio import Future, Task
from collections.abc import Sequence
from typing import Any

from .answers import _Answer

__all__ = ["_Asked", "_Flight"]


class _Asked:
    """A key, the callers that wait for its row, and the flight that fetches it."""

    __slots__ = ("args", "callers", "flight", "group", "key", "name")

    def __init__(
        self,
        key: Any,
        args: Sequence[Any],
        group: Any = (),
        *,
        alone: bool,
    ) -> None:
        """Keys of one group can be fetched together, unless one has to be alone."""
        self.key = key
        self.args = args
        self.group = self if alone else group
        self.name = self if alone else key
        self.callers: list[Future[_Answer]] = []
        self.flight: _Flight | None = None

    def is_wanted(self) -> bool:
        """Whether a caller still waits. One cancelled in this very turn does not: it leaves by itself."""
        return any(not caller.done() for caller in self.callers)


class _Flight:
    """A query under way, and the number of its keys that callers still wait for."""

    __slots__ = ("before", "board", "left", "task")

    def __init__(
        self,
        board: Sequence[_Asked] = (),
        before: BaseException | None = None,
    ) -> None:
        """`before` is the error of an earlier query for these keys and others."""
        self.board = board
        self.before = before
        self.left = 0
        self.task: Task[None] | None = None
