"""Runs the tests with a database again, on a server that is there."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence


def run(url: str, arguments: Sequence[str], variables: Mapping[str, str] = {}, *, only: str = "database") -> int:
    """pytest's exit status. `only` is a mark of the tests that run, and `variables` are for their environment."""
    command = [sys.executable, "-m", "pytest", "-m", f"database and {only} and not browser", *arguments]
    return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": url, **variables}, check=False).returncode
