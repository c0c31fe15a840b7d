"""One try of a job, and what becomes of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from time import perf_counter
from typing import TypeVar

from ..errors import JobError, JobHopeless, outage
from ..telemetry.events import note
from ..telemetry.logs import headline
from .figures import JobFigures
from .queries import Handler, Job, WorkerQueries

# Makes what surrounds a try, such as a span, from the job's kind and id and the number of the try.
Around = Callable[[str, int, int], AbstractContextManager[object]]

# A try ends before its lease does, so two workers never do the same job at the same time.
TRY_SECONDS = 30.0
# How long it tries to note what became of a job while the database is away: the lease must not be over.
NOTE_SECONDS = 20.0
NOTE_PAUSE = 0.5
# The last try comes about 7 hours after the first.
TRIES = 15

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Tries:
    def __init__(
        self,
        queries: WorkerQueries,
        handlers: Mapping[str, Handler],
        *,
        around: Around | None,
        figures: JobFigures | None,
    ) -> None:
        self._queries = queries
        self._handlers = handlers
        self._around = around or _nothing_around
        self._figures = figures

    async def run(self, job: Job) -> bool:
        """Whether the job was done, so that it does not come again."""
        started_at = perf_counter()
        fields: dict[str, object] = {"job": job.id, "kind": job.kind, "attempt": job.attempts}
        outcome = "lost"
        if self._figures is not None:
            self._figures.began(job.kind)
        try:
            outcome = await self._try(job)
        except Exception as error:
            # The job is due again at the end of its lease.
            if outage(error) is None:
                logger.error("what became of job %d could not be noted", job.id, exc_info=error)
            else:
                logger.warning("what became of job %d could not be noted: %s", job.id, headline(error))
        except asyncio.CancelledError:
            outcome = "returned"
            raise
        finally:
            seconds = perf_counter() - started_at
            if self._figures is not None:
                self._figures.ended(job.kind, outcome, seconds)
            fields |= {"outcome": outcome, "duration_ms": round(seconds * 1000, 3)}
            note(logger, "job", fields)
        return outcome == "done"

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
            if outage(error) is None:
                logger.error("job %d failed unexpectedly", job.id, exc_info=error)
            # The error's text may quote someone's data.
            return await self._fail(job, JobError(type(error).__name__))
        await self._noted(job, lambda: self._queries.finish_job(job.id))
        return "done"

    async def _fail(self, job: Job, error: JobError) -> str:
        tries = job.attempts if isinstance(error, JobHopeless) else TRIES
        failed = await self._noted(
            job, lambda: self._queries.fail_job(error=str(error), tries=tries, id=job.id, attempt=job.attempts)
        )
        outcome = "parked" if failed is not None and failed.parked_at is not None else "failed"
        logger.warning("job %d %s: %s", job.id, outcome, error)
        return outcome

    async def _noted(self, job: Job, note: Callable[[], Awaitable[T]]) -> T:
        """Note what became of a job, also if the database is away for a while: else it would be done once more."""
        loop = asyncio.get_running_loop()
        end = loop.time() + NOTE_SECONDS
        while True:
            try:
                return await note()
            except Exception as error:
                if outage(error) is None or loop.time() > end:
                    raise
            await asyncio.sleep(NOTE_PAUSE)


def _nothing_around(kind: str, id: int, attempt: int) -> AbstractContextManager[object]:
    return nullcontext()
