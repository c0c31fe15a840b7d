"""The worker: does the jobs that requests queued, a few at a time, and each job at least once.

It is woken when a job is queued, if it is told how to listen; and looks by itself when the next one is due, and from time
to time. It takes a job for a lease, and deletes the job once it is done. A job that fails is tried again after a wait that
grows, and is parked after its last try. A job whose worker died is tried again when the lease is over.

Workers of several services share the jobs: all are told of a new one at the same time, and each takes no more than a
half of what it has room for at once.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import timedelta

from ..database.hosts import CONNECT_ERRORS
from ..errors import LOST_ERRORS, RequestError
from ..telemetry.logs import headline
from ..telemetry.metrics import Metrics, is_first_worker
from . import upkeep
from .figures import JobFigures
from .queries import Handler, WorkerQueries
from .tries import Around, Tries

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

# Longer than a try lasts, so two workers never do the same job at the same time.
LEASE = timedelta(minutes=1)

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
        metrics: Metrics | None = None,
    ) -> None:
        self._queries = queries
        self._kinds = list(handlers)
        self._width = width
        self._figures = JobFigures(metrics, self._kinds) if metrics else None
        self._tries = Tries(queries, handlers, around=around, figures=self._figures)
        self._listening = listening
        self._is_listening = False
        self._under_way: set[asyncio.Task[bool]] = set()
        # Whether the last look left jobs that may be due, for lack of room.
        self._is_full = False
        self._woken = asyncio.Event()
        self._is_stopping = False

    def wake(self) -> None:
        """A job was queued here; a worker that listens is told together with those of other services."""
        if not self._is_listening:
            self._woken.set()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        taking = asyncio.create_task(self._keep_taking())
        beside = [asyncio.create_task(self._keep_listening())]
        # The workers of a service see the same table, so one of them is enough to look after it.
        if is_first_worker():
            beside.append(asyncio.create_task(upkeep.keep(self._queries, self._kinds, self._figures)))
        try:
            yield
        finally:
            self._is_stopping = True
            self._woken.set()
            for task in beside:
                task.cancel()
            await asyncio.wait(beside)
            # Wait, do not cancel: a job taken at this moment would then wait until its lease is over.
            await taking
            await self.drain()

    async def take(self) -> int:
        """Begin due jobs, for which there is room; how many they are."""
        begun = 0
        self._is_full = True
        while not self._is_stopping and (room := self._width - len(self._under_way)):
            # Others may have room too, so they get a turn before this one takes the rest.
            number = (room + 1) // 2
            taken = await self._queries.take_jobs(kinds=self._kinds, number=number, lease=LEASE)
            for job in taken:
                task = asyncio.create_task(self._tries.run(job))
                self._under_way.add(task)
                task.add_done_callback(self._end)
            begun += len(taken)
            if len(taken) < number:
                self._is_full = False
                break
        return begun

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
            except (RequestError, *CONNECT_ERRORS, *LOST_ERRORS) as error:
                logger.warning("no jobs could be taken: %s", headline(error), extra={"repeats": True})
            except Exception as error:
                logger.error("no jobs could be taken", exc_info=error)
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._woken.wait()

    async def _patience(self) -> float:
        """How long to wait for being woken before looking again."""
        if not self._is_listening:
            return POLL_SECONDS
        # It is woken when there is room, or already was.
        if self._is_full or self._woken.is_set():
            return SLOW_POLL_SECONDS
        left = await self._queries.next_job(self._kinds)
        if left is None:
            return SLOW_POLL_SECONDS
        return min(max(left.total_seconds(), SHORT_WAIT_SECONDS), SLOW_POLL_SECONDS)

    async def _keep_listening(self) -> None:
        while self._listening is not None:
            try:
                async with self._listening() as events:
                    self._is_listening = True
                    # What was queued before it listened was told to nobody.
                    self._woken.set()
                    async for _ in events:
                        self._woken.set()
            except CONNECT_ERRORS as error:
                logger.warning("the worker cannot listen: %s", headline(error))
            except Exception as error:
                logger.error("the worker cannot listen", exc_info=error)
            finally:
                self._is_listening = False
            await asyncio.sleep(LISTEN_AGAIN_SECONDS)

    def _end(self, task: asyncio.Task[bool]) -> None:
        """Look again if that may find something: a job for which there was no room, or this one's next try."""
        self._under_way.discard(task)
        if self._is_full or task.cancelled() or task.exception() or not task.result():
            self._woken.set()
