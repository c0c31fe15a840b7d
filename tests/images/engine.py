"""The Docker engine that `docker` reaches, with base images that need no registry."""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.images import debian_python

BUILD = "debian-python:build"
BASE = "debian-python:base"


def answers() -> bool:
    return subprocess.run(["docker", "version"], check=False, capture_output=True).returncode == 0


def docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"docker {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def container(*arguments: str) -> Generator[str]:
    """The id of a container that runs until the end of the block."""
    name = docker("run", "--detach", "--network=host", *arguments).strip()
    try:
        yield name
    finally:
        docker("rm", "--force", "--volumes", name)


def import_bases(wheels: Path) -> None:
    """BUILD, where pip finds these wheels and asks no index, and BASE, with Python and nothing else."""
    with TemporaryDirectory() as folder:
        tar = Path(folder, "image.tar")
        debian_python.make(tar, wheels=sorted(wheels.glob("*.whl")))
        settings = ("--change=ENV PATH=/usr/bin", "--change=ENV PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels")
        docker("import", *settings, str(tar), BUILD)
        debian_python.make(tar)
        docker("import", settings[0], str(tar), BASE)


def import_programs(tag: str, *programs: Path) -> None:
    """An image with these programs of Debian and nothing else."""
    with TemporaryDirectory() as folder:
        tar = Path(folder, "image.tar")
        debian_python.make_with(tar, programs)
        docker("import", "--change=ENV PATH=/usr/bin:/usr/sbin", "--change=USER 65534:65534", str(tar), tag)


def build(tag: str, context: Path, *arguments: str) -> None:
    bases = (f"--build-arg=BUILD={BUILD}", f"--build-arg=BASE={BASE}")
    docker("build", "--network=none", "--tag", tag, *bases, *arguments, str(context))
