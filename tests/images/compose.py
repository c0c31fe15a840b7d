"""compose.yaml as Docker Compose starts it: migrations, then the service behind PgBouncer, which answers and ends."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

from tests import bouncer
from tests.images import engine, service
from tests.ports import free_port

COMPOSE = Path(sys.prefix, "shipping/bin/docker-compose")
# What the role that serves must not do.
REFUSED = ("create table more ()", "truncate users cascade", "drop table users", "create role more")


def try_it() -> None:
    if not (pgbouncer := bouncer.program()):
        print("compose: not tried, because PgBouncer is not here: Debian has it")
        return
    engine.import_programs("pgbouncer", Path("/bin/bash"), Path(pgbouncer))
    port = str(free_port())
    images = {"SERVICE_IMAGE": service.TAG, "PGBOUNCER_IMAGE": "pgbouncer"}
    images["POSTGRES_IMAGE"] = os.environ.get("TEST_POSTGRES_IMAGE", "postgres:15")
    passwords = {"POSTGRES_PASSWORD": "owner-word", "APP_PASSWORD": "app-word"}
    environment = {**os.environ, **images, **passwords, "PORT": port}
    try:
        _start(environment, port)
        _see_rights(environment)
    finally:
        _compose(environment, "down", "--volumes")


def _start(environment: dict[str, str], port: str) -> None:
    start = time.perf_counter()
    _compose(environment, "up", "--no-build", "--wait")
    key = _compose(environment, "exec", "-T", "service", "python", "-m", "service", *service.MAKE_KEY).split()[-1]
    request = Request(f"http://127.0.0.1:{port}/users", headers={"Authorization": f"Bearer {key}"})
    with urlopen(request) as answer:
        print(f"{time.perf_counter() - start:6.1f} s  compose: up, to the answer {answer.read().decode()[:40]}")
    for line in _compose(environment, "ps", "--all", "--format={{.Service}}: {{.Status}}").splitlines():
        print(f"  {line}")


def _see_rights(environment: dict[str, str]) -> None:
    """The role that serves can read, and neither change tables nor empty them."""
    psql = ("exec", "-T", "postgres", "psql", "postgresql://app:app-word@127.0.0.1/service", "-v", "ON_ERROR_STOP=1")
    _compose(environment, *psql, "-c", "select from users")
    for statement in REFUSED:
        done = _run(environment, *psql, "-c", statement)
        assert done.returncode, statement
        assert "permission denied" in done.stderr or "must be owner" in done.stderr, done.stderr
    print(f"compose: the role of the service may not {', '.join(REFUSED)}")


def _compose(environment: dict[str, str], *arguments: str) -> str:
    done = _run(environment, *arguments)
    if done.returncode:
        logs = _run(environment, "logs", "--tail=20").stdout
        raise SystemExit(f"docker compose {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}{logs}")
    return done.stdout


def _run(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [COMPOSE, "--file", service.ROOT / "compose.yaml", "--progress=quiet", *arguments]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
