"""What is kept between compilations: the embedded server, and each schema's database, catalog and compiler."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from ..errors import CompileError
from ..scratch.embedded_server import EmbeddedServer
from ..scratch.migrations import Migration, fingerprint
from .query_store import QueryStore

if TYPE_CHECKING:
    from .statement_compiler import StatementCompiler  # imports what only compiling needs

__all__ = ["Session", "open_session"]

_Schema = tuple[str | None, bytes]


class Session:
    """Opens things at their first use and keeps them open; `open_session` closes them."""

    def __init__(self) -> None:
        self._server = EmbeddedServer()
        self._opened: dict[_Schema, tuple[StatementCompiler, AsyncExitStack]] = {}
        self._stores: dict[_Schema, QueryStore] = {}
        self._failed: dict[_Schema, CompileError] = {}
        self.notes: list[str] = []
        """Notes for the user, each once."""

    def store(self, migrations: Sequence[Migration], uri: str | None) -> QueryStore:
        """What is known about the schema; for a server of the user's, only this session's knowledge counts."""
        schema = uri, fingerprint(migrations)
        if schema not in self._stores:
            self._stores[schema] = QueryStore.load(migrations) if uri is None else QueryStore()
        return self._stores[schema]

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def begin(self, uri: str | None) -> None:
        """Announces that a database will be needed, so that the server starts meanwhile."""
        if uri is None:
            self._server.begin()

    async def compiler(self, migrations: Sequence[Migration], uri: str | None) -> "StatementCompiler":
        from .statement_compiler import open_compiler

        schema = uri, fingerprint(migrations)
        if schema in self._failed:
            raise self._failed[schema]
        if schema not in self._opened:
            async with AsyncExitStack() as stack:
                try:
                    found = await stack.enter_async_context(open_compiler(migrations, uri, self._server))
                except CompileError as error:
                    self._failed[schema] = error
                    raise
                self._opened[schema] = found, stack.pop_all()
        return self._opened[schema][0]

    def retry(self) -> None:
        """Forgets which schemas could not be applied: the server may have changed since."""
        self._failed.clear()

    async def keep_only(self, schemas: Sequence[tuple[Sequence[Migration], str | None]]) -> None:
        """Opens these and closes the others: the old version of a changed schema is unlikely to return."""
        kept = {(uri, fingerprint(migrations)) for migrations, uri in schemas}
        for schema in [schema for schema in self._opened if schema not in kept]:
            _, stack = self._opened.pop(schema)
            await stack.aclose()
        self._stores = {schema: store for schema, store in self._stores.items() if schema in kept}
        for migrations, uri in schemas:
            await self.compiler(migrations, uri)

    async def close(self) -> None:
        """Closes everything; what is needed afterwards is opened again."""
        try:
            while self._opened:
                _, (_, stack) = self._opened.popitem()
                await stack.aclose()
        finally:
            # What a server of the user's said was about its databases, which are now dropped.
            self._stores = {schema: store for schema, store in self._stores.items() if schema[0] is None}
            await self._server.stop()


@asynccontextmanager
async def open_session() -> AsyncGenerator[Session]:
    session = Session()
    try:
        yield session
    finally:
        await session.close()
