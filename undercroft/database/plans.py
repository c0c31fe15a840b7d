"""PostgreSQL's plan for a query, without the values that stand in it."""

import re
from collections.abc import Sequence
from typing import Any

from .hosts import Connection

# What planning may wait for: it needs the query's tables, and is not worth more.
_LIMITS = "set local statement_timeout = '2s'; set local lock_timeout = '1s'"

# What EXPLAIN takes; it does not execute any of them.
_EXPLAINABLE = re.compile(r"\s*(?:select|with|insert|update|delete|merge|values|table)\b", re.IGNORECASE)

# A string that PostgreSQL prints, which may have any text in it, even new lines.
_STRING = re.compile(r"'(?:[^']|'')*'")
# A number that is no part of a name.
_NUMBER = re.compile(r"(?<![\w.$\"])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.\"])")
# A line with a step, whose numbers are costs; other lines have conditions, whose numbers are values.
_STEP = re.compile(r"\(cost=\d+\.\d+\.\.\d+\.\d+ rows=\d+ width=\d+\)$")


def is_explainable(query: str) -> bool:
    return _EXPLAINABLE.match(query) is not None


async def plan(connection: Connection, query: str, args: Sequence[Any]) -> str:
    """The plan that PostgreSQL makes for these arguments; the query is not executed."""
    # A transaction, so that the limits end with it, also behind a pooler.
    async with connection.transaction(readonly=True):
        await connection.execute(_LIMITS)
        rows = await connection.fetch(f"explain {query}", *args)
    return masked("\n".join(row[0] for row in rows))


def masked(plan: str) -> str:
    """The plan with `?` in place of each value."""
    lines = _STRING.sub("?", plan).split("\n")
    return "\n".join(line if _STEP.search(line) else _NUMBER.sub("?", line) for line in lines)
