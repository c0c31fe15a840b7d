"""What each command does."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import asyncpg
import msgspec

from ..auth import keys
from ..auth.development_key import development_key, refuse_in_production
from ..database import development, migrations
from ..database.connections import querying
from ..database.generated import Executor
from ..database.hosts import Connection
from ..errors import CommandError, RightsLacking
from ..jobs import counted, parked
from ..jobs.queries import OperatorQueries
from ..telemetry import logs
from ..urls import mask
from . import start_checks
from .application import Application
from .misspelt import misspelt
from .settings import Settings

T = TypeVar("T")

logger = logging.getLogger(__name__)


class Commands:
    """The commands of one app; each takes the settings and the parsed arguments."""

    def __init__(self, application: Application[Any]) -> None:
        self._application = application
        self._migrate_command = f"python -m {application.name} migrate"

    def serve(self, settings: Settings, arguments: argparse.Namespace) -> None:
        _end_at_sigterm()
        # Imported here: the other commands start faster without it.
        from . import server, workers

        logs.configure(settings.log_level)
        for each in misspelt(type(settings), arguments.environment):
            logger.warning(each)
        with self._database(settings) as url:
            asyncio.run(start_checks.check_ports(settings))
            asyncio.run(self._check_database(settings, url))
            logger.info("starting", extra={"fields": {"settings": settings.masked()}})
            announce = start_checks.say_nothing
            if settings.is_development:
                announce = partial(self.print_banner, settings, url, asyncio.run(self._development_key(url)))
            run = server.run if settings.workers == 1 else workers.run
            run(self._application, settings, url, announce)

    def work(self, settings: Settings, arguments: argparse.Namespace) -> None:
        """Serve as one of several workers: the process that starts them checked the settings and the database."""
        from . import server, workers

        logs.configure(settings.log_level)
        url = settings.database_url or ""
        own = settings.of_worker(arguments.number)
        server.run(self._application, own, url, workers.say_ready, worker=arguments.number)

    def migrate(self, settings: Settings, _: argparse.Namespace) -> None:
        with self._database(settings) as url:
            # dbmate's lock is one of a session, which a pooler does not keep.
            migrations.migrate(settings.direct_database_url or url, self._application.migrations)
        print("every migration is applied", file=sys.stderr)

    def check(self, settings: Settings, arguments: argparse.Namespace) -> None:
        for each in misspelt(type(settings), arguments.environment):
            print(f"warning: {each}", file=sys.stderr)
        # What cannot be described would stop the service from starting.
        self._application.app.description()
        with self._database(settings) as url:
            asyncio.run(self._check_database(settings, url))
        print("the settings, the database and its migrations are as they should be", file=sys.stderr)

    def openapi(self, settings: Settings, _: argparse.Namespace) -> None:
        print(msgspec.json.format(self._application.app.description().as_json).decode())

    def create_key(self, settings: Settings, arguments: argparse.Namespace) -> None:
        async def create(connection: Connection) -> str:
            return await keys.create(connection, self._application.keys, arguments.name, arguments.scope)

        secret = self._asked(settings, create)
        print(secret)
        print("shown this once, and not kept: send it as Authorization: Bearer <key>", file=sys.stderr)

    def list_keys(self, settings: Settings, _: argparse.Namespace) -> None:
        rows = self._asked(settings, lambda connection: self._application.keys.queries(connection).list_keys())
        width = max((len(row.name) for row in rows), default=0)
        for row in rows:
            state = f"revoked {row.revoked_at:%Y-%m-%d %H:%M}" if row.revoked_at else "in force"
            print(f"{row.name:{width}}  {row.scope:5}  created {row.created_at:%Y-%m-%d %H:%M}  {state}")

    def revoke_key(self, settings: Settings, arguments: argparse.Namespace) -> None:
        queries = self._application.keys.queries
        self._asked(settings, lambda connection: keys.revoke(queries(connection), arguments.name))
        print(f"{arguments.name} is revoked", file=sys.stderr)

    def list_jobs(self, settings: Settings, _: argparse.Namespace) -> None:
        rows = self._asked(settings, lambda connection: self._jobs(connection).count_jobs())
        for line in counted.lines(rows, self._application.job_kinds):
            print(line)

    def list_parked_jobs(self, settings: Settings, _: argparse.Namespace) -> None:
        for row in self._asked(settings, lambda connection: self._jobs(connection).list_parked_jobs()):
            print(
                f"{row.id}  {row.kind}  parked {row.parked_at:%Y-%m-%d %H:%M}  {row.attempts} tries: {row.last_error}"
            )

    def revive_jobs(self, settings: Settings, arguments: argparse.Namespace) -> None:
        number = self._asked(settings, lambda connection: parked.revive(self._jobs(connection), arguments.ids))
        print(f"{number} jobs are due again", file=sys.stderr)

    def print_banner(self, settings: Settings, database_url: str, secret: str) -> None:
        """Development says on stderr where it is, with a call to paste."""
        print(
            f"\n  serving   {settings.address}"
            f"\n  database  {mask(database_url)}"
            f"\n  try       curl -H 'Authorization: Bearer {secret}' {settings.address}{self._application.example_path}\n",
            file=sys.stderr,
        )

    async def _development_key(self, url: str) -> str:
        async with querying(url, self._application.generated) as connection:
            return await development_key(connection, self._application.keys, self._application.data)

    def _jobs(self, connection: Executor) -> OperatorQueries:
        if self._application.jobs is None:
            raise CommandError(f"{self._application.name} has no jobs")
        return self._application.jobs(connection)

    def _asked(self, settings: Settings, ask: Callable[[Connection], Awaitable[T]]) -> T:
        """What the queries say that are made on a connection to the database."""

        async def asked(url: str) -> T:
            async with querying(url, self._application.generated) as connection:
                return await ask(connection)

        with self._database(settings) as url:
            return asyncio.run(asked(url))

    async def _check_database(self, settings: Settings, url: str) -> None:
        application = self._application
        needed = application.generated.rights
        async with start_checks.checked_database(
            settings, url, application.migrations, needed, migrate=self._migrate_command
        ) as connection:
            if not settings.is_development:
                await application.generated.init_connection(connection)
                revoke = f"python -m {application.name} keys revoke"
                await refuse_in_production(connection, application.keys, revoke=revoke)

    @contextmanager
    def _database(self, settings: Settings) -> Generator[str]:
        """The URL of the database: the one in the settings, or the development database within the block."""
        try:
            if settings.database_url is not None:
                yield settings.database_url
            else:
                with development.database(self._application.data, self._application.migrations) as url:
                    yield url
        except (self._application.generated.types_unknown, asyncpg.UndefinedTableError) as error:
            raise CommandError(f"migrations are still to be applied: run {self._migrate_command}") from error
        except asyncpg.InsufficientPrivilegeError as error:
            told = f"{error}: the owner grants what `{start_checks.grants_command('ROLE')}` prints"
            raise RightsLacking(told) from error


def _end_at_sigterm() -> None:
    """Until there is somebody to drain: the first process of a container is not ended by a signal that it does not handle."""
    signal.signal(signal.SIGTERM, lambda number, _: os._exit(128 + number))
