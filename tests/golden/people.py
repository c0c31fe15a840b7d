"""The people and dates in library/seed.sql."""

from datetime import UTC, date, datetime
from uuid import UUID

ANN, BOB, CID, EVE = (UUID(int=n) for n in (1, 2, 3, 9))
ALPHA, BETA, GAMMA, DELTA = "111111111X", "2222222222", "3333333333", "4444444444"
BIRTHDAY = date(1990, 5, 1)
DAY = date(2026, 3, 1)


def hour(hours: int, day: int = 1) -> datetime:
    """A day in March 2026."""
    return datetime(2026, 3, day, hours, tzinfo=UTC)
