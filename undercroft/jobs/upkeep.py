"""What a service does about the table of jobs from time to time: it counts them, and parks those that nobody knows."""

import asyncio
import logging
from collections import Counter
from collections.abc import Collection

from ..database.hosts import CONNECT_ERRORS
from ..errors import RequestError
from ..telemetry.logs import headline
from .figures import JobFigures
from .parked import GRACE
from .queries import WorkerQueries

SECONDS = 15.0

# So many are parked at once, so that nobody waits long for their rows.
PORTION = 1000

logger = logging.getLogger(__name__)


async def keep(queries: WorkerQueries, kinds: Collection[str], figures: JobFigures | None) -> None:
    """Look after the jobs until it is cancelled."""
    while True:
        try:
            await look(queries, kinds, figures)
        except (RequestError, *CONNECT_ERRORS) as error:
            logger.warning("the jobs could not be looked after: %s", headline(error))
        except Exception as error:
            logger.error("the jobs could not be looked after", exc_info=error)
        await asyncio.sleep(SECONDS)


async def look(queries: WorkerQueries, kinds: Collection[str], figures: JobFigures | None) -> None:
    if figures is not None:
        figures.show(await queries.count_jobs())
    parked: Counter[str] = Counter()
    while portion := await queries.park_unknown_jobs(grace=GRACE, kinds=list(kinds), most=PORTION):
        parked.update({each.kind: each.number for each in portion})
    for kind, number in parked.items():
        logger.warning("%d jobs parked: no worker knows the kind %s", number, kind)
