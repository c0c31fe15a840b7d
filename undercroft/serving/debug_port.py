"""The debug port, in development only: what takes the time, what holds the memory, what every task waits for.

It listens on 127.0.0.1, whatever HOST is, and answers only to that name and to localhost.
"""

import asyncio
import logging
import traceback
import tracemalloc
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType
from typing import Annotated, Any, Literal

from litestar import Litestar, MediaType, Response, get
from litestar.params import FromQuery, QueryParameter

from ..database.figures import Figures
from ..database.pool import Database
from ..errors import CannotServe, Conflict, Invalid
from ..http import problems
from ..http.requests import AnyRequest
from . import beside, start_checks

ADDRESS = "127.0.0.1"
NAMES = (ADDRESS, "localhost")

INDEX = """\
/profile?seconds=5&format=html   where the processor's time goes meanwhile; format=text for a terminal
/heap?seconds=5                  the lines that took memory meanwhile, and still hold it
/tasks                           every task, and what it waits for
/pool                            the pool of connections, and of replicas
"""

# How many lines /heap shows.
LONGEST_HEAP = 50

logger = logging.getLogger(__name__)

Seconds = Annotated[float, QueryParameter(gt=0, le=60)]


def build(database: Database) -> Litestar:
    alone = _Alone()

    @get("/", media_type=MediaType.TEXT, sync_to_thread=False)
    def index() -> str:
        return INDEX

    @get("/profile")
    async def profile(seconds: Seconds = 5, format: FromQuery[Literal["html", "text"]] = "html") -> Response[str]:
        # Imported here, because production runs without it.
        from pyinstrument import Profiler

        with alone:
            # Profiles everything that runs in this thread, in whichever task.
            profiler = Profiler(async_mode="disabled")
            with profiler:
                await asyncio.sleep(seconds)
        if format == "text":
            return Response(profiler.output_text(show_all=True), media_type=MediaType.TEXT)
        return Response(profiler.output_html(), media_type=MediaType.HTML)

    @get("/heap", media_type=MediaType.TEXT)
    async def heap(seconds: Seconds = 5) -> str:
        with alone, _tracing():
            await asyncio.sleep(seconds)
            found = tracemalloc.take_snapshot().statistics("lineno")
        total = sum(statistic.size for statistic in found)
        lines = [f"{each.size:>12,} B in {each.count:>8,}  {each.traceback}" for each in found[:LONGEST_HEAP]]
        return "\n".join([f"{total:>12,} B taken within {seconds:g} s and still held", *lines, ""])

    @get("/tasks", media_type=MediaType.TEXT, sync_to_thread=False)
    def tasks() -> str:
        return "\n".join(_described(task) for task in sorted(asyncio.all_tasks(), key=lambda task: task.get_name()))

    @get("/pool", sync_to_thread=False)
    def pool() -> Figures:
        return database.figures()

    return Litestar(
        [index, profile, heap, tasks, pool],
        before_request=_refuse_other_names,
        exception_handlers={Exception: problems.answer},
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


@asynccontextmanager
async def serving(database: Database, port: int) -> AsyncGenerator[None]:
    """Listen within the block, unless the port is not free."""
    try:
        start_checks.claim(ADDRESS, port)
    except CannotServe as error:
        logger.warning("no debug port: %s", error)
        yield
        return
    async with beside.listening(build(database), ADDRESS, port):
        logger.info("debugging", extra={"fields": {"address": f"http://{ADDRESS}:{port}"}})
        yield


async def _refuse_other_names(request: AnyRequest) -> None:
    """A web page whose host name points here must not read this through its visitor's browser."""
    if request.url.hostname not in NAMES:
        raise Invalid.at("header.Host", f"must be {' or '.join(NAMES)}")


class _Alone:
    """One measurement at a time: two would measure each other."""

    def __init__(self) -> None:
        self._is_taken = False

    def __enter__(self) -> None:
        if self._is_taken:
            raise Conflict("something is being measured already")
        self._is_taken = True

    def __exit__(self, *_: object) -> None:
        self._is_taken = False


@contextmanager
def _tracing() -> Generator[None]:
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


def _described(task: "asyncio.Task[Any]") -> str:
    frames = list(_awaited(task.get_coro()))
    stack = "".join(traceback.format_list(traceback.StackSummary.extract((each, each.f_lineno) for each in frames)))
    return f"{task.get_name()}: {getattr(task.get_coro(), '__qualname__', task.get_coro())}\n{stack}"


def _awaited(awaitable: object) -> Generator[FrameType]:
    """The frames from a coroutine down to what it waits for; a task's own stack shows the first only."""
    while awaitable is not None:
        frame = getattr(awaitable, "cr_frame", None) or getattr(awaitable, "gi_frame", None)
        if frame is not None:
            yield frame
        awaitable = getattr(awaitable, "cr_await", None) or getattr(awaitable, "gi_yieldfrom", None)
