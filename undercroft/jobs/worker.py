"""The worker: does the jobs that requests queued, a few at a time, and each job at least once.

It is woken when a job is queued, if it is told how to listen; and looks by itself when the next one is due, and from time
to time. It takes a job for a lease, and deletes the job once it is done. A job that fails is tried again after a wait that
grows, and is parked after its last try. A job whose worker died is tried again when the lease is over.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, nullcontext, suppress
from datetime import timedelta
from time import perf_counter

from ..database.connections import CONNECT_ERRORS
from ..errors import JobError, JobHopeless, RequestError
from ..telemetry.logs import headline
from .queries import Job, WorkerQueries

Handler = Callable[[Job], Awaitable[None]]

# Makes what surrounds a try, such as a span, from the job's kind and id and the number of the try.
Around = Callable[[str, int, int], AbstractContextManager[object]]

# Listens for as long as the block lasts. Whatever comes means that there may be a job.
Listening = Callable[[], AbstractAsyncContextManager[AsyncIterator[object]]]

# How many jobs a worker does at once.
WIDTH = 4
# A worker that does not listen finds the jobs of other processes within this time.
POLL_SECONDS = 1.0
# One that listens looks this often all the same, in case it was not told of something.
SLOW_POLL_SECONDS = 30.0
# A job that is due but was not taken is another worker's at this moment.
SHORT_WAIT_SECONDS = 0.1
# How long it does without listening after a failure.
LISTEN_AGAIN_SECONDS = 5.0

# A try ends before its lease does, so two workers never do the same job at the same time.
TRY_SECONDS = 30.0
LEASE = timedelta(minutes=1)
# The last try comes about 7 hours after the first.
TRIES = 15

# Jobs under way when the service stops have this long to end.
DRAIN_SECONDS = 5.0

logger = logging.getLogger(__name__)


class Worker:
    def __init__(
        self,
        queries: WorkerQueries,
        handlers: Mapping[str, Handler],
        *,
        width: int = WIDTH,
        around: Around | None = None,
        listening: Listening | None = None,
    ) -> None:
        self._queries = queries
        self._handlers = handlers
        self._width = width
        self._around = around or _nothing_around
        self._listening = listening
        self._is_listening = False
        self._under_way: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._is_stopping = False

    def wake(self) -> None:
        """Look for jobs now: one was queued, or there is room for another."""
        self._woken.set()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        taking = asyncio.create_task(self._keep_taking())
        listening = asyncio.create_task(self._keep_listening())
        try:
            yield
        finally:
            self._is_stopping = True
            self.wake()
            listening.cancel()
            await asyncio.wait([listening])
            # Wait, do not cancel: a job taken at this moment would then wait until its lease is over.
            await taking
            await self.drain()

    async def take(self) -> int:
        """Begin as many due jobs as there is room for; how many they are."""
        room = self._width - len(self._under_way)
        if room == 0:
            return 0
        taken = await self._queries.take_jobs(kinds=list(self._handlers), number=room, lease=LEASE)
        for job in taken:
            task = asyncio.create_task(self._run(job))
            self._under_way.add(task)
            task.add_done_callback(self._end)
        return len(taken)

    async def drain(self) -> None:
        """Wait for the jobs under way; those that do not end in time are given back."""
        if self._under_way:
            _, left = await asyncio.wait(self._under_way, timeout=DRAIN_SECONDS)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _keep_taking(self) -> None:
        while not self._is_stopping:
            # Cleared before looking: a job that is queued after the look wakes the worker again.
            self._woken.clear()
            seconds = POLL_SECONDS
            try:
                await self.take()
                seconds = await self._patience()
            except (RequestError, *CONNECT_ERRORS) as error:
                logger.warning("no jobs could be taken: %s", headline(error))
            except Exception as error:
                logger.error("no jobs could be taken", exc_info=error)
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._woken.wait()

    async def _patience(self) -> float:
        """How long to wait for being woken before looking again."""
        if not self._is_listening:
            return POLL_SECONDS
        if len(self._under_way) == self._width:
            return SLOW_POLL_SECONDS
        left = await self._queries.next_job(list(self._handlers))
        if left is None:
            return SLOW_POLL_SECONDS
        return min(max(left.total_seconds(), SHORT_WAIT_SECONDS), SLOW_POLL_SECONDS)

    async def _keep_listening(self) -> None:
        while self._listening is not None:
            try:
                async with self._listening() as events:
                    self._is_listening = True
                    # What was queued before it listened was told to nobody.
                    self.wake()
                    async for _ in events:
                        self.wake()
            except CONNECT_ERRORS as error:
                logger.warning("the worker cannot listen: %s", headline(error))
            except Exception as error:
                logger.error("the worker cannot listen", exc_info=error)
            finally:
                self._is_listening = False
            await asyncio.sleep(LISTEN_AGAIN_SECONDS)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.wake()

    async def _run(self, job: Job) -> None:
        started_at = perf_counter()
        fields: dict[str, object] = {"job": job.id, "kind": job.kind, "attempt": job.attempts}
        try:
            fields["outcome"] = await self._try(job)
        except Exception as error:
            # The job is due again at the end of its lease.
            logger.error("what became of job %d could not be noted", job.id, exc_info=error)
            fields["outcome"] = "lost"
        except asyncio.CancelledError:
            fields["outcome"] = "returned"
            raise
        finally:
            fields["duration_ms"] = round((perf_counter() - started_at) * 1000, 3)
            logger.info("job", extra={"fields": fields})

    async def _try(self, job: Job) -> str:
        try:
            if job.attempts > TRIES:
                raise JobError("every worker that took it died")
            async with asyncio.timeout(TRY_SECONDS):
                with self._around(job.kind, job.id, job.attempts):
                    await self._handlers[job.kind](job)
        except asyncio.CancelledError:
            await self._queries.return_job(id=job.id, attempt=job.attempts)
            raise
        except JobError as error:
            return await self._fail(job, error)
        except Exception as error:
            logger.error("job %d failed unexpectedly", job.id, exc_info=error)
            # The error's text may quote someone's data.
            return await self._fail(job, JobError(type(error).__name__))
        await self._queries.finish_job(job.id)
        return "done"

    async def _fail(self, job: Job, error: JobError) -> str:
        tries = job.attempts if isinstance(error, JobHopeless) else TRIES
        failed = await self._queries.fail_job(error=str(error), tries=tries, id=job.id, attempt=job.attempts)
        outcome = "parked" if failed is not None and failed.parked_at is not None else "failed"
        logger.warning("job %d %s: %s", job.id, outcome, error)
        return outcome


def _nothing_around(kind: str, id: int, attempt: int) -> AbstractContextManager[object]:
    return nullcontext()
