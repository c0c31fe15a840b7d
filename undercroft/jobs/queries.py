"""What jobs need of the app: the queries on its table of jobs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol


class Job(Protocol):
    """One try of a job."""

    @property
    def id(self) -> int: ...

    @property
    def kind(self) -> str: ...

    @property
    def payload(self) -> Any: ...

    @property
    def attempts(self) -> int:
        """How many tries there were, with this one."""
        ...


class FailedJob(Protocol):
    @property
    def parked_at(self) -> datetime | None: ...


class ParkedJob(Job, Protocol):
    @property
    def last_error(self) -> str | None: ...

    @property
    def parked_at(self) -> datetime: ...


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


class ParkedQueries(Protocol):
    async def list_parked_jobs(self) -> Sequence[ParkedJob]:
        """The jobs that were given up."""
        ...

    async def revive_jobs(self, ids: Sequence[int] | None) -> int:
        """Make these parked jobs due again, or all of them; how many they are."""
        ...
