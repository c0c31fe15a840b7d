"""The commands: serve, migrate, keys, jobs, openapi, check."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial

import asyncpg
import msgspec

from generated.codecs import TypesUnknown
from generated.models import KeyScope

from ..auth import keys
from ..database import development, migrations
from ..errors import CommandError
from ..jobs import parked
from ..telemetry import logs
from .settings import Settings, load

# What is the same wherever it runs needs no settings, but for the one without a default.
NO_ENVIRONMENT = {"DATABASE_URL": "postgresql:///"}

logger = logging.getLogger(__name__)


def main() -> None:
    arguments = _parser().parse_args()
    try:
        arguments.command(load(arguments.environment), arguments)
        print(end="", flush=True)
    except BrokenPipeError:
        # Whoever reads has seen enough; what is still to be written goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except CommandError as error:
        sys.exit("\n".join(f"error: {line}" for line in str(error).splitlines()))
    except KeyboardInterrupt:
        sys.exit(130)


def _serve(settings: Settings, _: argparse.Namespace) -> None:
    # The other commands start faster without what serves.
    from . import server, workers
    from . import start_checks as preflight

    logs.configure(settings.log_level)
    with _database(settings) as url:
        asyncio.run(preflight.check(settings, url))
        logger.info("starting", extra={"fields": {"settings": settings.masked()}})
        announce = preflight.say_nothing
        if settings.is_development:
            announce = partial(development.print_banner, settings, url, asyncio.run(development.key(url)))
        run = server.run if settings.workers == 1 else workers.run
        run(settings, url, announce)


def _migrate(settings: Settings, _: argparse.Namespace) -> None:
    with _database(settings) as url:
        migrations.migrate(url)
    print("every migration is applied", file=sys.stderr)


def _create_key(settings: Settings, arguments: argparse.Namespace) -> None:
    with _database(settings) as url:
        secret = asyncio.run(keys.create(url, arguments.name, KeyScope(arguments.scope)))
    print(secret)
    print("shown this once, and not kept: send it as Authorization: Bearer <key>", file=sys.stderr)


def _list_keys(settings: Settings, _: argparse.Namespace) -> None:
    with _database(settings) as url:
        rows = asyncio.run(keys.listed(url))
    width = max((len(row.name) for row in rows), default=0)
    for row in rows:
        state = f"revoked {row.revoked_at:%Y-%m-%d %H:%M}" if row.revoked_at else "in force"
        print(f"{row.name:{width}}  {row.scope:5}  created {row.created_at:%Y-%m-%d %H:%M}  {state}")


def _revoke_key(settings: Settings, arguments: argparse.Namespace) -> None:
    with _database(settings) as url:
        asyncio.run(keys.revoke(url, arguments.name))
    print(f"{arguments.name} is revoked", file=sys.stderr)


def _openapi(settings: Settings, _: argparse.Namespace) -> None:
    # The other commands start faster without what serves.
    from service import app

    print(msgspec.json.format(app.description().as_json).decode())


def _check(settings: Settings, _: argparse.Namespace) -> None:
    from service import app

    from . import start_checks as preflight

    app.description()
    with _database(settings) as url:
        asyncio.run(preflight.check_database(url))
    print("the settings, the database and its migrations are as they should be", file=sys.stderr)


def _list_parked_jobs(settings: Settings, _: argparse.Namespace) -> None:
    with _database(settings) as url:
        rows = asyncio.run(parked.listed(url))
    for row in rows:
        print(f"{row.id}  {row.kind}  parked {row.parked_at:%Y-%m-%d %H:%M}  {row.attempts} tries: {row.last_error}")


def _revive_jobs(settings: Settings, arguments: argparse.Namespace) -> None:
    with _database(settings) as url:
        number = asyncio.run(parked.revive(url, arguments.ids))
    print(f"{number} jobs are due again", file=sys.stderr)


@contextmanager
def _database(settings: Settings) -> Generator[str]:
    try:
        if settings.database_url is not None:
            yield settings.database_url
        else:
            with development.database() as url:
                yield url
    except (TypesUnknown, asyncpg.UndefinedTableError) as error:
        raise CommandError("migrations are still to be applied: run python -m service migrate") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m service",
        description="The service. Its settings are environment variables: see README.md.",
    )
    parser.set_defaults(environment=os.environ)
    commands = parser.add_subparsers(required=True, metavar="command")

    serve = commands.add_parser("serve", help="answer requests until SIGTERM or Ctrl-C")
    serve.set_defaults(command=_serve)

    migrate = commands.add_parser("migrate", help="apply the migrations in schema/ that are still to be applied")
    migrate.set_defaults(command=_migrate)

    openapi = commands.add_parser("openapi", help="print the API's description, OpenAPI 3.1")
    openapi.set_defaults(command=_openapi, environment=NO_ENVIRONMENT)

    check = commands.add_parser("check", help="tell by the exit status whether serving could start")
    check.set_defaults(command=_check)

    key_commands = commands.add_parser("keys", help="make, list and revoke the keys to the API").add_subparsers(
        required=True, metavar="command"
    )
    create = key_commands.add_parser("create", help="make a key and print it, this once")
    create.add_argument("name", help="what it is called in the list, and revoked by")
    create.add_argument(
        "--scope", choices=[scope.value for scope in KeyScope], required=True, help="write includes read"
    )
    create.set_defaults(command=_create_key)

    listing = key_commands.add_parser("list", help="list every key, the revoked ones too")
    listing.set_defaults(command=_list_keys)

    revoke = key_commands.add_parser("revoke", help="end a key; it stops working within a second")
    revoke.add_argument("name")
    revoke.set_defaults(command=_revoke_key)

    job_commands = commands.add_parser("jobs", help="list and revive the jobs that were given up").add_subparsers(
        required=True, metavar="command"
    )
    parked_jobs = job_commands.add_parser("parked", help="list the jobs that failed for the last time, and why")
    parked_jobs.set_defaults(command=_list_parked_jobs)

    revival = job_commands.add_parser("revive", help="have parked jobs tried again: these, or all")
    revival.add_argument("ids", metavar="id", type=int, nargs="*")
    revival.set_defaults(command=_revive_jobs)
    return parser
