"""Runs an image beside a PostgreSQL as production would: without rights, and without a place to write."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import yaml

from tests.images.engine import container, docker
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
LOCKED = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--memory=256m", "--pids-limit=100")


POSTGRES = os.environ.get("TEST_POSTGRES_IMAGE", "postgres:15")


@contextmanager
def postgres() -> Generator[str]:
    """The URL of a database."""
    port = free_port()
    with container("--env=POSTGRES_PASSWORD=secret", POSTGRES, "postgres", "-p", str(port)):
        yield f"postgresql://postgres:secret@127.0.0.1:{port}/postgres"


def granted(url: str, grants: Path) -> str:
    """The URL of a new role, app, which has the rights in this file: psql applies it as in deploy/kubernetes/migration."""
    job = yaml.safe_load((ROOT / "deploy/kubernetes/migration/job.yaml").read_text())["spec"]["template"]["spec"]
    user, (psql, *options, _) = job["securityContext"]["runAsUser"], job["containers"][0]["command"]
    made = f"--volume={grants}:/sql/grants.sql:ro"
    run = ("run", "--rm", "--network=host", f"--user={user}", *LOCKED, made, f"--entrypoint={psql}", POSTGRES)
    docker(*run, "--command=create role app login password 'word'", url)
    docker(*run, *options, url)
    return url.replace("postgres:secret@", "app:word@")


class Trial:
    def __init__(self, tag: str, url: str) -> None:
        self.port = free_port()
        self._tag = tag
        self._settings = (*LOCKED, f"--env=DATABASE_URL={url}", f"--env=PORT={self.port}")

    def migrate(self) -> None:
        """As soon as the database takes it."""
        end = time.monotonic() + 60
        command = ["docker", "run", "--rm", "--network=host", *self._settings, self._tag, "migrate"]
        while (done := subprocess.run(command, check=False, capture_output=True, text=True)).returncode:
            if time.monotonic() > end:
                sys.exit(f"{self._tag}: migrate failed:\n{done.stderr}")
            time.sleep(0.2)

    def make_key(self) -> str:
        command = ("keys", "create", "test", "--scope=write")
        return docker("run", "--rm", "--network=host", *self._settings, self._tag, *command).split()[-1]

    @contextmanager
    def serving(self, path: str, key: str, *options: str) -> Generator[str]:
        """A container that has answered a request."""
        start = time.perf_counter()
        with container(*self._settings, *options, self._tag) as name:
            request = Request(f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {key}"})
            while (seconds := time.perf_counter() - start) < 60:
                with suppress(URLError, ConnectionError), urlopen(request) as answer:
                    print(f"{seconds:6.1f} s  {self._tag}: docker run, to the answer {answer.read().decode()[:40]}")
                    break
                time.sleep(0.02)
            else:
                sys.exit(f"{self._tag}: no answer:\n{docker('logs', name)}")
            yield name

    def stop(self, name: str) -> None:
        start = time.perf_counter()
        docker("stop", "--time=30", name)
        status = docker("inspect", "--format={{.State.ExitCode}}", name).strip()
        print(f"{time.perf_counter() - start:6.1f} s  {self._tag}: SIGTERM to the end, with status {status}")
        assert status == "0", docker("logs", name)


def until(found: Callable[[], bool], failing: str) -> None:
    end = time.monotonic() + 60
    while not found():
        if time.monotonic() > end:
            sys.exit(failing)
        time.sleep(0.2)


def memory(name: str) -> int:
    """How much the first process of a container has, in bytes."""
    status = docker("exec", name, "python", "-c", "print(open('/proc/1/status').read())")
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) * 1024


def health(name: str) -> str:
    return docker("inspect", "--format={{.State.Health.Status}}", name).strip()
