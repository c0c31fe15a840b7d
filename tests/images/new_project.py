"""The image of a new project, as its own Dockerfile makes it."""

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
        tried = Trial(TAG, url)
        tried.migrate()
        with tried.serving("/notes", tried.make_key()) as name:
            tried.stop(name)
