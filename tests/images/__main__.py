"""Builds the images of the service and of a new project, and tries both beside a PostgreSQL: `make test-image`.

No registry is asked: the base images are made of this Debian's Python, and the packages are downloaded before.
`--with-docker PROGRAM` runs it under a program that starts an engine; with `--required`, it fails if none answers.
"""

import argparse
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from tests.images import compose, debian_python, engine, new_project, service

ROOT = Path(__file__).parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.images", description=__doc__)
    parser.add_argument("--with-docker", metavar="PROGRAM")
    parser.add_argument("--required", action="store_true")
    parser.add_argument("--prepared", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.prepared:
        try_images(arguments.prepared)
    elif not debian_python.is_here():
        give_up("the base is made of Debian's Python, which is not here", arguments.required)
    elif not arguments.with_docker and not engine.answers():
        give_up("no Docker engine answers at DOCKER_HOST or /var/run/docker.sock", arguments.required)
    else:
        with tempfile.TemporaryDirectory(prefix="images-", dir="/tmp") as folder:
            prepare(Path(folder))
            starter = [arguments.with_docker] if arguments.with_docker else []
            command = [*starter, sys.executable, "-u", "-m", "tests.images", "--prepared", folder]
            sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)


def give_up(reason: str, required: bool) -> None:
    print(f"images not built: {reason}")
    sys.exit(int(required))


def prepare(folder: Path) -> None:
    """A new project, and the wheels of both images, for Debian's Python."""
    run = [sys.executable, "-m", "sqlwright", "init", str(folder / "project"), "--source", "index"]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
    requirements = tomllib.loads((folder / "project/pyproject.toml").read_text())["project"]["dependencies"]
    download = [sys.executable, "-m", "pip", f"--python={debian_python.PYTHON}", "download", "-qq"]
    options = ["--disable-pip-version-check", "--only-binary=:all:", f"--dest={folder}/wheels"]
    for wanted in (
        ["--no-deps", "--require-hashes", f"--requirement={service.LOCK}"],
        [f"--find-links={ROOT}/dist", "pip", *requirements],
    ):
        subprocess.run([*download, *options, *wanted], check=True)


def try_images(folder: Path) -> None:
    engine.import_bases(folder / "wheels")
    service.try_it()
    compose.try_it()
    new_project.try_it(folder / "project")


if __name__ == "__main__":
    main()
