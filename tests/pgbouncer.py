"""Runs the tests with a database again, through a PgBouncer in transaction mode: `make test-pgbouncer`.

The service and the generated modules connect to PgBouncer. The compiler, migrations, and a test that looks beside them
connect to the server. The program is the one in PGBOUNCER, or else the installed one; MAX_PREPARED_STATEMENTS is its
setting. Arguments are pytest's.
"""

import asyncio
import os
import sys
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager

from tests.again import run
from tests.bouncer import bouncing, program, version
from tests.conftest import KEPT, VERSION
from undercroft.database.poolers import keeps_statements
from undercroft.testing.databases import connect
from undercroft.testing.nearest_postgres import container, embedded, find, named

# Many tests are under way at once, each on a database of its own.
SETTINGS = {"default_pool_size": 3, "query_wait_timeout": 30}


@contextmanager
def limited(server_url: str) -> Generator[None]:
    """A limit for the role's statements: one set by a session would end with the `reset all` of any client."""
    asyncio.run(_alter_role(server_url, "set statement_timeout = '60s'"))
    try:
        yield
    finally:
        asyncio.run(_alter_role(server_url, "reset statement_timeout"))


async def _alter_role(server_url: str, change: str) -> None:
    async with connect(server_url) as connection:
        await connection.execute(f"alter role current_user {change}")


def run_through(server_url: str, arguments: Sequence[str]) -> int:
    """pytest's exit status. PgBouncer has to be installed."""
    given = os.environ.get("MAX_PREPARED_STATEMENTS")
    kept = {"max_prepared_statements": int(given)} if given else {}
    with limited(server_url), bouncing(server_url, **SETTINGS, **kept) as bouncer:
        is_kept = asyncio.run(keeps_statements(bouncer.url(server_url)))
        print(f"PgBouncer {version()}, which {'keeps' if is_kept else 'does not keep'} prepared statements", flush=True)
        variables = {"TEST_POOLER_URL": f"postgresql://127.0.0.1:{bouncer.port}", VERSION: version()}
        return run(server_url, arguments, {**variables, KEPT: "1"} if is_kept else variables)


def main(arguments: Sequence[str]) -> int:
    if program() is None:
        print("tests through PgBouncer skipped: it is not installed")
        return 0
    with closing(find(os.environ, (named, container, embedded))) as server:
        return run_through(server.url, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
