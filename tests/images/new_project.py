"""The image of a new project, as its own Dockerfile makes it; it serves with the rights alone that its queries need."""

import subprocess
import sys
import time
from pathlib import Path

from tests.images import contents, engine, trial
from tests.images.trial import Trial

TAG = "new-project"


def try_it(project: Path) -> None:
    start = time.perf_counter()
    engine.build(TAG, project)
    print(f"{time.perf_counter() - start:6.1f} s  {TAG}: docker build")
    contents.say_size(TAG)
    contents.look_inside(TAG)
    with trial.postgres() as url:
        Trial(TAG, url).migrate()
        tried = Trial(TAG, trial.granted(url, _grants(project)))
        with tried.serving("/notes", tried.make_key()) as name:
            tried.stop(name)


def _grants(project: Path) -> Path:
    """A file with what `sqlwright grants` prints."""
    command = ("-m", "sqlwright", "grants", "--role", "app", "--also", "select (version) on schema_migrations")
    file = project / "grants.sql"
    with file.open("w") as output:
        subprocess.run([sys.executable, *command], cwd=project, stdout=output, check=True)
    return file
