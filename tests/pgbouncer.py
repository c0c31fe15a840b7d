"""Runs the service's tests with a database again, through a PgBouncer in transaction mode: `make test-pgbouncer`.

The service and the generated modules connect to PgBouncer; a test that looks beside them connects to the server. The
program is the one in PGBOUNCER, or else the installed one. Arguments are pytest's.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing

from tests.bouncer import bouncing, program
from tests.conftest import KEPT
from undercroft.database.poolers import keeps_statements
from undercroft.testing.nearest_postgres import container, embedded, find, named

FOLDERS = ["tests/service", "tests/undercroft", "tests/examples"]

# Many tests are under way at once, each on a database of its own.
SETTINGS = {"default_pool_size": 3, "query_wait_timeout": 30}


def main(arguments: Sequence[str]) -> int:
    found = program()
    if found is None:
        print("tests through PgBouncer skipped: it is not installed")
        return 0
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
    with (
        closing(find(os.environ, (named, container, embedded))) as server,
        bouncing(server.url, timeout="60000", **SETTINGS) as bouncer,
    ):
        is_kept = asyncio.run(keeps_statements(bouncer.url(server.url)))
        print(f"{version}, which {'keeps' if is_kept else 'does not keep'} prepared statements", flush=True)
        environment = {
            **os.environ,
            "TEST_DATABASE_URL": server.url,
            "TEST_POOLER_URL": f"postgresql://127.0.0.1:{bouncer.port}",
            **({KEPT: "1"} if is_kept else {}),
        }
        command = [sys.executable, "-m", "pytest", "-m", "database and not browser", *FOLDERS, *arguments]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
