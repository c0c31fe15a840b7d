"""The pool of the primary, and with it those of its replicas."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from msgspec import structs

from ..figures import Figures, ReplicationFigures
from ..generated import Executor, Generated
from ..pool import Database
from ..pool_settings import PoolSettings
from .consistency import Consistency, reads_from_primary
from .lookout import Lookout
from .reader import Reader
from .replica import Limits, Replica, ReplicaPool, name_of

Q = TypeVar("Q")


class ReplicatedSettings(PoolSettings, Limits, Protocol): ...


class ReplicatedDatabase(Database):
    """An Executor over the primary's pool, whose `reads` may go to replicas, each with a pool of the same size."""

    def __init__(self, settings: ReplicatedSettings, url: str, generated: Generated, *, name: str) -> None:
        super().__init__(settings, url, generated, name=name)
        max_lag = settings.replica_max_lag
        pool = ReplicaPool(settings.pool_min, settings.pool_max, settings.acquire_timeout, settings.request_timeout)
        self._replicas = [
            Replica(name_of(each), Database(pool, each, generated, name=name), max_lag)
            for each in settings.database_replicas
        ]
        self._lookout = Lookout(self, max_lag, generated.types_unknown)
        self._reader = Reader(self, self._replicas)
        self.consistency = Consistency(
            self, self._reader, self._lookout, secret=settings.read_after_secret, patience=settings.replica_wait
        )

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        for replica in self._replicas:
            replica.database.on_wait, replica.database.on_query = self.on_wait, self.on_query
        async with super().opened():
            looking = [self._lookout.primary(), *map(self._lookout.replica, self._replicas)]
            tasks = [asyncio.create_task(each) for each in looking]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    def reads(self, make: Callable[[Executor], Q]) -> Callable[[], Q]:
        on_replicas, on_primary = make(self._reader), make(self)
        return lambda: on_primary if reads_from_primary.get() else on_replicas

    def figures(self) -> Figures:
        replicas = [replica.figures() for replica in self._replicas]
        replication = ReplicationFigures(replicas, self.consistency.kept, self.consistency.missed)
        return structs.replace(super().figures(), replication=replication)
