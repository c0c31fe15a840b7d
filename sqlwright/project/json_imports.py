"""Finds the types that `@json` names in query files. Every run looks them up, to notice when one is gone."""

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from ..errors import Problem
from ..source.text import SourceFile

if TYPE_CHECKING:
    from .options.imports import Found

__all__ = ["json_names", "json_problems"]

_WRITTEN = re.compile(r'@json(?![\w-])[^\S\n]*(?:"[^"\n]+"|[^\s,:"]+)[^\S\n]*:[^\S\n]*(?!name[^\S\n]+\w)([\w.]+)')


def json_names(files: Iterable[SourceFile]) -> AbstractSet[str]:
    """All names, and what merely looks like one: parsing the SQL would take longer than the rest of the run."""
    return {name for file in files if "@json" in file.text for name in _WRITTEN.findall(file.text)}


def json_problems(files: Iterable[SourceFile], found: Mapping[str, "Found"]) -> Iterator[Problem]:
    """Problems with those types, at their places."""
    from .options.imports import json_problem

    wrong = {name: problem for name in json_names(files) if (problem := json_problem(name, found[name]))}
    if not wrong:
        return
    from ..source.fragments import read_fragments
    from ..source.statements import read_queries

    every = list(files)
    fragments = read_fragments(every)
    for file in every:
        for statement in read_queries(file, fragments)[0].statements:
            for annotation in statement.annotated("json"):
                if annotation.value in wrong:
                    message, hint = wrong[annotation.value]
                    yield file.problem(annotation.value_at, message, hint=hint, query=statement.name)
