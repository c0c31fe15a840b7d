"""Runs a part of the tests on the other versions of Python that this machine has: `make test-pythons`.

The part is what runs in other people's processes: generated packages, their run-time code, undercroft, and some of the
service. The versions are those that pyproject.toml names. One that is missing is said, and is no failure. With
`--newest` it is the newest of those that are here. Other arguments are pytest's.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
PART = [
    *("tests/golden", "tests/sqlwright/runtime", "tests/undercroft"),
    *(f"tests/service/test_{name}.py" for name in ("openapi", "orders_create", "server", "settings", "users_import")),
]


NEWEST = "--newest"


def main(arguments: Sequence[str]) -> int:
    versions = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text())
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    print(f"Python {own}: runs all tests in make test", flush=True)
    found: list[tuple[str, str]] = []
    for version in versions:
        interpreter = find(version)
        if version == own:
            continue
        if interpreter is None:
            print(f"Python {version}: not tested, because it is not installed here", flush=True)
        else:
            found.append((version, interpreter))
    status = 0
    for version, interpreter in found[-1:] if NEWEST in arguments else found:
        print(f"Python {version}: {interpreter}", flush=True)
        status |= run(interpreter, [argument for argument in arguments if argument != NEWEST])
    return status


def find(version: str) -> str | None:
    """An interpreter in PATH, or one that pyenv has installed: its own command in PATH needs a version to be chosen."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    candidates = [shutil.which(f"python{version}"), *map(str, pyenv.glob(f"versions/{version}.*/bin/python{version}"))]
    return next((each for each in candidates if each and works(each)), None)


def works(interpreter: str) -> bool:
    """Whether it runs, and has what a virtual environment needs."""
    done = subprocess.run([interpreter, "-c", "import ssl, sqlite3, venv"], check=False, capture_output=True)
    return done.returncode == 0


def run(interpreter: str, arguments: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="python-") as folder:
        python = f"{folder}/bin/python"
        uv, into = [sys.executable, "-m", "uv", "--quiet"], ["--python", python]
        steps = (
            [*uv, "venv", "--python", interpreter, folder],
            [*uv, "pip", "install", *into, "--require-hashes", "--requirement", "requirements.lock"],
            [*uv, "pip", "install", *into, "--no-deps", "--no-build-isolation", "--editable", "."],
            [python, "-m", "pytest", *PART, *arguments],
        )
        # Another run of pytest may go on beside this one, with temporary files of its own.
        environment = {**os.environ, "PYTEST_DEBUG_TEMPROOT": folder}
        return int(any(subprocess.run(step, cwd=ROOT, env=environment, check=False).returncode for step in steps))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
