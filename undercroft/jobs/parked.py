"""Parked jobs as their operator handles them: have them tried again."""

from collections.abc import Sequence

from .queries import ParkedQueries


async def revive(queries: ParkedQueries, ids: Sequence[int]) -> int:
    """Have these jobs tried again, or all; how many they are."""
    # PostgreSQL's numbers end here, so no job has a higher one.
    return await queries.revive_jobs([id for id in ids if abs(id) < 2**63] if ids else None)
