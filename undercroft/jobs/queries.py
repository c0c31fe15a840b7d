"""What jobs need of the app: the queries on its table of jobs, and a handler for each kind."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias


class Job(Protocol):
    """One try of a job."""

    @property
    def id(self) -> int: ...

    @property
    def kind(self) -> str: ...

    @property
    def payload(self) -> str:
        """JSON that is not decoded yet: `payload_of` reads it."""
        ...

    @property
    def attempts(self) -> int:
        """How many tries there were, with this one."""
        ...


Handler: TypeAlias = Callable[[Job], Awaitable[None]]


class FailedJob(Protocol):
    @property
    def parked_at(self) -> datetime | None: ...


class ParkedKind(Protocol):
    """How many jobs of a kind were parked."""

    @property
    def kind(self) -> str: ...

    @property
    def number(self) -> int: ...


class ParkedJob(Protocol):
    @property
    def id(self) -> int: ...

    @property
    def kind(self) -> str: ...

    @property
    def attempts(self) -> int: ...

    @property
    def last_error(self) -> str | None: ...

    @property
    def parked_at(self) -> datetime: ...


class CountedJobs(Protocol):
    """The jobs of one kind."""

    @property
    def kind(self) -> str: ...

    @property
    def due(self) -> int: ...

    @property
    def oldest(self) -> timedelta | None:
        """How long the oldest has been due."""
        ...

    @property
    def later(self) -> int:
        """How many are under way, or are for later."""
        ...

    @property
    def parked(self) -> int: ...


class WorkerQueries(Protocol):
    async def take_jobs(self, *, kinds: Sequence[str], number: int, lease: timedelta) -> Sequence[Job]:
        """Take due jobs of these kinds; nobody else gets them before the lease is over."""
        ...

    async def next_job(self, kinds: Sequence[str]) -> timedelta | None:
        """How long until the next job of these kinds is due; None if there is none."""
        ...

    async def finish_job(self, id: int) -> int:
        """Delete a job that is done."""
        ...

    async def fail_job(self, *, error: str, tries: int, id: int, attempt: int) -> FailedJob | None:
        """Note that a try failed: the job is due again later, or parked after as many tries as this."""
        ...

    async def return_job(self, *, id: int, attempt: int) -> int:
        """Give back a job that was not tried to the end: it is due at once."""
        ...

    async def park_unknown_jobs(self, *, grace: timedelta, kinds: Sequence[str], most: int) -> Sequence[ParkedKind]:
        """Park the jobs of other kinds than these that have been due for so long, and no more than so many."""
        ...

    async def count_jobs(self) -> Sequence[CountedJobs]:
        """The number of jobs of each kind."""
        ...


class OperatorQueries(Protocol):
    async def count_jobs(self) -> Sequence[CountedJobs]:
        """The number of jobs of each kind."""
        ...

    async def list_parked_jobs(self) -> Sequence[ParkedJob]:
        """The jobs that were given up."""
        ...

    async def revive_jobs(self, ids: Sequence[int] | None) -> int:
        """Make these parked jobs due again, or all of them; how many they are."""
        ...
