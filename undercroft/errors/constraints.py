"""Turns violated constraints into errors."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager

import asyncpg


@contextmanager
def on_constraint(meanings: Mapping[str, Exception]) -> Generator[None]:
    """Raise the error that stands for a violated constraint; a violation of any other constraint passes unchanged."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as violation:
        meaning = meanings.get(violation.constraint_name or "")
        if meaning is None:
            raise
        raise meaning from violation
