"""Shares out many statements among processes, each of which compiles on a connection of its own."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial

import msgspec

from ..errors import CompileError, Problem
from ..model import Query
from ..source.statements import Statement
from .compilers import Analysts
from .forks import cores, forked

__all__ = ["compile_shared"]

_WORTH = 50
"""Statements that are worth one more process."""
_PROCESSES = 4
"""With more of them, what one alone does before and after counts for more than their work.

Each asks PostgreSQL about one statement after the other: while it waits, there is another to keep its core busy.
"""

_Answers = Sequence[tuple[Query | None, Sequence[Problem]]]
"""Of each statement what came of it, or what is wrong with it."""


async def compile_shared(analysts: Analysts, statements: Sequence[Statement]) -> Sequence[Query | CompileError]:
    """What became of each, in their order."""
    count = min(len(statements) // _WORTH, cores(), _PROCESSES)
    if count < 2:
        return await analysts.compile(statements)
    shares = [statements[first::count] for first in range(count)]
    async with AsyncExitStack() as stack:
        others = [await stack.enter_async_context(forked(partial(_answers, analysts, share))) for share in shares[1:]]
        found = [await analysts.compile(shares[0], together=1)]
        for share, other in zip(shares[1:], others, strict=True):
            data = await other
            # What another process has failed at fails here as well, and is told; or it does not.
            found.append(await analysts.compile(share) if data is None else _read(data))
    return [found[index % count][index // count] for index in range(len(statements))]


async def _answers(analysts: Analysts, statements: Sequence[Statement]) -> bytes:
    """What another process says."""
    own = await analysts.reconnected()
    answers: _Answers = [
        (None, each.problems) if isinstance(each, CompileError) else (each, ())
        for each in await own.compile(statements, together=1)
    ]
    return msgspec.msgpack.encode(answers)


def _read(data: bytes) -> Sequence[Query | CompileError]:
    answers = msgspec.msgpack.decode(data, type=_Answers)
    return [CompileError(problems) if query is None else query for query, problems in answers]
