"""Where this user's caches are."""

import os
from pathlib import Path

from ..errors import SqlwrightError

__all__ = ["cache_home"]


def cache_home() -> Path:
    """sqlwright's folder in the user's cache; without one that can be written, a private one among the temporary."""
    home = os.environ.get("XDG_CACHE_HOME") or (f"{os.environ['HOME']}/.cache" if "HOME" in os.environ else None)
    if home is not None:
        folder = Path(home, "sqlwright")
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            pass
        else:
            if os.access(folder, os.W_OK):
                return folder
    import tempfile

    folder = Path(tempfile.gettempdir(), f"sqlwright-{os.geteuid()}")
    folder.mkdir(exist_ok=True, mode=0o700)
    if folder.stat().st_uid != os.geteuid():
        raise SqlwrightError(f"{folder} belongs to somebody else: set XDG_CACHE_HOME to a folder of your own")
    return folder
