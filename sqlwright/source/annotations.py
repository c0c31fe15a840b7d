"""Reads lines such as `-- @notnull total` above a statement, and checks what they may stand with."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from difflib import SequenceMatcher

from ..errors import CompileError, nearest
from ..model.commands import Command
from .annotation_values import Annotation, Place
from .headers import Line
from .text import SourceFile
from .vocabulary import ANNOTATIONS, IGNORED_ANNOTATIONS

__all__ = ["ANNOTATION", "Annotation", "check_combinations", "read_annotations"]

ANNOTATION = re.compile(r"^\s*@(?P<word>[\w-]+)")
_VERY_LIKE = 0.85


def read_annotations(
    file: SourceFile, line: Line, match: re.Match[str], query: str, command: Command, params: AbstractSet[str]
) -> Sequence[Annotation] | None:
    """The line's annotation, or one for each of the names on it; None for prose, such as a line about a parameter."""
    word = match["word"]
    if word in IGNORED_ANNOTATIONS:
        return []
    is_param = word.lower() in params
    at = line.at + match.start("word") - 1
    place = Place(file, word, at, line.text[match.end() :], line.at + match.end(), query)
    if word not in ANNOTATIONS:
        meant = nearest(word, ANNOTATIONS)
        if is_param or meant is None or not _is_mistyped(place, meant):
            return None
        raise file.error(at, f"unknown annotation @{word}", hint=f"did you mean @{meant}?", query=query)
    try:
        return [*_annotations(place, command)]
    except CompileError:
        if is_param:
            return None
        raise


def _is_mistyped(place: Place, meant: str) -> bool:
    """Whether a word is a mistyped annotation: it is very similar, or followed by what that annotation takes."""
    if SequenceMatcher(None, meant, place.word).ratio() > _VERY_LIKE:
        return True
    with suppress(CompileError):
        return bool([*ANNOTATIONS[meant].read(place)])
    return False


def _annotations(place: Place, command: Command) -> Iterator[Annotation]:
    rule = ANNOTATIONS[place.word]
    commands = rule.commands
    if commands and command not in commands:
        known = " and ".join([", ".join(commands[:-1]), commands[-1]] if len(commands) > 1 else commands)
        message = f"@{place.word} is for {known}, and {place.query} is {command}"
        raise place.file.error(place.word_at, message, hint="remove the line", query=place.query)
    yield from rule.read(place)


def check_combinations(file: SourceFile, annotations: Sequence[Annotation], query: str) -> None:
    """Raises a CompileError at the first annotation that does not go together with another one of the query."""
    for annotation in annotations:
        for other in annotations:
            if other.word in ANNOTATIONS[annotation.word].apart:
                raise file.error(
                    annotation.word_at,
                    f"@{annotation.word} does not go together with @{other.word}",
                    hint=f"remove one of the lines, or write a second query without @{other.word}",
                    query=query,
                )
