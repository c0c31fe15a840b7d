"""The failed statements of a schema, without those that only fail because another one did."""

import re
from collections.abc import Sequence

from msgspec import Struct

from ..errors import Problem

__all__ = ["Failure", "causes"]

_LACKED = re.compile(r"\"(?:[^\"]*\.)?([^\".]+)\" .*does not exist|(?:function|procedure) (?:\w+\.)?(\w+)\(")


class Failure(Struct, frozen=True):
    """A statement that the server refused."""

    problem: Problem
    sql: str
    missing: bool = False
    """Whether it lacked something to the end."""


def causes(failures: Sequence[Failure]) -> Sequence[Problem]:
    """The problems to tell, in the order of the files: what several statements lack is told once."""
    told: dict[str | Problem, Problem] = {}
    for each in failures:
        name = _lacked(each)
        if name is None or not any(_may_create(other, name) for other in failures):
            told.setdefault(name or each.problem, each.problem)
    return list(told.values()) or [each.problem for each in failures]


def _lacked(failure: Failure) -> str | None:
    found = _LACKED.search(failure.problem.message) if failure.missing else None
    return None if found is None else found[1] or found[2]


def _may_create(other: Failure, name: str) -> bool:
    """Whether a statement with this name in it failed for another reason."""
    return _lacked(other) != name and re.search(rf"\b{re.escape(name)}\b", other.sql) is not None
