"""Proves that a backup can be restored: `python deploy/backup/drill.py URL`, or `make drill`; docs/backup.md says more.

It dumps the database at URL, or at DATABASE_URL, and restores the dump into a fresh database, on the same server or on
the one of `--into`. The restored one must have the same rows, no broken constraint or index, and pass the service's own
check. It is dropped then, unless you say `--keep`. pg_dump and pg_restore come from PATH, or from the folder `--bin`.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import asyncpg

ROOT = Path(__file__).parents[2]

# How many rows a table has, and a sum over their text, which does not depend on their order.
CONTENT = "select count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0) from {} t"

BROKEN = """
select 'constraint ' || conname from pg_constraint where not convalidated
union all
select 'index ' || indexrelid::regclass from pg_index where not indisvalid
"""

TABLES = """
select format('%I.%I', schemaname, tablename) from pg_tables
where schemaname not in ('pg_catalog', 'information_schema') order by 1
"""


class State(NamedTuple):
    """What a database holds."""

    tables: dict[str, tuple[int, int]]
    broken: frozenset[str] = frozenset()
    """Constraints and indexes that are not valid: some may be meant so."""


class DrillError(Exception):
    """The backup is not one, or it could not be tried."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", default=os.environ.get("DATABASE_URL"))
    parser.add_argument("--into", metavar="URL", help="a database of the server to restore on; the role may make one")
    parser.add_argument("--bin", type=Path, metavar="FOLDER", help="where pg_dump and pg_restore are")
    parser.add_argument("--keep", action="store_true", help="keep the restored database and print its URL")
    arguments = parser.parse_args()
    if not arguments.url:
        parser.error("name the database: give its URL, or set DATABASE_URL")
    try:
        asyncio.run(drill(arguments.url, arguments.into or arguments.url, arguments.bin, keep=arguments.keep))
    except (DrillError, OSError, asyncpg.PostgresError) as error:
        sys.exit(f"error: {error}")


async def drill(source: str, server: str, tools: Path | None, *, keep: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        dump = Path(folder, "service.dump")
        before = await dumped(source, dump, tools)
        rows = sum(rows for rows, _ in before.tables.values())
        print(f"dumped {len(before.tables)} tables, {rows} rows, {size(dump)}")
        async with fresh_database(server, keep=keep) as restored:
            await run(tools, "pg_restore", restored, "--exit-on-error", str(dump))
            compare(before, await state(restored))
            await check(restored)
            print(f"kept: {restored}" if keep else "the restored database was dropped")


async def dumped(url: str, dump: Path, tools: Path | None) -> State:
    """Write a dump, and return what it holds: both see the database at one moment, whoever writes meanwhile."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            snapshot = await connection.fetchval("select pg_export_snapshot()")
            started = time.perf_counter()
            await run(tools, "pg_dump", url, "--format=custom", f"--snapshot={snapshot}", f"--file={dump}")
            print(f"pg_dump took {time.perf_counter() - started:.1f} s")
            return await read(connection)
    finally:
        await connection.close()


async def state(url: str) -> State:
    connection = await asyncpg.connect(url)
    try:
        return await read(connection)
    finally:
        await connection.close()


async def read(connection: "asyncpg.Connection[asyncpg.Record]") -> State:
    # Times are written alike on every server.
    await connection.execute("set time zone 'UTC'")
    tables = [row[0] for row in await connection.fetch(TABLES)]
    rows = {table: await connection.fetchrow(CONTENT.format(table)) for table in tables}
    broken = frozenset(row[0] for row in await connection.fetch(BROKEN))
    return State({table: (row[0], int(row[1])) for table, row in rows.items() if row}, broken)


def compare(before: State, after: State) -> None:
    for table in sorted(before.tables.keys() | after.tables.keys()):
        if before.tables.get(table) != after.tables.get(table):
            there, restored = (each.tables.get(table, ("no table", 0))[0] for each in (before, after))
            raise DrillError(f"{table} differs: {there} rows were dumped, {restored} restored, or their values changed")
    if broken := after.broken - before.broken:
        raise DrillError(f"not valid after the restore: {', '.join(sorted(broken))}")
    print("every table has the same rows, and constraints and indexes are as valid as before")


@asynccontextmanager
async def fresh_database(server: str, *, keep: bool) -> AsyncGenerator[str]:
    name = f"drill_{time.strftime('%Y%m%d_%H%M%S')}_{os.getpid()}"
    connection = await asyncpg.connect(server)
    try:
        print(f"restoring into {name}", flush=True)
        await connection.execute(f"create database {name} template template0")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        except BaseException:
            keep = False
            raise
        finally:
            if not keep:
                await connection.execute(f"drop database {name} with (force)")
    finally:
        await connection.close()


async def check(url: str) -> None:
    """What the service itself says of it: migrations, rights and all else that it needs to start."""
    others = {name: value for name, value in os.environ.items() if name.startswith(("PATH", "PG", "SSL_", "LANG"))}
    await execute(sys.executable, "-m", "service", "check", environment={**others, "DATABASE_URL": url})
    print("python -m service check passes on it")


async def run(tools: Path | None, program: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on a database; the password is not among the arguments, which `ps` shows."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    shown = parts._replace(netloc=f"{name}{at}{host}").geturl()
    environment = {**os.environ, **({"PGPASSWORD": unquote(password)} if password else {})}
    await execute(str(tools / program if tools else program), f"--dbname={shown}", *arguments, environment=environment)


async def execute(*command: str, environment: dict[str, str]) -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, stdout=pipe, stderr=subprocess.STDOUT
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise DrillError(f"{Path(command[0]).name} failed:\n{said.decode().strip()}")


def size(file: Path) -> str:
    return f"{file.stat().st_size / 1024:.0f} KiB"


if __name__ == "__main__":
    main()
