"""The command line of an app: serve, migrate, check, openapi, keys and jobs."""

import argparse
import os
import sys
from typing import Any

from ..auth.queries import READ, WRITE
from ..errors import CommandError
from .application import Application
from .commands import Commands

# The API's description is the same wherever it is made: it needs no settings but the one without a default.
NO_ENVIRONMENT = {"DATABASE_URL": "postgresql:///"}


def main(application: Application[Any]) -> None:
    """Run the command that the arguments name."""
    arguments = _parser(application).parse_args()
    try:
        arguments.command(application.load(arguments.environment), arguments)
        print(end="", flush=True)
    except BrokenPipeError:
        # The reader has seen enough; what is still to be written goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except CommandError as error:
        sys.exit("\n".join(f"error: {line}" for line in str(error).splitlines()))
    except KeyboardInterrupt:
        sys.exit(130)


def _parser(application: Application[Any]) -> argparse.ArgumentParser:
    does = Commands(application)
    parser = argparse.ArgumentParser(
        prog=f"python -m {application.name}",
        description="The service. Its settings are environment variables: see README.md.",
    )
    parser.set_defaults(environment=os.environ)
    commands = parser.add_subparsers(required=True, metavar="command")

    serve = commands.add_parser("serve", help="answer requests until SIGTERM or Ctrl-C")
    serve.set_defaults(command=does.serve)

    # Without help, so that the list does not show it: `serve` runs it.
    worker = commands.add_parser("worker")
    worker.add_argument("number", type=int)
    worker.set_defaults(command=does.work)

    folder = f"{application.migrations.name}/"
    migrate = commands.add_parser("migrate", help=f"apply the migrations in {folder} that were not applied yet")
    migrate.set_defaults(command=does.migrate)

    openapi = commands.add_parser("openapi", help="print the API's description, OpenAPI 3.1")
    openapi.set_defaults(command=does.openapi, environment=NO_ENVIRONMENT)

    check = commands.add_parser(
        "check", help="check the settings, the database and its migrations, and exit with 1 if something is wrong"
    )
    check.set_defaults(command=does.check)

    key_commands = commands.add_parser("keys", help="create, list and revoke the keys to the API").add_subparsers(
        required=True, metavar="command"
    )
    create = key_commands.add_parser("create", help="create a key and print it, this once only")
    create.add_argument("name", help="the name to list and revoke it by")
    create.add_argument("--scope", choices=[READ, WRITE], required=True, help="write includes read")
    create.set_defaults(command=does.create_key)

    listing = key_commands.add_parser("list", help="list all keys, revoked ones too")
    listing.set_defaults(command=does.list_keys)

    revoke = key_commands.add_parser("revoke", help="revoke a key; it stops working within a second")
    revoke.add_argument("name")
    revoke.set_defaults(command=does.revoke_key)

    if application.jobs is None:
        return parser
    job_commands = commands.add_parser(
        "jobs", help="list jobs, and revive parked ones: those that were given up"
    ).add_subparsers(required=True, metavar="command")
    all_jobs = job_commands.add_parser(
        "list", help="list how many jobs of each kind there are, and what no worker does"
    )
    all_jobs.set_defaults(command=does.list_jobs)

    parked_jobs = job_commands.add_parser("parked", help="list the parked jobs, and why they failed")
    parked_jobs.set_defaults(command=does.list_parked_jobs)

    revival = job_commands.add_parser("revive", help="try parked jobs again: these, or all")
    revival.add_argument("ids", metavar="id", type=int, nargs="*")
    revival.set_defaults(command=does.revive_jobs)
    return parser
