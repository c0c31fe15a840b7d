"""The folder of the workers' metrics: a run that was killed leaves one, and the next removes it."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from undercroft.errors import Unavailable
from undercroft.serving import metrics_folder
from undercroft.telemetry.added_up import AddedUp

# A run with a worker that outlives it until its stdin ends.
RUN = """
import subprocess, sys
from undercroft.serving import metrics_folder
with metrics_folder.made() as folder:
    worker = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    subprocess.Popen(worker, stdin=0, pass_fds=[folder.lock])
    print(folder.path, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_one_whose_processes_are_dead_is_removed(folder: Path) -> None:
    read, write = os.pipe()
    environment = {**os.environ, "TMPDIR": str(folder)}
    run = subprocess.Popen([sys.executable, "-c", RUN], stdin=read, stdout=subprocess.PIPE, text=True, env=environment)
    assert run.stdout
    with run.stdout:
        left = Path(run.stdout.readline().strip())
    (left / "counter_1.db").touch()
    metrics_folder.remove_abandoned()
    assert left.exists()  # it runs
    run.send_signal(signal.SIGKILL)
    run.wait()
    metrics_folder.remove_abandoned()
    assert left.exists()  # its worker still runs
    os.close(write)
    os.close(read)
    # The end of the worker is the end of the lock.
    while left.exists():
        metrics_folder.remove_abandoned()
    assert list(folder.iterdir()) == []


def test_the_folder_of_this_run_stays_until_its_end(folder: Path) -> None:
    with metrics_folder.made() as first, metrics_folder.made() as second:
        assert Path(first.path).exists()
        assert Path(second.path).exists()
    assert list(folder.iterdir()) == []


def test_what_is_not_ours_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = folder / "metrics-of-somebody"
    others.mkdir()
    metrics_folder.remove_abandoned()
    assert others.exists()
    (others / metrics_folder.LOCK).touch()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    metrics_folder.remove_abandoned()
    assert others.exists()
    monkeypatch.undo()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    metrics_folder.remove_abandoned()
    assert not others.exists()


def test_metrics_whose_folder_was_removed(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="was removed"):
        AddedUp(str(tmp_path / "gone")).exposition()


def test_metrics_while_a_worker_starts(tmp_path: Path) -> None:
    """prometheus_client makes a file, and then gives it a length."""
    (tmp_path / "counter_1.db").touch()
    assert AddedUp(str(tmp_path)).exposition()[0] == b""
