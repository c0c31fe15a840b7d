"""The worker: does what answers left to be done, a few jobs at a time and each at least once.

A job is taken for a lease, and deleted once it is done. One that fails comes back after a while that grows, and is
parked after its last try; one whose worker died comes back when the lease is over.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from time import perf_counter

from generated.jobs import JobsQuerier, TakeJobsRow

from ..database.pool import CONNECT_ERRORS
from ..errors import JobError, JobHopeless, RequestError
from ..telemetry.logs import headline

Handler = Callable[[TakeJobsRow], Awaitable[None]]

WIDTH = 4
# A job of this process is begun at once, one of another, or one that failed, as late as this.
POLL_SECONDS = 1.0

# A try is cut before its lease is over: no job is done by two workers at the same time.
TRY_SECONDS = 30.0
LEASE = timedelta(minutes=1)
# The last one comes about seven hours after the first.
TRIES = 15

# What is under way when the service stops has this long.
DRAIN_SECONDS = 5.0

logger = logging.getLogger(__name__)


class Worker:
    def __init__(self, jobs: JobsQuerier, handlers: Mapping[str, Handler], *, width: int = WIDTH) -> None:
        self._jobs = jobs
        self._handlers = handlers
        self._width = width
        self._under_way: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._is_stopping = False

    def wake(self) -> None:
        """There may be a job to take: somebody queued one, or somebody here is done with one."""
        self._woken.set()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        taking = asyncio.create_task(self._keep_taking())
        try:
            yield
        finally:
            self._is_stopping = True
            self.wake()
            # Not cancelled: jobs that were taken at this moment would wait for the end of their lease.
            await taking
            await self.drain()

    async def take(self) -> int:
        """Begin what is due, as far as there is room; how many jobs that is."""
        room = self._width - len(self._under_way)
        if room == 0:
            return 0
        taken = await self._jobs.take_jobs(kinds=list(self._handlers), number=room, lease=LEASE)
        for job in taken:
            task = asyncio.create_task(self._run(job))
            self._under_way.add(task)
            task.add_done_callback(self._end)
        return len(taken)

    async def drain(self) -> None:
        """Wait for what is under way; what does not end in time is given back."""
        if self._under_way:
            _, left = await asyncio.wait(self._under_way, timeout=DRAIN_SECONDS)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _keep_taking(self) -> None:
        while not self._is_stopping:
            # Cleared before it is looked: what is queued after the look wakes again.
            self._woken.clear()
            try:
                await self.take()
            except (RequestError, *CONNECT_ERRORS) as error:
                logger.warning("no jobs could be taken: %s", headline(error))
            except Exception as error:
                logger.error("no jobs could be taken", exc_info=error)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._woken.wait()

    def _end(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.wake()

    async def _run(self, job: TakeJobsRow) -> None:
        started_at = perf_counter()
        fields: dict[str, object] = {"job": job.id, "kind": job.kind, "attempt": job.attempts}
        try:
            fields["outcome"] = await self._try(job)
        except Exception as error:
            # It comes back at the end of its lease.
            logger.error("what became of job %d could not be noted", job.id, exc_info=error)
            fields["outcome"] = "lost"
        except asyncio.CancelledError:
            fields["outcome"] = "returned"
            raise
        finally:
            fields["duration_ms"] = round((perf_counter() - started_at) * 1000, 3)
            logger.info("job", extra={"fields": fields})

    async def _try(self, job: TakeJobsRow) -> str:
        try:
            if job.attempts > TRIES:
                raise JobError("every worker that took it died")
            async with asyncio.timeout(TRY_SECONDS):
                await self._handlers[job.kind](job)
        except asyncio.CancelledError:
            await self._jobs.return_job(id=job.id, attempt=job.attempts)
            raise
        except JobError as error:
            return await self._fail(job, error)
        except Exception as error:
            logger.error("job %d failed unexpectedly", job.id, exc_info=error)
            # What it says may quote someone's data.
            return await self._fail(job, JobError(type(error).__name__))
        await self._jobs.finish_job(job.id)
        return "done"

    async def _fail(self, job: TakeJobsRow, error: JobError) -> str:
        tries = job.attempts if isinstance(error, JobHopeless) else TRIES
        failed = await self._jobs.fail_job(error=str(error), tries=tries, id=job.id, attempt=job.attempts)
        outcome = "parked" if failed is not None and failed.parked_at is not None else "failed"
        logger.warning("job %d %s: %s", job.id, outcome, error)
        return outcome
