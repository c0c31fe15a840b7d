"""Runs the database tests again, on a PostgreSQL in a container: `make test-container`. All it needs is Docker.

The image is TEST_POSTGRES_IMAGE, or else postgres:15, the oldest version that the project runs on. With `--required`,
it fails if no Docker engine answers. With `--pgbouncer`, the tests run through a PgBouncer where it is installed, and
those that need a session of their own without it. Other arguments are pytest's.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import closing

from tests import pgbouncer
from tests.again import run
from tests.bouncer import program
from undercroft.testing.nearest_postgres import CannotStartError, container

IMAGE = "postgres:15"

OPTIONS = ("--required", "--pgbouncer")


def main(arguments: Sequence[str]) -> int:
    try:
        found = container({**os.environ, "TEST_POSTGRES_IMAGE": os.environ.get("TEST_POSTGRES_IMAGE") or IMAGE})
    except CannotStartError as error:
        print(error)
        return 1
    if found is None:
        print("container tests skipped: no Docker engine answers at DOCKER_HOST or /var/run/docker.sock")
        return int("--required" in arguments)
    print(f"databases: {found.origin}", flush=True)
    given = [argument for argument in arguments if argument not in OPTIONS]
    with closing(found):
        if "--pgbouncer" not in arguments or program() is None:
            return run(found.url, given)
        return pgbouncer.run_through(found.url, given) or run(found.url, given, only="session")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
