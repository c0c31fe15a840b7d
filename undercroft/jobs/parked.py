"""Parked jobs as their operator handles them: list what was given up, and have it tried again."""

from collections.abc import Sequence

from generated.jobs import JobsQueries, ListParkedJobsRow

from ..database.pool import querying


async def listed(database_url: str) -> list[ListParkedJobsRow]:
    async with querying(database_url) as connection:
        return await JobsQueries(connection).list_parked_jobs()


async def revive(database_url: str, ids: Sequence[int]) -> int:
    """Have these tried again, or all; how many they are."""
    async with querying(database_url) as connection:
        # No job has a number beyond PostgreSQL's.
        return await JobsQueries(connection).revive_jobs([id for id in ids if abs(id) < 2**63] if ids else None)
