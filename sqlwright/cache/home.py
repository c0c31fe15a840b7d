"""Finds the user's cache folder."""

import os
import pwd
from pathlib import Path

from ..errors import SqlwrightError

__all__ = ["cache_home"]


def cache_home() -> Path:
    """sqlwright's folder in the user's cache, or a private temporary folder if that is not writable."""
    caches = os.environ.get("XDG_CACHE_HOME") or ((home := _home()) and f"{home}/.cache")
    if caches:
        folder = Path(caches, "sqlwright")
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
        raise SqlwrightError(f"{folder} belongs to another user: set XDG_CACHE_HOME to a folder of your own")
    return folder


def _home() -> str | None:
    """The user's home folder, even if HOME is not set: sqlc passes no environment to its plugins."""
    if home := os.environ.get("HOME"):
        return home
    try:
        return pwd.getpwuid(os.geteuid()).pw_dir
    except KeyError:  # in a container, a user id may have no name
        return None
