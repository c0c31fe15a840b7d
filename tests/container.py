"""Runs the database tests again, on a PostgreSQL in a container: `make test-container`. All it needs is Docker.

The image is TEST_POSTGRES_IMAGE, or else postgres:15, the oldest version that the project runs on. With `--required`,
it fails if no Docker engine answers.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from undercroft.testing.nearest_postgres import docker_engine

IMAGE = "postgres:15"


def main(arguments: Sequence[str]) -> int:
    engine = docker_engine(os.environ)
    if engine is None:
        print("container tests skipped: no Docker engine answers at DOCKER_HOST or /var/run/docker.sock")
        return int("--required" in arguments)
    engine.close()
    environment = {**os.environ, "TEST_POSTGRES_IMAGE": os.environ.get("TEST_POSTGRES_IMAGE") or IMAGE}
    environment.pop("TEST_DATABASE_URL", None)  # it would come first
    return run([argument for argument in arguments if argument != "--required"], environment)


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run pytest. If the container does not start, pytest would use another server; here that is a failure."""
    command = [sys.executable, "-u", "-m", "pytest", "-m", "database", *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout is not None
        for line in tests.stdout:
            print(line, end="", flush=True)
            if line.startswith("databases: ") and "testcontainers" not in line:
                tests.terminate()
                print("the container did not start, so nothing was tested")
                return 1
    return tests.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
