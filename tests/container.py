"""Runs the database tests again, on a PostgreSQL in a container: `make test-container`. All it needs is Docker.

The image is TEST_POSTGRES_IMAGE, or else postgres:15, the oldest version that the project runs on. With `--required`,
it fails if no Docker engine answers. Other arguments are pytest's.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing

from undercroft.testing.nearest_postgres import CannotStartError, container

IMAGE = "postgres:15"


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
    with closing(found):
        given = [argument for argument in arguments if argument != "--required"]
        command = [sys.executable, "-m", "pytest", "-m", "database and not browser", *given]
        return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": found.url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
