"""Runs some rounds of each race for the same order; `python -m benchmarks.races` runs 1,000."""

import pytest
from httpx import AsyncClient

from tests.service.races import RACES, Race

ROUNDS = 10


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
async def test_a_race(client: AsyncClient, race: Race) -> None:
    for _ in range(ROUNDS):
        await race(client)
