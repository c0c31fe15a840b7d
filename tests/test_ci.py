"""What .ci/run answers, with a make that only writes down what it was asked for."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAKE = """\
#!/bin/sh
echo "$1" >> made
echo "output of $1"
[ "$1" != "$FAILING" ] || exit 3
"""
TARGETS = ["check", "test", "test-pythons", "test-init", "test-image", "test-container", "soak"]


def ci(folder: Path, failing: str) -> tuple[int, str]:
    """Run a copy of the script as a normal user would, so that it installs nothing and starts no Docker engine."""
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/run", folder / ".ci/run")
    (folder / "bin").mkdir()
    for name, text in {"make": MAKE, "id": "#!/bin/sh\necho 1000\n"}.items():
        (folder / "bin" / name).write_text(text)
        (folder / "bin" / name).chmod(0o755)
    env = os.environ | {"PATH": f"{folder}/bin:{os.environ['PATH']}", "FAILING": failing}
    done = subprocess.run([folder / ".ci/run"], check=False, env=env, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout


def test_it_passes_when_every_stage_passes(tmp_path: Path) -> None:
    status, output = ci(tmp_path, failing="none")
    assert status == 0
    assert sorted((tmp_path / "made").read_text().split()) == sorted(TARGETS)
    assert output.count(" passed in ") == len(TARGETS)


@pytest.mark.parametrize("target", TARGETS)
def test_it_fails_with_the_status_of_a_stage(target: str, tmp_path: Path) -> None:
    status, output = ci(tmp_path, failing=target)
    assert status == 3
    assert f"output of {target}" in output
    assert output.count(" passed in ") < len(TARGETS)
