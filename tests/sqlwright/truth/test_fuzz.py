"""A short `make fuzz`: random schemas and queries, the same ones in every run."""

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sqlwright.truth.fuzz.trial import run_trial
from undercroft.testing.databases import Postgres


@settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
async def test_no_null_and_no_value_that_was_not_announced(seed: int, postgres: Postgres) -> None:
    connection = await asyncpg.connect(postgres.url("postgres"), statement_cache_size=0, server_settings={"jit": "off"})
    try:
        findings = await run_trial(connection, seed, queries=15, datasets=2)
    finally:
        await connection.close()
    assert findings.queries
    assert not findings.violations, findings.violations[0]
