"""What outlives one compilation: the embedded server, and for each schema its database, catalog and compilers."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from ..scratch.migrations import Migration, fingerprint
from ..scratch.servers import EmbeddedServer
from .query_store import Store

if TYPE_CHECKING:
    from .compilers import Analysts  # imports what only compiling needs

__all__ = ["Session", "open_session"]

_Schema = tuple[str | None, bytes]


class Session:
    """Opens what a compilation asks for at its first use, and keeps it; `open_session` closes it."""

    def __init__(self) -> None:
        self._server = EmbeddedServer()
        self._opened: dict[_Schema, tuple[Analysts, AsyncExitStack]] = {}
        self._stores: dict[_Schema, Store] = {}
        self.notes: list[str] = []
        """What to tell the user besides what comes out, each once."""

    def store(self, migrations: Sequence[Migration], uri: str | None) -> Store:
        """What is known of the schema: for a server of the user's, by this session alone."""
        schema = uri, fingerprint(migrations)
        if schema not in self._stores:
            self._stores[schema] = Store.of(migrations) if uri is None else Store()
        return self._stores[schema]

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def begin(self, uri: str | None) -> None:
        """Tells that a database will be wanted, so that the server comes up meanwhile."""
        if uri is None:
            self._server.begin()

    async def analysts(self, migrations: Sequence[Migration], uri: str | None) -> "Analysts":
        from .compilers import open_analysts

        schema = uri, fingerprint(migrations)
        if schema not in self._opened:
            async with AsyncExitStack() as stack:
                found = await stack.enter_async_context(open_analysts(migrations, uri, self._server))
                self._opened[schema] = found, stack.pop_all()
        return self._opened[schema][0]

    async def keep_only(self, schemas: Sequence[tuple[Sequence[Migration], str | None]]) -> None:
        """Opens these and closes the others: a schema that has changed does not come back soon."""
        kept = {(uri, fingerprint(migrations)) for migrations, uri in schemas}
        for schema in [schema for schema in self._opened if schema not in kept]:
            _, stack = self._opened.pop(schema)
            await stack.aclose()
        self._stores = {schema: store for schema, store in self._stores.items() if schema in kept}
        for migrations, uri in schemas:
            await self.analysts(migrations, uri)

    async def close(self) -> None:
        """Ends everything; what is wanted afterwards is opened anew."""
        try:
            while self._opened:
                _, (_, stack) = self._opened.popitem()
                await stack.aclose()
        finally:
            # What a server of the user's said holds for its databases, which are gone.
            self._stores = {schema: store for schema, store in self._stores.items() if schema[0] is None}
            await self._server.stop()


@asynccontextmanager
async def open_session() -> AsyncGenerator[Session]:
    session = Session()
    try:
        yield session
    finally:
        await session.close()
