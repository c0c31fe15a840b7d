"""Several reads at once."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")


async def fanout(
    first: Coroutine[Any, Any, A], second: Coroutine[Any, Any, B], third: Coroutine[Any, Any, C]
) -> tuple[A, B, C]:
    """The results of all three; the first error cancels the others, and is raised unchanged once they have ended."""
    failed: BaseException
    task = asyncio.current_task()
    cancelled = task.cancelling() if task else 0
    try:
        async with asyncio.TaskGroup() as group:
            tasks = group.create_task(first), group.create_task(second), group.create_task(third)
    except BaseExceptionGroup as errors:
        failed = errors.exceptions[0]
        # Up to Python 3.12, a group whose member fails while the group waits leaves its own cancellation with the task.
        # A deadline of 3.11.2 would take that for a cancellation from outside.
        if task and task.cancelling() > cancelled:
            task.uncancel()
    else:
        return tasks[0].result(), tasks[1].result(), tasks[2].result()
    # Raised outside the handler: inside, the group would become the error's context.
    raise failed
