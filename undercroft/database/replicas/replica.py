"""One replica: its pool, how far it is, and whether reads may go there."""

import logging
from typing import Literal, Protocol
from urllib.parse import urlsplit

from msgspec import Struct

from ..figures import ReplicaFigures
from ..pool import Database
from .history import History
from .position import NOWHERE, Position

logger = logging.getLogger(__name__)


class Limits(Protocol):
    """The settings of replicas; times are in seconds."""

    @property
    def database_replicas(self) -> tuple[str, ...]: ...

    @property
    def replica_max_lag(self) -> float: ...

    @property
    def replica_wait(self) -> float: ...

    @property
    def read_after_secret(self) -> str | None: ...


class ReplicaPool(Struct, frozen=True):
    """The settings of a replica's pool: those of the primary's, but it is reached without a pooler."""

    pool_min: int
    pool_max: int
    acquire_timeout: float
    request_timeout: float
    pooler: Literal["none", "transaction"] = "none"
    direct_database_url: str | None = None


class Replica:
    def __init__(self, name: str, database: Database, max_lag: float) -> None:
        self.name = name
        self.database = database
        self.position = NOWHERE
        # Until then reads may go there: its data is younger than `max_lag`.
        self.good_until = 0.0
        # Queries under way, and when it was last chosen: the least busy is, in turn.
        self.busy = 0
        self.turn = 0
        self.reads = 0
        self.failures = 0
        self._max_lag = max_lag
        self._lag: float | None = None
        self._exclusions = 0
        self._why: str | None = "it was not asked yet"

    def figures(self) -> ReplicaFigures:
        why = self._why or ""
        return ReplicaFigures(self.name, not why, why, self._lag, self.reads, self.failures, self._exclusions)

    def found_at(self, position: Position, history: History, now: float) -> None:
        """It answered that it is there."""
        self.position = position
        self._lag = history.lag(position)
        until = history.whole_until(position)
        self.good_until = 0.0 if until is None else until + self._max_lag
        if self.good_until > now:
            if self._why is not None:
                self._why = None
                logger.info("a replica is used", extra={"fields": {"replica": self.name}})
        else:
            self._leave_out(f"its data is older than {self._max_lag:g} s")

    def lost(self, why: str) -> None:
        """It did not answer as it should: no read goes there before it does again."""
        self.good_until = 0.0
        self._lag = None
        self._leave_out(why)

    def _leave_out(self, why: str) -> None:
        if self._why is None:
            self._exclusions += 1
        if why != self._why:
            self._why = why
            logger.warning("a replica is left out", extra={"fields": {"replica": self.name, "why": why}})


def name_of(url: str) -> str:
    """A server's host and port: what logs and metrics call it."""
    return urlsplit(url).netloc.rpartition("@")[2] or "local"
