"""Parked jobs: when one of an unknown kind becomes one, and how their operator has them tried again."""

from collections.abc import Sequence
from datetime import timedelta

from .queries import OperatorQueries

# While versions change, one that runs does not know what the other queues. So a job is of a kind that nobody knows only
# after nobody has taken it for so long.
GRACE = timedelta(hours=1)


async def revive(queries: OperatorQueries, ids: Sequence[int]) -> int:
    """Have these jobs tried again, or all; how many they are."""
    # PostgreSQL's numbers end here, so no job has a higher one.
    return await queries.revive_jobs([id for id in ids if abs(id) < 2**63] if ids else None)
