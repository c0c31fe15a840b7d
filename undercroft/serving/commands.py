"""What each command does."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import Any

import asyncpg
import msgspec

from ..auth import keys
from ..auth.development_key import development_key, refuse_in_production
from ..auth.queries import ListedKey
from ..database import development, migrations
from ..database.connections import querying
from ..database.generated import Executor
from ..errors import CommandError, RightsLacking
from ..jobs import counted, parked
from ..jobs.queries import CountedJobs, OperatorQueries, ParkedJob
from ..telemetry import logs
from ..urls import mask
from . import start_checks
from .application import Application
from .misspelt import misspelt
from .settings import Settings

logger = logging.getLogger(__name__)


class Commands:
    """The commands of one app; each takes the settings and the parsed arguments."""

    def __init__(self, application: Application[Any]) -> None:
        self._application = application
        self._migrate_command = f"python -m {application.name} migrate"

    def serve(self, settings: Settings, arguments: argparse.Namespace) -> None:
        # Imported here: the other commands start faster without it.
        from . import server, workers

        logs.configure(settings.log_level)
        for each in misspelt(type(settings), arguments.environment):
            logger.warning(each)
        with self._database(settings) as url:
            asyncio.run(start_checks.check_ports(settings))
            self._check_database(settings, url)
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
            self._check_database(settings, url)
        print("the settings, the database and its migrations are as they should be", file=sys.stderr)

    def openapi(self, settings: Settings, _: argparse.Namespace) -> None:
        print(msgspec.json.format(self._application.app.description().as_json).decode())

    def create_key(self, settings: Settings, arguments: argparse.Namespace) -> None:
        async def create(url: str) -> str:
            async with querying(url, self._application.generated) as connection:
                return await keys.create(connection, self._application.keys, arguments.name, arguments.scope)

        with self._database(settings) as url:
            secret = asyncio.run(create(url))
        print(secret)
        print("shown this once, and not kept: send it as Authorization: Bearer <key>", file=sys.stderr)

    def list_keys(self, settings: Settings, _: argparse.Namespace) -> None:
        async def listed(url: str) -> list[ListedKey]:
            async with querying(url, self._application.generated) as connection:
                return [*await self._application.keys.queries(connection).list_keys()]

        with self._database(settings) as url:
            rows = asyncio.run(listed(url))
        width = max((len(row.name) for row in rows), default=0)
        for row in rows:
            state = f"revoked {row.revoked_at:%Y-%m-%d %H:%M}" if row.revoked_at else "in force"
            print(f"{row.name:{width}}  {row.scope:5}  created {row.created_at:%Y-%m-%d %H:%M}  {state}")

    def revoke_key(self, settings: Settings, arguments: argparse.Namespace) -> None:
        async def revoke(url: str) -> None:
            async with querying(url, self._application.generated) as connection:
                await keys.revoke(self._application.keys.queries(connection), arguments.name)

        with self._database(settings) as url:
            asyncio.run(revoke(url))
        print(f"{arguments.name} is revoked", file=sys.stderr)

    def list_jobs(self, settings: Settings, _: argparse.Namespace) -> None:
        async def listed(url: str) -> list[CountedJobs]:
            async with querying(url, self._application.generated) as connection:
                return [*await self._jobs(connection).count_jobs()]

        with self._database(settings) as url:
            rows = asyncio.run(listed(url))
        for line in counted.lines(rows, self._application.job_kinds):
            print(line)

    def list_parked_jobs(self, settings: Settings, _: argparse.Namespace) -> None:
        async def listed(url: str) -> list[ParkedJob]:
            async with querying(url, self._application.generated) as connection:
                return [*await self._jobs(connection).list_parked_jobs()]

        with self._database(settings) as url:
            rows = asyncio.run(listed(url))
        for row in rows:
            print(
                f"{row.id}  {row.kind}  parked {row.parked_at:%Y-%m-%d %H:%M}  {row.attempts} tries: {row.last_error}"
            )

    def revive_jobs(self, settings: Settings, arguments: argparse.Namespace) -> None:
        async def revive(url: str) -> int:
            async with querying(url, self._application.generated) as connection:
                return await parked.revive(self._jobs(connection), arguments.ids)

        with self._database(settings) as url:
            number = asyncio.run(revive(url))
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

    def _check_database(self, settings: Settings, url: str) -> None:
        folder, needed = self._application.migrations, self._application.generated.rights
        asyncio.run(start_checks.check_database(settings, url, folder, needed, migrate=self._migrate_command))
        if not settings.is_development:
            asyncio.run(self._check_keys(url))

    async def _check_keys(self, url: str) -> None:
        revoke = f"python -m {self._application.name} keys revoke"
        async with querying(url, self._application.generated) as connection:
            await refuse_in_production(connection, self._application.keys, revoke=revoke)

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
