"""Pools in figures, for metrics and for the debug port."""

from collections.abc import Sequence

from msgspec import UNSET, Struct, UnsetType


class ReplicaFigures(Struct, frozen=True):
    """A replica at this moment."""

    name: str
    is_used: bool
    why: str
    """Why it is left out."""
    lag: float | None
    """In seconds, at the last look; None if it is not known, or longer than is allowed."""
    reads: int
    """How many queries it was asked, so far."""
    failures: int
    """How many of these the primary was asked after it."""
    exclusions: int
    """How often it was left out."""


class ReplicationFigures(Struct, frozen=True):
    """The replicas, and the requests that brought a token, so far."""

    replicas: Sequence[ReplicaFigures]
    tokens_kept: int
    """How many of them a replica could answer."""
    tokens_missed: int
    """How many the primary had to."""


class Figures(Struct, frozen=True):
    """The pool's connections at this moment."""

    size: int = 0
    idle: int = 0
    max: int = 0
    waiting: int = 0
    refusals: int = 0
    """How often the server had no room for another one, so far."""
    replication: ReplicationFigures | UnsetType = UNSET
    """Where there are replicas."""
