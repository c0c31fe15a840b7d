"""An app as it describes itself: what the commands and the server need to know of it."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

from ..auth.queries import Keys
from ..database.generated import Executor, Generated
from ..database.pool import Database
from ..database.replicas.database import ReplicatedDatabase
from ..jobs.queries import OperatorQueries
from ..telemetry.spans import Spans
from .lifecycle import Lifecycle
from .settings import Settings

S = TypeVar("S", bound=Settings)
S_contra = TypeVar("S_contra", bound=Settings, contravariant=True)


class Served(Protocol):
    """What a server runs: an ASGI application with a lifespan, whose requests in flight can be cut short."""

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]: ...

    def lifespan(self) -> AbstractAsyncContextManager[None]: ...

    def drain(self) -> None: ...

    async def abandon(self) -> int: ...


class Described(Protocol):
    @property
    def as_json(self) -> bytes: ...


class App(Protocol[S_contra]):
    """The module that builds an app."""

    def build(
        self, settings: S_contra, database: Database, lifecycle: Lifecycle, spans: Spans | None = None, /
    ) -> Served: ...

    def description(self) -> Described:
        """The API's description, made without settings and without a database."""
        ...


@dataclass(frozen=True, kw_only=True)
class Application(Generic[S]):
    name: str
    """Its package, for `python -m`; logs, traces and the database's list of connections show it too."""
    module: str
    """The name of its `App`, which is imported late: most commands start faster without it."""
    load: Callable[[Mapping[str, str]], S]
    """Reads its settings from the environment."""
    migrations: Path
    """The folder of its migrations."""
    data: Path
    """The folder of its development database and key."""
    example_path: str
    """The path in the curl line that development prints."""
    generated: Generated
    keys: Keys
    jobs: Callable[[Executor], OperatorQueries] | None = None
    """Makes the queries on its table of jobs, if it has one."""
    job_kinds: Collection[str] = ()
    """The kinds of jobs that its worker does."""

    @property
    def app(self) -> App[S]:
        return cast("App[S]", import_module(self.module))

    def database(self, settings: S, url: str) -> Database:
        kind = ReplicatedDatabase if settings.database_replicas else Database
        return kind(settings, url, self.generated, name=self.name)
