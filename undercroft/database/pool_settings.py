"""The settings that the pool needs."""

from typing import Literal, Protocol


class PoolSettings(Protocol):
    """Times are in seconds."""

    @property
    def pooler(self) -> Literal["none", "transaction"]:
        """What is between the service and PostgreSQL."""
        ...

    @property
    def direct_database_url(self) -> str | None:
        """The way past the pooler."""
        ...

    @property
    def pool_min(self) -> int: ...

    @property
    def pool_max(self) -> int: ...

    @property
    def acquire_timeout(self) -> float: ...

    @property
    def request_timeout(self) -> float: ...
