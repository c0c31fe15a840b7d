"""From nothing to a tested project, as a user would, with the time that each step takes: `make test-init`.

It installs the wheels in dist/ into a new environment, writes a project of each flavour, and runs its commands there.
`--user NAME` does it as another user. The dependencies are downloaded.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.request import Request, urlopen

from tests.ports import free_port

ROOT = Path(__file__).parents[1]
FLAVOURS = {
    "notes": [],
    "recipes": ["--table", "recipes"],
    "queries-only": ["--only-sql"],
    "tables": ["--schema", "shop.sql"],
    "tables-only": ["--only-sql", "--schema", "shop.sql"],
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.new_project", description=__doc__)
    parser.add_argument("--user")
    user: str | None = parser.parse_args().user
    with tempfile.TemporaryDirectory(prefix="new-project-", dir="/tmp") as folder:
        if user:
            shutil.chown(folder, user)
        Walk(Path(folder), user).go()


class Walk:
    def __init__(self, folder: Path, user: str | None) -> None:
        self._folder = folder
        self._user = user
        self._port = free_port()
        own = {"HOME": str(folder), "PATH": os.environ["PATH"], "PORT": str(self._port), "DEBUG_PORT": "0"}
        passed = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
        self._environment = {**passed, **own}

    def go(self) -> None:
        for wheel in (ROOT / "dist").glob("*.whl"):
            shutil.copy(wheel, self._folder)
            (self._folder / wheel.name).chmod(0o644)
        shutil.copy(ROOT / "tests/existing_schemas/shop.sql", self._folder)
        (self._folder / "shop.sql").chmod(0o644)
        (wheel,) = self._folder.glob("sqlwright-*.whl")
        self._step("python -m venv", "python3", "-m", "venv", "tools")
        self._step("pip install sqlwright", "tools/bin/pip", "install", "--quiet", f"{wheel}[embedded]")
        for name, arguments in FLAVOURS.items():
            self._step(f"{name}: init", "tools/bin/sqlwright", "init", name, *arguments)
            self._step(f"{name}: make test, with its set-up", "make", "-C", name, "test")
            self._step(f"{name}: make test, again", "make", "-C", name, "test")
            self._step(f"{name}: make check", "make", "-C", name, "check")
            if "--only-sql" not in arguments:
                self._serve(name)
            files = list((self._folder / name).glob("[st]*/*.py"))
            lines = sum(len(path.read_text().splitlines()) for path in files)
            print(f"{name}: {lines} lines of Python in {len(files)} files")

    def _step(self, title: str, *command: str) -> None:
        start = time.perf_counter()
        done = subprocess.run(
            command,
            cwd=self._folder,
            env=self._environment,
            user=self._user,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            sys.exit(f"{title} failed:\n{done.stdout}")
        print(f"{time.perf_counter() - start:6.1f} s  {title}", flush=True)

    def _serve(self, name: str) -> None:
        """`make run`, until the curl line that it prints has an answer."""
        start = time.perf_counter()
        command: Sequence[str] = ("make", "-C", name, "run")
        with subprocess.Popen(
            command,
            cwd=self._folder,
            env=self._environment,
            user=self._user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            assert process.stderr
            said = ""
            for line in process.stderr:
                said += line
                if found := re.search(r"'(Authorization): (.*)' (\S+)", line):
                    header, key, url = found.groups()
                    with urlopen(Request(url, headers={header: key})) as answer:
                        assert answer.status == 200
                    print(f"{time.perf_counter() - start:6.1f} s  {name}: make run, to the first answer", flush=True)
                    os.killpg(process.pid, signal.SIGTERM)
                    return
        sys.exit(f"{name}: make run failed:\n{said}")


if __name__ == "__main__":
    main()
