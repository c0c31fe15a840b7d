"""Metrics of the replicas: how far behind each is, whether it is used, and who answered what."""

from collections.abc import Callable
from math import nan

from prometheus_client import CollectorRegistry, Gauge

from ..database.figures import ReplicationFigures
from .tallies import Count, Counts


class ReplicaMetrics:
    def __init__(self, registry: CollectorRegistry, counter: Callable[..., Counts]) -> None:
        """`counter` makes the counts of a family."""
        self._lag = Gauge(
            "db_replica_lag_seconds",
            "How far the replica is behind.",
            ["replica"],
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._used = Gauge(
            "db_replica_used",
            "How many processes read from the replica.",
            ["replica"],
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._reads = counter("db_replica_reads", "Queries that the replica was asked.", ["replica"])
        self._failures = counter("db_replica_failures", "Those that the primary was asked after it.", ["replica"])
        self._exclusions = counter("db_replica_exclusions", "How often the replica was left out.", ["replica"])
        self._tokens = counter("db_read_after", "Requests with a token, by who could answer them.", ["by"])
        # What was counted at the last look.
        self._seen: dict[Count, int] = {}

    def sample(self, figures: ReplicationFigures) -> None:
        for replica in figures.replicas:
            name = replica.name
            self._lag.labels(name).set(nan if replica.lag is None else replica.lag)
            self._used.labels(name).set(int(replica.is_used))
            self._raise(self._reads(name), replica.reads)
            self._raise(self._failures(name), replica.failures)
            self._raise(self._exclusions(name), replica.exclusions)
        self._raise(self._tokens("replica"), figures.tokens_kept)
        self._raise(self._tokens("primary"), figures.tokens_missed)

    def _raise(self, count: Count, total: int) -> None:
        count.inc(total - self._seen.get(count, 0))
        self._seen[count] = total
