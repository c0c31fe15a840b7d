"""Divides many statements among processes, each of which compiles on a connection of its own."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial

import msgspec

from ..errors import CompileError, Problem
from ..model import Query
from ..source.statements import Statement
from .forks import cores, forked
from .statement_compiler import StatementCompiler

__all__ = ["compile_in_parallel"]

_WORTH = 50
"""The number of statements that is worth one more process."""
_PROCESSES = 4
"""The maximum. With more, the work that only one can do, before and after, outweighs the gain.

Each process asks PostgreSQL about one statement at a time: while it waits, another process uses its core.
"""

_Answers = Sequence[tuple[Query | None, Sequence[Problem]]]
"""For each statement its query, or its problems."""


async def compile_in_parallel(
    compiler: StatementCompiler, statements: Sequence[Statement]
) -> Sequence[Query | CompileError]:
    """The result of each, in order."""
    count = min(len(statements) // _WORTH, cores(), _PROCESSES)
    if count < 2:
        return await compiler.compile(statements)
    shares = [statements[first::count] for first in range(count)]
    async with AsyncExitStack() as stack:
        others = [await stack.enter_async_context(forked(partial(_answers, compiler, share))) for share in shares[1:]]
        found = [await compiler.compile(shares[0], together=1)]
        for share, other in zip(shares[1:], others, strict=True):
            data = await other
            # If another process failed, compile its share here: a real error appears again and is reported.
            found.append(await compiler.compile(share) if data is None else _read(data))
    return [found[index % count][index // count] for index in range(len(statements))]


async def _answers(compiler: StatementCompiler, statements: Sequence[Statement]) -> bytes:
    """The work of another process."""
    own = await compiler.reconnected()
    answers: _Answers = [
        (None, each.problems) if isinstance(each, CompileError) else (each, ())
        for each in await own.compile(statements, together=1)
    ]
    return msgspec.msgpack.encode(answers)


def _read(data: bytes) -> Sequence[Query | CompileError]:
    answers = msgspec.msgpack.decode(data, type=_Answers)
    return [CompileError(problems) if query is None else query for query, problems in answers]
