"""Writes a new project: `sqlwright init`. The files that it writes are in `template/`, for a subject called notes."""

from .errors import InitError
from .project import Wanted, check_folder, write

__all__ = ["InitError", "Wanted", "check_folder", "write"]
